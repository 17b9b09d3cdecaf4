import assert from "node:assert/strict";
import type { CommunityEvent } from "../../../core/answers/changes.ts";
import type { CommunitySummary } from "../../../core/answers/communities.ts";
import type { ExpansionAnswer } from "../../../core/answers/expansion.ts";
import { listRows } from "../../../functions/web/community_tree.ts";
import {
  endedText,
  eventText,
  eventTitle,
  growthText,
  isUnsure,
  levelName,
} from "../../../functions/web/community_words.ts";
import { areaPath } from "../../../functions/web/components/size_slider.tsx";

const event = (given: Partial<CommunityEvent>): CommunityEvent => ({
  kind: "continues",
  community: { id: "c-1", label: "running" },
  sizeBefore: 100,
  sizeAfter: 100,
  kin: [],
  ...given,
});
const kin = (label: string) => ({ id: label, label, share: 0.4, size: 40 });

Deno.test("eventText() says in plain words what became of a community", () => {
  const said: [Partial<CommunityEvent>, string][] = [
    [{ kind: "birth", sizeBefore: 0 }, "is new, with 100 accounts that were in no community before"],
    [{ kind: "birth", sizeBefore: 0, kin: [kin("film")] }, "is new, with 100 accounts, most of them from “film”"],
    [{ kind: "death", sizeAfter: 0 }, "is gone: its 100 accounts went nowhere together"],
    [{ kind: "split", kin: ["a", "b", "c", "d", "e"].map(kin) }, "fell apart into “a”, “b”, “c”, and 2 more"],
    [{ kind: "merge", kin: [kin("a"), kin("b")] }, "was made of “a” and “b”, and has 100 accounts now"],
    [{ sizeAfter: 1 }, "shrank from 100 to 1 account"],
    [{}, "stayed as large as it was, 100 accounts"],
  ];
  for (const [given, text] of said) assert.equal(eventText(event(given)), text);
});

Deno.test("growthText() and eventTitle() tell more from less", () => {
  assert.equal(growthText(event({ sizeAfter: 112 })), "+12\u202f%");
  assert.equal(growthText(event({ sizeAfter: 95 })), "−5\u202f%");
  assert.equal(growthText(event({ sizeAfter: 340 })), "×3.4");
  assert.equal(eventTitle(event({ sizeAfter: 95 })), "Shrank");
  assert.equal(eventTitle(event({ kind: "birth" })), "New");
});

Deno.test("endedText() says why a built community ends, also when more was asked for", () => {
  const answer = (ended: ExpansionAnswer["ended"], count: number) =>
    endedText({ ended, naturalSize: 20, members: { length: count } });
  assert.match(answer("natural", 20), /ends by itself where the fit bends, after 20/);
  assert.match(answer("asked", 30), /more than its natural end/);
  assert.match(answer("asked", 10), /would end by itself/);
  assert.match(answer("drift", 10), /another topic/);
  assert.match(answer("exhausted", 10), /Nobody else/);
});

Deno.test("isUnsure() and levelName()", () => {
  assert.equal(isUnsure({ text: "a", confidence: 0.49, words: [] }), true);
  assert.equal(isUnsure({ text: "a", confidence: 0.5, words: [] }), false);
  assert.deepEqual([0, 1, 2].map((level) => levelName(level, 3)), ["Broad", "Middle", "Fine"]);
  assert.deepEqual([0, 1].map((level) => levelName(level, 2)), ["Broad", "Fine"]);
  assert.equal(levelName(1, 5), "Level 2");
});

const summary = (id: string, parent: string | null, given: Partial<CommunitySummary> = {}): CommunitySummary => ({
  id,
  label: { text: `name of ${id}`, confidence: 1, words: [{ text: `word-${id}`, score: 1, members: 1, accounts: 1 }] },
  level: parent === null ? 0 : 1,
  parent,
  children: 0,
  size: 10,
  stability: 1,
  sensitive: null,
  ...given,
});
const all = [
  summary("a", null, { children: 2 }),
  summary("b", null, { size: 30, children: 1 }),
  summary("a1", "a"),
  summary("a2", "a", { size: 20 }),
  summary("b1", "b", { label: { text: "Café", confidence: 0.2, words: [] } }),
];
const shown = (route: { level?: number; text?: string; only?: "unsure" | "sensitive" }, open: string[] = []) =>
  listRows(all, {
    route: { level: route.level ?? null, text: route.text ?? "", only: route.only ?? null },
    open: new Set(open),
  })
    .map(({ community, depth, onTheWay }) => `${"-".repeat(depth)}${community.id}${onTheWay ? "?" : ""}`);

Deno.test("listRows() walks the tree, largest first, no deeper than what is open", () => {
  assert.deepEqual(shown({}), ["b", "a"]);
  assert.deepEqual(shown({}, ["a"]), ["b", "a", "-a2", "-a1"]);
  assert.deepEqual(shown({ level: 1 }), ["a2", "a1", "b1"]);
});

Deno.test("listRows() finds by name and words without accents, and shows what holds the found", () => {
  assert.deepEqual(shown({ text: "cafe" }), ["b?", "-b1"]);
  assert.deepEqual(shown({ text: "word-a1" }), ["a?", "-a1"]);
  assert.deepEqual(shown({ only: "unsure" }), ["b?", "-b1"]);
  assert.deepEqual(shown({ only: "sensitive" }), []);
  assert.deepEqual(shown({ level: 1, text: "cafe" }), ["b1"]);
});

Deno.test("listRows() shows nothing below a community that did not fall apart", () => {
  const whole = [summary("c", null), summary("c1", "c")];
  const rows = listRows(whole, { route: { level: null, text: "", only: null }, open: new Set(["c"]) });
  assert.deepEqual(rows.map(({ community, parts }) => [community.id, parts]), [["c", 0]]);
});

Deno.test("listRows() keeps communities whose parents it was not given", () => {
  const rows = listRows([summary("x", "gone")], { route: { level: null, text: "", only: null }, open: new Set() });
  assert.deepEqual(rows.map(({ community }) => community.id), ["x"]);
});

Deno.test("areaPath() runs under the first values of the curve, the highest at the top", () => {
  assert.equal(areaPath([1, 0.5, 0], 3), "M0 1L0 0L1 0.5L2 1L2 1Z");
  assert.equal(areaPath([2, 1], 1), "M0 1L0 0L0 1Z");
  assert.equal(areaPath([0, 0], 2), "M0 1L0 1L1 1L1 1Z");
});
