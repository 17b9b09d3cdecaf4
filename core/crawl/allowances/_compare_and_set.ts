/** Read, apply a pure rule, write if nobody else did meanwhile; again up to a named limit. */
import { commitTriesMax } from "../../limits.ts";
import { UnavailableError } from "../../errors.ts";
import { type Commit, type Entry, type Key, type Store, UnknownOutcomeError } from "../store/store.ts";

/** How a commit ended; `unknown` = it may or may not be stored. */
export type Outcome = "written" | "conflict" | "unknown";

export async function tryCommit(store: Store, commit: Commit): Promise<Outcome> {
  try {
    return await store.commit(commit) ? "written" : "conflict";
  } catch (error) {
    if (error instanceof UnknownOutcomeError) return "unknown";
    throw error;
  }
}

/**
 * Changes a few records together. `change` may run several times, also on what it has already written where an outcome was unknown:
 * it must be right then too.
 * @param change Returns what is to be written under each key in order (undefined = leave as it is), or null if nothing is to change.
 * @returns Whether anything was written.
 * @throws {UnavailableError} If others get ahead each time.
 */
export async function update<T extends readonly unknown[]>(
  store: Store,
  keys: readonly Key[],
  change: (entries: { [index in keyof T]: T[index] | null }) => Partial<T> | null,
): Promise<boolean> {
  let unknown = false;
  for (let tries = 0; tries < commitTriesMax; tries++) {
    const entries: Entry[] = await store.getMany(keys);
    const values = change(entries.map(({ value }) => value) as { [index in keyof T]: T[index] | null });
    if (values === null) return unknown;
    const sets = keys.flatMap((key, index) => values[index] === undefined ? [] : [{ key, value: values[index] }]);
    const checks = entries.map(({ key, version }) => ({ key, version }));
    const outcome = await tryCommit(store, { checks, sets });
    if (outcome === "written") return true;
    unknown ||= outcome === "unknown";
  }
  throw new UnavailableError(`Cannot change ${keys[0].join("/")}: others did so ${commitTriesMax} times first`);
}
