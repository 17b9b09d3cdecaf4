import assert from "node:assert/strict";
import { emptyWindow, quotaRules, type QuotaWindow, spent } from "../../../../core/crawl/allowances/quota.ts";
import { callTimeoutMs, clockStepMsMax, quotaWideningMs, sendWithinMs } from "../../../../core/limits.ts";
import { serialize } from "node:v8";
import { createRandom } from "../../../../scripts/_random.ts";

const minute = 60_000;
const startMs = Date.UTC(2026, 10, 25);
/** The windows that issue 4 names. */
const named = [[15, 15 * minute], [900, 15 * minute], [3000, 5 * minute]] as const;

Deno.test("charge() grants what is left, nothing more, and freeAt() says when the next call is free", () => {
  let window = emptyWindow(15 * minute, 15);
  const charged = quotaRules.charge(window, 20, startMs);
  assert.equal(charged.granted, 15);
  window = charged.window;
  assert.equal(quotaRules.charge(window, 1, startMs).granted, 0);
  const freeMs = quotaRules.freeAt(window, startMs);
  assert.equal(quotaRules.charge(window, 1, freeMs - 1).granted, 0);
  assert.equal(quotaRules.charge(window, 20, freeMs).granted, 15);
  assert.ok(
    freeMs >= startMs + 15 * minute + quotaWideningMs && freeMs < startMs + 15 * minute + quotaWideningMs + 450,
  );
});

Deno.test("charge() agrees with its slow twin, a list of all calls, at any time and for any limit", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const windowMs = [1000, 90_000, 5 * minute, 15 * minute, 1440 * minute][Math.floor(random() * 5)];
    const limit = 1 + Math.floor(random() * 300);
    const tickMs = Math.max(1, Math.ceil(windowMs / 2000));
    let window = emptyWindow(windowMs, limit);
    const calls: { atMs: number; count: number }[] = [];
    let nowMs = startMs;
    for (let step = 0; step < 400; step++) {
      nowMs += Math.floor(random() ** 4 * windowMs / 3);
      const counted = calls.filter(({ atMs }) =>
        nowMs < Math.ceil(atMs / tickMs) * tickMs + windowMs + quotaWideningMs
      );
      const used = counted.reduce((sum, { count }) => sum + count, 0);
      const count = 1 + Math.floor(random() * limit / 2);
      const expected = Math.min(count, limit - used);
      const charged = quotaRules.charge(window, count, nowMs);
      assert.equal(charged.granted, expected, `seed ${seed}, step ${step}`);
      assert.equal(spent(charged.window, nowMs), used + expected, `seed ${seed}, step ${step}`);
      window = charged.window;
      if (expected > 0) calls.push({ atMs: nowMs, count: expected });
    }
  }
});

Deno.test("no window of the platform's is ever over its limit, for calls that arrive any time before their time-out", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = createRandom(seed);
    const [limit, windowMs] = seed % 4 === 0 ? [40, 20_000] : seed % 4 === 1 ? [15, 15 * minute] : [60, minute];
    const style = Math.floor(random() * 4); // How late calls come: at once, as late as may be, either, any.
    const delay = () => {
      const latest = sendWithinMs + callTimeoutMs;
      return [0, latest, random() < 0.5 ? 0 : latest, random() * latest][style];
    };
    const arrivals = playGreedily(limit, windowMs, { delay, random, windows: 12 }).arrivals;
    const over = firstOver(arrivals, limit, windowMs);
    assert.equal(over, null, `seed ${seed}: more than ${limit} calls in the window from ${over}`);
  }
});

Deno.test("the check above sees a window that is not widened", () => {
  const wrong = {
    ...quotaRules,
    charge: chargeUnwidened,
    freeAt: (window: QuotaWindow, nowMs: number) =>
      quotaRules.freeAt(window, nowMs + quotaWideningMs) - quotaWideningMs,
  };
  const random = createRandom(1);
  const delay = () => random() < 0.5 ? 0 : sendWithinMs + callTimeoutMs;
  const { arrivals } = playGreedily(15, 15 * minute, { delay, random, windows: 12, rules: wrong });
  assert.notEqual(firstOver(arrivals, 15, 15 * minute), null);
});

for (const [limit, windowMs] of named) {
  Deno.test(`at least 98 % of ${limit} calls in ${windowMs / minute} min are used, asked for at once or one after another`, () => {
    for (const spread of [false, true]) {
      const { arrivals } = playGreedily(limit, windowMs, { delay: () => 0, windows: 30, spread });
      const whole = Math.floor((arrivals.length - 1) / limit);
      const use = whole * windowMs / (arrivals[whole * limit] - arrivals[0]); // Whole windows' calls in how many windows' time.
      assert.ok(whole >= 28 && use >= 0.98 && use <= 1, `${(100 * use).toFixed(2)} %`);
    }
  });
}

