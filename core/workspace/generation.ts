/** Generations: immutable results of a step, published whole or not at all. `current` names the ones that count. */
import { join } from "node:path";
import { z } from "zod";
import { CorruptFileError, NotFoundError } from "../errors.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { sha256 } from "./digest.ts";
import { listFiles, readTextIfThere, removeIfThere, syncPath, temporaryPrefix, writeFileAtomically } from "./files.ts";
import {
  builder,
  type InputReference,
  type Json,
  type Manifest,
  readManifest,
  type Recipe,
  recipeDigest,
  type Step,
} from "./manifest.ts";
import type { Workspace } from "./workspace.ts";

export interface Generation {
  /** `5f1a09c2d1e4`: the start of the recipe's digest, so that the same work has the same name on every machine. */
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** SHA-256 of the manifest. */
  readonly digest: string;
}

/** What a step's builder hands back about the files it wrote. */
export interface Built {
  readonly counts: Manifest["counts"];
  readonly details?: { readonly [name: string]: Json };
}

/** Hex digits of a generation's name: 48 bits, far from clashes in one workspace. */
const nameLength = 12;

const currentFile = z.object({ generations: z.array(z.object({ name: z.string(), digest: z.string() })) });

/** Generations that count: one for most steps, one per import for `import`. Empty before the step first ran. */
export async function readCurrent(workspace: Workspace, step: Step): Promise<Generation[]> {
  const path = join(workspace.folder, step, "current");
  const text = await readTextIfThere(path);
  if (text === undefined) return [];
  const parsed = currentFile.safeParse(parseJson(text));
  if (!parsed.success) throw new CorruptFileError(path, 0, "it does not name generations");
  return await Promise.all(parsed.data.generations.map(async ({ name, digest }) => {
    const folder = join(workspace.folder, step, name);
    return { name, folder, ...await readManifest(folder, digest) };
  }));
}

/** The command that makes a step's generation. */
const makers = {
  network: "asterism network",
  signatures: "asterism minhash",
  neighbours: "asterism communities detect",
  communities: "asterism communities detect",
};

/** The one current generation of a step. @throws {NotFoundError} With the command that makes it. */
export async function requireCurrent(workspace: Workspace, step: Exclude<Step, "import">): Promise<Generation> {
  const [generation] = await readCurrent(workspace, step);
  if (generation === undefined) {
    const command = makers[step];
    throw new NotFoundError(
      `Cannot find ${step} in workspace "${workspace.folder}": run ${command}, or asterism build`,
    );
  }
  return generation;
}

/** Makes the generations given the ones that count, by one rename. */
export async function setCurrent(workspace: Workspace, step: Step, generations: readonly Generation[]): Promise<void> {
  const content = { generations: generations.map(({ name, digest }) => ({ name, digest })) };
  await writeFileAtomically(join(workspace.folder, step, "current"), JSON.stringify(content, null, 2) + "\n");
}

/**
 * Runs a builder in a temporary folder and publishes what it wrote: checksums, manifest, fsync, rename.
 * On any failure the temporary folder goes and nothing has changed. `current` is not touched: see `setCurrent`.
 * A generation with the same recipe that is already there is taken instead of building it again.
 */
export async function publishGeneration(
  workspace: Workspace,
  recipe: Recipe,
  kernel: Pick<Kernel, "checksumFile">,
  build: (folder: string) => Promise<Built>,
): Promise<Generation> {
  const parent = join(workspace.folder, recipe.step);
  await Deno.mkdir(parent, { recursive: true });
  const name = (await recipeDigest(recipe)).slice(0, nameLength);
  const existing = await readGeneration(parent, name).catch(() => undefined);
  if (existing !== undefined) return existing;

  const temporary = join(parent, `${temporaryPrefix}${name}-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(temporary);
  try {
    const { counts, details = {} } = await build(temporary);
    const files = [];
    for (const path of await listFiles(temporary)) {
      files.push({ path, ...await kernel.checksumFile(join(temporary, path)) });
    }
    const manifest: Manifest = { format: 1, builder, recipe, counts, details, files };
    const text = JSON.stringify(manifest, null, 1) + "\n";
    await Deno.writeTextFile(join(temporary, "manifest.json"), text);
    await makeDurable(temporary);
    await removeIfThere(join(parent, name)); // Only a damaged one can be there.
    await Deno.rename(temporary, join(parent, name));
    await syncPath(parent);
    return { name, folder: join(parent, name), manifest, digest: await sha256(text) };
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
}

/** How a later step names this generation among its inputs. */
export function referenceTo(generation: Generation): InputReference {
  return { step: generation.manifest.recipe.step, generation: generation.name, digest: generation.digest };
}

/** Whether a step's current generation was made by exactly this recipe. */
export async function isFresh(workspace: Workspace, recipe: Recipe): Promise<boolean> {
  const [generation, ...others] = await readCurrent(workspace, recipe.step);
  return generation !== undefined && others.length === 0 &&
    await recipeDigest(generation.manifest.recipe) === await recipeDigest(recipe);
}

/** All generations of a step that are on disk, oldest first; unreadable ones are left out. */
export async function listGenerations(workspace: Workspace, step: Step): Promise<Generation[]> {
  const parent = join(workspace.folder, step);
  const found: { generation: Generation; published: number }[] = [];
  for (const name of await generationNames(parent)) {
    const generation = await readGeneration(parent, name).catch(() => undefined);
    if (generation === undefined) continue;
    const { mtime } = await Deno.stat(join(generation.folder, "manifest.json"));
    found.push({ generation, published: mtime?.getTime() ?? 0 });
  }
  return found.sort((left, right) => left.published - right.published).map(({ generation }) => generation);
}

async function readGeneration(parent: string, name: string): Promise<Generation> {
  const folder = join(parent, name);
  return { name, folder, ...await readManifest(folder) };
}

async function generationNames(parent: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(parent)) {
      if (entry.isDirectory && /^[0-9a-f]+$/.test(entry.name)) names.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

/** Makes files read-only and durable: contents first, then the folders that name them. */
async function makeDurable(folder: string): Promise<void> {
  const paths = await listFiles(folder);
  await Promise.all(paths.map(async (path) => {
    await syncPath(join(folder, path));
    await Deno.chmod(join(folder, path), 0o444);
  }));
  const folders = new Set(paths.map((path) => path.split("/").slice(0, -1).join("/")));
  for (const path of folders) await syncPath(join(folder, path));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
