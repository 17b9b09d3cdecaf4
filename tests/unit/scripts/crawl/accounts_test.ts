/** Lists of accounts as people have them, and what is said about those that are none. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InputError } from "../../../../core/errors.ts";
import { findPlatform } from "../../../../core/platforms/mod.ts";
import { withAccountList } from "../../../../scripts/crawl/accounts.ts";
import { inSlots, parseSlots } from "../../../../scripts/crawl/slots.ts";

async function read(
  content: string | Uint8Array<ArrayBuffer>,
  options: { maxBad?: number; name?: string; keep?: (account: string) => boolean } = {},
): Promise<{ accounts: string[]; count: number; bad: number }> {
  const folder = await Deno.makeTempDir({ prefix: "asterism-test-" });
  try {
    const path = join(folder, options.name ?? "list.txt");
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return await withAccountList(
      path,
      { platform: findPlatform("x"), maxBad: options.maxBad ?? 0, keep: options.keep },
      async (list) => ({
        accounts: (await Array.fromAsync(list.batches())).flat(),
        count: list.count,
        bad: list.bad,
      }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a list is read in whatever way people write it: ids, handles, addresses, columns, a head, a byte order mark", async () => {
  const { accounts, count } = await read(
    '\ufeffhandle,name\r\n@jack,Jack\r\n12\r\nx:13\r\n\r\n# the press\r\nhttps://x.com/nasa\r\n"@esa"\tESA\r\n',
  );
  assert.deepEqual(accounts, ["@jack", "12", "13", "@nasa", "@esa"]);
  assert.equal(count, 5);
});

Deno.test("gzip is unpacked, and a cut one is said to be cut", async () => {
  const packed = new Uint8Array(gzipSync("12\n".repeat(5000)));
  assert.equal((await read(packed, { name: "list.txt.gz" })).count, 5000);
  await assert.rejects(read(packed.slice(0, 30), { name: "list.txt.gz" }), /list\.txt\.gz.*no whole gzip file/);
});

Deno.test("a long list comes in batches that fit one request", async () => {
  const ids = Array.from({ length: 2500 }, (_, index) => String(index + 1));
  const { accounts } = await read(ids.join("\n"));
  assert.deepEqual(accounts, ids);
});

for (
  const [name, content, says] of [
    ["an empty list", "", /found nothing/],
    ["a head and nothing else", "handle\n", /found nothing/],
    ["nonsense", "lorem ipsum dolor sit amet\n???\n".repeat(20), /line 1: "lorem ipsum/],
    ["a line without end", "x".repeat(200_000), /line without end/],
    ["binary garbage", "\u0000\u0001\u0002 \u0003".repeat(100) + "\n", /line 1/],
  ] as const
) {
  Deno.test(`${name} is refused with words that help`, async () => {
    await assert.rejects(read(content), (error) => error instanceof InputError && says.test(error.message));
  });
}

Deno.test("bad lines are counted and left out where so many are tolerated", async () => {
  const { accounts, bad } = await read("12\nnot an account at all\n13\n", { maxBad: 1 });
  assert.deepEqual([accounts, bad], [["12", "13"], 1]);
});

Deno.test("a file that is not there, or a folder, is said to be so", async () => {
  const options = { platform: findPlatform("x"), maxBad: 0 };
  const act = () => Promise.resolve();
  await assert.rejects(withAccountList("no-such-file.txt", options, act), /no-such-file\.txt.*no such file/);
  await assert.rejects(withAccountList("tests", options, act), /needed a file, found a folder/);
});

Deno.test("one slot of a hundred is about one person of a hundred, and slots do not overlap", async () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => String(1000 + index * 7)).join("\n");
  const of = (slots: number[]) =>
    read(ids, { keep: inSlots({ slots, slotCount: 100, sampleSeed: 0x2545f4914f6cdd1dn, platform: "x" }) });
  const [first, second, both] = [await of([0]), await of([1]), await of([0, 1])];
  assert.ok(first.count > 150 && first.count < 250, `found ${first.count} of 200`);
  assert.deepEqual(new Set([...first.accounts, ...second.accounts]), new Set(both.accounts));
  assert.equal(first.count + second.count, both.count);
});

Deno.test("a handle has no slot: that is that of the id", async () => {
  const keep = inSlots({ slots: [0], slotCount: 100, sampleSeed: 1n, platform: "x" });
  await assert.rejects(read("@jack\n", { keep }), /needed ids, found a handle/);
});

Deno.test("slots are read as numbers and ranges", () => {
  assert.deepEqual(parseSlots("3,0-2,3"), [0, 1, 2, 3]);
  for (const text of ["", "a", "-1", "3-1", "1,,2"]) assert.throws(() => parseSlots(text), /needed numbers from 0/);
});
