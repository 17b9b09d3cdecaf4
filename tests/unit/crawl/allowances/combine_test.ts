import assert from "node:assert/strict";
import { combine } from "../../../../core/crawl/allowances/_combine.ts";

Deno.test("combine() gathers while a batch is under way, one batch of a name at a time, each item once and in its order", async () => {
  const batches: string[][] = [];
  let running = 0;
  const add = combine<string>(async (batch) => {
    assert.equal(++running, 1);
    await null;
    batches.push([...batch]);
    running--;
  });
  const first = add("a", "1");
  const rest = ["2", "3"].map((item) => add("a", item));
  await first;
  const late = ["4", "5", "6"].map((item) => add("a", item));
  await Promise.all([...rest, ...late]);
  assert.deepEqual(batches.flat(), ["1", "2", "3", "4", "5", "6"]);
  assert.ok(batches.length <= 3);
});

Deno.test("combine() throws to each who asked in the batch that failed, and to nobody else; names go on side by side", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const add = combine<string>(async (batch) => {
    if (batch.includes("held")) await held;
    if (batch.includes("bad")) throw new Error("no");
  });
  const waits = add("a", "held");
  await add("b", "good");
  const failed = await Promise.allSettled([add("b", "bad"), add("b", "with it")]);
  assert.deepEqual(failed.map(({ status }) => status), ["rejected", "rejected"]);
  await add("b", "good");
  release();
  await waits;
});
