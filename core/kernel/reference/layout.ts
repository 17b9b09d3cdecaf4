/** The map's layout in plain TypeScript; the library does the same in the same order, so that both give the same bytes. */
import { InputError } from "../../errors.ts";
import type { BatchOptions, GraphLayout } from "../kernel.ts";
import { goldenDirections, type GroupTies, placeDiscs } from "./_layout_discs.ts";
import { memberRounds, type Members, relaxMembers, spacing } from "./_layout_members.ts";
import { checkGraph } from "./leiden.ts";

const none = 0xffff_ffff;
/** Radius of a disc, over the root of its members' squared radii: evenly filled, members have about `spacing` to each other. */
const spread = 1.05 * spacing;
/** Least distance between two communities, in radii of the smallest account. */
const gap = 3;
const communityRounds = 400;
const partRounds = 150;
/** What a neighbour of another community counts, of one in the same. */
const outside = 0.05;
/** Distance of the accounts in no community from all others, over their distance from the middle. */
const beltDistance = 1.04;
/** Room that each of those has, over its squared radius. */
const beltRoom = 1.6;
/** Half of the square's side that the picture fills. */
const halfSide = 0.49;
export const radiusMax = 100;

/** @returns Places in the unit square, shape (nodes, 2). */
export function layOutGraph(layout: GraphLayout, options: BatchOptions = {}): Float32Array<ArrayBuffer> {
  checkLayout(layout);
  const { communityOf, radii } = layout;
  const order = sortMembers(layout);
  const members = pickMembers(layout, order);
  const parts = findParts(layout, order);
  const discRadii = members.starts.slice(1).map((end, community) =>
    spread * Math.sqrt(sumAreas(members.radii, members.starts[community], end))
  );
  const discs = {
    ...placeDiscs(discRadii, tiesOf(members, members.communityOf, discRadii.length), {
      gap,
      roundsMax: communityRounds,
    }),
    radii: discRadii,
  };
  const x = new Float64Array(order.length);
  const y = new Float64Array(order.length);
  placeParts({ x, y }, members, parts, discs);
  relaxMembers({ x, y }, members, discs);
  options.progress?.(memberRounds, memberRounds);

  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  x.forEach((_, i) => {
    left = Math.min(left, x[i] - members.radii[i]);
    right = Math.max(right, x[i] + members.radii[i]);
    top = Math.min(top, y[i] - members.radii[i]);
    bottom = Math.max(bottom, y[i] + members.radii[i]);
  });
  const [middleX, middleY] = order.length > 0 ? [(left + right) / 2, (top + bottom) / 2] : [0, 0];
  let far = 0;
  x.forEach((_, i) => {
    const distance = Math.sqrt((x[i] - middleX) * (x[i] - middleX) + (y[i] - middleY) * (y[i] - middleY));
    far = Math.max(far, distance + members.radii[i]);
  });
  const lone = [...communityOf.keys()].filter((node) => communityOf[node] === none);
  const belt = goldenDirections(lone.length);
  let half = order.length > 0 ? Math.max((right - left) / 2, (bottom - top) / 2) : 0;
  let within = far * beltDistance * far * beltDistance;
  const places = new Float32Array(2 * communityOf.length);
  const distances = lone.map((node) => {
    within += beltRoom * radii[node] * radii[node];
    const distance = Math.sqrt(within);
    half = Math.max(half, distance + radii[node]);
    return distance;
  });
  const scale = halfSide / half;
  lone.forEach((node, i) => {
    places[2 * node] = 0.5 + belt.x[i] * distances[i] * scale;
    places[2 * node + 1] = 0.5 + belt.y[i] * distances[i] * scale;
  });
  order.forEach((node, i) => {
    places[2 * node] = 0.5 + (x[i] - middleX) * scale;
    places[2 * node + 1] = 0.5 + (y[i] - middleY) * scale;
  });
  return places;
}

/** Nodes that are in a community: by community, then part, then ties to their own community, most first, then number. */
function sortMembers({ graph, communityOf, partOf }: GraphLayout): number[] {
  const inside = new Float64Array(communityOf.length);
  for (let node = 0; node < communityOf.length; node++) {
    for (let entry = Number(graph.offsets[node]); entry < Number(graph.offsets[node + 1]); entry++) {
      const other = graph.neighbours[entry];
      if (communityOf[other] !== communityOf[node]) continue;
      inside[node] += graph.weights?.[entry] ?? 1;
      inside[other] += graph.weights?.[entry] ?? 1;
    }
  }
  return [...communityOf.keys()].filter((node) => communityOf[node] !== none).sort((left, right) =>
    communityOf[left] - communityOf[right] || partOf[left] - partOf[right] || inside[right] - inside[left] ||
    left - right
  );
}

