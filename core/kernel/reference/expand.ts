/** Who belongs to a few seeds, by scoring everybody the long way. `zig/src/expand.zig` says what the methods are. */
import { join } from "node:path";
import { CorruptFileError, InputError } from "../../errors.ts";
import { codeOfHash, emptyRegister } from "../../graph/follower_key.ts";
import { readNpy } from "../../workspace/npy.ts";
import { type ExpandRequest, type Expansion, unranked } from "../kernel.ts";
import { offsetOf, readArray } from "./_arrays.ts";
import type { Signatures } from "./_signatures.ts";
import { compareSignatures, project, scorePair, type Statistics } from "./pairs.ts";

const seedsMax = 1000;
const followsMax = 256;
const passingMin = 1024;
const restart = 0.25;
const stepCount = 6;

/** 0: by all bins; 1 and 2: by the even and by the odd ones. */
const views = [0, 1, 2] as const;
type View = typeof views[number];

type Column = Float64Array<ArrayBuffer>;

interface Asked extends ExpandRequest {
  readonly known: Signatures;
  readonly count: number;
  readonly ownHashes: BigUint64Array;
  /** Registers with the influencer itself among its followers; empty where nobody follows it. */
  readonly registers: readonly Uint16Array[];
  /** Members of each run, by bin * 65536 + code. */
  readonly runs: ReadonlyMap<number, readonly number[]>;
  readonly norms: Column;
}

export async function expand(request: ExpandRequest, known: Signatures): Promise<Expansion> {
  const { followerCounts, registerCount } = known;
  const count = followerCounts.length;
  check(request, count);
  const ownPath = join(request.neighbours, "own_hashes.npy");
  const { data: ownHashes } = await readArray(ownPath, BigUint64Array);
  if (ownHashes.length !== count) {
    throw new CorruptFileError(ownPath, 0, `needed ${count} hashes, found ${ownHashes.length}`);
  }
  const registers = Array.from({ length: count }, (_, i) => {
    const own = Uint16Array.from(project(known.get(i), registerCount));
    if (followerCounts[i] === 0n) return own.fill(emptyRegister);
    const bin = Number(ownHashes[i] & BigInt(registerCount - 1));
    own[bin] = Math.min(own[bin], codeOfHash(ownHashes[i]));
    return own;
  });
  const runs = new Map<number, number[]>();
  registers.forEach((row, influencer) =>
    row.forEach((code, bin) => {
      if (code === emptyRegister) return;
      const run = runs.get(runOf(bin, code)) ?? [];
      run.push(influencer);
      runs.set(runOf(bin, code), run);
    })
  );
  const norms = Float64Array.from(registers, (row) => {
    let sum = 0;
    row.forEach((code, bin) => sum += code === emptyRegister ? 0 : weigh(runs.get(runOf(bin, code))!));
    return Math.sqrt(sum);
  });
  const asked: Asked = { ...request, known, count, ownHashes, registers, runs, norms };
  return rankAll(asked, await scoreAll(asked));
}

function check({ seeds, limit, mask }: ExpandRequest, count: number): void {
  if (seeds.length < 1 || seeds.length > seedsMax) {
    throw new InputError(`Cannot expand: needed 1 to ${seedsMax} seeds, got ${seeds.length}`);
  }
  for (const seed of seeds) {
    if (seed >= count) throw new InputError(`Cannot expand: needed influencers below ${count}, got ${seed}`);
  }
  if (!(limit >= 1)) throw new InputError(`Cannot expand: needed a limit of at least 1, got ${limit}`);
  if (mask !== undefined && mask.length > 0 && mask.length < Math.ceil(count / 8)) {
    throw new InputError(`Cannot expand: needed a mask of ${Math.ceil(count / 8)} bytes, got ${mask.length}`);
  }
}

/** Halves only tell how stable members are: a quarter is enough. */
function passingMaxOf({ passingMax, limit }: ExpandRequest, view: View): number {
  const most = passingMax || Math.max(passingMin, 4 * limit);
  return view === 0 ? most : Math.max(1, Math.floor(most / 4));
}

const runOf = (bin: number, code: number) => bin * 65_536 + code;
const weigh = (run: readonly number[]) => 1 / Math.sqrt(run.length);

/** Scores of each view; -Infinity where nothing ties an influencer to the seeds. */
async function scoreAll(asked: Asked): Promise<Column[]> {
  const { method, count, norms } = asked;
  if (method === "mean" || method === "corrected") {
    const background = backgroundJaccards(asked);
    return views.map((view) =>
      Float64Array.from({ length: count }, (_, i) => {
        const similarity = meanJaccard(asked, i, view);
        if (similarity <= 0) return -Infinity;
        return method === "mean" ? similarity : similarity - background[i];
      })
    );
  }
  const ties = await readTies(asked);
  return views.map((view) => {
    const { similarities, corrected } = meanCosines(asked, view);
    if (method === "idf") return corrected.map((score, i) => similarities[i] > 0 ? score : -Infinity);
    const walks = walk(asked, ties[view], view);
    if (method === "pagerank") return walks.map((score) => score > 0 ? score : -Infinity);
    const brought = pass(ties[view], strongest(corrected, passingMaxOf(asked, view)));
    const smoothed = standardize(corrected.map((score, i) => score + brought[i]), norms);
    const walked = standardize(walks, norms);
    return smoothed.map((score, i) => similarities[i] > 0 || walks[i] > 0 ? score + walked[i] : -Infinity);
  });
}

