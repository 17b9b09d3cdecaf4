/** A truth to score communities by: groups of accounts that somebody knows to belong together. Groups may overlap. */
import { InputError } from "../errors.ts";

/** Account ids of each group, as they were given. */
export type Truth = ReadonlyMap<string, ReadonlySet<string>>;

/** Of pairs of account id and group, one per membership. */
export function truthOfPairs(pairs: Iterable<readonly [id: string, group: string]>): Truth {
  const groups = new Map<string, Set<string>>();
  for (const [id, group] of pairs) {
    if (!groups.has(group)) groups.set(group, new Set());
    groups.get(group)!.add(id);
  }
  return groups;
}

/**
 * Reads `{"communities": [[id, …], …]}` or `{id: [group, …], …}`; ids and groups are texts or numbers, one group may stand alone.
 * @throws {InputError} If it is something else.
 */
export function parseTruthJson(text: string): Truth {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`Cannot read truth: needed JSON (${(error as Error).message})`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError(`Cannot read truth: needed an object of communities or of accounts, found ${nameOf(json)}`);
  }
  const { communities } = json as { communities?: unknown };
  if (Array.isArray(communities) && communities.every(Array.isArray)) {
    return truthOfPairs(
      communities.flatMap((ids: unknown[], group) => ids.map((id) => [readName(id), String(group)] as const)),
    );
  }
  return truthOfPairs(
    Object.entries(json).flatMap(([id, groups]) =>
      (Array.isArray(groups) ? groups : [groups]).map((group) => [id, readName(group)] as const)
    ),
  );
}

function readName(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new InputError(`Cannot read truth: needed ids and groups as texts or numbers, found ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
}
