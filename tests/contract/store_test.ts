import assert from "node:assert/strict";
import { join } from "node:path";
import { UnavailableError } from "../../core/errors.ts";
import { GroupedStore } from "../../core/crawl/store/grouped_store.ts";
import { type CommitFault, MemoryStore } from "../../core/crawl/store/memory_store.ts";
import { type Commit, UnknownOutcomeError } from "../../core/crawl/store/store.ts";
import { DenoKvStore, type KvDatabase } from "../../functions/crawl/deno_kv_store.ts";
import { openCrawlStore, openPackagedKv } from "../../scripts/_crawl_store.ts";
import { testStore } from "./_store_suite.ts";

testStore("memory", () => Promise.resolve(new MemoryStore()));
testStore("built-in Deno KV in memory", async () => new DenoKvStore(await Deno.openKv(":memory:")));
testStore("memory, in groups", () => Promise.resolve(new GroupedStore(new MemoryStore())));
testStore("built-in Deno KV in a file, in groups", () => openInFolder((folder) => openCrawlStore(folder)));
testStore(
  "npm:@deno/kv in a file",
  () => openInFolder(async (folder) => new DenoKvStore(await openPackagedKv(join(folder, "packaged.kv")))),
);

Deno.test("both kinds of Deno KV read each other's files", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "crawl.kv");
  const value = { text: "é\u{1F600}", list: [1, null], bytes: Uint8Array.of(7) };
  const packaged = new DenoKvStore(await openPackagedKv(path));
  await packaged.commit({ sets: [{ key: ["by", "package"], value }] });
  packaged.close();
  const builtIn = new DenoKvStore(await Deno.openKv(path));
  assert.deepEqual((await builtIn.get(["by", "package"])).value, value);
  await builtIn.commit({ sets: [{ key: ["by", "built-in"], value }] });
  builtIn.close();
  const again = new DenoKvStore(await openPackagedKv(path));
  assert.deepEqual((await again.get(["by", "built-in"])).value, value);
  again.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a throw of commit is an outcome that nobody knows", async () => {
  const broken = { check: () => broken, set: () => broken, delete: () => broken, commit: () => fail() };
  const fail = () => Promise.reject(new TypeError("database is locked"));
  const store = new DenoKvStore({ atomic: () => broken } as unknown as KvDatabase);
  await assert.rejects(() => store.commit({ sets: [{ key: ["a"], value: 1 }] }), UnknownOutcomeError);
});

Deno.test("the store in memory fails on demand: as a conflict, before it writes, after it wrote", async () => {
  const faults = [undefined, "conflict", "lost", "unknown"] as const;
  let turn = 0;
  const store = new MemoryStore({ faults: { commit: () => faults[turn++] } });
  const write = (value: number) => store.commit({ sets: [{ key: ["a"], value }] });
  const read = async () => (await store.get(["a"])).value;
  assert.equal(await write(1), true);
  assert.equal(await write(2), false);
  assert.equal(await read(), 1);
  await assert.rejects(() => write(3), UnknownOutcomeError);
  assert.equal(await read(), 1);
  await assert.rejects(() => write(4), UnknownOutcomeError);
  assert.equal(await read(), 4);
});

Deno.test("commits that come together are written together; where one fails, the others do not", async () => {
  const commits: Commit[] = [];
  let fault: CommitFault | undefined;
  const inner = new MemoryStore({
    faults: {
      async commit(commit) {
        commits.push(commit);
        await Promise.resolve();
        const given = fault;
        fault = undefined;
        return given;
      },
    },
  });
  const store = new GroupedStore(inner);
  const write = (key: number, version?: string | null) =>
    store.commit({
      checks: version === undefined ? [] : [{ key: [key], version }],
      sets: [{ key: [key], value: commits.length }],
    });
  assert.deepEqual(await Promise.all([1, 2, 3, 4, 5].map((key) => write(key, null))), Array(5).fill(true));
  assert.equal(commits.length, 2, "the first one alone, the rest in its wake");
  // Two of the same key never go together: the second is checked against what the first wrote.
  assert.deepEqual(await Promise.all([0, 6, 7, 7, 8].map((key) => write(key, null))), [true, true, true, false, true]);
  commits.length = 0;
  assert.deepEqual(await Promise.all([20, 21, 1, 22].map((key) => write(key, null))), [true, true, false, true]);
  assert.equal((await store.get([22])).value !== null, true);
  const outcomes = Promise.allSettled([30, 31, 32].map((key) => write(key, null)));
  await Promise.resolve();
  fault = "unknown";
  const states = (await outcomes).map((outcome) => outcome.status === "fulfilled" ? outcome.value : "unknown");
  assert.ok(states.filter((state) => state === "unknown").length >= 1, JSON.stringify(states));
  for (const [index, key] of [30, 31, 32].entries()) {
    assert.ok(states[index] === "unknown" || (await store.get([key])).value !== null);
  }
});

Deno.test("one process has the crawl's database; a second one is told which", async () => {
  const folder = await Deno.makeTempDir();
  const store = await openCrawlStore(folder);
  const program = `
    import { openCrawlStore } from ${JSON.stringify(import.meta.resolve("../../scripts/_crawl_store.ts"))};
    await openCrawlStore(${
    JSON.stringify(folder)
  }).then(() => console.log("opened"), (error) => console.log(error.name, error.message));
    Deno.exit(0);`;
  const runSecond = async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--unstable-kv", program],
      stdout: "piped",
    });
    return new TextDecoder().decode((await child.output()).stdout);
  };
  const refusal = await runSecond();
  assert.match(refusal, new RegExp(`^${UnavailableError.name}.*process ${Deno.pid} using it`));
  store.close();
  assert.equal((await runSecond()).trim(), "opened");
  await Deno.remove(folder, { recursive: true });
});

async function openInFolder<T extends { close(): void }>(open: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  const store = await open(folder);
  const close = store.close.bind(store);
  store.close = () => {
    close();
    Deno.removeSync(folder, { recursive: true });
  };
  return store;
}
