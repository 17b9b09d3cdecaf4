/** Labels on cases whose topic is known. */
import assert from "node:assert/strict";
import { areForms } from "../../../core/community/_topics.ts";
import { createLabeller } from "../../../core/community/label.ts";
import { countStandingOut, logOddsScore } from "../../../core/community/log_odds.ts";
import { createPlainLabels } from "../../../core/community/tfidf.ts";
import { foldText } from "../../../core/community/words/tokens.ts";
import { isStopWord } from "../../../core/community/words/stop_words.ts";
import { languages } from "../../../scripts/simulator/world/data/languages.ts";
import { createWorld } from "../../../scripts/simulator/world/mod.ts";
import { createSensitivityGate } from "../../../core/community/sensitive/gate.ts";
import { influencersOf, influencersSaying, type Said } from "./_influencers.ts";

/** The first `inside` rows are the community. */
function labelFirst(inside: number, rows: readonly Said[]) {
  return createLabeller(influencersSaying(rows)).label(Uint32Array.from({ length: inside }, (_, i) => i));
}

const rowsOf = (count: number, row: (i: number) => Said) => Array.from({ length: count }, (_, i) => row(i));

Deno.test("a label prefers the phrase where most who use the word use the phrase, and says where it stood", () => {
  const { text, words } = labelFirst(
    20,
    rowsOf(300, (i) => ({ bio: i < 20 ? ["Craft beer", "#craftbeer", "craft beer and dogs"][i % 3] : "dogs" })),
  );
  assert.equal(text, "craft beer");
  assert.equal(words[0].source, "bio");
  const single = labelFirst(20, rowsOf(300, (i) => ({ bio: i < 20 ? (i < 4 ? "craft beer" : "beer") : "dogs" })));
  assert.match(single.text, /^beer/);
});

Deno.test("words that tell no more than the language of the members are no topic", () => {
  const rows = rowsOf(600, (i) => ({
    bio: i < 30 ? "Sauerteig, Arbeit und Stadt" : i < 300 ? "Arbeit und Stadt" : "the work and the town",
  }));
  assert.deepEqual(labelFirst(30, rows).text.split(" · "), ["sauerteig"]);
});

Deno.test("names of persons name nothing; a topic in names does, where people speak of it", () => {
  const rows = rowsOf(300, (i) => ({
    name: i < 20 ? `Anna ${i % 2 ? "Runner" : "Field"}` : `Bert ${i}`,
    bio: i < 20 ? (i < 4 ? "a runner" : "hello there") : "hello there",
  }));
  assert.deepEqual(labelFirst(20, rows).words.map(({ text }) => text), ["runner"]);
});

Deno.test("where hardly anybody has a bio, names are what there is", () => {
  const rows = rowsOf(300, (i) => ({ name: i < 20 ? `Gundam ${"abcdefghijklmnopqrst"[i]}x` : `Title ${i}` }));
  assert.match(labelFirst(20, rows).text, /^gundam/);
});

Deno.test("numbers of words are evidence, but no text", () => {
  const rows = rowsOf(300, (i) => ({ name: `Page ${i}`, words: i < 20 ? "17 18" : "99" }));
  const { text, confidence, words } = labelFirst(20, rows);
  assert.equal(text, "around Page 0, Page 1");
  assert.equal(confidence, 0);
  assert.deepEqual(words.map((word) => [word.text, word.source]), [["word 17", "page"], ["word 18", "page"]]);
});

Deno.test("accounts that say nothing do not make words of those that do look rare", () => {
  const rows = rowsOf(400, (i) => (i < 20 ? { bio: "music" } : i < 100 ? { bio: "music and dogs" } : {}));
  assert.equal(labelFirst(20, rows).confidence, 0);
});

Deno.test("a random community gets a label once in ten times at most", () => {
  const seed = 3;
  const world = createWorld({ seed, influencerCount: 2000, followerCount: 500 });
  const labeller = createLabeller(influencersOf(world));
  const named = Array.from(
    { length: 40 },
    (_, draw) => labeller.label(Uint32Array.from({ length: 40 }, (_, i) => (i * 7919 + draw * 104_729) % 2000)),
  ).filter(({ confidence }) => confidence > 0.5);
  assert.ok(named.length <= 4, `seed ${seed}: ${named.map(({ text }) => text)}`);
});