function pickMembers({ graph, communityOf, radii }: GraphLayout, order: readonly number[]): Members {
  const positionOf = new Map(order.map((node, position) => [node, position]));
  const offsets = [0];
  const neighbours: number[] = [];
  const shares: number[] = [];
  for (const node of order) {
    const row: { position: number; weight: number }[] = [];
    let total = 0;
    for (let entry = Number(graph.offsets[node]); entry < Number(graph.offsets[node + 1]); entry++) {
      const other = graph.neighbours[entry];
      const position = positionOf.get(other);
      if (position === undefined || other === node) continue;
      const factor = communityOf[other] === communityOf[node] ? 1 : outside;
      const weight = (graph.weights?.[entry] ?? 1) * factor;
      row.push({ position, weight });
      total += weight;
    }
    neighbours.push(...row.map(({ position }) => position));
    shares.push(...row.map(({ weight }) => weight / total));
    offsets.push(neighbours.length);
  }
  const own = order.map((node) => communityOf[node]);
  const count = own.length === 0 ? 0 : own[own.length - 1] + 1;
  const starts = Array.from({ length: count + 1 }, () => 0);
  for (const community of own) starts[community + 1]++;
  for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
  return {
    offsets,
    neighbours,
    shares: Float32Array.from(shares),
    radii: order.map((node) => radii[node]),
    starts,
    communityOf: own,
  };
}

interface Parts {
  /** Where each begins in the order of members, and one more. */
  readonly starts: readonly number[];
  /** Part of each member. */
  readonly partOf: readonly number[];
}

/** Members of one community and one part lie side by side. */
function findParts({ communityOf, partOf }: GraphLayout, order: readonly number[]): Parts {
  const starts: number[] = [];
  const own = order.map((node, i) => {
    const before = order[i - 1];
    if (i === 0 || communityOf[before] !== communityOf[node] || partOf[before] !== partOf[node]) starts.push(i);
    return starts.length - 1;
  });
  return { starts: [...starts, order.length], partOf: own };
}

/** Ties between groups of members, as shares of the members' neighbours; with `first`, of the groups [first, first + count) of one community only. */
function tiesOf(members: Members, groupOf: readonly number[], count: number, first = 0): GroupTies {
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  groupOf.forEach((group, i) => {
    const own = group - first;
    if (own < 0 || own >= count) return;
    for (let entry = members.offsets[i]; entry < members.offsets[i + 1]; entry++) {
      const other = groupOf[members.neighbours[entry]] - first;
      if (other < 0 || other >= count || other === own) continue;
      rows[own].set(other, (rows[own].get(other) ?? 0) + members.shares[entry]);
    }
  });
  const offsets = [0];
  const others: number[] = [];
  const weights: number[] = [];
  rows.forEach((row, own) => {
    const all = new Set([...row.keys(), ...rows.keys().filter((other) => rows[other].has(own))]);
    for (const other of [...all].sort((left, right) => left - right)) {
      others.push(other);
      weights.push((row.get(other) ?? 0) + (rows[other].get(own) ?? 0));
    }
    offsets.push(others.length);
  });
  return { offsets, others, weights };
}

/** Parts lie in their community's disc as communities lie in the whole; the most central member of each in its middle. */
function placeParts(
  { x, y }: { x: Float64Array; y: Float64Array },
  members: Members,
  { starts, partOf }: Parts,
  discs: { x: Float64Array; y: Float64Array; radii: readonly number[] },
): void {
  for (let community = 0; community < discs.radii.length; community++) {
    if (members.starts[community] === members.starts[community + 1]) continue;
    const first = partOf[members.starts[community]];
    const count = partOf[members.starts[community + 1] - 1] + 1 - first;
    const areas = Array.from(
      { length: count },
      (_, i) => sumAreas(members.radii, starts[first + i], starts[first + i + 1]),
    );
    const radii = areas.map((area) => spread * Math.sqrt(area));
    const places = placeDiscs(radii, tiesOf(members, partOf, count, first), { gap: 0, roundsMax: partRounds });
    let [meanX, meanY, total] = [0, 0, 0];
    areas.forEach((area, i) => {
      meanX += area * places.x[i];
      meanY += area * places.y[i];
      total += area;
    });
    meanX /= total;
    meanY /= total;
    for (let part = 0; part < count; part++) {
      const [start, end] = [starts[first + part], starts[first + part + 1]];
      const directions = goldenDirections(end - start);
      let within = 0;
      for (let i = start; i < end; i++) {
        const area = members.radii[i] * members.radii[i];
        const distance = spread * Math.sqrt(within + area / 2);
        within += area;
        x[i] = discs.x[community] + (places.x[part] - meanX) + directions.x[i - start] * distance;
        y[i] = discs.y[community] + (places.y[part] - meanY) + directions.y[i - start] * distance;
      }
    }
  }
}

function sumAreas(radii: readonly number[], start: number, end: number): number {
  let area = 0;
  for (let i = start; i < end; i++) area += radii[i] * radii[i];
  return area;
}

function checkLayout({ graph, communityOf, partOf, radii }: GraphLayout): void {
  checkGraph(graph, "lay out a graph");
  const count = graph.offsets.length - 1;
  const fail = (reason: string) => {
    throw new InputError(`Cannot lay out a graph: ${reason}`);
  };
  for (const { length } of [communityOf, partOf, radii]) {
    if (length !== count) throw new RangeError(`Cannot pair arrays: needed equal lengths, got ${count} and ${length}`);
  }
  communityOf.forEach((community, node) =>
    community !== none && community >= count &&
    fail(`a community must be below ${count}, found ${community} at ${node}`)
  );
  radii.forEach((radius, node) =>
    !(radius >= 1 && radius <= radiusMax) && fail(`a radius must be from 1 to ${radiusMax}, found ${radius} at ${node}`)
  );
}
