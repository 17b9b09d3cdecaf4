/** Invented worlds on the whole road: interests, stability and changes are near the truth; ids last; nothing runs twice. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openAnswers } from "../../core/answers/mod.ts";
import { buildStale } from "../../core/pipeline.ts";
import type { StepTools } from "../../core/step.ts";
import { listGenerations, requireCurrent, setCurrent } from "../../core/workspace/generation.ts";
import { findUnused, removeGeneration } from "../../core/workspace/prune.ts";
import { openOrCreateWorkspace } from "../../core/workspace/workspace.ts";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { buildWorld, judgeChanges, judgeInterests, judgeStability } from "../../scripts/_judge.ts";
import { openKernel } from "../../scripts/_tools.ts";
import { createWorld } from "../../scripts/simulator/world/mod.ts";
import { withFolder } from "./_cli.ts";

async function withWorld(act: (tools: StepTools, folder: string) => Promise<void>): Promise<void> {
  const kernel = await openKernel({ quiet: true });
  const database = await openDatabase();
  try {
    await withFolder(async (folder) => {
      const workspace = await openOrCreateWorkspace(join(folder, "workspace"), { sampleCount: 4 });
      await act({ workspace, kernel, database: () => Promise.resolve(database), bar: () => () => {} }, folder);
    });
  } finally {
    database.close();
    await kernel.close();
  }
}

Deno.test("interests are nearer to the truth than counting follows, and unstable members are found", () =>
  withWorld(async (tools, folder) => {
    const seed = 2;
    const world = createWorld({ seed, mixing: 0.4, influencerCount: 1000, followerCount: 12_000 });
    const judged = await buildWorld(tools, world, join(folder, "world"));
    const { pairs, means, entries, counting } = await judgeInterests(judged, await tools.database());
    assert.ok(pairs <= 0.05 && means <= 0.05, `seed ${seed}: ${pairs} over all pairs, ${means} of mean shares`);
    assert.ok(pairs < 0.8 * counting.pairs && entries < counting.entries, `seed ${seed}: counting ${counting.pairs}`);
    const { auc, unstable } = await judgeStability(judged);
    assert.ok(unstable > 20 && auc >= 0.85, `seed ${seed}: AUC ${auc} for ${unstable} unstable members`);

    const answers = await openAnswers(tools.workspace.folder, tools.kernel);
    const { communities } = await answers.communities({});
    const all = await Promise.all(communities.map(({ id }) => answers.community({ id })));
    const sum = all.reduce((total, { interested }) => total + (interested?.meanShare ?? 0), 0);
    assert.ok(sum > 0.5 && sum <= 1, `mean shares add up to ${sum}`);
    for (const { level, interested } of all) assert.equal(interested === null, level !== 0);
    assert.deepEqual((await answers.changes()).events, [], "a first run has nothing to compare with");
  }));

Deno.test("a community that splits, two that merge and one that is born are told; the others keep their ids", () =>
  withWorld(async (tools, folder) => {
    const seed = 12;
    const options = { seed, influencerCount: 1200, followerCount: 16_000, communityCount: 8 };
    const first = await buildWorld(tools, createWorld(options), join(folder, "first"));
    const changed = createWorld({ ...options, changes: { splits: 1, merges: 1, births: 1 } });
    const second = await buildWorld(tools, changed, join(folder, "second"));
    const { f1, faults } = await judgeChanges(first, second);
    assert.equal(f1, 1, `seed ${seed}: ${faults.join("; ")}`);

    const { workspace } = tools;
    const outcomes = await buildStale(tools);
    assert.ok(outcomes.every(({ built }) => !built), "what is fresh is not run again");
    // Killed between publishing and `current`: the next run takes what is there.
    const [before] = (await listGenerations(workspace, "communities")).filter(({ name }) =>
      name === first.communities.name
    );
    await setCurrent(workspace, "communities", [before]);
    const again = (await buildStale(tools)).at(-1)!;
    assert.equal(again.generation.digest, second.communities.digest);

    const answers = await openAnswers(workspace.folder, tools.kernel);
    const told = await answers.changes();
    assert.equal(told.before, first.communities.name);
    assert.equal(told.after, (await requireCurrent(workspace, "communities")).name);
    for (const generation of await findUnused(workspace)) await removeGeneration(generation);
    const pruned = await openAnswers(workspace.folder, tools.kernel);
    assert.deepEqual(await pruned.changes(), told, "what changed is told without the run before");
    assert.ok((await buildStale(tools)).every(({ built }) => !built), "nor is that run needed to be fresh");

    const split = told.events.find(({ kind }) => kind === "split")!;
    const one = await pruned.communityChanges({ id: split.community.id });
    assert.ok(one.left.length > 0 && one.events.some(({ kind }) => kind === "split"));
    await assert.rejects(pruned.communityChanges({ id: "c-nothere" }), /neither this run nor the one before has it/);
  }));
