/** Edits on top of invented communities: what each does, and what must hold whatever is edited. */
import assert from "node:assert/strict";
import type { Sensitivity } from "../../../../core/answers/communities.ts";
import type { CommunityEdit } from "../../../../core/answers/edits.ts";
import { type EditEntry, madeId } from "../../../../core/community/edits/entry.ts";
import { overlayEdits } from "../../../../core/community/edits/overlay.ts";
import { type CommunityModel, describeLevel } from "../../../../core/community/model.ts";
import { leavingShares, none } from "../../../../core/community/partition.ts";
import type { Graph } from "../../../../core/kernel/kernel.ts";
import { accountOf, inventEntry, inventModel, inventTools } from "./_world.ts";
import { createRandom } from "../../../../scripts/_random.ts";

const shape = { influencers: 600, communities: 8, parts: 3, neighbours: 8 };
const model = inventModel(7, shape);
const [base, parts] = model.levels;
const idAt = (level: number, position: number) => model.levels[level].records[position].id;
const membersOf = (of: CommunityModel, id: string): number[] | undefined => {
  for (const { records, members } of of.levels) {
    const position = records.findIndex((record) => record.id === id);
    if (position >= 0) return [...members[position]].sort((left, right) => left - right);
  }
};
const recordOf = (of: CommunityModel, id: string) =>
  of.levels.flatMap(({ records }) => records).find((record) => record.id === id);

let entryCount = 0;
const say = (community: string, edit: CommunityEdit, changes: Partial<EditEntry> = {}) =>
  inventEntry(model, entryCount++, { community, edit: edit as EditEntry["edit"], ...changes });
const overlay = (...entries: EditEntry[]) => overlayEdits(model, entries, inventTools(model));
const undo = ({ id, community }: EditEntry) => say(community, { action: "undo" }, { undoes: id });
const sorted = (list: Iterable<number>) => [...list].sort((left, right) => left - right);

Deno.test("rename gives the text with confidence 1, keeps the words, and moves nobody", () => {
  const entry = say(idAt(0, 2), { action: "rename", text: "runners" });
  const { model: edited, results } = overlay(entry);
  assert.deepEqual(results, [{ entry, communities: [idAt(0, 2)], notApplied: null }]);
  const { label } = recordOf(edited, idAt(0, 2))!;
  assert.deepEqual(label, { ...base.records[2].label, text: "runners", confidence: 1 });
  assert.equal(edited.levels[0].communityOf, base.communityOf, "nothing is counted anew");
  assert.equal(edited.knownFor, model.knownFor);
  const later = overlay(entry, say(idAt(0, 2), { action: "rename", text: "joggers" }));
  assert.equal(recordOf(later.model, idAt(0, 2))!.label.text, "joggers", "later edits win");
});

Deno.test("pin puts an account there and in all that hold it, and in the part that most of its nearest are in", () => {
  const [from, to] = [idAt(1, 0), idAt(1, 9)];
  const account = parts.members[0][3];
  const { model: edited } = overlay(say(to, { action: "pin", account: accountOf(account) }));
  assert.ok(membersOf(edited, to)!.includes(account) && !membersOf(edited, from)!.includes(account));
  const above = idAt(0, parts.records[9].parent!);
  assert.ok(membersOf(edited, above)!.includes(account));

  const coarse = overlay(say(above, { action: "pin", account: accountOf(account) })).model;
  const part = coarse.levels[1].communityOf[account];
  const weights = new Map<number, number>();
  for (let entry = Number(model.graph.offsets[account]); entry < Number(model.graph.offsets[account + 1]); entry++) {
    const other = coarse.levels[1].communityOf[model.graph.neighbours[entry]];
    if (other === none || coarse.levels[0].records[coarse.levels[1].records[other].parent!].id !== above) continue;
    weights.set(other, (weights.get(other) ?? 0) + model.graph.weights![entry]);
  }
  const best = [...weights].sort((left, right) => right[1] - left[1])[0]?.[0] ?? none;
  assert.equal(part, best);
  const unplaced = base.communityOf.indexOf(none);
  const placed = overlay(say(above, { action: "pin", account: accountOf(unplaced) })).model;
  assert.ok(membersOf(placed, above)!.includes(unplaced), "also one that was in no community");
});

