import assert from "node:assert/strict";
import { splitMatches } from "../../../functions/web/components/highlight.tsx";

const marked = (text: string, query: string) =>
  splitMatches(text, query).map(({ text, matched }) => matched ? `[${text}]` : text).join("");

Deno.test("splitMatches() marks beginnings of words, as the search finds them", () => {
  assert.equal(marked("Trail shoes for trails", "tra sho"), "[Tra]il [sho]es for [tra]ils");
  assert.equal(marked("jprado_runs", "@run"), "jprado_[run]s");
  assert.equal(marked("Lumen", "men"), "Lumen");
});

Deno.test("splitMatches() sees through accents, however they are written", () => {
  assert.equal(marked("Café Müller", "cafe mull"), "[Café] [Müll]er");
  assert.equal(marked("Cafe\u0301s", "café"), "[Cafe\u0301]s");
});

Deno.test("splitMatches() loses nothing of the text", () => {
  for (const query of ["", "x", "a b c", "ﬁ", "!?"]) {
    assert.equal(splitMatches("a ﬁne (b)ox of c—", query).map(({ text }) => text).join(""), "a ﬁne (b)ox of c—");
  }
});