Deno.test("every planted community of a world is named by its own words, and none is taken for sensitive", () => {
  for (const seed of [1, 2]) {
    const world = createWorld({ seed, influencerCount: 4000, followerCount: 500 });
    const influencers = influencersOf(world);
    const labeller = createLabeller(influencers);
    const gate = createSensitivityGate(influencers);
    let [named, sure] = [0, 0];
    for (const { topic, language, members } of world.communities) {
      const label = labeller.label(members);
      const vocabulary = languages.find(({ code }) => code === language)!.vocabulary[topic];
      const own = new Set(
        vocabulary.join(" ").split(/[^\p{L}\p{M}]+/u).map(foldText).filter((word) => !isStopWord(word)),
      );
      own.add(foldText(vocabulary[0]).replaceAll(" ", ""));
      named += Number(foldText(label.text).split(/[^\p{L}\p{N}]+/u).some((word) => own.has(word)));
      sure += Number(label.confidence >= 0.5);
      assert.equal(gate.judge(label, members), null, `seed ${seed}: ${label.text}`);
    }
    assert.ok(named >= 0.95 * world.communities.length, `seed ${seed}: ${named} of ${world.communities.length}`);
    assert.ok(sure >= 0.8 * world.communities.length, `seed ${seed}: ${sure} sure`);
    const { members } = world.communities[world.planted.unnamed];
    assert.match(labeller.label(members).text, /moth|dusk|lamp/, "a passion that stands in bios alone");
  }
});

Deno.test("forms of one word are told from other words", () => {
  for (const [left, right] of [["runner", "running"], ["moth", "moths"], ["mud", "muddy"], ["falter", "faltern"]]) {
    assert.ok(areForms(left, right), `${left}, ${right}`);
  }
  for (const [left, right] of [["trail", "train"], ["cat", "catering"], ["music", "museum"]]) {
    assert.ok(!areForms(left, right));
  }
});

Deno.test("standing out: the largest count of best words whose chance is within the false discovery rate", () => {
  assert.equal(countStandingOut([]), 0);
  assert.equal(countStandingOut([1.2, 0.3, -4]), 0);
  assert.equal(countStandingOut([5, 4, 0.1, -2]), 2);
  // p = 0.0228 at z 2: one of one stands out, one of ten does not, ten of ten do.
  assert.deepEqual([[2], [2, ...Array(9).fill(0)], Array(10).fill(2)].map(countStandingOut), [1, 0, 10]);
});

Deno.test("log-odds: what nearly all members use counts with the uncertainty of those who do not", () => {
  assert.ok(logOddsScore(30, 30, 60, 100) < logOddsScore(300, 300, 600, 1000));
  assert.ok(Number.isFinite(logOddsScore(100, 100, 100, 100)) && Number.isFinite(logOddsScore(0, 10, 0, 100)));
});

Deno.test("plain labels are TF-IDF and class-based TF-IDF as their formulas say", () => {
  const rows: Said[] = [{ bio: "mud rye" }, { bio: "mud" }, { bio: "mud" }, { bio: "kiln" }, { bio: "kiln" }, {
    bio: "kiln mud",
  }];
  const { terms } = createLabeller(influencersSaying(rows));
  const [first, second] = [Uint32Array.of(0, 1, 2), Uint32Array.of(3, 4, 5)];
  const plain = createPlainLabels(terms, [first, second]);
  // Texts: the two communities and the rest (empty). mud 3 (ln(4/3)+1) = 3.86, rye ln(4/2)+1 = 1.69.
  assert.deepEqual(plain.tfidf(first, 2), ["mud", "rye"]);
  // A = 8/3; mud 3 ln(1 + 8/3/4) = 1.53, rye ln(1 + 8/3) = 1.30; kiln 3 ln(1 + 8/3/3) = 1.91, mud 0.51.
  assert.deepEqual(plain.classTfidf(first, 2), ["mud", "rye"]);
  assert.deepEqual(plain.classTfidf(second, 2), ["kiln", "mud"]);
});
