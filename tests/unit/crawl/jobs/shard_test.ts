import assert from "node:assert/strict";
import { createRandom } from "../../../../scripts/_random.ts";
import { leaseLengthMs, shardAccountsMax } from "../../../../core/limits.ts";
import { type CommitFault, MemoryStore } from "../../../../core/crawl/store/memory_store.ts";
import { ForeignLeaseError, type Lease, LeaseLostError } from "../../../../core/crawl/protocol.ts";
import { type ShardRecord, type ShardRules, shardRules, type UnitRecord } from "../../../../core/crawl/jobs/shard.ts";
import { ManualClock, openTestCoordinator, page, report, testPlatform } from "../_coordinator.ts";

const shard = (fields: Partial<ShardRecord>): ShardRecord => ({
  fence: 3,
  holder: "w1",
  leaseUntilMs: 100,
  dueMs: 100,
  grants: [],
  units: [{ name: "1" }],
  mark: "",
  ...fields,
});

Deno.test("authority is the fence's and the key's, never a clock's", () => {
  const judge = (worker: string, fence: number, fields = {}) => shardRules.judgeClaim(shard(fields), { worker, fence });
  assert.equal(judge("w1", 3), "held");
  assert.equal(judge("w1", 3, { leaseUntilMs: null }), "held");
  assert.equal(judge("w2", 3), "foreign");
  assert.deepEqual([judge("w1", 2), judge("w1", 4), judge("w2", 2)], ["lost", "lost", "lost"]);
});

Deno.test("a lease may be another's once it has run out, not before", () => {
  assert.equal(shardRules.isExpired(shard({}), 99), false);
  assert.equal(shardRules.isExpired(shard({}), 100), true);
  assert.equal(shardRules.isExpired(shard({ leaseUntilMs: null }), 1e15), false);
});

Deno.test("small jobs are cut so that several workers share them, large ones into shards of one size", () => {
  const { followers, profiles } = testPlatform.operations;
  assert.deepEqual([1, 16, 17, 400, 1e6].map((count) => shardRules.shardSize(count, followers!)), [
    1,
    1,
    2,
    25,
    shardAccountsMax,
  ]);
  assert.deepEqual([1, 100, 320, 1e6].map((count) => shardRules.shardSize(count, profiles!)), [10, 10, 20, 30]);
});

/**
 * Two coordinators over one store, four workers of which each step may be the last, commits that fail in every way: held against a
 * plain list of what the platform would give.
 */
