/** What every Store must do: one suite, run on each. */
import assert from "node:assert/strict";
import { createRandom } from "../../scripts/_random.ts";
import { type Key, type Range, type Store, storeValueBytesMax } from "../../core/crawl/store/store.ts";

/** Registers the suite for one implementation. `open` gives an empty store. */
export function testStore(name: string, open: () => Promise<Store>): void {
  const test = (rule: string, run: (store: Store) => Promise<void>) =>
    Deno.test(`${name}: ${rule}`, async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        store.close();
      }
    });

  test("a key that was never written has neither value nor version", async (store) => {
    assert.deepEqual(await store.get(["a"]), { key: ["a"], value: null, version: null });
  });

  test("what is written is read back whole, and its version changes with every write", async (store) => {
    const value = { text: "é\u{1F600}", number: -1.5, list: [1, null, { deep: true }], bytes: Uint8Array.of(0, 255) };
    assert(await store.commit({ sets: [{ key: ["a", 1], value }] }));
    const first = await store.get(["a", 1]);
    assert.deepEqual(first.value, value);
    assert(await store.commit({ sets: [{ key: ["a", 1], value }] }));
    assert.notEqual((await store.get(["a", 1])).version, first.version);
  });

  test("changing a value after it was written changes nothing that is stored", async (store) => {
    const value = { list: [1] };
    await store.commit({ sets: [{ key: ["a"], value }] });
    value.list.push(2);
    assert.deepEqual((await store.get(["a"])).value, { list: [1] });
  });

  test("a failed check writes nothing at all", async (store) => {
    await store.commit({ sets: [{ key: ["a"], value: 1 }, { key: ["gone"], value: 1 }] });
    const { version } = await store.get(["a"]);
    assert.equal(
      await store.commit({
        checks: [{ key: ["a"], version }, { key: ["gone"], version: null }],
        sets: [{ key: ["b"], value: 1 }],
        deletes: [["gone"]],
      }),
      false,
    );
    assert.equal((await store.get(["b"])).value, null);
    assert.equal((await store.get(["gone"])).value, 1);
    assert(await store.commit({ checks: [{ key: ["a"], version }], deletes: [["gone"]] }));
    assert.equal((await store.get(["gone"])).version, null);
  });

  test("a key deleted and written again does not pass the check of its old version", async (store) => {
    await store.commit({ sets: [{ key: ["a"], value: 1 }] });
    const { version } = await store.get(["a"]);
    await store.commit({ deletes: [["a"]] });
    await store.commit({ sets: [{ key: ["a"], value: 1 }] });
    assert.equal(await store.commit({ checks: [{ key: ["a"], version }] }), false);
  });

  test("of many who check and set the same key at once, each success counts exactly once", async (store) => {
    let wins = 0;
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let done = 0; done < 10;) {
        const { value, version } = await store.get<number>(["count"]);
        const sets = [{ key: ["count"], value: (value ?? 0) + 1 }];
        if (await store.commit({ checks: [{ key: ["count"], version }], sets })) done += 1, wins += 1;
      }
    }));
    assert.equal(wins, 160);
    assert.equal((await store.get(["count"])).value, 160);
  });

  test("getMany() answers in the order asked for, from one instant", async (store) => {
    const keys: Key[] = [["b"], ["a"], ["none"], ["a"]];
    await store.commit({ sets: [{ key: ["a"], value: 0 }, { key: ["b"], value: 0 }] });
    let stop = false;
    const writing = (async () => {
      for (let value = 1; !stop; value++) {
        await store.commit({ sets: [{ key: ["a"], value }, { key: ["b"], value }] });
      }
    })();
    for (let turn = 0; turn < 50; turn++) {
      const [b, a, none, again] = await store.getMany(keys);
      assert.deepEqual([a.value, again.value, none.value], [b.value, b.value, null]);
      assert.deepEqual(a.key, ["a"]);
    }
    stop = true;
    await writing;
    assert.deepEqual(await store.getMany([]), []);
  });

  test("lists come in the order of keys: strings by UTF-8 before numbers by value, short before long", async (store) => {
    const parts = ["", "\0", "\0a", "A", "a", "a\0", "a\0b", "ab", "é", "\uffff", "\u{1F600}"];
    const numbers = [-Infinity, -2, -1.5, 0, 1e-300, 0.5, 9, 10, 2 ** 40, Infinity];
    const keys: Key[] = [];
    for (const part of [...parts, ...numbers]) keys.push(["k", part], ["k", part, "x"], ["k", part, 1]);
    const shuffled = shuffle(keys, 7);
    for (const key of shuffled) await store.commit({ sets: [{ key, value: key.length }] });
    const listed = await keysOf(store, { prefix: ["k"] });
    assert.deepEqual(listed, keys);
    assert.deepEqual(await keysOf(store, { prefix: ["k"] }, { reverse: true }), keys.toReversed());
    assert.deepEqual(await keysOf(store, { prefix: ["k", "a"] }), [["k", "a", "x"], ["k", "a", 1]]);
    assert.deepEqual(await keysOf(store, { start: ["k", -2], end: ["k", 0.5] }), keys.slice(36, 45 + 3));
    assert.deepEqual(await keysOf(store, { prefix: ["k"], start: ["k", 9] }, { limit: 2 }), [["k", 9], ["k", 9, "x"]]);
    assert.deepEqual(await keysOf(store, { prefix: ["k"], start: ["k", 9], end: ["k", 9, "y"] }), [
      ["k", 9],
      ["k", 9, "x"],
    ]);
    assert.deepEqual(await keysOf(store, { prefix: ["k"], end: ["k", "\0"] }), keys.slice(0, 3));
    assert.deepEqual(await keysOf(store, { prefix: ["k"], end: ["k", 0] }, { limit: 1, reverse: true }), [[
      "k",
      -1.5,
      1,
    ]]);
  });

  test("a list longer than any batch is complete, forwards and backwards", async (store) => {
    const count = 1300;
    for (let from = 0; from < count; from += 500) {
      const length = Math.min(500, count - from);
      await store.commit({ sets: Array.from({ length }, (_, i) => ({ key: ["n", from + i], value: from + i })) });
    }
    const numbers = Array.from({ length: count }, (_, i) => i);
    assert.deepEqual((await keysOf(store, { prefix: ["n"] })).map((key) => key[1]), numbers);
    const back = await keysOf(store, { prefix: ["n"] }, { reverse: true, limit: 1200 });
    assert.deepEqual(back.map((key) => key[1]), numbers.toReversed().slice(0, 1200));
  });

  test("random writes and deletes leave what a plain map holds", async (store) => {
    const random = createRandom(11);
    const twin = new Map<number, number>();
    for (let turn = 0; turn < 300; turn++) {
      const number = Math.floor(random() * 60) - 30;
      if (random() < 0.4) {
        twin.delete(number);
        await store.commit({ deletes: [["r", number]] });
      } else {
        twin.set(number, turn);
        await store.commit({ sets: [{ key: ["r", number], value: turn }] });
      }
    }
    const listed: [number, number][] = [];
    for await (const { key, value } of store.list<number>({ prefix: ["r"] })) listed.push([key[1] as number, value!]);
    assert.deepEqual(listed, [...twin].toSorted(([left], [right]) => left - right), "seed 11");
  });

  test("a value that is too large is refused by name of its key, and nothing is written", async (store) => {
    const sets = (length: number) => [{ key: ["small"], value: 1 }, { key: ["big", 7], value: "x".repeat(length) }];
    await assert.rejects(
      () => store.commit({ sets: sets(storeValueBytesMax) }),
      (error) => error instanceof RangeError && error.message.includes('["big",7]') && !error.message.includes("xx"),
    );
    assert.equal((await store.get(["small"])).value, null);
    assert(await store.commit({ sets: sets(storeValueBytesMax - 100) }));
  });

  test("more than 10 checks or reads are refused: the smallest database takes no more", async (store) => {
    const keys: Key[] = Array.from({ length: 11 }, (_, i) => [i]);
    await assert.rejects(() => store.commit({ checks: keys.map((key) => ({ key, version: null })) }), RangeError);
    await assert.rejects(() => store.getMany(keys), RangeError);
    assert(await store.commit({ checks: keys.slice(1).map((key) => ({ key, version: null })) }));
  });
}

async function keysOf(store: Store, range: Range, options?: { limit?: number; reverse?: boolean }): Promise<Key[]> {
  const keys: Key[] = [];
  for await (const { key } of store.list(range, options)) keys.push([...key]);
  return keys;
}

function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  return items.map((item) => ({ item, at: random() })).toSorted((left, right) => left.at - right.at).map(({ item }) =>
    item
  );
}
