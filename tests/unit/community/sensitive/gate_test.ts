/** When a community is sensitive. */
import assert from "node:assert/strict";
import type { Label } from "../../../../core/answers/communities.ts";
import { createSensitivityGate, judgeSensitivity, type TopicUse } from "../../../../core/community/sensitive/gate.ts";
import { createSensitiveMatcher } from "../../../../core/community/sensitive/matcher.ts";
import { influencersSaying, type Said } from "../_influencers.ts";

const labelled = (text: string, confidence = 0.9): Label => ({ text, confidence, words: [] });
const { find, bits } = createSensitiveMatcher();
const topics = (text: string) => [...new Set(find(text).map(({ topic }) => topic))];

Deno.test("patterns: whole words, beginnings, words in a row and hashtags of them; harmless ones are passed over", () => {
  assert.deepEqual(topics("Shop steward"), ["union"]);
  assert.deepEqual(topics("#ShopSteward"), ["union"]);
  assert.ok(topics("#blacklivesmatter").includes("politics"));
  assert.deepEqual(topics("Union Jack mugs, western union, magazine, trumpet, churchill"), []);
  assert.deepEqual(topics("Union Jack mugs. Also in a trade union"), ["union"]);
  assert.deepEqual(topics("🏳️‍🌈"), ["sexuality"]);
  assert.deepEqual(topics("ORACIÓN, rezar"), ["faith"]);
  assert.deepEqual(topics("https://church.example/ @gaybar"), []);
});

Deno.test("bits() says what find() says", () => {
  for (const text of ["gay pastor on strike", "mud and rye", "Diabetes, Gewerkschaft"]) {
    assert.equal(bits(text).toString(2).replaceAll("0", "").length, topics(text).length, text);
  }
});

Deno.test("a label that speaks of a protected group flags its community, also one that a person gave", () => {
  assert.deepEqual(judgeSensitivity(labelled("evangelical · worship"), [])?.topics, ["faith"]);
  assert.equal(judgeSensitivity(labelled("sourdough · rye"), []), null);
  assert.equal(judgeSensitivity(labelled("around Church Weekly, Ann", 0), []), null, "names of members are no topic");
  const evidence = { ...labelled("mud"), words: [{ text: "gay", score: 4, members: 9, accounts: 9 }] };
  const found = judgeSensitivity(evidence, []);
  assert.deepEqual([found?.topics, found?.words, found?.reviewed], [["sexuality"], ["gay"], false]);
  assert.match(found!.reason, /^Its label speaks of sexuality\. Who belongs/);
});

Deno.test("members that speak of it flag a community that no word names: above everybody, or many whatever others do", () => {
  const use = (members: number, accounts: number): TopicUse => ({
    topic: "faith",
    members,
    membersTelling: 100,
    accounts,
    accountsTelling: 10_000,
    words: ["rezar"],
  });
  assert.deepEqual(judgeSensitivity(labelled("mud"), [use(10, 100)])?.words, ["rezar"]);
  assert.equal(judgeSensitivity(labelled("mud"), [use(7, 100)]), null, "too few");
  assert.equal(judgeSensitivity(labelled("mud"), [use(10, 900)]), null, "no more than others");
  assert.deepEqual(
    judgeSensitivity(labelled("mud"), [use(30, 3000)])?.topics,
    ["faith"],
    "a network where all are alike",
  );
});

Deno.test("the gate reads bios, categories and names of organisations; of persons the name says nothing", () => {
  const members = Uint32Array.from({ length: 10 }, (_, i) => i);
  const judge = (row: Said) =>
    createSensitivityGate(influencersSaying(Array.from({ length: 200 }, (_, i) => (i < 10 ? row : { bio: "mud" }))))
      .judge(labelled("mud"), members)?.topics ?? [];
  assert.deepEqual(judge({ bio: "Madre. Rezar y oración" }), ["faith"]);
  assert.deepEqual(judge({ bio: "mud", category: "Politician" }), ["politics"]);
  assert.deepEqual(judge({ bio: "mud", kind: "organisation", name: "First Baptist Church" }), ["faith"]);
  assert.deepEqual(judge({ bio: "mud", kind: "person", name: "Christian Bishop" }), []);
});
