/** A sample of people is fair: slots are of equal size, and what one slot says of similarity is right on average. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { estimateJaccard } from "../../core/similarity/mod.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { requireCurrent } from "../../core/workspace/generation.ts";
import { openKernel } from "../../scripts/_tools.ts";
import { runCli, withFolder } from "./_cli.ts";

const sampleCount = 100;
const followerCount = 40_000;

/** Two audiences that share 8,000 of 24,000 people, and a third that everybody else joins. */
function inventEdges(): string {
  const lines = ["follower,influencer"];
  for (let follower = 0; follower < followerCount; follower++) {
    if (follower < 16_000) lines.push(`${follower},left`);
    if (follower >= 8_000 && follower < 24_000) lines.push(`${follower},right`);
    lines.push(`${follower},all`);
  }
  return lines.join("\n") + "\n";
}

async function withNetwork(act: (network: string, kernel: Kernel) => Promise<void>) {
  await withFolder(async (folder) => {
    const path = join(folder, "edges.csv");
    await Deno.writeTextFile(path, inventEdges());
    const workspace = join(folder, "workspace");
    for (const args of [["import", "edges", path], ["network"]]) {
      const { code, err } = await runCli(...args, "-w", workspace);
      assert.equal(code, 0, err);
    }
    const kernel = await openKernel();
    try {
      await act((await requireCurrent(await openWorkspace(workspace), "network")).folder, kernel);
    } finally {
      await kernel.close();
    }
  });
}

Deno.test("followers spread over the slots as chance would have it (chi-square)", () =>
  withNetwork(async (network) => {
    const { details } = JSON.parse(await Deno.readTextFile(join(network, "manifest.json")));
    const counts: number[] = details.followersPerSample;
    assert.equal(counts.length, sampleCount);
    const expected = followerCount / sampleCount;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99 degrees of freedom: 99.9 % of fair draws lie between 60.9 and 148.2.
    console.log(
      `chi-square of ${followerCount} followers over ${sampleCount} slots: ${chiSquare.toFixed(1)} (mean 99)`,
    );
    assert.ok(chiSquare > 60.9 && chiSquare < 148.2, `chi-square ${chiSquare}`);
  }));

Deno.test("Jaccard from any one slot is unbiased over the slots", () =>
  withNetwork(async (network, kernel) => {
    const truth = 8_000 / 24_000;
    const exact: number[] = [];
    const estimated: number[] = [];
    // Influencers in order of id: file:all, file:left, file:right.
    for (let sample = 0; sample < sampleCount; sample++) {
      const regions = await kernel.countRegions({ network, samples: [sample], influencers: [1, 2] });
      exact.push(regions[3] / (regions[1] + regions[2] + regions[3]));
      const folder = await Deno.makeTempDir();
      await kernel.buildSignatures({
        network,
        samples: [sample],
        influencerCount: 3,
        registerCount: 64,
        listLimit: 0,
        folder,
      });
      const pair = await kernel.comparePairs({ signatures: folder, left: Uint32Array.of(1), right: Uint32Array.of(2) });
      estimated.push(
        estimateJaccard(
          { bothEmpty: pair.bothEmpty[0], equal: pair.equal[0], less: pair.less[0], greater: pair.greater[0] },
          { left: regions[1] + regions[3], right: regions[2] + regions[3] },
        ).value,
      );
      await kernel.release(folder);
      await Deno.remove(folder, { recursive: true });
    }
    for (const [name, values] of [["counted", exact], ["estimated from 64 registers", estimated]] as const) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      const error = Math.sqrt(variance / values.length);
      console.log(
        `Jaccard ${name} in one slot: mean ${mean.toFixed(4)} ± ${error.toFixed(4)}, truth ${truth.toFixed(4)}`,
      );
      // Three standard errors of the mean; plus 0.002 for the ratio's own bias at 240 people a slot.
      assert.ok(Math.abs(mean - truth) < 3 * error + 0.002, `${name}: ${mean} against ${truth}`);
    }
  }));
