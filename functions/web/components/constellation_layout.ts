/**
 * Where the stars of an account's chart stand. Pure and deterministic: the same answer draws the same sky.
 *
 * Distance from the centre tells similarity, on a logarithmic scale whose rings are labelled. Lines are the spanning tree of
 * greatest similarity: each account hangs on the one, among those shown, that it is most alike. Direction tells
 * nothing; walking the tree deals it out, so that what hangs together stands together and lines seldom cross.
 */
import type { AccountSummary, Interval } from "../../../core/answers/answers.ts";
import { nameOf, shorten } from "../names.ts";

export interface Neighbour {
  readonly account: AccountSummary;
  readonly jaccard: Interval;
}

export interface ConstellationData {
  readonly center: AccountSummary;
  /** Most alike first. */
  readonly neighbours: readonly Neighbour[];
  /** Jaccard of neighbours by their positions; 0 where it is not known (then everybody hangs on the centre). */
  readonly similarity: (left: number, right: number) => number;
}

export interface Star {
  readonly account: AccountSummary;
  readonly x: number;
  readonly y: number;
  /** Radius of the dot: larger audiences are brighter stars. */
  readonly size: number;
  /** Ends of the 95 % interval along the spoke, as fractions of the star's place vector. */
  readonly spoke: readonly [{ x: number; y: number }, { x: number; y: number }];
  /** Position among the neighbours of the one it hangs on; -1 for the centre. */
  readonly parent: number;
  /** Null where it would cover another label. */
  readonly label: Label | null;
}

export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end" | "middle";
}

export interface Ring {
  readonly jaccard: number;
  readonly radius: number;
}

export interface ConstellationLayout {
  /** Around the centre of the chart, in pixels. */
  readonly stars: readonly Star[];
  readonly rings: readonly Ring[];
  readonly width: number;
  /** Pixels above the centre; the chart is cut where its stars end. */
  readonly above: number;
  readonly height: number;
}

/** Shares of the outermost radius where the most and the least similar stand. */
const innermost = 0.34;
const labelHeight = 15;
/** Width of a letter of a label in a wide font, on average, in pixels. */
const letterWidth = 7.3;
const labelLengthMax = 20;

/**
 * @param width Pixels, and so is `height`.
 */
export function layoutConstellation(
  data: ConstellationData,
  { width, height }: { width: number; height: number },
): ConstellationLayout {
  const neighbours = data.neighbours.filter(({ jaccard }) => jaccard.value > 0);
  // Room at the rim for labels beside it.
  const outermost = Math.max(Math.min(width / 2 - Math.min(110, width * 0.2), height / 2 - 22), 40);
  const radiusOf = logarithmicRadius(neighbours, outermost);
  const parents = spanningTree(neighbours, data.similarity);
  const angles = dealAngles(parents, hashAngle(data.center.id));

  const places = neighbours.map(({ jaccard }, position) => polar(radiusOf(jaccard.value), angles[position]));
  const sizes = neighbours.map(({ account }) => starSize(account.followers));
  const labels = placeLabels(neighbours, places, sizes, { width, height });
  const stars = neighbours.map(({ account, jaccard }, position): Star => ({
    account,
    ...places[position],
    size: sizes[position],
    spoke: [polar(radiusOf(jaccard.high), angles[position]), polar(radiusOf(jaccard.low), angles[position])],
    parent: parents[position],
    label: labels[position],
  }));
  const rings = chooseRings(neighbours, radiusOf, outermost);
  return { stars, rings, width, ...cropToStars(stars, height) };
}

/** From Jaccard to pixels: equal ratios are equal distances. Ends are kept inside the chart. */
function logarithmicRadius(neighbours: readonly Neighbour[], outermost: number): (jaccard: number) => number {
  const values = neighbours.map(({ jaccard }) => jaccard.value);
  const [most, least] = [Math.max(...values), Math.min(...values)];
  // Less than a factor of two from first to last is drawn as if it were two, lest noise look like distance.
  const span = Math.max(Math.log(most / least), Math.LN2);
  return (jaccard) => {
    const share = jaccard > 0 ? innermost + (1 - innermost) * Math.log(most / jaccard) / span : Infinity;
    return outermost * Math.min(Math.max(share, 0.12), 1.06);
  };
}

/** Prim's algorithm from the centre (-1) over similarities. @returns The parent of each neighbour. */
function spanningTree(
  neighbours: readonly Neighbour[],
  similarity: (left: number, right: number) => number,
): number[] {
  const parents = neighbours.map(() => -1);
  const best = neighbours.map(({ jaccard }) => jaccard.value);
  const outside = new Set(neighbours.keys());
  while (outside.size > 0) {
    let next = -1;
    for (const position of outside) if (next === -1 || best[position] > best[next]) next = position;
    outside.delete(next);
    for (const position of outside) {
      const value = similarity(next, position);
      if (value > best[position]) [best[position], parents[position]] = [value, next];
    }
  }
  return parents;
}