Deno.test("merge makes one of two; parts follow, the label is made anew unless a person gave it", () => {
  const [from, into] = [idAt(0, 1), idAt(0, 5)];
  const merge = say(from, { action: "merge", into });
  const { model: edited, results } = overlay(merge);
  const all = sorted([...membersOf(model, from)!, ...membersOf(model, into)!]);
  assert.deepEqual(membersOf(edited, into), all);
  assert.equal(recordOf(edited, from), undefined);
  assert.equal(recordOf(edited, into)!.label.text, `made of ${all.length}`);
  assert.equal(results[0].communities[0], into, "the one to look at next");
  const position = edited.levels[0].records.findIndex(({ id }) => id === into);
  const partsNow = edited.levels[1].records.filter(({ parent }) => parent === position).map(({ id }) => id).sort();
  const partsBefore = parts.records.filter(({ parent }) => [1, 5].includes(parent!)).map(({ id }) => id).sort();
  assert.deepEqual(partsNow, partsBefore);
  const named = overlay(say(into, { action: "rename", text: "ours" }), merge).model;
  assert.equal(recordOf(named, into)!.label.text, "ours");

  const across = overlay(say(idAt(1, 0), { action: "merge", into: idAt(1, 20) })).model;
  const above = idAt(0, parts.records[20].parent!);
  for (const member of parts.members[0]) {
    assert.ok(membersOf(across, above)!.includes(member), "parents follow as well");
  }
});

Deno.test("split makes members a community of the edit's own id beside the old one; whole parts follow", () => {
  const id = idAt(0, 0);
  const [first, second] = parts.records.flatMap(({ parent }, position) => parent === 0 ? [position] : []);
  const chosen = [...parts.members[first], ...parts.members[second].subarray(0, 4)];
  const split = say(id, { action: "split", accounts: chosen.map(accountOf) });
  const { model: edited, results } = overlay(split);
  const made = madeId(split)!;
  assert.match(made, /^c-[a-z]{10}$/);
  assert.deepEqual(results[0].communities, [made, id]);
  assert.deepEqual(membersOf(edited, made), sorted(chosen));
  assert.deepEqual(membersOf(edited, id), membersOf(model, id)!.filter((member) => !chosen.includes(member)));
  assert.equal(recordOf(edited, made)!.label.text, `made of ${chosen.length}`);
  const position = edited.levels[0].records.findIndex((record) => record.id === made);
  assert.equal(recordOf(edited, idAt(1, first))!.parent, position);
  assert.deepEqual(
    membersOf(edited, idAt(1, second)),
    sorted(parts.members[second].subarray(4)),
    "a few leave their part",
  );
  const named = overlay({ ...split, edit: { action: "split", accounts: chosen.map(accountOf), text: "mine" } });
  assert.equal(recordOf(named.model, made)!.label.text, "mine");
});