async function crawlWithFaults(seed: number, rules: ShardRules = shardRules): Promise<string | null> {
  const random = createRandom(seed);
  const clock = new ManualClock();
  const faults: readonly CommitFault[] = ["conflict", "lost", "unknown"];
  const store = new MemoryStore({
    faults: {
      async commit() {
        for (let turns = Math.floor(random() * 3); turns > 0; turns--) await Promise.resolve();
        return random() < 0.08 ? faults[Math.floor(random() * 3)] : undefined;
      },
    },
  });
  const open = () => [1, 2].map((seed) => openTestCoordinator({ store, clock, rules, seed }).coordinator);
  let coordinators = open();
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const again = async <T>(act: () => Promise<T>): Promise<T> => {
    for (let tries = 0;; tries++) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof LeaseLostError || error instanceof ForeignLeaseError || tries > 20) throw error;
      }
    }
  };
  const truth = new Map(Array.from({ length: 12 }, (_, id) => [String(id), 1 + Math.floor(random() * 4)]));
  const request = { platform: "t", operation: "followers", accounts: [...truth.keys()], idempotencyKey: "k" } as const;
  const { id } = await again(() => pick(coordinators).createJob(request));
  const cursorOf = (number: number) => number === 0 ? null : `c${number}`;
  const workers: { name: string; lease: Lease; grants: string[]; numbers: Map<string, number> }[] = [];
  /** Fence of the newest lease of each shard. */
  const fences = new Map<number, number>();
  for (let step = 0; step < 4000; step++) {
    const { state } = await pick(coordinators).readJob(id);
    if (state === "finished") break;
    const kind = random();
    if (kind < 0.03) coordinators = open();
    else if (kind < 0.05) workers.splice(Math.floor(random() * workers.length), 1);
    else if (kind < 0.1) clock.nowMs += leaseLengthMs / 2;
    else if (kind < 0.3 || workers.length === 0) {
      const name = pick(["w1", "w2", "w3"]);
      try {
        const { lease, grants } = await pick(coordinators).lease(name, { calls: 2, platforms: ["t"] });
        if (lease === null) clock.nowMs += leaseLengthMs / 3;
        else {
          if (lease.fence <= (fences.get(lease.shard) ?? 0)) return `fence ${lease.fence} was given before`;
          fences.set(lease.shard, lease.fence);
          const numbers = new Map(lease.units.map(({ account, cursor }) => [account, Number(cursor?.slice(1) ?? 0)]));
          workers.push({ name, lease, grants: grants.map(({ id }) => id), numbers });
        }
      } catch { /* Asked again by the next step. */ }
    } else {
      // Any worker, also one whose lease ended long ago: it wakes up and goes on.
      const worker = pick(workers);
      const account = pick([...worker.numbers.keys()]);
      // Now and then one runs ahead: a page that does not follow may not count.
      const number = Math.min(worker.numbers.get(account)! + (random() < 0.05 ? 1 : 0), truth.get(account)! - 1);
      const isLast = number + 1 >= truth.get(account)!;
      const result = random() < 0.1
        ? { kind: "failed" as const, reason: "503" }
        : page({ page: `${account}/${number}`, next: isLast ? null : cursorOf(number + 1) });
      const pages = [report(worker.grants.shift() ?? "g-none", account, result, { cursor: cursorOf(number) })];
      const doubled = random() < 0.2 ? 2 : 1;
      try {
        for (let times = 0; times < doubled; times++) {
          const answer = await again(() =>
            pick(coordinators).commitPages(worker.name, worker.lease.id, { pages, calls: 1 })
          );
          if (worker.lease.fence !== fences.get(worker.lease.shard)) return "a lease that was another's was taken";
          worker.grants.push(...answer.grants.map(({ id }) => id));
          worker.numbers = new Map(answer.units.map(({ account, cursor }) => [account, Number(cursor?.slice(1) ?? 0)]));
          if (answer.finished) break;
        }
        if (worker.numbers.size === 0) workers.splice(workers.indexOf(worker), 1);
      } catch (error) {
        if (!(error instanceof LeaseLostError)) continue;
        // Half of them do not believe it and go on with what they remember.
        if (random() < 0.5) workers.splice(workers.indexOf(worker), 1);
      }
    }
  }
  const [coordinator] = coordinators;
  const status = await coordinator.readJob(id);
  if (status.state !== "finished") return `not finished: ${JSON.stringify(status.totals)}`;
  const { pages } = await coordinator.listPages(id, { limit: 1000 });
  const { accounts } = await coordinator.listAccounts(id, { limit: 1000 });
  const failed = new Set(accounts.filter(({ outcome }) => outcome === "failed").map(({ account }) => account));
  const wanted = [...truth].flatMap(([account, count]) =>
    failed.has(account) ? [] : Array.from({ length: count }, (_, number) => `${account}/${number}`)
  );
  const found = pages.map(({ page }) => page).filter((page) => !failed.has(page.split("/")[0]));
  if (JSON.stringify(found.toSorted()) !== JSON.stringify(wanted.toSorted())) return `pages ${found} for ${wanted}`;
  if (status.totals.pages !== pages.length) return `${status.totals.pages} pages counted, ${pages.length} kept`;
  if (accounts.length !== truth.size || accounts.some(({ outcome }) => outcome === null)) return "accounts are missing";
  return null;
}

Deno.test("countFailure() counts no failure of an account that rests: a burst of them is one", () => {
  let unit: UnitRecord = { name: "1" };
  for (let second = 0; second < 60; second += 0.1) unit = shardRules.countFailure(unit, 1000 * second);
  // At 0, 1, 5 and 21 s.
  assert.deepEqual([unit.failures, unit.outcome], [4, undefined]);
});

Deno.test("workers that die, sleep and repeat themselves, and commits that fail in every way: each page counts once", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    assert.equal(await crawlWithFaults(seed), null, `seed ${seed}`);
  }
});

Deno.test("a wrong rule is found by the same crawls", async () => {
  const wrong: Record<string, Partial<ShardRules>> = {
    "no fence": { judgeClaim: () => "held" },
    "the same fence again": { nextFence: (shard) => Math.max(1, shard.fence) },
    "pages count twice": { isRepeated: () => false, follows: () => true, isKnownGrant: () => true },
    "any cursor will do": { follows: (unit) => unit.outcome === undefined },
    "a lease never runs out": { isExpired: () => false },
    "one failure is the end": { countFailure: (unit) => ({ ...unit, outcome: "done" }) },
    "a list ends at its first page": { isCapped: () => true },
    "every cursor is a loop": { isLoop: (_unit, { next }) => next !== null },
  };
  for (const [name, rule] of Object.entries(wrong)) {
    let found: unknown = null;
    for (let seed = 1; seed <= 60 && found === null; seed++) {
      found = await crawlWithFaults(seed, { ...shardRules, ...rule }).catch((error) => error);
    }
    assert.notEqual(found, null, name);
  }
});
