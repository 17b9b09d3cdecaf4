import assert from "node:assert/strict";
import {
  type Budget,
  emptyBudget,
  moneyRules,
  monthEndMs,
  monthOf,
  worstMicros,
} from "../../../../core/crawl/allowances/money.ts";
import { settleMsMax } from "../../../../core/limits.ts";
import { createRandom } from "../../../../scripts/_random.ts";

const price = { microsPerCall: 10, microsPerResource: 2 };
const call = { price, pageSize: 100, count: 4, nowMs: 1000 };
const budget = (limitMicros: number | null, chargedMicros = 0, rest: Partial<Budget> = {}): Budget => ({
  ...emptyBudget,
  limitMicros,
  chargedMicros,
  settledMicros: chargedMicros,
  ...rest,
});

Deno.test("afford() takes the narrowest of all budgets; none is no limit", () => {
  assert.deepEqual(moneyRules.afford([budget(null)], call), { calls: 4, lastPageSize: 0, waiting: false });
  assert.equal(moneyRules.afford([budget(null), budget(630), budget(420)], call).calls, 2);
  assert.equal(moneyRules.afford([budget(10_000, 9_800)], call).calls, 0);
});

Deno.test("afford() asks for a smaller page where a whole one is too much, of one resource at least", () => {
  assert.deepEqual(moneyRules.afford([budget(12)], call), { calls: 0, lastPageSize: 1, waiting: false });
  assert.deepEqual(moneyRules.afford([budget(11)], call), { calls: 0, lastPageSize: 0, waiting: false });
  assert.equal(moneyRules.afford([budget(208)], call).lastPageSize, 99);
  assert.equal(moneyRules.afford([budget(18)], { ...call, pageSizeMin: 5 }).lastPageSize, 0);
  assert.equal(moneyRules.afford([budget(20)], { ...call, pageSizeMin: 5 }).lastPageSize, 5);
});

Deno.test("afford() waits for money under way rather than spend a call on less than half a page; but not for ever", () => {
  const underWay = budget(400, 350, { settledMicros: 0, chargedAtMs: 1000 });
  assert.deepEqual(moneyRules.afford([underWay], call), { calls: 0, lastPageSize: 0, waiting: true });
  const later = { ...call, nowMs: 1000 + settleMsMax };
  assert.deepEqual(moneyRules.afford([underWay], later), { calls: 0, lastPageSize: 20, waiting: false });
  const more = budget(480, 350, { settledMicros: 0, chargedAtMs: 1000 });
  assert.equal(moneyRules.afford([more], call).lastPageSize, 60);
});

Deno.test("no sequence of reservations and settlements charges more than the limit, and what is settled adds up", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed);
    const pick = (most: number) => Math.floor(random() * most);
    const price = { microsPerCall: pick(50), microsPerResource: pick(9) };
    const pageSize = 1 + pick(100);
    let own = budget(pick(20_000));
    const open: number[] = [];
    let settled = 0;
    for (let step = 0; step < 100; step++) {
      const affordable = moneyRules.afford([own], { price, pageSize, count: 1 + pick(5), nowMs: step * 1000 });
      const sizes = [...new Array<number>(affordable.calls).fill(pageSize), affordable.lastPageSize].filter((size) =>
        size > 0
      );
      for (const size of sizes) {
        open.push(size);
        own = moneyRules.reserve(own, worstMicros(price, size), step * 1000);
      }
      assert.ok(own.chargedMicros <= own.limitMicros!, `seed ${seed}`);
      while (open.length > 0 && random() < 0.5) {
        const size = open.splice(pick(open.length), 1)[0];
        const cost = moneyRules.cost(price, random() < 0.2 ? null : pick(size + 1));
        settled += cost;
        own = moneyRules.settle(own, worstMicros(price, size), cost);
      }
      const worst = open.reduce((sum, size) => sum + worstMicros(price, size), 0);
      assert.deepEqual([own.settledMicros, own.chargedMicros], [settled, settled + worst], `seed ${seed}`);
    }
  }
});

Deno.test("a month is the calendar's, in UTC", () => {
  const last = Date.UTC(2026, 11, 31, 23, 59, 59, 999);
  assert.deepEqual([monthOf(last), monthOf(last + 1)], ["2026-12", "2027-01"]);
  assert.equal(monthEndMs(last), last + 1);
});