Deno.test("review sets the flag or clears it, and has the last word over a judge", () => {
  const flag: Sensitivity = { topics: ["health"], words: ["clinic"], reason: "its words say so", reviewed: false };
  const flagged: CommunityModel = {
    ...model,
    levels: [{ ...base, records: base.records.map((r, i) => ({ ...r, sensitive: i === 3 ? flag : null })) }, parts],
  };
  const judge = () => ({ ...flag, topics: ["faith" as const] });
  const sensitiveOf = (id: string, ...entries: EditEntry[]) =>
    recordOf(overlayEdits(flagged, entries, inventTools(model)).model, id)!.sensitive;
  const judged = (id: string, ...entries: EditEntry[]) =>
    recordOf(overlayEdits(flagged, entries, inventTools(model, { judge })).model, id)!.sensitive;
  const [found, other] = [idAt(0, 3), idAt(0, 4)];
  const yes = say(found, { action: "review", sensitive: true });
  assert.deepEqual(sensitiveOf(found, yes), { ...flag, reason: "A person says that it is sensitive", reviewed: true });
  const no = say(found, { action: "review", sensitive: false });
  assert.equal(sensitiveOf(found, yes, no), null);
  const rename = say(found, { action: "rename", text: "x" });
  assert.equal(judged(found, no, rename), null);
  assert.deepEqual(
    judged(found, rename)!.topics,
    ["faith", "health"],
    "a new name is judged, a flag is not lost by it",
  );
  const merge = say(found, { action: "merge", into: other });
  assert.deepEqual(sensitiveOf(other, merge), flag, "what came in sensitive makes the whole sensitive");
  const otherNo = say(other, { action: "review", sensitive: false });
  assert.deepEqual(sensitiveOf(other, otherNo, merge), flag, "also after the rest was reviewed");
  assert.equal(sensitiveOf(other, merge, otherNo), null);
  const split = say(found, { action: "split", accounts: [...base.members[3].subarray(0, 5)].map(accountOf) });
  assert.deepEqual(sensitiveOf(madeId(split)!, split), flag, "a part of what is sensitive is sensitive");
});

Deno.test("what is taken back vanishes: with all of it, the model is the one without edits", () => {
  const split = say(idAt(0, 0), { action: "split", accounts: [...base.members[0].subarray(0, 9)].map(accountOf) });
  const entries = [
    say(idAt(0, 1), { action: "rename", text: "x" }),
    split,
    say(idAt(0, 2), { action: "merge", into: idAt(0, 3) }),
  ];
  assert.equal(overlay(...entries, ...entries.map(undo)).model, model);
  const { model: edited, results } = overlay(entries[0], split, undo(split));
  assert.equal(results.length, 1);
  assert.equal(recordOf(edited, madeId(split)!), undefined);
  const named = say(madeId(split)!, { action: "rename", text: "mine" }, {
    anchors: base.members[0].subarray(0, 9).length ? [accountOf(base.members[0][0])] : [],
    depth: 0,
  });
  const orphan = overlay(split, named, undo(split));
  assert.match(orphan.results[0].notApplied!, /the edit that made it does not hold/);
  assert.equal(orphan.model, model, "it is not put on whoever holds the accounts now");
});

Deno.test("where its id is gone, an edit finds the community that holds most of its accounts, and says why if there is none", () => {
  const anchors = [...base.members[4].subarray(0, 30)].map(accountOf);
  const gone = (edit: CommunityEdit, changes: Partial<EditEntry> = {}) =>
    say("c-gonegon", edit, { anchors, ...changes });
  const found = overlay(gone({ action: "rename", text: "again" }));
  assert.equal(recordOf(found.model, idAt(0, 4))!.label.text, "again");
  assert.deepEqual(found.results[0].communities, [idAt(0, 4)]);
  const merged = overlay(say(idAt(0, 0), { action: "merge", into: "c-gonegon" }, { intoAnchors: anchors }));
  assert.equal(membersOf(merged.model, idAt(0, 4))!.length, base.members[0].length + base.members[4].length);
  const same = overlay(say(idAt(0, 4), { action: "merge", into: "c-gonegon" }, { intoAnchors: anchors }));
  assert.equal(same.results[0].notApplied, null, "two that are one already are as wanted");

  const thirds = [0, 1, 2].flatMap((position) => [...base.members[position].subarray(0, 5)].map(accountOf));
  const rename: CommunityEdit = { action: "rename", text: "x" };
  const reasons: [EditEntry, RegExp][] = [
    [gone(rename, { anchors: thirds }), /no other holds most of the 15 accounts/],
    [gone(rename, { anchors: ["x:999999"] }), /none of its accounts is in this network/],
    [gone(rename, { depth: 5 }), /nor is its level/],
    [say(idAt(0, 0), { action: "pin", account: "x:999999" }), /"x:999999" is not an influencer of this network/],
    [say(idAt(0, 0), { action: "merge", into: idAt(1, 0) }), /different levels/],
    [say(idAt(0, 0), { action: "split", accounts: ["x:1", "x:999999", "x:1"] }), /needed 3 of its accounts .* found 1/],
  ];
  for (const [entry, reason] of reasons) {
    const { model: same, results } = overlay(entry);
    assert.match(results[0].notApplied!, reason);
    assert.equal(same, model, "and nothing has changed");
  }
});

