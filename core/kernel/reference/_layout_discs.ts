/** Where discs lie: those with strong ties near each other, none on top of another, the whole compact. Used for communities and, within each, for its parts. */

/** Ties between groups as compressed rows, both directions, others ascending. */
export interface GroupTies {
  readonly offsets: readonly number[];
  readonly others: readonly number[];
  readonly weights: readonly number[];
}

export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Unit vectors, each turned from the one before by the golden angle, so that any run of them is spread evenly.
 * Made by multiplication alone: cosine and sine differ in the last bit from one library to the next.
 */
export function goldenDirections(count: number): Points {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  let [cosine, sine] = [1, 0];
  for (let i = 0; i < count; i++) {
    x[i] = cosine;
    y[i] = sine;
    const turned = cosine * goldenCosine - sine * goldenSine;
    sine = cosine * goldenSine + sine * goldenCosine;
    cosine = turned;
  }
  return { x, y };
}

const goldenCosine = -0.7373688780783197;
const goldenSine = 0.6754902942615238;

/** Discs that forces place, at most: each round looks at all pairs. Further ones, the smallest, lie around these. */
export const discsMax = 8192;
/** Pairs that all rounds of one phase look at, about; decides how many rounds there are. */
const pairBudget = 1e9;

/** Rounds of a phase over so many discs. */
export function roundsFor(discs: number, most: number): number {
  return Math.max(Math.min(60, most), Math.min(most, Math.floor(pairBudget / (discs * discs))));
}

/** Share of the way to the mean of its ties that a disc goes in a round. */
const attraction = 0.25;
const gravity = 0.015;
const repulsion = 0.075;
/** Gravity of the phase that brings all together. */
const squeeze = 0.02;
/** Share of an overlap that both sides give way in a round; less than 1, as a disc may be pushed from many sides. */
const giving = 0.7;

/**
 * @param radii Larger ones first look best.
 * @param gap Least distance between two discs.
 * @param roundsMax Rounds of each of the two phases, at most.
 */
export function placeDiscs(
  radii: readonly number[],
  ties: GroupTies,
  { gap, roundsMax }: { gap: number; roundsMax: number },
): Points {
  const count = Math.min(radii.length, discsMax);
  const reach = radii.map((radius) => radius + gap / 2);
  const directions = goldenDirections(radii.length);
  const x = new Float64Array(radii.length);
  const y = new Float64Array(radii.length);
  let area = 0;
  for (let i = 0; i < count; i++) {
    const distance = i === 0 ? 0 : Math.sqrt(area + reach[i] * reach[i] / 2) * 1.1;
    x[i] = directions.x[i] * distance;
    y[i] = directions.y[i] * distance;
    area += reach[i] * reach[i];
  }
  if (count > 1) {
    const size = Math.sqrt(area);
    const totals = Array.from({ length: count }, (_, i) => totalOf(ties, i, count));
    const rounds = roundsFor(count, roundsMax);
    for (let round = 0; round < rounds; round++) {
      const heat = 1 - round / rounds;
      moveAll(x, y, count, (i) => attract(i, { x, y, reach, count, ties, total: totals[i], heat, size }));
    }
    for (let round = 0; round < rounds; round++) {
      const pull = squeeze * Math.max(0, 1 - 2 * round / rounds);
      moveAll(x, y, count, (i) => {
        const [overX, overY] = giveWay(i, { x, y, reach, count });
        return [overX * giving - pull * x[i], overY * giving - pull * y[i]];
      });
    }
  }
  placeAround({ x, y }, reach, directions, count);
  return { x, y };
}

/** All move at once: every move is made of the places before the round. */
function moveAll(x: Float64Array, y: Float64Array, count: number, move: (i: number) => readonly [number, number]) {
  const moves = Array.from({ length: count }, (_, i) => move(i));
  moves.forEach(([moveX, moveY], i) => {
    x[i] += moveX;
    y[i] += moveY;
  });
}

interface Discs extends Points {
  readonly reach: readonly number[];
  readonly count: number;
}

function attract(
  i: number,
  { x, y, reach, count, ties, total, heat, size }: Discs & {
    ties: GroupTies;
    total: number;
    heat: number;
    size: number;
  },
): readonly [number, number] {
  let [forceX, forceY] = [-gravity * x[i], -gravity * y[i]];
  if (total > 0) {
    let [sumX, sumY] = [0, 0];
    for (let entry = ties.offsets[i]; entry < ties.offsets[i + 1]; entry++) {
      const other = ties.others[entry];
      if (other >= count) continue;
      const share = ties.weights[entry] / total;
      sumX += share * (x[other] - x[i]);
      sumY += share * (y[other] - y[i]);
    }
    forceX += attraction * heat * sumX;
    forceY += attraction * heat * sumY;
  }
  for (let j = 0; j < count; j++) {
    if (j === i) continue;
    const need = reach[i] + reach[j];
    const awayX = x[i] - x[j];
    const awayY = y[i] - y[j];
    const strength = repulsion * heat * reach[j] * need / (awayX * awayX + awayY * awayY + need * need);
    forceX += strength * awayX;
    forceY += strength * awayY;
  }
  const length = Math.sqrt(forceX * forceX + forceY * forceY);
  const most = size * (0.002 + 0.08 * heat);
  const scale = length > most ? most / length : 1;
  const [overX, overY] = giveWay(i, { x, y, reach, count });
  const hardness = giving * (1 - 0.9 * heat);
  return [forceX * scale + overX * hardness, forceY * scale + overY * hardness];
}

/** How far a disc has to go to leave what it overlaps; of two the smaller one goes further. */
function giveWay(i: number, { x, y, reach, count }: Discs): readonly [number, number] {
  let [overX, overY] = [0, 0];
  for (let j = 0; j < count; j++) {
    if (j === i) continue;
    const need = reach[i] + reach[j];
    let awayX = x[i] - x[j];
    let awayY = y[i] - y[j];
    let squared = awayX * awayX + awayY * awayY;
    if (squared >= need * need) continue;
    if (squared < 1e-12 * need * need) {
      // On the same spot: they part along x, in order of number.
      awayX = i < j ? 1e-3 * need : -1e-3 * need;
      awayY = 0;
      squared = awayX * awayX;
    }
    const distance = Math.sqrt(squared);
    const push = (need - distance) / distance *
      (reach[j] * reach[j] / (reach[i] * reach[i] + reach[j] * reach[j]));
    overX += push * awayX;
    overY += push * awayY;
  }
  return [overX, overY];
}

function totalOf({ offsets, others, weights }: GroupTies, i: number, count: number): number {
  let total = 0;
  for (let entry = offsets[i]; entry < offsets[i + 1]; entry++) if (others[entry] < count) total += weights[entry];
  return total;
}

/** Discs from number `from` on lie evenly around those before. */
function placeAround({ x, y }: Points, reach: readonly number[], directions: Points, from: number): void {
  let far = 0;
  for (let i = 0; i < from; i++) far = Math.max(far, Math.sqrt(x[i] * x[i] + y[i] * y[i]) + reach[i]);
  if (from < reach.length) far += reach[from];
  let area = 0;
  for (let i = from; i < reach.length; i++) {
    area += 2 * reach[i] * reach[i];
    const distance = Math.sqrt(far * far + area);
    x[i] = directions.x[i] * distance;
    y[i] = directions.y[i] * distance;
  }
}
