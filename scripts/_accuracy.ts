/**
 * How good the similarity estimates are: signatures under many hash seeds against exact values, by cells of size ratio
 * and expected matches. The signatures come from a small loop of its own, so that nothing of the kernel is taken on trust.
 */
import { estimateJaccard } from "../core/similarity/likelihood.ts";
import { estimatePair } from "../core/similarity/estimate.ts";

export interface AccuracyInput {
  /** Follower keys (DESIGN 5) of each influencer, no key twice. */
  readonly sets: readonly BigUint64Array[];
  /** Shared followers of sets `left` and `right`. */
  readonly countShared: (left: number, right: number) => number;
  readonly registerCount: number;
  readonly seeds: readonly bigint[];
  /** Pairs of sets of up to so many followers are exact lists; 0 = none. */
  readonly listLimit?: number;
  /** Called after each seed. */
  readonly progress?: (done: number, total: number) => void;
}

export interface AccuracyCell {
  readonly name: string;
  readonly pairs: number;
  /** Mean over pairs with J > 0 of squared error / squared standard error by theory; NaN without such pairs. */
  readonly errorRatio: number;
  /** Mean error / mean standard error by theory, of the same pairs. */
  readonly bias: number;
  /** Share of intervals that hold the truth. */
  readonly coverage: number;
  /** Share of intervals of DESIGN 9 alone, not widened, that do. */
  readonly coverageOfDesign: number;
  /** At least so many matches are expected; tells which bounds hold. */
  readonly matches: number;
}

export interface AccuracyReport {
  readonly cells: readonly AccuracyCell[];
  readonly all: AccuracyCell;
  /** Pairs of lists, and how many of them were not exactly right under some seed. */
  readonly lists: { readonly pairs: number; readonly wrong: number };
}

export interface AccuracyBounds {
  readonly errorRatioMax: number;
  readonly biasMax: number;
  readonly coverage: readonly [low: number, high: number];
  /** Below 5 expected matches. */
  readonly coverageFewMin: number;
  /** Pairs below which a cell is shown but not judged: seeds are shared by all pairs, so few pairs prove little. */
  readonly cellPairsMin: number;
}

/** The bounds of 50 seeds. */
export const accuracyBounds: AccuracyBounds = {
  errorRatioMax: 1.05,
  biasMax: 0.1,
  coverage: [0.93, 0.97],
  coverageFewMin: 0.94,
  cellPairsMin: 20,
};

const ratioBorders = [1, 3, 30, Infinity];
const matchBorders = [0, 5, 20, 100, Infinity];

/** Estimates every pair under every seed and compares with the exact value. */
export function measureAccuracy(input: AccuracyInput): AccuracyReport {
  const { sets, registerCount, seeds } = input;
  const trials: Trial[] = [];
  for (let left = 0; left < sets.length; left++) {
    for (let right = left + 1; right < sets.length; right++) trials.push(startTrial(input, left, right));
  }
  for (const [done, seed] of seeds.entries()) {
    const registers = buildRegisters(sets, seed, registerCount);
    for (const trial of trials) runTrial(trial, registers, registerCount);
    input.progress?.(done + 1, seeds.length);
  }
  const sketched = trials.filter(({ list }) => !list);
  const cells = ratioBorders.slice(1).flatMap((ratioEnd, row) =>
    matchBorders.slice(1).map((matchEnd, column) => {
      const [ratioStart, matchStart] = [ratioBorders[row], matchBorders[column]];
      const members = sketched.filter((trial) => {
        const matches = expectedMatches(trial, seeds.length);
        return trial.ratio >= ratioStart && trial.ratio < ratioEnd && matches >= matchStart && matches < matchEnd;
      });
      const name = `ratio ${ratioStart}-${ratioEnd}, matches ${matchStart}-${matchEnd}`;
      return summarize(name, members, seeds.length, matchStart);
    })
  );
  const lists = trials.filter(({ list }) => list);
  return {
    cells: cells.filter(({ pairs }) => pairs > 0),
    all: summarize("all", sketched, seeds.length, 0),
    lists: { pairs: lists.length, wrong: lists.filter(({ held }) => held < seeds.length).length },
  };
}

