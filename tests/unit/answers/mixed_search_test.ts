/** The one box: what is found beside accounts, why, and in what order. */
import assert from "node:assert/strict";
import { createAccountTable } from "../../../core/answers/accounts.ts";
import type { Evidence, SearchHit } from "../../../core/answers/answers.ts";
import type { Label } from "../../../core/answers/communities.ts";
import { answerSearch } from "../../../core/answers/mixed_search.ts";
import { createSearchIndex } from "../../../core/answers/search.ts";
import { createTopicIndex } from "../../../core/answers/topic_search.ts";
import { createWordIndex, splitWords, takeBest } from "../../../core/answers/word_index.ts";
import { inventInfluencers } from "./_fake_view.ts";
import { createRandom } from "../../../scripts/_random.ts";

function labelOf(text: string, words: readonly (readonly [text: string, score: number])[]): Label {
  return { text, confidence: 1, words: words.map(([text, score]) => ({ text, score, members: 5, accounts: 9 })) };
}

const communities = [
  {
    id: "c-aaaaaaa",
    size: 40,
    level: 0,
    label: labelOf("trail running · mud", [["trail running", 9], ["mud", 7], ["headtorch", 6]]),
  },
  { id: "c-bbbbbbb", size: 90, level: 0, label: labelOf("mud · pottery", [["mud", 8], ["pottery", 6]]) },
  { id: "c-ccccccc", size: 10, level: 1, label: labelOf("Polillas", [["polillas", 5], ["lámpara", 4]]) },
];
const influencers = inventInfluencers([
  ...Array.from({ length: 30 }, (_, i) => ({ id: `x:${i}`, bio: "Trail and mud and more", followers: i })),
  { id: "x:90", handle: "mud", name: "Marta U. Diaz", followers: 1 },
  { id: "x:91", handle: "mudlark", name: "Mudlark", followers: 5 },
]);
const place = {
  accounts: createAccountTable(influencers, { platform: "x" } as Evidence),
  accountIndex: createSearchIndex(influencers),
  topicIndex: createTopicIndex(communities),
  platform: "x",
};
const describe = (hit: SearchHit) =>
  hit.type === "account"
    ? `account ${hit.account.id} ${hit.matched.field}`
    : hit.type === "community"
    ? `community ${hit.community.id} ${hit.matched.field}:${hit.matched.text}`
    : `passion ${hit.passion.word} ${hit.passion.communities.map(({ id }) => id)}`;
const search = (text: string, limit = 6, platform?: string) =>
  answerSearch(place, { text, limit, platform }).map(describe);

Deno.test("search puts the handle that was typed first, then the passion and communities named so, then accounts", () => {
  assert.deepEqual(search("mud"), [
    "account x:90 handle",
    "passion mud c-bbbbbbb,c-aaaaaaa",
    "community c-bbbbbbb label:mud · pottery",
    "community c-aaaaaaa label:trail running · mud",
    "account x:91 handle",
    "account x:29 bio",
  ]);
});

Deno.test("search finds passions and communities by beginnings of words, in any order, without accents, and says why", () => {
  assert.deepEqual(search("run tra", 3), [
    "passion trail running c-aaaaaaa",
    "community c-aaaaaaa label:trail running · mud",
  ]);
  assert.deepEqual(search("headt"), ["passion headtorch c-aaaaaaa", "community c-aaaaaaa word:headtorch"]);
  assert.deepEqual(search("LAMPARA"), ["passion lámpara c-ccccccc", "community c-ccccccc word:lámpara"]);
  assert.deepEqual(search("c-ccccccc"), ["community c-ccccccc id:c-ccccccc"]);
});

Deno.test("search keeps half of the list for accounts, and its limit, also of one", () => {
  const hits = search("m", 4);
  assert.equal(hits.length, 4);
  assert.equal(hits.filter((hit) => hit.startsWith("account")).length, 2);
  assert.equal(search("trail", 1).length, 1);
  assert.equal(
    search("t", 50).filter((hit) => hit.startsWith("account")).length,
    30,
    "the rest where there are fewer topics",
  );
});

Deno.test("search for nothing lists accounts alone, and another platform has no communities", () => {
  assert.deepEqual(search("", 2), ["account x:29 id", "account x:28 id"]);
  assert.deepEqual(search("mud", 3, "bluesky"), []);
  assert.deepEqual(search("zzz"), []);
});

Deno.test("the word index matches as comparing every word of every thing does", () => {
  const seed = 11;
  const random = createRandom(seed);
  const syllables = ["ka", "lo", "mi", "tu", "é"];
  const draw = () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * 5)]).join("");
  const things = Array.from({ length: 200 }, () => Array.from({ length: 4 }, draw));
  const index = createWordIndex(
    things.length,
    (add) => things.forEach((words, thing) => words.forEach((word, rank) => add(splitWords(word)[0], thing, rank))),
  );
  for (let round = 0; round < 100; round++) {
    const asked = [draw(), draw()].slice(0, 1 + round % 2).map((word) => splitWords(word)[0]);
    const slow = things.map((words) =>
      Math.max(...asked.map((word) =>
        Math.min(
          255,
          ...words.map((own, rank) => {
            const folded = splitWords(own)[0];
            return folded.startsWith(word) ? 2 * rank + Number(folded !== word) : 255;
          }),
        )
      ))
    );
    assert.deepEqual([...index.match(asked)], slow, `seed ${seed}, asked for ${asked}`);
    const best = takeBest(index.match(asked), { limit: 5, before: (left, right) => left < right }).map(({ owner }) =>
      owner
    );
    const order = [...slow.keys()].filter((thing) => slow[thing] < 255).sort((l, r) => slow[l] - slow[r] || l - r);
    assert.deepEqual(best, order.slice(0, 5), `seed ${seed}, asked for ${asked}`);
  }
});
