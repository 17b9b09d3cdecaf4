/** The identity of followers in SQL, for joins between tables and arrays (DESIGN 5). Checked against the golden vectors. */

/**
 * SQL expression of `mix(value XOR seed)`, the hash h that sketches see.
 * @param value A UBIGINT expression without side effects.
 */
export function hashSql(value: string, seed: bigint): string {
  return `asterism_mix(xor(${value}, ${seed}::UBIGINT))`;
}

/** Statements that define `asterism_mix` in a database: the splitmix64 finaliser, products taken in 128 bits. */
export const hashMacros: readonly string[] = [
  "CREATE OR REPLACE MACRO asterism_fold(x, shift) AS xor(x, x >> shift)",
  `CREATE OR REPLACE MACRO asterism_times(x, factor) AS
    ((x::UHUGEINT * factor::UHUGEINT) & 18446744073709551615::UHUGEINT)::UBIGINT`,
  `CREATE OR REPLACE MACRO asterism_mix(x) AS asterism_fold(asterism_times(asterism_fold(asterism_times(
    asterism_fold(x::UBIGINT, 30), ${0xbf58476d1ce4e5b9n}::UBIGINT), 27), ${0x94d049bb133111ebn}::UBIGINT), 31)`,
];
