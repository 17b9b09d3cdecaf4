/** A judge is worth what it finds: each mistake that is planted must turn it red, and without it the same crawl must be green. */
import assert from "node:assert/strict";
import { simulateCrawl } from "./_crawl.ts";
import { plantedBugs } from "./_planted_bugs.ts";

/** Seeds that are tried at most for each. */
const seedsMax = 400;
/** A crawl that does not end is given up sooner than elsewhere. */
const limitMs = 30 * 3_600_000;

Deno.test("every planted bug is found, and the crawl that finds it is right without it", async () => {
  const lines: string[] = [];
  const missed: string[] = [];
  for (const { name, seed: first, ...plant } of plantedBugs) {
    const begun = performance.now();
    const seeds = [first, ...Array.from({ length: seedsMax }, (_, index) => index + 1)];
    let line = `not found within ${seedsMax} crawls`;
    for (const seed of seeds) {
      const { findings: [found] } = await simulateCrawl(seed, { plant, limitMs });
      if (found === undefined) continue;
      const right = await simulateCrawl(seed);
      assert.deepEqual(right.findings, [], `seed ${seed} without "${name}"`);
      line = `seed ${String(seed).padStart(3)}, ${
        (performance.now() - begun).toFixed(0).padStart(5)
      } ms: ${found.kind}: ${found.text.split("\n")[0].slice(0, 90)}`;
      break;
    }
    if (line.startsWith("not")) missed.push(name);
    lines.push(`  ${name.padEnd(78)} ${line}`);
  }
  console.log(
    [`planted bugs: ${plantedBugs.length - missed.length} of ${plantedBugs.length} found`, ...lines].join("\n"),
  );
  assert.deepEqual(missed, []);
});
