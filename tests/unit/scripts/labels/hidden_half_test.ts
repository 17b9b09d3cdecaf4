/** The judge of labels, on an invented world whose topics are tags. */
import assert from "node:assert/strict";
import { judgeHiddenHalf } from "../../../../scripts/labels/hidden_half.ts";
import { labelFaults } from "../../../../scripts/labels/table.ts";
import { tagAccounts } from "../../../../scripts/labels/sets.ts";
import { createWorld } from "../../../../scripts/simulator/world/mod.ts";

const world = createWorld({ seed: 6, influencerCount: 2000, followerCount: 500 });
const ids = world.influencers.map(({ id }) => id);
const profiles = new Map(world.influencers.map(({ id, communities: [community], language }, i) => [
  id.slice(id.indexOf(":") + 1),
  // A third have the tag of their topic, all a common one, some a tag that tells nothing.
  { category: [i % 3 === 0 ? world.communities[community].topic : "other", "common", language].join(", ") },
]));
const communities = world.communities.map(({ members }) => members);

Deno.test("hidden tags: labels find the tag that leads among those they did not see, shuffled ones do not", () => {
  const seed = 2;
  const found = judgeHiddenHalf(tagAccounts(ids, profiles), communities, { seed, sizeMin: 30, whole: true });
  assert.ok(found.judged >= 10, `seed ${seed}: ${found.judged}`);
  assert.ok(found.label >= 0.9 * found.judged, `seed ${seed}: ${found.label} of ${found.judged}`);
  assert.ok(
    found.label >= 5 * Math.max(found.shuffled, found.shuffledTop),
    `seed ${seed}: shuffled ${found.shuffledTop}`,
  );
  assert.ok(found.ceiling >= found.label - 1);
  assert.ok(found.common <= found.judged / 2);
});

Deno.test("hidden tags: the same seed hides the same members, and a result below its bounds is a fault", () => {
  const judge = () => judgeHiddenHalf(tagAccounts(ids, profiles), communities, { seed: 1, sizeMin: 30, whole: true });
  const [first, second] = [judge(), judge()];
  assert.deepEqual(first, second);
  const row = { ...first, set: "anime", tags: "genres", level: null, communities: 10 };
  assert.equal(labelFaults([{ ...row, label: 0.5 * row.judged }]).length >= 1, true);
  assert.deepEqual(labelFaults([{ ...row, judged: 100, label: 80, tfidf: 60, shuffledTop: 10 }]), []);
});
