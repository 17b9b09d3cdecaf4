/** From an invented world's files to its communities, by the commands that a person types. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { normalizedMutualInformation } from "../../core/community/score.ts";
import { createWorld, writeWorld } from "../../scripts/simulator/world/mod.ts";
import { runCli, withFolder } from "./_cli.ts";

Deno.test("communities of an invented world are those it was made from, named by their words, and scored by its truth", async () => {
  await withFolder(async (folder) => {
    const seed = 5;
    const world = createWorld({ seed, influencerCount: 800, followerCount: 20_000, communityCount: 12 });
    const { edges, profiles } = await writeWorld(world, join(folder, "world"), {});
    const workspace = ["--workspace", join(folder, "workspace"), "--quiet"];
    const started = await runCli("start", edges, "--profiles", profiles, "--no-serve", ...workspace);
    assert.equal(started.code, 0, started.err);

    const shown = await runCli("communities", "show", "--json", ...workspace);
    assert.equal(shown.code, 0, shown.err);
    const tree = JSON.parse(shown.out);
    const base = tree.communities.filter(({ level }: { level: number }) => level === tree.baseLevel);
    assert.ok(base.length >= 6 && base.length <= 24, `seed ${seed}: ${base.length} communities of 12`);
    const confident = base.filter(({ label }: { label: { confidence: number } }) => label.confidence >= 0.5);
    assert.ok(confident.length >= base.length / 3, `seed ${seed}: ${confident.length} labels are sure`);

    const truth = join(folder, "truth.csv");
    const lines = world.influencers.map(({ id, communities }) => `${id},${communities[0]}`);
    await Deno.writeTextFile(truth, `id,community\n${lines.join("\n")}\n`);
    const scored = await runCli("communities", "score", "--truth", truth, "--json", ...workspace);
    assert.equal(scored.code, 0, scored.err);
    const score = JSON.parse(scored.out);
    assert.ok(score.nmi >= 0.8, `seed ${seed}: NMI ${score.nmi}`);
    assert.ok(Math.abs(score.modularity - tree.evidence.modularity) < 1e-9);
    assert.equal(
      score.accounts,
      score.each.reduce((sum: number, { size }: { size: number }) => sum + size, score.unplaced),
    );
    assert.equal(
      score.accounts + score.unknown,
      world.influencers.length + 1,
      "the column names are an unknown account",
    );
    assert.ok(score.conductance > 0 && score.conductance < 1);
    assert.ok(score.expansions.length > 0, "some groups are large enough to be found again from seeds");
    assert.ok(score.areaUnderRecall > 0.3 && score.areaUnderRecall <= 0.5, `seed ${seed}: ${score.areaUnderRecall}`);

    // The same truth in other clothes: accounts with groups as JSON, packed; tabs.
    const json = Object.fromEntries(world.influencers.map(({ id, communities }) => [id, [communities[0]]]));
    const packed = new Blob([JSON.stringify(json)]).stream().pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(join(folder, "truth.json.gz"), packed);
    const tabs = lines.map((line) => line.replace(",", "\t"));
    await Deno.writeTextFile(join(folder, "truth.tsv"), `${tabs.join("\n")}\n`);
    for (const name of ["truth.json.gz", "truth.tsv"]) {
      const other = await runCli("communities", "score", "--truth", join(folder, name), "--json", ...workspace);
      assert.equal(other.code, 0, other.err);
      const { nmi, ari, f1, onmi } = JSON.parse(other.out);
      assert.deepEqual([nmi, ari, f1, onmi], [score.nmi, score.ari, score.f1, score.onmi], name);
    }

    const one = await runCli("communities", "show", base[0].id, "--json", ...workspace);
    const community = JSON.parse(one.out);
    assert.equal(community.members.length, Math.min(20, community.size));
    assert.ok(community.members.every(({ strength }: { strength: number }) => strength > 0 && strength <= 1));
    assert.ok(community.parts.every(({ parent }: { parent: string }) => parent === community.id));

    const why = JSON.parse((await runCli("communities", "label", confident[0].id, "--json", ...workspace)).out);
    const found = why.words.find(({ text }: { text: string }) => text === confident[0].label.words[0].text);
    assert.deepEqual(found, confident[0].label.words[0], "told again as it was made");
    assert.ok(why.tfidf.length > 0 && why.classTfidf.length > 0);
    const [word] = confident[0].label.words;
    const { hits } = JSON.parse((await runCli("search", word.text, "--json", ...workspace)).out);
    const passion = hits.find(({ type }: { type: string }) => type === "passion").passion;
    assert.deepEqual([passion.word, passion.accounts], [word.text, word.accounts]);
    assert.ok(hits.some(({ type }: { type: string }) => type === "account"));
    assert.ok(passion.communities.some(({ id }: { id: string }) => id === confident[0].id));

    const again = await runCli("communities", "detect", "--json", "--threads", "1", ...workspace);
    assert.equal(JSON.parse(again.out).generation, tree.evidence.communities, "what is fresh is not run again");
    const potts = await runCli(
      ...[
        "communities",
        "detect",
        "--quality",
        "cpm",
        "--resolution",
        "0.02",
        "--json",
        "--threads",
        "2",
        ...workspace,
      ],
    );
    assert.equal(potts.code, 0, potts.err);
    const { tree: pottsTree } = JSON.parse(potts.out);
    assert.equal(pottsTree.evidence.quality, "cpm");
    assert.ok(Math.abs(pottsTree.evidence.modularity) <= 1, "modularity is told as such whatever was maximised");
    const levelOf = new Map(
      pottsTree.communities.map(({ id, level }: { id: string; level: number }) => [id, level] as const),
    );
    assert.equal(pottsTree.levels, 2);
    for (const { level, parent } of pottsTree.communities) {
      assert.equal(level === 0 ? parent : levelOf.get(parent), level === 0 ? null : 0);
    }
    const missing = await runCli("communities", "show", "c-nothere", ...workspace);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /Cannot find community "c-nothere": needed an id such as c-/);
  });
});

Deno.test("normalized mutual information is 1 for the same groups by other names and 0 for groups that tell nothing", () => {
  assert.equal(normalizedMutualInformation([0, 0, 1, 1], [1, 1, 0, 0]), 1);
  assert.equal(normalizedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1]), 0);
});
