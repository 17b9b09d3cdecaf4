/** The record of one generation: what it was made from and how, how much there is, and the checksum of every file. */
import { join } from "node:path";
import { z } from "zod";
import { CorruptFileError, InputError } from "../errors.ts";
import { sha256 } from "./digest.ts";
import type { WorkspaceParameters } from "./parameters.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Steps of the road, in order (DESIGN 2). */
export const steps = ["import", "network", "signatures", "neighbours", "communities"] as const;
export type Step = typeof steps[number];

/** A generation that another one was made from. */
export interface InputReference {
  readonly step: Step;
  readonly generation: string;
  /** SHA-256 of its manifest. */
  readonly digest: string;
}

/** Everything that decides a generation's bytes. Equal recipes give equal files, so a fresh step is one whose recipe is the current one's. */
export interface Recipe {
  readonly step: Step;
  /** Raised when the step's code starts to give other bytes. */
  readonly stepVersion: number;
  readonly parameters: WorkspaceParameters;
  readonly options: { readonly [name: string]: Json };
  readonly inputs: readonly InputReference[];
}

export interface ManifestFile {
  /** Relative to the generation's folder. */
  readonly path: string;
  readonly bytes: number;
  /** XXH3-64 of each 8 MiB block, 16 hex digits. */
  readonly blocks: readonly string[];
}

export interface Manifest {
  readonly format: 1;
  readonly builder: string;
  readonly recipe: Recipe;
  /** Numbers of things: rows, edges, followers … */
  readonly counts: { readonly [name: string]: number };
  /** Whatever else the step has to tell: guessed columns, bad rows, coverage. */
  readonly details: { readonly [name: string]: Json };
  readonly files: readonly ManifestFile[];
}

const manifestFile = z.object({
  format: z.literal(1),
  builder: z.string(),
  recipe: z.object({
    step: z.enum(steps),
    stepVersion: z.number(),
    parameters: z.record(z.string(), z.unknown()),
    options: z.record(z.string(), z.unknown()),
    inputs: z.array(z.object({ step: z.enum(steps), generation: z.string(), digest: z.string() })),
  }),
  counts: z.record(z.string(), z.number()),
  details: z.record(z.string(), z.unknown()),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), blocks: z.array(z.string()) })),
});

/** Name of the program that writes, as manifests record it. */
export const builder = "asterism 0.1.0";

export function recipeDigest(recipe: Recipe): Promise<string> {
  return sha256(JSON.stringify(recipe));
}

/**
 * Reads a generation's manifest.
 * @param digest SHA-256 that it must have; not checked when left out.
 * @throws {CorruptFileError} If it was changed or is not a manifest.
 */
export async function readManifest(folder: string, digest?: string): Promise<{ manifest: Manifest; digest: string }> {
  const path = join(folder, "manifest.json");
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(`Cannot open "${folder}": its manifest.json is missing`);
    }
    throw error;
  }
  const found = await sha256(text);
  if (digest !== undefined && found !== digest) {
    throw new CorruptFileError(path, 0, `needed SHA-256 ${digest.slice(0, 16)}…, found ${found.slice(0, 16)}…`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CorruptFileError(path, 0, `it is not JSON (${(error as Error).message})`);
  }
  const parsed = manifestFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CorruptFileError(path, 0, `${issue.path.join(".")}: ${issue.message}`);
  }
  return { manifest: parsed.data as unknown as Manifest, digest: found };
}
