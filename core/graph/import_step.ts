/** The import step: files become a generation of raw rows or of profiles, once for each distinct content. */
import { basename, join } from "node:path";
import { InputError } from "../errors.ts";
import type { StepTools } from "../step.ts";
import { sha256 } from "../workspace/digest.ts";
import { removeIfThere, temporaryPrefix } from "../workspace/files.ts";
import { type Generation, publishGeneration, readCurrent, setCurrent } from "../workspace/generation.ts";
import type { Json, Recipe } from "../workspace/manifest.ts";
import {
  type EdgeImport,
  type EdgeImportOptions,
  importEdges,
  importProfiles,
  type ProfileImport,
  type ProfileImportOptions,
} from "./import/mod.ts";

/** Raised when the same files start to give other rows. */
const stepVersion = 1;

/** What else an import is handed: `-` is read from here. */
export interface ImportStepTools extends StepTools {
  readonly stdin?: ReadableStream<Uint8Array>;
}

/** Imports edges; the generation is not current yet: see `addImports` and `replaceImports`. */
export async function importEdgeFiles(
  tools: ImportStepTools,
  files: readonly string[],
  options: EdgeImportOptions,
): Promise<Generation> {
  return await importFiles(tools, "edges", files, { ...options }, async (paths, importTools) => {
    const result = await importEdges(paths, options, importTools);
    return { counts: countEdges(result), details: result };
  });
}

/** Imports profiles; the generation is not current yet. */
export async function importProfileFiles(
  tools: ImportStepTools,
  files: readonly string[],
  options: ProfileImportOptions,
): Promise<Generation> {
  return await importFiles(tools, "profiles", files, { ...options }, async (paths, importTools) => {
    const result = await importProfiles(paths, options, importTools);
    return { counts: countProfiles(result), details: result };
  });
}

/** Adds imports to those that count; one that is there already stays where it is. */
export async function addImports({ workspace }: StepTools, added: readonly Generation[]): Promise<void> {
  const current = await readCurrent(workspace, "import");
  const fresh = added.filter(({ digest }) => !current.some((generation) => generation.digest === digest));
  await setCurrent(workspace, "import", [...current, ...fresh]);
}

/** Makes exactly these imports the ones that count. */
export async function replaceImports({ workspace }: StepTools, imports: readonly Generation[]): Promise<void> {
  await setCurrent(workspace, "import", imports);
}

/** What an import generation holds. */
export function importKind(generation: Generation): "edges" | "profiles" {
  return generation.manifest.recipe.options.what as "edges" | "profiles";
}

type Importer = (
  paths: readonly string[],
  tools: Parameters<typeof importEdges>[2],
) => Promise<{ counts: Record<string, number>; details: object }>;

async function importFiles(
  tools: ImportStepTools,
  what: "edges" | "profiles",
  files: readonly string[],
  options: Record<string, Json | undefined>,
  run: Importer,
): Promise<Generation> {
  const { workspace, kernel, signal } = tools;
  await Deno.mkdir(join(workspace.folder, "import"), { recursive: true });
  const spool = join(workspace.folder, "import", `${temporaryPrefix}stdin-${crypto.randomUUID().slice(0, 8)}`);
  try {
    // Standard input is kept on disk first, so that its digest is known before it is decided whether to read it again.
    if (files.includes("-")) await spoolInput(tools, spool);
    const sources = await Promise.all(files.map(async (file) => ({
      name: file === "-" ? "standard input" : basename(file),
      ...await digestOf(kernel, file === "-" ? spool : file),
    })));
    const recipe: Recipe = {
      step: "import",
      stepVersion,
      parameters: workspace.parameters,
      options: { what, ...withoutUndefined(options), sources },
      inputs: [],
    };
    return await publishGeneration(workspace, recipe, kernel, async (folder) => {
      const stdin = files.includes("-") ? (await Deno.open(spool)).readable : undefined;
      const { counts, details } = await run(files, {
        database: await tools.database(),
        kernel,
        folder,
        progress: tools.bar(`import ${what}`, "bytes"),
        signal,
        stdin,
      });
      return { counts, details: JSON.parse(JSON.stringify(details)) };
    });
  } finally {
    await removeIfThere(spool);
  }
}

async function spoolInput({ stdin, signal }: ImportStepTools, path: string): Promise<void> {
  if (stdin === undefined) throw new InputError('Cannot read "-": needed standard input, found none');
  const file = await Deno.open(path, { write: true, createNew: true });
  await stdin.pipeTo(file.writable, { signal });
}

async function digestOf(kernel: StepTools["kernel"], path: string): Promise<{ bytes: number; digest: string }> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new InputError(`Cannot read "${path}": there is no such file`);
    throw error;
  }
  if (info.isDirectory) throw new InputError(`Cannot read "${path}": needed a file, found a folder`);
  const { bytes, blocks } = await kernel.checksumFile(path);
  return { bytes, digest: (await sha256(blocks.join())).slice(0, 32) };
}

function withoutUndefined(options: Record<string, Json | undefined>): Record<string, Json> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Record<string, Json>;
}

function countEdges({ rows, rowsWritten, selfFollows, bad, accounts }: EdgeImport): Record<string, number> {
  return { rows, rowsWritten, selfFollows, badRows: bad.count, accounts };
}

function countProfiles({ rows, profiles, duplicates, bad }: ProfileImport): Record<string, number> {
  return { rows, profiles, duplicates, badRows: bad.count };
}
