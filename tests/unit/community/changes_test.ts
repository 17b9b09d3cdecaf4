/** Ids that last and what is told of two runs, on partitions that can be counted by hand. */
import assert from "node:assert/strict";
import { findChanges } from "../../../core/community/changes.ts";
import { continueRun } from "../../../core/community/history.ts";
import { countOverlaps, type LevelOfRun, matchCommunities, nameCommunities } from "../../../core/community/ids.ts";
import { none } from "../../../core/community/partition.ts";
import type { PreviousRun } from "../../../core/community/previous.ts";

/** A level from lists of account numbers. Accounts come in the order given, so that indexes differ between runs. */
function levelOf(groups: readonly (readonly number[])[], loose: readonly number[] = []): LevelOfRun {
  const accounts = [...groups.flat(), ...loose].map((number) => `x:${number}`);
  const communityOf = Uint32Array.from([
    ...groups.flatMap((group, community) => group.map(() => community)),
    ...loose.map(() => none),
  ]);
  return { accounts, communityOf, ids: groups.map((_, community) => `c-${community}`) };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function changesOf(before: LevelOfRun, after: LevelOfRun) {
  const overlaps = countOverlaps(before, after);
  const continued = matchCommunities(overlaps);
  const name = (side: string) => (id: string) => ({ id: `${side}${id}`, label: id });
  const names = { before: before.ids.map(name("old ")), after: after.ids.map(name("new ")) };
  return findChanges(names, overlaps, continued).map(({ kind, community, kin, sizeBefore, sizeAfter }) =>
    [kind, community.id, sizeBefore, sizeAfter, ...kin.map(({ id, share }) => `${id} ${share.toFixed(2)}`)].join(" ")
  );
}

Deno.test("changes: a split, a merge, a birth and a death are told once each, what merely continues last", () => {
  const before = levelOf([range(0, 40), range(100, 120), range(200, 220), range(300, 330), range(400, 420)]);
  const after = levelOf([
    [...range(200, 220), ...range(100, 120)], // merged
    range(0, 22), // split
    range(22, 40),
    range(300, 331), // one more
    range(500, 515), // born
  ], range(400, 420)); // dead
  assert.deepEqual(changesOf(before, after), [
    "merge new c-0 40 40 old c-1 0.50 old c-2 0.50",
    "split old c-0 40 40 new c-1 0.55 new c-2 0.45",
    "death old c-4 20 0",
    "birth new c-4 0 15",
    "continues new c-3 30 31 old c-3 0.97",
  ]);
});

Deno.test("changes: stragglers are no split, a few of many are a birth, a run compared with itself only continues", () => {
  const before = levelOf([range(0, 100), range(100, 200)]);
  const stragglers = levelOf([range(0, 90), [...range(90, 100), ...range(100, 200)]]);
  assert.deepEqual(changesOf(before, stragglers).map((line) => line.split(" ")[0]), ["continues", "continues"]);
  const born = levelOf([range(0, 85), range(115, 200), range(85, 115)]);
  assert.deepEqual(changesOf(before, born).map((line) => line.split(" ").slice(0, 3).join(" ")), [
    "birth new c-2",
    "continues new c-0",
    "continues new c-1",
  ]);
  assert.ok(changesOf(before, before).every((line) => line.startsWith("continues")));
});

Deno.test("matchCommunities() pairs the most alike first, each once, as trying all pairs does", () => {
  let state = 7;
  const random = (limit: number) => (state = (state * 48271) % 2147483647) % limit;
  for (let trial = 0; trial < 20; trial++) {
    const groupsOf = (count: number) => {
      const groups: number[][] = Array.from({ length: count }, () => []);
      for (let account = 0; account < 80; account++) {
        groups[random(8) > 0 ? account % count : random(count)].push(account);
      }
      return groups.filter(({ length }) => length > 0);
    };
    // Twice as many after, so that two want to be the same one.
    const [before, after] = [groupsOf(4), groupsOf(8)];
    const likeness = (old: number, now: number) => {
      const both = before[old].filter((account) => after[now].includes(account)).length;
      return both === 0 ? 0 : both / (before[old].length + after[now].length - both);
    };
    const expected: (number | undefined)[] = after.map(() => undefined);
    for (;;) {
      let best = { likeness: 0, old: -1, now: -1 };
      before.forEach((_, old) =>
        after.forEach((_, now) => {
          if (expected.includes(old) || expected[now] !== undefined) return;
          if (likeness(old, now) > best.likeness) best = { likeness: likeness(old, now), old, now };
        })
      );
      if (best.likeness < 0.25) break;
      expected[best.now] = best.old;
    }
    assert.deepEqual(matchCommunities(countOverlaps(levelOf(before), levelOf(after))), expected, `trial ${trial}`);
  }
});

Deno.test("nameCommunities() takes ids over, and gives no id twice, nor one that the run before had", async () => {
  const taken = new Set<string>();
  const first = await nameCommunities({ central: ["x:1", "x:2"], kind: "", taken });
  const second = await nameCommunities({
    central: ["x:2", "x:1", "x:1"],
    before: { ids: first, continued: [0, undefined, undefined] },
    kind: "",
    taken: new Set(first),
  });
  assert.equal(second[0], first[0]);
  assert.equal(new Set([...first, ...second]).size, 4);
  for (const id of second) assert.match(id, /^c-[a-z2-7]{7}$/);
});

Deno.test("continueRun() keeps ids although indexes changed, and tells who joined, who left and who moved", async () => {
  const record = {
    id: "",
    parent: null,
    label: { text: "tea", confidence: 1, words: [] },
    sensitive: null,
    stability: 1,
    conductance: 0,
  };
  const first = levelOf([range(0, 10), range(20, 30)]);
  const previous = {
    generation: { name: "first" },
    accounts: first.accounts,
    levels: [{ communityOf: first.communityOf, records: [{ ...record, id: "c-one" }, { ...record, id: "c-two" }] }],
  } as unknown as PreviousRun;
  const next = levelOf([[...range(21, 30), 0, 99], range(1, 9)]);
  const members = [0, 1].map((community) =>
    Uint32Array.from(next.communityOf.keys()).filter((i) => next.communityOf[i] === community)
  );
  const { levels, history } = await continueRun(
    [{ communityOf: next.communityOf, records: [record, record], members }],
    { accounts: next.accounts, previous },
  );
  assert.deepEqual(levels[0].map(({ id }) => id), ["c-two", "c-one"]);
  assert.deepEqual([history.before, history.compared, history.moved], ["first", 18, 1]);
  assert.deepEqual(history.exchanges["c-two"], { joined: ["x:0", "x:99"], left: ["x:20"] });
  assert.deepEqual(history.exchanges["c-one"], { joined: [], left: ["x:0", "x:9"] });
  assert.deepEqual(history.gone, []);
});