function meanJaccard({ known, seeds }: Asked, influencer: number, view: View): number {
  const { followerCounts, registerCount } = known;
  let sum = 0;
  for (const seed of seeds) {
    const counts = { left: Number(followerCounts[seed]), right: Number(followerCounts[influencer]) };
    const statistics = view === 0
      ? compareSignatures(known, seed, influencer)
      : compareHalf(known, seed, influencer, view);
    sum += scorePair("jaccard", statistics, { ...counts, registerCount: registerCount / (view === 0 ? 1 : 2) });
  }
  return sum / seeds.length;
}

function compareHalf({ get, registerCount }: Signatures, left: number, right: number, view: 1 | 2): Statistics {
  const [a, b] = [project(get(left), registerCount), project(get(right), registerCount)];
  const statistics: Statistics = { bothEmpty: 0, equal: 0, less: 0, greater: 0, exactShared: -1 };
  for (let bin = view - 1; bin < registerCount; bin += 2) {
    if (a[bin] === b[bin]) statistics[a[bin] === emptyRegister ? "bothEmpty" : "equal"]++;
    else statistics[a[bin] < b[bin] ? "less" : "greater"]++;
  }
  return statistics;
}

/** Mean Jaccard of each with everybody: matching registers over the bins that both are expected to fill. */
function backgroundJaccards({ known, registers, runs, count }: Asked): Column {
  const { followerCounts, registerCount } = known;
  const sizes = Array.from(
    followerCounts,
    (followers) => 2 ** (Math.round(Math.log2(Math.max(1, Number(followers))) * 4) / 4),
  );
  return Float64Array.from(registers, (row, influencer) => {
    let sum = 0;
    row.forEach((code, bin) => {
      for (const other of runs.get(runOf(bin, code)) ?? []) {
        if (other === influencer) continue;
        sum += 1 / (registerCount * -Math.expm1(-(sizes[influencer] + sizes[other]) / registerCount));
      }
    });
    return sum / count;
  });
}

/** Mean cosine with the seeds of registers weighed by their runs, and the same less the mean with everybody. */
function meanCosines({ registers, runs, norms, seeds, count }: Asked, view: View) {
  const inView = (bin: number) => view === 0 || bin % 2 === view - 1;
  const cosine = (left: number, right: number) => {
    let sum = 0;
    registers[left].forEach((code, bin) => {
      if (!inView(bin) || code === emptyRegister || registers[right][bin] !== code) return;
      sum += weigh(runs.get(runOf(bin, code))!);
    });
    return sum === 0 ? 0 : sum / (norms[left] * norms[right]);
  };
  const meanOver = (others: readonly number[], influencer: number) =>
    others.reduce((sum, other) => sum + cosine(influencer, other), 0) / others.length;
  const similarities = Float64Array.from({ length: count }, (_, i) => meanOver([...seeds], i));
  // Influencers without a run in common have no cosine: adding up each run's members is the same as comparing everybody.
  const background = Float64Array.from(registers, (row, influencer) => {
    let sum = 0;
    row.forEach((code, bin) => {
      if (!inView(bin) || code === emptyRegister) return;
      const run = runs.get(runOf(bin, code))!;
      // A run of one is kept in no index: an account's likeness to itself alone says nothing.
      if (run.length < 2) return;
      for (const other of run) sum += weigh(run) / (norms[influencer] * norms[other]);
    });
    return sum / count;
  });
  // The index holds no runs of one either, so a seed is like itself only by runs that it shares.
  for (const seed of seeds) {
    registers[seed].forEach((code, bin) => {
      if (!inView(bin) || code === emptyRegister || runs.get(runOf(bin, code))!.length > 1) return;
      similarities[seed] -= 1 / (norms[seed] ** 2 * seeds.length);
    });
  }
  const scale = view === 0 ? 1 : 2;
  return { similarities, corrected: similarities.map((value, i) => scale * (value - background[i])) };
}

type Rows = readonly ReadonlyMap<number, number>[];