Deno.test("a record stays below 17 kB however high the limit and however spread its calls", () => {
  for (const [limit, windowMs] of [[3000, 5 * minute], [1_000_000, 5 * minute], [100_000, 1440 * minute]]) {
    let window = emptyWindow(windowMs, limit);
    for (let step = 0; step < 20_000; step++) {
      window = quotaRules.charge(window, Math.ceil(limit / 20_000), startMs + step * windowMs / 5000).window;
    }
    assert.ok(serialize(window).length < 17_000, `${serialize(window).length} bytes for ${limit}`);
  }
});

Deno.test("a clock that is set back grants nothing more, and calls do not count for ever after one that was wrong by a day", () => {
  for (const stepMs of [1, 30_000, 10 * minute]) {
    let window = quotaRules.charge(emptyWindow(15 * minute, 15), 15, startMs).window;
    // True time goes on from startMs; the clock shows stepMs less.
    const freeMs = quotaRules.freeAt(window, startMs - stepMs);
    assert.ok(freeMs + stepMs >= startMs + 15 * minute + quotaWideningMs);
    window = quotaRules.charge(window, 15, freeMs).window;
    assert.equal(quotaRules.charge(window, 1, freeMs - stepMs).granted, 0);
    const next = quotaRules.charge(window, 1, freeMs + 1);
    assert.equal(next.granted, 0);
  }
  // A call that a clock behind makes counts at least as long as one of the clock ahead.
  let shared = quotaRules.charge(emptyWindow(15 * minute, 15), 1, startMs).window;
  shared = quotaRules.charge(shared, 14, startMs - 5 * minute).window;
  assert.equal(quotaRules.charge(shared, 1, startMs + 15 * minute + quotaWideningMs - 1).granted, 0);

  const ahead = quotaRules.charge(emptyWindow(15 * minute, 15), 15, startMs + 1440 * minute).window;
  const adapted = quotaRules.adapt(ahead, 15, startMs);
  assert.equal(quotaRules.charge(adapted, 1, startMs + 15 * minute + quotaWideningMs - 1).granted, 0);
  assert.equal(quotaRules.charge(adapted, 15, startMs + 16 * minute).granted, 15);
  const within = quotaRules.charge(emptyWindow(15 * minute, 15), 15, startMs + clockStepMsMax - 1000).window;
  assert.deepEqual(quotaRules.adapt(within, 15, startMs), within);
});

Deno.test("lower() takes away what others spent until the reset, never gives, and twice is as once", () => {
  const seeds = 200;
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed);
    let window = quotaRules.charge(emptyWindow(5 * minute, 100), Math.floor(random() * 101), startMs).window;
    for (let step = 0; step < 20; step++) {
      const nowMs = startMs + step * 7000;
      const reading = {
        ...(random() < 0.8 ? { limit: [50, 100, 300, NaN, -1][Math.floor(random() * 5)] } : {}),
        ...(random() < 0.8 ? { remaining: Math.floor(random() * 120) - 5 } : {}),
        ...(random() < 0.8 ? { resetAfterMs: (random() - 0.1) * 400_000 } : {}),
      };
      const before = quotaRules.left(window, nowMs);
      const after = quotaRules.lower(window, reading, nowMs);
      const left = quotaRules.left(after, nowMs);
      assert.ok(left <= before && after.limit <= window.limit, `seed ${seed}: ${before} became ${left}`);
      if ((reading.remaining ?? -1) >= 0 && (reading.resetAfterMs ?? 1) > 0) {
        assert.ok(left <= reading.remaining!, `seed ${seed}`);
      }
      assert.deepEqual(quotaRules.lower(after, reading, nowMs), after, `seed ${seed}`);
      window = after;
    }
    const later = startMs + 1_000_000;
    assert.equal(quotaRules.left(window, later), window.limit, `seed ${seed}: nothing counts for ever`);
  }
});