/** Every sum the obvious way. */
function countKnownFor(graph: Graph, communityOf: Uint32Array): Map<number, number>[] {
  const rows = Array.from(communityOf, () => new Map<number, number>());
  const add = (influencer: number, other: number, weight: number) => {
    const community = communityOf[other];
    if (community !== none) rows[influencer].set(community, (rows[influencer].get(community) ?? 0) + weight);
  };
  for (let influencer = 0; influencer < communityOf.length; influencer++) {
    for (let entry = Number(graph.offsets[influencer]); entry < Number(graph.offsets[influencer + 1]); entry++) {
      add(influencer, graph.neighbours[entry], graph.weights![entry]);
      add(graph.neighbours[entry], influencer, graph.weights![entry]);
    }
  }
  return rows.map((row) => {
    const total = [...row.values()].reduce((sum, weight) => sum + weight, 0);
    return new Map(
      [...row].map(([community, weight]) => [community, Math.fround(weight / total)] as const)
        .filter(([, share]) => share >= 0.05),
    );
  });
}

/** Who is where by plain lists: the obvious twin of the draft for one level, from the results that the overlay tells. */
function replay(of: CommunityModel, level: number, entries: readonly EditEntry[]): Map<string, Set<number>> {
  const sets = new Map(of.levels[level].records.map(({ id }, i) => [id, new Set(of.levels[level].members[i])]));
  const moveTo = (members: readonly number[], id: string) => {
    for (const set of sets.values()) for (const member of members) set.delete(member);
    for (const member of members) sets.get(id)!.add(member);
  };
  const indexOf = (account: string) => Number(account.slice(2));
  const { results } = overlayEdits(of, entries, inventTools(of));
  for (const { entry, communities: [subject, from], notApplied } of results) {
    const { edit } = entry;
    if (notApplied !== null || entry.depth + of.records.baseLevel !== level) continue;
    if (edit.action === "pin") moveTo([indexOf(edit.account)], subject);
    if (edit.action === "merge") moveTo([...sets.get(from)!], subject);
    if (edit.action === "split") {
      sets.set(subject, new Set());
      moveTo(edit.accounts.map(indexOf), subject);
    }
  }
  return new Map([...sets].filter(([, set]) => set.size > 0));
}

function drawEntries(of: CommunityModel, random: () => number, count: number): EditEntry[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const entries: EditEntry[] = [];
  for (let number = 0; number < count; number++) {
    const level = Math.floor(random() * of.levels.length);
    const { records, members } = of.levels[level];
    const made = entries.flatMap((entry) => madeId(entry) ?? []);
    const community = random() < 0.15 && made.length > 0 ? pick(made) : pick(records).id;
    const some = pick(members);
    const edits: CommunityEdit[] = [
      { action: "rename", text: `name ${number}` },
      { action: "pin", account: accountOf(Math.floor(random() * of.memberStability.length)) },
      { action: "merge", into: pick(records).id },
      { action: "split", accounts: [...some].filter(() => random() < 0.6).slice(0, 40).map(accountOf) },
      { action: "review", sensitive: random() < 0.5 },
      { action: "undo" },
    ];
    const edit = pick(edits);
    const undoes = edit.action === "undo" && entries.length > 0 ? pick(entries).id : undefined;
    const at = edit.action === "split" ? records[members.indexOf(some)].id : community;
    entries.push(inventEntry(of, number, { community: at, edit: edit as EditEntry["edit"], undoes }));
  }
  return entries;
}

