import assert from "node:assert/strict";
import { languages } from "../../../scripts/simulator/world/data/languages.ts";
import { topics, unnamedTopic } from "../../../scripts/simulator/world/data/topics.ts";
import { createWorld } from "../../../scripts/simulator/world/mod.ts";
import { latin } from "../../../scripts/simulator/world/text.ts";
import { countAudiences } from "./_audiences.ts";

const world = createWorld({ seed: 21, influencerCount: 2000, followerCount: 20_000 });
const audiences = countAudiences(world);
const { brand, rival, loyal, star, bridge, bridgeEnds, home, unnamed } = world.planted;

Deno.test("the rival's audience is 40 % bots: larger than the brand's, until only people count", () => {
  const people = (influencer: number) => {
    let count = 0;
    for (let i = 0; i < 20_000; i++) if (audiences.has(influencer, i) && !world.isBot(i)) count++;
    return count;
  };
  const botShare = 1 - people(rival) / audiences.size(rival);
  assert.ok(Math.abs(botShare - 0.4) < 0.03, `bot share of the rival is ${botShare}`);
  assert.ok(audiences.size(rival) > audiences.size(brand));
  assert.ok(people(rival) < people(brand), `${people(rival)} people follow the rival, ${people(brand)} the brand`);
});

Deno.test("the small loyal account's audience is the brand's, the star's is not", () => {
  const contained = (influencer: number) => audiences.shared(influencer, brand) / audiences.size(influencer);
  assert.ok(
    contained(loyal) > 0.9,
    `share of the loyal account's audience that follows the brand: ${contained(loyal)}`,
  );
  assert.ok(contained(star) < 0.05, `share of the star's: ${contained(star)}`);
  assert.ok(audiences.size(star) > 20 * audiences.size(loyal));
  assert.ok(audiences.jaccard(loyal, brand) > 2 * audiences.jaccard(star, brand));
  assert.equal(Math.max(...world.influencers.map(({ index }) => audiences.size(index))), audiences.size(star));
});

Deno.test("the bridge account is followed from both of its communities, and from few others", () => {
  const interested = [0, 0];
  let neither = 0;
  for (let i = 0; i < 20_000; i++) {
    if (!audiences.has(bridge, i)) continue;
    const { interests } = world.follower(i);
    bridgeEnds.forEach((community, end) => interested[end] += interests.includes(community) ? 1 : 0);
    if (!bridgeEnds.some((community) => interests.includes(community))) neither++;
  }
  const size = audiences.size(bridge);
  assert.ok(interested.every((count) => count > 0.3 * size), `${interested} of ${size} care for either end`);
  assert.equal(neither, 0);
  assert.deepEqual(world.influencers[bridge].communities, [...bridgeEnds]);
});

Deno.test("a passion nobody named: its words stand in bios alone, its label nowhere", () => {
  const { topic, members } = world.communities[unnamed];
  assert.equal(topic, unnamedTopic);
  const [label, , , list] = languages[0].vocabulary[topic];
  const words = [...list.split(" "), "lamp", "moth"];
  let spoken = 0;
  for (const member of members) {
    const { name, handle, bio, url } = world.influencers[member];
    for (const text of [name, handle, url ?? ""]) {
      for (const word of words) assert.ok(!latin(text).includes(word), `"${word}" stands in "${text}"`);
    }
    assert.ok(!latin(bio).includes(latin(label)), `the label stands in "${bio}"`);
    if (words.some((word) => bio.toLowerCase().includes(word))) spoken++;
  }
  assert.equal(spoken, members.length);
});

Deno.test("the stories keep their names in every world and their places in one community", () => {
  const other = createWorld({ seed: 22, influencerCount: 400, followerCount: 2000, communityCount: 4 });
  for (const role of ["brand", "rival", "loyal", "star", "bridge"] as const) {
    assert.equal(other.influencers[other.planted[role]].name, world.influencers[world.planted[role]].name);
    assert.equal(world.influencers[world.planted[role]].coverage, 1);
  }
  for (const influencer of [brand, rival, loyal]) assert.deepEqual(world.influencers[influencer].communities, [home]);
  assert.equal(new Set([brand, rival, loyal, star, bridge]).size, 5);
});

Deno.test("every topic has words in every language, and no text needs escaping", () => {
  for (const { code, vocabulary, women, men } of languages) {
    assert.deepEqual(Object.keys(vocabulary).sort(), topics.map(({ id }) => id).sort(), code);
    for (const [label, ...texts] of Object.values(vocabulary)) {
      assert.equal(texts[2].split(" ").length, 4, `${code}: "${texts[2]}" must be four words`);
      for (const text of [label, ...texts]) assert.doesNotMatch(text, /["\\{}]|\.$|^\s|\s$|\s\s/, `${code}: ${text}`);
    }
    for (const first of [...women, ...men]) {
      assert.ok(latin(first).length <= 8, `${code}: ${first} is longer than 8 letters`);
    }
    assert.equal(new Set([...women, ...men]).size, women.length + men.length, code);
  }
});