Deno.test("headers of a platform that we alone use never lower what is left, whether its windows slide or are fixed", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = createRandom(seed);
    const [limit, windowMs] = [30, minute];
    const fixed = seed % 2 === 0;
    let window = emptyWindow(windowMs, limit);
    const arrivals: number[] = [];
    let fixedStart = -Infinity;
    let nowMs = startMs;
    for (let step = 0; step < 200; step++) {
      nowMs += Math.floor(random() ** 3 * 20_000);
      const charged = quotaRules.charge(window, 1 + Math.floor(random() * 20), nowMs);
      window = charged.window;
      for (let call = 0; call < charged.granted; call++) arrivals.push(nowMs + random() * 5000);
      arrivals.sort((left, right) => left - right);
      const askedMs = nowMs + 5000; // All have arrived.
      for (const at of arrivals) if (at >= fixedStart + windowMs) fixedStart = at;
      const from = fixed ? fixedStart : askedMs - windowMs;
      const remaining = limit - arrivals.filter((at) => at >= from && at > askedMs - 2 * windowMs).length;
      assert.equal(quotaRules.lower(window, { limit, remaining, resetAfterMs: 1000 }, nowMs), window, `seed ${seed}`);
      nowMs = askedMs;
    }
  }
});

Deno.test("close() lasts until the reset told, else the window's length; never so short that calls under way could come after", () => {
  assert.equal(quotaRules.close(minute, { resetAfterMs: 20_000 }, startMs), startMs + 20_000);
  assert.equal(quotaRules.close(minute, undefined, startMs), startMs + minute);
  assert.equal(quotaRules.close(minute, { resetAfterMs: -5 }, startMs), startMs + quotaWideningMs);
  assert.equal(quotaRules.close(minute, { resetAfterMs: 1e15 }, startMs), startMs + 1440 * minute);
  assert.equal(quotaRules.close(null, {}, startMs), startMs + 15 * minute);
});

Deno.test("pick() finds the window that a reading is about by its limit, else by its reset", () => {
  const windows = [{ limit: 300, windowMs: 15 * minute }, { limit: 10_000, windowMs: 1440 * minute }];
  assert.equal(quotaRules.pick(windows, { limit: 10_000, resetAfterMs: 5 }), 1);
  assert.equal(quotaRules.pick(windows, { limit: 75, resetAfterMs: 5 }), 0);
  assert.equal(quotaRules.pick(windows, { remaining: 5, resetAfterMs: 60 * minute }), 1);
  assert.equal(quotaRules.pick(windows, { remaining: 5, resetAfterMs: 9000 * minute }), 1);
  assert.equal(quotaRules.pick([], { remaining: 5 }), -1);
});

interface Play {
  readonly delay: () => number;
  /** How long to play, in windows. */
  readonly windows: number;
  readonly random?: () => number;
  /** Calls one after another, evenly, instead of all at once. */
  readonly spread?: boolean;
  readonly rules?: typeof quotaRules;
}

/** Asks for as many calls as there are, as soon as there are any. */
function playGreedily(limit: number, windowMs: number, play: Play) {
  const { delay, windows, random = () => 0.5, spread = false, rules = quotaRules } = play;
  let window: QuotaWindow = emptyWindow(windowMs, limit);
  const arrivals: number[] = [];
  let nowMs = startMs;
  while (nowMs < startMs + windows * windowMs) {
    const wanted = spread ? 1 : play.random === undefined ? limit : 1 + Math.floor(random() * limit);
    const { granted, window: after } = rules.charge(window, wanted, nowMs);
    window = after;
    for (let call = 0; call < granted; call++) arrivals.push(nowMs + delay());
    const free = granted === 0 ? Math.ceil(rules.freeAt(window, nowMs)) : nowMs;
    const pauseMs = spread
      ? Math.floor(windowMs / limit / 2)
      : play.random === undefined
      ? 0
      : random() ** 6 * windowMs;
    nowMs = Math.max(granted === 0 ? free : nowMs, nowMs + Math.floor(granted === 0 ? 0 : pauseMs));
  }
  return { arrivals };
}

/** Where a window begins that holds more arrivals than the limit; null = nowhere. */
function firstOver(arrivals: number[], limit: number, windowMs: number): number | null {
  const sorted = arrivals.toSorted((left, right) => left - right);
  for (let index = limit; index < sorted.length; index++) {
    if (sorted[index] - sorted[index - limit] < windowMs) return sorted[index - limit];
  }
  return null;
}

/** The rule with a mistake: a call counts for the platform's window only, not for as long as it may be under way. */
function chargeUnwidened(window: QuotaWindow, count: number, nowMs: number) {
  const granted = Math.min(count, quotaRules.left(window, nowMs + quotaWideningMs));
  const { window: after } = quotaRules.charge({ ...window, limit: Infinity }, granted, nowMs);
  return { granted, window: { ...after, limit: window.limit } };
}
