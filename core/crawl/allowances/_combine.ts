/** Work that many ask for at once, done together: while one batch is under way, the next one gathers. */

/**
 * @param work Does a whole batch; what it throws is thrown to each who asked.
 * @returns Adds to the batch of that name and resolves when it is done.
 */
export function combine<T>(work: (batch: readonly T[]) => Promise<void>): (name: string, item: T) => Promise<void> {
  const gathering = new Map<string, { readonly items: T[]; readonly done: Promise<void> }>();
  const working = new Map<string, Promise<unknown>>();
  return (name, item) => {
    const batch = gathering.get(name);
    if (batch !== undefined) {
      batch.items.push(item);
      return batch.done;
    }
    const items = [item];
    const done = (working.get(name) ?? Promise.resolve()).then(() => {
      gathering.delete(name);
      return work(items);
    });
    gathering.set(name, { items, done });
    const settled = done.catch(() => {}).then(() => {
      if (working.get(name) === settled) working.delete(name);
    });
    working.set(name, settled);
    return done;
  };
}
