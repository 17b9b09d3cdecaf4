/** Parameters that are fixed when a workspace is made, stored in every manifest, and refused when they differ (DESIGN 5). */
import * as limits from "../limits.ts";
import { UsageError } from "../errors.ts";

export interface WorkspaceParameters {
  /** Hash and key scheme: splitmix finaliser over `key XOR seed`, keys by XXH3-64. */
  readonly scheme: "splitmix-xxh3-1";
  /** u64 as "0x…": seed of the hash h that sketches see. */
  readonly seed: string;
  /** u64 as "0x…": seed of the sample slot. */
  readonly sampleSeed: string;
  readonly sampleCount: number;
  /** K. */
  readonly registerCount: number;
  /** S: up to so many distinct followers an influencer keeps its exact list; 0 = never. */
  readonly listLimit: number;
  /** Register code: 5 bits exponent, 11 bits mantissa. */
  readonly code: "minifloat-5-11";
}

export const seedDefault = "0x9e3779b97f4a7c15";
export const sampleSeedDefault = "0x2545f4914f6cdd1d";

/** Fills what is not given with the defaults of DESIGN 5 and 8 and refuses what is out of range. */
export function completeParameters(
  given: Partial<Pick<WorkspaceParameters, "seed" | "sampleSeed" | "sampleCount" | "registerCount" | "listLimit">> = {},
): WorkspaceParameters {
  const registerCount = given.registerCount ?? limits.registerCountDefault;
  const sampleCount = given.sampleCount ?? limits.sampleCountDefault;
  const listLimit = given.listLimit ?? listLimitFor(registerCount);
  if (
    !Number.isInteger(Math.log2(registerCount)) || registerCount < limits.registerCountMin ||
    registerCount > limits.registerCountMax
  ) {
    throw new UsageError(
      `Cannot use ${registerCount} registers: needed a power of two from ${limits.registerCountMin} to ${limits.registerCountMax}`,
    );
  }
  if (!Number.isInteger(sampleCount) || sampleCount < 1 || sampleCount > limits.sampleCountMax) {
    throw new UsageError(`Cannot use ${sampleCount} samples: needed a whole number from 1 to ${limits.sampleCountMax}`);
  }
  if (!Number.isInteger(listLimit) || listLimit < 0 || listLimit > listLimitFor(registerCount)) {
    throw new UsageError(
      `Cannot use list limit ${listLimit}: needed a whole number from 0 to ${
        listLimitFor(registerCount)
      } with ${registerCount} registers`,
    );
  }
  return {
    scheme: "splitmix-xxh3-1",
    seed: checkSeed(given.seed ?? seedDefault),
    sampleSeed: checkSeed(given.sampleSeed ?? sampleSeedDefault),
    sampleCount,
    registerCount,
    listLimit,
    code: "minifloat-5-11",
  };
}

/** Largest (and default) S for K registers. */
export function listLimitFor(registerCount: number): number {
  return Math.min(limits.listLimitMax, registerCount / 2);
}

function checkSeed(text: string): string {
  let value: bigint;
  try {
    value = BigInt(text);
  } catch {
    throw new UsageError(`Cannot use seed "${text}": needed a whole number such as ${seedDefault}`);
  }
  if (value < 0n || value >= 1n << 64n) {
    throw new UsageError(`Cannot use seed "${text}": needed a number below 2^64`);
  }
  return `0x${value.toString(16).padStart(16, "0")}`;
}

/** The first parameter in which two sets differ, with both values; undefined when they are equal. */
export function parametersDiffer(left: WorkspaceParameters, right: WorkspaceParameters): string | undefined {
  for (const name of Object.keys(left) as (keyof WorkspaceParameters)[]) {
    if (left[name] !== right[name]) return `${name} (${left[name]} and ${right[name]})`;
  }
  return undefined;
}