/** What is outside the bounds, as sentences; empty when all is well. */
export function accuracyFaults(report: AccuracyReport, bounds: AccuracyBounds = accuracyBounds): string[] {
  const faults: string[] = [];
  const { all, cells, lists } = report;
  if (all.errorRatio > bounds.errorRatioMax) {
    faults.push(`mean squared error is ${all.errorRatio.toFixed(3)} of theory, needed at most ${bounds.errorRatioMax}`);
  }
  if (Math.abs(all.bias) > bounds.biasMax) {
    faults.push(`bias is ${all.bias.toFixed(3)} standard errors, needed at most ${bounds.biasMax}`);
  }
  for (const cell of cells.filter(({ pairs }) => pairs >= bounds.cellPairsMin)) {
    const [low, high] = cell.matches < 5 ? [bounds.coverageFewMin, 1] : bounds.coverage;
    if (cell.coverage < low || cell.coverage > high) {
      faults.push(
        `${cell.name}: ${percent(cell.coverage)} of intervals hold the truth, needed ${percent(low)} to ${
          percent(high)
        }`,
      );
    }
  }
  if (lists.wrong > 0) faults.push(`${lists.wrong} of ${lists.pairs} pairs of lists are not exact`);
  return faults;
}

/** The report as a table for a terminal. */
export function formatAccuracy({ cells, all, lists }: AccuracyReport): string {
  const rows = [...cells, all].map((cell) =>
    [
      cell.name.padEnd(34),
      String(cell.pairs).padStart(6),
      cell.errorRatio.toFixed(3).padStart(11),
      cell.bias.toFixed(3).padStart(9),
      percent(cell.coverage).padStart(9),
      percent(cell.coverageOfDesign).padStart(11),
    ].join("  ")
  );
  const head = `${"cell".padEnd(34)}   pairs   MSE/theory    bias/se   covered   not widened`;
  return [head, ...rows, `pairs of lists: ${lists.pairs}, not exact: ${lists.wrong}`].join("\n");
}

/** Registers of each set, u16 codes, shape (sets, registerCount), row-major (DESIGN 8). */
export function buildRegisters(
  sets: readonly BigUint64Array[],
  seed: bigint,
  registerCount: number,
): Uint16Array {
  const registers = new Uint16Array(sets.length * registerCount).fill(emptyRegister);
  // Most keys are in many sets; each is hashed once.
  const marks = new Map<bigint, number>();
  for (const [row, keys] of sets.entries()) {
    for (const key of keys) {
      let mark = marks.get(key);
      if (mark === undefined) {
        const hash = mix(key ^ seed);
        mark = encode(Number(hash >> 32n)) * registerCount + Number(hash & BigInt(registerCount - 1));
        marks.set(key, mark);
      }
      const at = row * registerCount + mark % registerCount;
      const code = Math.floor(mark / registerCount);
      if (code < registers[at]) registers[at] = code;
    }
  }
  return registers;
}

const emptyRegister = 0xffff;

