/** What profiles say, as terms. */
import assert from "node:assert/strict";
import { sourceBits } from "../../../../core/community/words/fields.ts";
import { isStopWord } from "../../../../core/community/words/stop_words.ts";
import { readTerms, type Terms } from "../../../../core/community/words/terms.ts";
import { foldText, readTokens, splitCompound } from "../../../../core/community/words/tokens.ts";
import { influencersSaying, type Said } from "../_influencers.ts";
import { createRandom } from "../../../../scripts/_random.ts";

function tokens(text: string): string[] {
  const words: string[] = [];
  readTokens(text, { word: (word, inHashtag) => words.push(inHashtag ? `#${word}` : word), pause: () => {} });
  return words;
}

/** Terms of an account, with the places where they stood. */
function termsOf({ offsets, terms, sources, text }: Terms, account: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (let entry = offsets[account]; entry < offsets[account + 1]; entry++) {
    found[text[terms[entry]]] = Object.entries(sourceBits).filter(([, bit]) => (sources[entry] & bit) !== 0)
      .map(([source]) => source).join("+");
  }
  return found;
}

const read = (rows: readonly Said[]) => readTerms(influencersSaying(rows));

Deno.test("tokens: hashtags fall into their words; links, addresses and handles are left out; articles are taken off", () => {
  assert.deepEqual(
    tokens("Runs #TrailRunning2024 https://a.example/b?c me@mail.example @someone www.x.org rye.example.com"),
    [
      "runs",
      "#trail",
      "#running",
    ],
  );
  assert.deepEqual(tokens("L'église d’intérieur, mum's aujourd'hui"), ["église", "intérieur", "mum", "hui"]);
  assert.deepEqual(splitCompound("XMLParser_v2.slow-bread"), ["xml", "parser", "v", "slow", "bread"]);
});

Deno.test("tokens: scripts without spaces are cut into words", () => {
  assert.deepEqual(tokens("東京でラーメンを食べる"), ["東京", "で", "ラーメン", "を", "食べる"]);
  assert.ok(tokens("我爱北京").length > 1);
});

Deno.test("folding takes away accents and case, and tells other letters apart", () => {
  assert.deepEqual(["Café", "Straße", "İstanbul", "Œuvre", "東京"].map(foldText), [
    "cafe",
    "strasse",
    "istanbul",
    "oeuvre",
    "東京",
  ]);
  assert.ok(
    ["the", "und", "être", "não", "perché", "het", "official"].every((word) => isStopWord(foldText(word))),
  );
  assert.ok(!["coffee", "brot", "pain", "islam", "sun"].some(isStopWord));
});

Deno.test("terms: one word in all spellings, shown as most accounts write it", () => {
  const terms = read([{ bio: "Café" }, { bio: "café" }, { bio: "cafe, cafe" }]);
  assert.deepEqual(terms.text, ["café"]);
  assert.deepEqual([...terms.accounts], [3]);
});

Deno.test("terms: phrases that several accounts use, also over a preposition, also as a hashtag; never over what lists things", () => {
  const bios = [
    "slice of life, mud and rye",
    "Slice of life. mud and rye",
    "slice of life; mud and rye",
    "#SliceOfLife",
    "#sliceoflife",
  ];
  const terms = read(bios.map((bio) => ({ bio })));
  assert.equal(terms.accounts[terms.text.indexOf("slice of life")], 5);
  assert.ok(!terms.text.includes("mud and rye") && !terms.text.includes("life mud"));
});

Deno.test("terms: categories are whole, page words by number where no word is told, names apart", () => {
  const terms = read([
    {
      category: "Slice of Life, Sci-Fi",
      page_words: "[12,7]",
      name: "Anna Runner",
      handle: "anna_trail",
      kind: "person",
    },
    { tags: '["sci-fi";"x"]', Genre: "Sci Fi|Drama", name: "Official Drama", kind: "gallery" },
  ]);
  assert.deepEqual(termsOf(terms, 0), {
    "Slice of Life": "category",
    "Sci-Fi": "category",
    "word 12": "page",
    "word 7": "page",
    anna: "name",
    runner: "name",
    trail: "name",
  });
  assert.equal(termsOf(terms, 1)["Sci-Fi"], "category");
  assert.equal(termsOf(terms, 1)["Drama"], "category+name");
  assert.equal(termsOf(terms, 1)["gallery"], "category", "a kind that is no kind of account");
});

Deno.test("terms: the language is the one stated, else the one whose stop words are heard", () => {
  const { languages } = read([{ bio: "und das ist nicht", language: "fr-CA" }, { bio: "und das ist nicht" }, {
    bio: "Xylophone",
  }]);
  assert.notEqual(languages[0], languages[1]);
  assert.equal(languages[2], 255);
});

Deno.test("terms: words and phrases are counted as by looking at every pair of every account", () => {
  const seed = 4;
  const random = createRandom(seed);
  const vocabulary = ["rye", "mud", "kiln", "moths", "ridge", "of", "lamp", "the", "and"];
  const bios = Array.from(
    { length: 300 },
    () =>
      Array.from({ length: 6 }, () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)]).join(
        random() < 0.3 ? ", " : " ",
      ),
  );
  const terms = read(bios.map((bio) => ({ bio })));
  const slow = new Map<string, Set<number>>();
  bios.forEach((bio, account) => {
    const note = (term: string) => slow.set(term, (slow.get(term) ?? new Set()).add(account));
    for (const part of bio.split(",")) {
      const words = part.trim().split(" ");
      words.forEach((word, at) => {
        if (isStopWord(word)) return;
        note(word);
        const rest = words.slice(at + 1, at + 4);
        const next = rest.findIndex((other) => !isStopWord(other));
        const between = rest.slice(0, next);
        if (next >= 0 && rest[next] !== word && between.every((other) => other === "of" || other === "the")) {
          note(`${word} ${between.length > 0 ? "…" : ""}${rest[next]}`);
        }
      });
    }
  });
  const fast = new Map<string, number>();
  terms.text.forEach((text, term) => {
    const [left, ...rest] = text.split(" ");
    const name = rest.length === 0 ? left : `${left} ${rest.length > 1 ? "…" : ""}${rest.at(-1)}`;
    fast.set(name, terms.accounts[term]);
  });
  for (const [term, accounts] of slow) {
    if (accounts.size >= 3) assert.equal(fast.get(term), accounts.size, `seed ${seed}: ${term}`);
    else assert.ok(!term.includes(" ") || !fast.has(term), `seed ${seed}: ${term}`);
  }
  assert.equal(fast.size, [...slow].filter(([term, { size }]) => size >= 3 || !term.includes(" ")).length);
});
