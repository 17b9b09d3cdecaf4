import assert from "node:assert/strict";
import { createSearchIndex, splitWords } from "../../../core/answers/search.ts";
import { inventInfluencers } from "./_fake_view.ts";

const index = createSearchIndex(inventInfluencers([
  { id: "x:1", handle: "moss_mile", name: "Moss & Mile", bio: "Trail shoes for muddy mornings", followers: 50 },
  { id: "x:2", handle: "trailhead", name: "Trailhead Café", bio: null, followers: 10 },
  { id: "x:3", handle: null, name: "Mile End Bakers", bio: "Sourdough on the trail", followers: 900 },
  { id: "x:44", handle: "milena", name: null, bio: null, followers: 5 },
]));
const find = (text: string) => index.find(text, { limit: 10 }).map(({ influencer, field }) => `${influencer} ${field}`);

Deno.test("find() matches prefixes of words in handles, names, ids and bios, the telling fields first", () => {
  assert.deepEqual(find("trail"), ["1 handle", "2 bio", "0 bio"]);
  assert.deepEqual(find("trailhead"), ["1 handle"]);
  assert.deepEqual(find("44"), ["3 id"]);
});

Deno.test("find() puts a whole word before a prefix and more followers before fewer", () => {
  assert.deepEqual(find("mile"), ["0 handle", "3 handle", "2 name"]);
});

Deno.test("find() needs every word, in any order, without case or accents", () => {
  assert.deepEqual(find("CAFE trailhead"), ["1 name"]);
  assert.deepEqual(find("mile moss"), ["0 handle"]);
  assert.deepEqual(find("moss sourdough"), []);
});

Deno.test("find() finds a handle typed without its punctuation", () => {
  assert.deepEqual(find("mossmile"), ["0 handle"]);
});

Deno.test("find() answers no words with the most followed, and unknown words with nobody", () => {
  assert.deepEqual(find(""), ["2 name", "0 name", "1 name", "3 handle"]);
  assert.deepEqual(find(" -_- "), find(""));
  assert.deepEqual(find("zzz"), []);
});

Deno.test("splitWords() drops accents and punctuation, keeps letters of every script", () => {
  assert.deepEqual(splitWords("Café Müller – 東京!"), ["cafe", "muller", "東京"]);
});