/** The finaliser of DESIGN 5. */
export function mix(x: bigint): bigint {
  x ^= x >> 30n;
  x = BigInt.asUintN(64, x * 0xbf58476d1ce4e5b9n);
  x ^= x >> 27n;
  x = BigInt.asUintN(64, x * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

/** Key of a follower that a file names by a number: `file:N` of DESIGN 5. */
export function fileKey(number: bigint): bigint {
  // XXH3-64 of "file".
  return mix(BigInt.asUintN(64, number) ^ 0x34ba11dfe8f0d786n);
}

/** Minifloat of DESIGN 8: 5 bits exponent, 11 bits after the leading one. */
function encode(value: number): number {
  const v = Math.max(value, 1);
  const exponent = 31 - Math.clz32(v);
  const mantissa = Math.floor(v * 2 ** (11 - exponent)) - 2048;
  return Math.min(exponent * 2048 + mantissa, 0xfffe);
}

/** One pair with the sums over seeds. */
interface Trial {
  readonly left: number;
  readonly right: number;
  readonly sizes: { readonly left: number; readonly right: number };
  readonly ratio: number;
  readonly shared: number;
  readonly jaccard: number;
  readonly list: boolean;
  /** Keys that both lists have, counted one by one; -1 for other pairs. */
  readonly listed: number;
  used: number;
  error: number;
  squaredError: number;
  held: number;
  heldOfDesign: number;
}

function startTrial({ sets, countShared, listLimit = 0 }: AccuracyInput, left: number, right: number): Trial {
  const sizes = { left: sets[left].length, right: sets[right].length };
  const [small, large] = [Math.min(sizes.left, sizes.right), Math.max(sizes.left, sizes.right)];
  const shared = countShared(left, right);
  const jaccard = shared / (sizes.left + sizes.right - shared);
  const list = large <= listLimit;
  const members = new Set(list ? sets[left] : []);
  const listed = list ? sets[right].reduce((count, key) => members.has(key) ? count + 1 : count, 0) : -1;
  const sums = { used: 0, error: 0, squaredError: 0, held: 0, heldOfDesign: 0 };
  return { left, right, sizes, ratio: large / small, shared, jaccard, list, listed, ...sums };
}

function runTrial(trial: Trial, registers: Uint16Array, registerCount: number): void {
  const counts = trial.list
    ? { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: trial.listed }
    : { ...compareRegisters(registers, trial.left, trial.right, registerCount), exactShared: -1 };
  const { sketch } = estimatePair(counts, trial.sizes, { registerCount });
  const error = sketch.value - trial.jaccard;
  trial.used += counts.equal + counts.less + counts.greater;
  trial.error += error;
  trial.squaredError += error * error;
  // Both sides are the same quotient up to rounding where the interval has no width.
  if (sketch.low <= trial.jaccard + 1e-12 && sketch.high >= trial.jaccard - 1e-12) trial.held++;
  if (trial.list) return;
  const design = estimateJaccard(counts, trial.sizes);
  if (design.low <= trial.jaccard + 1e-12 && design.high >= trial.jaccard - 1e-12) trial.heldOfDesign++;
}

function compareRegisters(registers: Uint16Array, left: number, right: number, registerCount: number) {
  let [bothEmpty, equal, less] = [0, 0, 0];
  const [a, b] = [left * registerCount, right * registerCount];
  for (let bin = 0; bin < registerCount; bin++) {
    const [x, y] = [registers[a + bin], registers[b + bin]];
    if (x < y) less++;
    else if (x === y) x === emptyRegister ? bothEmpty++ : equal++;
  }
  return { bothEmpty, equal, less, greater: registerCount - bothEmpty - equal - less };
}

function expectedMatches(trial: Trial, seedCount: number): number {
  return trial.jaccard * trial.used / seedCount;
}

/** Squared standard error of DESIGN 9 at the true J; 0 where J is 0 or as large as the sizes allow. */
function theoreticalVariance({ sizes, jaccard, used }: Trial, seedCount: number): number {
  const u = sizes.left / (sizes.left + sizes.right);
  const v = 1 - u;
  const mean = used / seedCount;
  const union = (sizes.left + sizes.right) / (1 + jaccard);
  const information = mean * (1 / jaccard + v * v / (u - v * jaccard) + u * u / (v - u * jaccard));
  return Math.max(0, union - mean) / (union - 1) / information;
}

function summarize(name: string, trials: readonly Trial[], seedCount: number, matches: number): AccuracyCell {
  let [judged, ratioSum, errorSum, deviationSum, held, heldOfDesign] = [0, 0, 0, 0, 0, 0];
  for (const trial of trials) {
    held += trial.held;
    heldOfDesign += trial.heldOfDesign;
    const variance = theoreticalVariance(trial, seedCount);
    // Rounding leaves 1e-20 or so where sets are equal or were seen whole.
    if (!(variance > 1e-16)) continue;
    judged++;
    ratioSum += trial.squaredError / seedCount / variance;
    errorSum += trial.error / seedCount;
    deviationSum += Math.sqrt(variance);
  }
  return {
    name,
    pairs: trials.length,
    errorRatio: judged > 0 ? ratioSum / judged : NaN,
    bias: deviationSum > 0 ? errorSum / deviationSum : NaN,
    coverage: held / (trials.length * seedCount),
    coverageOfDesign: heldOfDesign / (trials.length * seedCount),
    matches,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