/** One equal slot of the circle each, in the order in which a walk down the tree meets them. */
function dealAngles(parents: readonly number[], start: number): number[] {
  const angles = parents.map(() => 0);
  let slot = 0;
  function walk(parent: number): void {
    for (const [child, its] of parents.entries()) {
      if (its !== parent) continue;
      angles[child] = start + 2 * Math.PI * slot++ / parents.length;
      walk(child);
    }
  }
  walk(-1);
  return angles;
}

/** Tries the four sides of each star, most alike first; a label that fits nowhere is left out. */
function placeLabels(
  neighbours: readonly Neighbour[],
  places: readonly { x: number; y: number }[],
  sizes: readonly number[],
  { width, height }: { width: number; height: number },
): (Label | null)[] {
  const taken: Box[] = places.map(({ x, y }, position) => box(x, y, 2 * sizes[position] + 4, 2 * sizes[position] + 4));
  taken.push(box(0, 0, 40, 40));
  const frame = { left: -width / 2, right: width / 2, top: -height / 2, bottom: height / 2 };
  return neighbours.map(({ account }, position) => {
    const text = shorten(nameOf(account), labelLengthMax);
    const wide = text.length * letterWidth;
    const { x, y } = places[position];
    const away = sizes[position] + 5;
    const right: Label = { text, x: x + away, y, anchor: "start" };
    const left: Label = { text, x: x - away, y, anchor: "end" };
    const sides = [
      ...(x >= 0 ? [right, left] : [left, right]),
      { text, x, y: y + away + labelHeight / 2 - 2, anchor: "middle" } as const,
      { text, x, y: y - away - labelHeight / 2 + 2, anchor: "middle" } as const,
    ];
    for (const label of sides) {
      const shift = label.anchor === "start" ? wide / 2 : label.anchor === "end" ? -wide / 2 : 0;
      const its = box(label.x + shift, label.y, wide, labelHeight);
      const inside = its.left >= frame.left && its.right <= frame.right && its.top >= frame.top &&
        its.bottom <= frame.bottom;
      if (!inside || taken.some((other, owner) => owner !== position && overlap(its, other))) continue;
      taken.push(its);
      return label;
    }
    return null;
  });
}

/** At 50, 20, 10, 5, 2 … per cent; at every tenth where the look-alikes are too much alike for two of those. */
function chooseRings(
  neighbours: readonly Neighbour[],
  radiusOf: (jaccard: number) => number,
  outermost: number,
): Ring[] {
  if (neighbours.length === 0) return [];
  const coarse = ringsAt([10, 5, 2]);
  return coarse.length > 1 ? coarse : ringsAt([10, 9, 8, 7, 6, 5, 4, 3, 2]);

  function ringsAt(tenths: readonly number[]): Ring[] {
    const rings: Ring[] = [];
    for (let power = 1; power > 1e-7; power /= 10) {
      for (const tenth of tenths) {
        const jaccard = tenth / 10 * power;
        const radius = radiusOf(jaccard);
        const last = rings.at(-1)?.radius ?? outermost * 0.2;
        // Rings closer than 26 pixels would fight for their labels.
        if (radius <= outermost * 1.03 && radius - last >= 26) rings.push({ jaccard, radius });
      }
    }
    return rings;
  }
}

/** A hundred followers are a point, 100 M the brightest: 2.2 pixels of radius for every hundredfold. */
function starSize(followers: number): number {
  return 1.8 + Math.min(Math.max(Math.log10(Math.max(followers, 1)) - 2, 0), 6) * 1.1;
}

/** Empty sky above the topmost and below the lowest star is left out. */
function cropToStars(stars: readonly Star[], height: number): { above: number; height: number } {
  const margin = 28;
  const heights = stars.flatMap(({ y, label }) => [y, label?.y ?? y]);
  const above = Math.min(height / 2, margin - Math.min(-2 * margin, ...heights));
  const below = Math.min(height / 2, margin + Math.max(2 * margin, ...heights));
  return { above, height: above + below };
}

/** FNV-1a over the id: turns each account's sky its own way. */
function hashAngle(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash / 2 ** 32 * 2 * Math.PI;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function box(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(left: Box, right: Box): boolean {
  return left.left < right.right && right.left < left.right && left.top < right.bottom && right.top < left.bottom;
}

function polar(radius: number, angle: number): { x: number; y: number } {
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
}
