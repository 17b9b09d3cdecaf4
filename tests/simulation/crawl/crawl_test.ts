import { simulateCrawl } from "./_crawl.ts";
import { summarizeCrawls } from "./_summary.ts";
import assert from "node:assert/strict";

/** Other seeds than the soak's, so that both together see more. */
const firstSeed = 1_000_001;
const crawls = 300;

Deno.test("300 simulated crawls with faults: nobody lost, nothing twice, no call over quota, no micro over budget", async () => {
  const summary = summarizeCrawls();
  for (let seed = firstSeed; seed < firstSeed + crawls; seed++) summary.add(await simulateCrawl(seed));
  console.log(summary.describe());
  assert.equal(summary.failures(), "");
});

Deno.test("simulateCrawl() goes the same way to the last step for one seed, and another way for another", async () => {
  for (const seed of [1_000_003, 1_000_017, 1_000_040]) {
    const [first, second, other] = [
      await simulateCrawl(seed),
      await simulateCrawl(seed),
      await simulateCrawl(seed + 1),
    ];
    assert.equal(first.digest, second.digest, `seed ${seed}`);
    assert.notEqual(first.digest, other.digest, `seed ${seed}`);
  }
});