Deno.test("whatever is edited: levels stay partitions and nested, and all that follows is what counting anew gives", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed);
    const of = inventModel(seed, { ...shape, influencers: 220 + seed, baseLevel: seed % 3 });
    const entries = drawEntries(of, random, 1 + Math.floor(random() * 25));
    const { model: edited, results } = overlayEdits(of, entries, inventTools(of));
    const told = `seed ${seed}, ${entries.length} edits`;
    const ids = edited.levels.flatMap(({ records }) => records.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length, told);
    edited.levels.forEach(({ communityOf, records, members, ties }, level) => {
      const sizes = members.map(({ length }) => length);
      assert.ok(sizes.every((size) => size > 0), `${told}: an empty community`);
      assert.equal(sizes.reduce((sum, size) => sum + size, 0), communityOf.filter((c) => c !== none).length, told);
      communityOf.forEach((community, influencer) => {
        if (community === none) return;
        assert.ok(members[community].includes(influencer), told);
        if (level === 0) return assert.equal(records[community].parent, null);
        assert.equal(
          edited.levels[level - 1].communityOf[influencer],
          records[community].parent,
          `${told}: not nested`,
        );
      });
      const anew = describeLevel(of.graph, communityOf, records);
      assert.deepEqual([anew.members, anew.ties], [members, ties], told);
      const leaving = leavingShares(ties);
      records.forEach(({ conductance, stability }, i) => {
        assert.ok(Math.abs(conductance - leaving[i]) < 1e-12 && stability >= 0 && stability <= 1, told);
      });
      if (edited === of) return;
      const { origins, changed } = edited.edited!;
      assert.deepEqual([origins[level].length, changed[level].length], [records.length, records.length]);
      records.forEach(({ id, stability }, i) => {
        const origin = origins[level][i];
        if (origin === none) return assert.equal(changed[level][i], 1);
        assert.equal(of.levels[level].records[origin].id, id, told);
        const same = sorted(of.levels[level].members[origin]).join() === sorted(members[i]).join();
        assert.equal(changed[level][i], Number(!same), told);
        if (same) assert.equal(stability, of.levels[level].records[origin].stability, told);
      });
    });
    const rows = countKnownFor(of.graph, edited.levels[of.records.baseLevel].communityOf);
    rows.forEach((row, influencer) => {
      const [start, end] = [edited.knownFor.offsets[influencer], edited.knownFor.offsets[influencer + 1]].map(Number);
      const found = [...edited.knownFor.communities.subarray(start, end)];
      assert.deepEqual(new Map(found.map((c, i) => [c, edited.knownFor.strengths[start + i]])), row, told);
    });
    assert.equal(
      results.length,
      entries.filter((entry) => entry.edit.action !== "undo" && !entries.some(({ undoes }) => undoes === entry.id))
        .length,
    );
    const remaining = entries.filter((entry) => results.some((result) => result.entry === entry));
    assert.deepEqual(
      overlayEdits(of, remaining, inventTools(of)),
      { model: edited, results },
      `${told}: what is undone vanishes`,
    );
    const all = entries.map((entry, i) =>
      inventEntry(of, 100 + i, { community: entry.community, edit: { action: "undo" }, undoes: entry.id })
    );
    assert.equal(overlayEdits(of, [...entries, ...all], inventTools(of)).model, of, told);
  }
});

Deno.test("edits of one level give the members that plain lists give", () => {
  for (let seed = 100; seed < 130; seed++) {
    const random = createRandom(seed);
    const of = inventModel(seed, { ...shape, influencers: 250, baseLevel: seed % 2 });
    const level = of.records.baseLevel;
    const entries = drawEntries(of, random, 25).filter((entry) =>
      entry.depth === 0 && !/^c-[a-z]{10}$/.test(entry.community)
    );
    const { model: edited } = overlayEdits(of, entries, inventTools(of));
    const expected = replay(of, level, entries);
    const found = new Map(
      edited.levels[level].records.map(({ id }, i) => [id, new Set(edited.levels[level].members[i])]),
    );
    assert.deepEqual(found, expected, `seed ${seed}`);
  }
});