/** Ties of each view, both ways: similarity in the neighbour graph, and what one following the other adds to it. */
async function readTies(asked: Asked): Promise<Rows[]> {
  const { neighbours: folder, count, known, registers, ownHashes, runs } = asked;
  const { data: offsets } = await readArray(join(folder, "offsets.npy"), BigUint64Array);
  const { data: neighbours } = await readArray(join(folder, "neighbours.npy"), Uint32Array);
  const weights = (await readNpy(join(folder, "weights.npy"))).data as Float32Array;
  const halves = (await readNpy(join(folder, "half_weights.npy"))).data as Float32Array;
  if (offsets.length !== count + 1) {
    throw new CorruptFileError(join(folder, "offsets.npy"), 0, `needed ${count + 1} offsets, found ${offsets.length}`);
  }
  for (const [entry, other] of neighbours.entries()) {
    if (other < count) continue;
    const reason = `influencer index must be below ${count}, found ${other}`;
    throw new CorruptFileError(join(folder, "neighbours.npy"), offsetOf(entry, neighbours), reason);
  }
  return views.map((view) => {
    const rows = Array.from({ length: count }, () => new Map<number, number>());
    for (let i = 0; i < count; i++) {
      for (let entry = Number(offsets[i]); entry < Number(offsets[i + 1]); entry++) {
        const other = neighbours[entry];
        if (other === i) continue;
        const weight = view === 0 ? weights[entry] : halves[2 * entry + view - 1];
        for (const [from, to] of [[i, other], [other, i]]) {
          rows[from].set(to, Math.max(weight, rows[from].get(to) ?? 0));
        }
      }
    }
    for (let i = 0; i < count; i++) {
      if (known.followerCounts[i] === 0n) continue;
      const bin = Number(ownHashes[i] & BigInt(registers[i].length - 1));
      const followed = runs.get(runOf(bin, codeOfHash(ownHashes[i]))) ?? [];
      if (followed.length > followsMax) continue;
      for (const other of followed) {
        if (other === i) continue;
        const added = Math.fround(1 / Number(known.followerCounts[i] + known.followerCounts[other]));
        for (const [from, to] of [[i, other], [other, i]]) {
          rows[from].set(to, Math.fround((rows[from].get(to) ?? 0) + added));
        }
      }
    }
    return rows;
  });
}

/** What the ties bring of each value, weighed by w / sqrt(d_i d_j). */
function pass(rows: Rows, values: Float64Array): Column {
  const degrees = rows.map((row) => [...row.values()].reduce((sum, weight) => sum + weight, 0));
  const brought = new Float64Array(values.length);
  values.forEach((value, from) => {
    for (const [to, weight] of rows[from]) {
      if (weight > 0) brought[to] += value * weight / Math.sqrt(degrees[from] * degrees[to]);
    }
  });
  return brought;
}

/** The largest, and as many zeros as it takes. */
function strongest(values: Float64Array, most: number): Float64Array {
  if (values.length <= most) return values;
  const bar = Float64Array.from(values).sort().at(-most)!;
  return values.map((value) => value >= bar ? value : 0);
}

function walk(asked: Asked, rows: Rows, view: View): Column {
  const { seeds, count, norms } = asked;
  const start = new Float64Array(count);
  for (const seed of seeds) if (norms[seed] > 0) start[seed] += 1 / seeds.length;
  let walks: Column = start.slice();
  for (let step = 0; step < stepCount; step++) {
    const brought = pass(rows, walks);
    walks = strongest(
      start.map((share, i) => restart * share + (1 - restart) * brought[i]),
      passingMaxOf(asked, view),
    ).slice();
  }
  return walks;
}

function standardize(values: Float64Array, norms: Float64Array): Column {
  const known = values.filter((_, i) => norms[i] > 0);
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length));
  return Float64Array.from(values, (value) => deviation > 0 ? (value - mean) / deviation : 0);
}

function rankAll({ known, seeds, mask, limit, count }: Asked, scores: readonly Column[]): Expansion {
  const wanted = Array.from({ length: count }, (_, i) =>
    known.followerCounts[i] > 0n && !seeds.includes(i) &&
    (!mask?.length || ((mask[i >> 3] >> (i & 7)) & 1) === 1));
  const rankings = scores.map((column) =>
    [...column.keys()].filter((i) => wanted[i] && column[i] !== -Infinity)
      .sort((left, right) => column[right] - column[left] || left - right).slice(0, limit)
  );
  const halfScores: number[] = [];
  const halfRanks: number[] = [];
  for (const influencer of rankings[0]) {
    for (const half of [1, 2]) {
      const best = rankings[half].length > 0 ? scores[half][rankings[half][0]] : 0;
      const score = scores[half][influencer];
      halfScores.push(best > 0 && score > 0 ? score / best : 0);
      const rank = rankings[half].indexOf(influencer);
      halfRanks.push(rank < 0 ? unranked : rank);
    }
  }
  return {
    influencers: Uint32Array.from(rankings[0]),
    scores: Float64Array.from(rankings[0], (influencer) => scores[0][influencer]),
    halfScores: Float64Array.from(halfScores),
    halfRanks: Uint32Array.from(halfRanks),
    examined: wanted.filter(Boolean).length,
  };
}
