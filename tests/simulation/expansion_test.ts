/** Communities built from a few accounts of an invented world are those it was made from. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openAnswers } from "../../core/answers/mod.ts";
import { InputError, NotFoundError } from "../../core/errors.ts";
import { openKernel } from "../../scripts/_tools.ts";
import { createWorld, writeWorld } from "../../scripts/simulator/world/mod.ts";
import { runCli, withFolder } from "./_cli.ts";

Deno.test("expansion ends by itself near the true size, stops where it drifts, says why, and starts from a topic too", async () => {
  await withFolder(async (folder) => {
    const seed = 5;
    const world = createWorld({ seed, influencerCount: 800, followerCount: 20_000, communityCount: 12 });
    const { edges, profiles } = await writeWorld(world, join(folder, "world"), {});
    const workspace = join(folder, "workspace");
    const started = await runCli(
      "start",
      edges,
      "--profiles",
      profiles,
      "--no-serve",
      "--workspace",
      workspace,
      "--quiet",
    );
    assert.equal(started.code, 0, started.err);
    const kernel = await openKernel({ quiet: true });
    try {
      const answers = await openAnswers(workspace, kernel);
      const groups = Map.groupBy(world.influencers, ({ communities }) => communities[0]);
      const ratios: number[] = [];
      let hits = 0;
      let members = 0;
      let drifted = 0;
      for (const group of groups.values()) {
        const ids = group.map(({ id }) => id);
        const seeds = Array.from({ length: 5 }, (_, i) => ids[Math.floor(i * ids.length / 5)]);
        const answer = await answers.expand({ seeds });
        assert.equal(answer.members.length, answer.naturalSize);
        ratios.push(answer.naturalSize / (ids.length - seeds.length));
        hits += answer.members.filter(({ account }) => ids.includes(account.id)).length;
        members += answer.members.length;
        assert.ok(answer.members.every(({ account }) => !seeds.includes(account.id)));
        const asked = await answers.expand({ seeds, size: Math.min(500, 4 * ids.length) });
        if (asked.ended === "drift" && asked.members.length < 2 * ids.length) drifted++;
      }
      const middle = ratios.sort((left, right) => left - right)[ratios.length >> 1];
      assert.ok(middle > 0.85 && middle < 1.15, `seed ${seed}: median natural / true size ${middle}`);
      assert.ok(hits / members > 0.95, `seed ${seed}: precision ${hits / members}`);
      assert.ok(drifted >= groups.size / 2, `seed ${seed}: ${drifted} of ${groups.size} stop at the drift`);

      const [first, second, third] = groups.get(0)!.map(({ id }) => id);
      const plain = await answers.expand({ seeds: [first, second], size: 10 });
      assert.equal(plain.members.length, 10);
      assert.equal(plain.ended, "asked");
      assert.equal(plain.members[0].score, 1);
      assert.ok(plain.members.every(({ standardError }) => standardError >= 0 && Number.isFinite(standardError)));
      assert.match(plain.members[0].reason.text, /^Shares an audience with [12] of 2 seeds, most with /);
      const left = plain.members[0].account.id;
      const without = await answers.expand({ seeds: [first, second], size: 10, exclude: [left] });
      assert.ok(without.members.every(({ account }) => account.id !== left));
      for (const method of ["mean", "corrected", "idf", "pagerank"] as const) {
        const other = await answers.expand({ seeds: [first, second, third], size: 20, method });
        const found = other.members.filter(({ account }) =>
          world.influencers.some(({ id, communities }) => id === account.id && communities.includes(0))
        );
        assert.ok(found.length >= 10, `seed ${seed}: ${method} finds ${found.length} of 20`);
      }

      const topic = await answers.expand({ topic: "running" });
      assert.ok(topic.seeds.length >= 2 && topic.seeds.every(({ why }) => why?.includes("running")));
      assert.ok(topic.members.length > 5);
      await assert.rejects(answers.expand({ topic: "no such words" }), NotFoundError);
      await assert.rejects(answers.expand({ seeds: ["x:nobody"] }), NotFoundError);
      await assert.rejects(answers.expand({}), InputError);
      await assert.rejects(answers.expand({ seeds: [first], topic: "running" }), InputError);
      await assert.rejects(answers.expand({ seeds: [first], size: 501 }), InputError);

      const shown = await runCli("communities", "expand", first, second, "--size", "3", "--workspace", workspace);
      assert.equal(shown.code, 0, shown.err);
      assert.match(shown.out, /Ended: as many as were asked for; the natural size is \d+/);
      const wrong = await runCli("communities", "expand", "--workspace", workspace);
      assert.equal(wrong.code, 2);
    } finally {
      await kernel.close();
    }
  });
});
