/** Which rows and columns an export has; docs/formats.md says the same in words. */
import { radiiOf } from "../../community/layout.ts";
import type { CommunityModel } from "../../community/model.ts";
import { none } from "../../community/partition.ts";
import type { CommunitySummary } from "../communities.ts";
import { type CommunityView, describeMember, summarizeCommunity } from "../community/tree.ts";
import type { GexfGraph } from "./gexf.ts";
import type { Column, Table } from "./table.ts";

/** One row per community, coarsest level first, largest first within a level. */
export function communityTable({ model }: CommunityView): Table {
  const rows = model.levels.flatMap((level, number) =>
    summarizeLevel(model, number).map((summary, position) => ({
      ...summary,
      conductance: level.records[position].conductance,
    }))
  );
  const column = makeColumn(rows);
  return {
    rowCount: rows.length,
    columns: [
      column("id", "text", ({ id }) => id),
      column("level", "count", ({ level }) => level),
      column("parent", "text", ({ parent }) => parent, true),
      column("label", "text", ({ label }) => label.text),
      column("words", "text", ({ label }) => label.words.map(({ text }) => text).join(" ")),
      column("label_confidence", "real", ({ label }) => short(label.confidence)),
      column("size", "count", ({ size }) => size),
      column("parts", "count", ({ children }) => children),
      column("stability", "real", ({ stability }) => short(stability)),
      column("conductance", "real", ({ conductance }) => short(conductance)),
      column("sensitive", "flag", ({ sensitive }) => sensitive !== null),
      column("sensitive_topics", "text", ({ sensitive }) => sensitive?.topics.join(" ") ?? null, true),
    ],
  };
}

/** One row per influencer and community that it is in, at each level: coarsest level first, communities in their order, most central first. */
export function memberTable(asked: CommunityView): Table {
  const { model, view: { influencers } } = asked;
  const summaries = model.levels.map((_, level) => summarizeLevel(model, level));
  const rowCount = model.levels.reduce(
    (sum, { members }) => sum + members.reduce((all, own) => all + own.length, 0),
    0,
  );
  const influencerOf = new Uint32Array(rowCount);
  const levelOf = new Uint8Array(rowCount);
  let row = 0;
  for (const [level, { members }] of model.levels.entries()) {
    for (const own of members) {
      influencerOf.set(own, row);
      levelOf.fill(level, row, row + own.length);
      row += own.length;
    }
  }
  const communityAt = (row: number): CommunitySummary => {
    const level = levelOf[row];
    return summaries[level][model.levels[level].communityOf[influencerOf[row]]];
  };
  // Columns of a row are asked one after the other.
  let [lastRow, lastMember] = [-1, undefined as ReturnType<typeof describeMember> | undefined];
  const memberAt = (row: number) => {
    if (row !== lastRow || lastMember === undefined) {
      const level = levelOf[row];
      const place = { level, position: model.levels[level].communityOf[influencerOf[row]] };
      lastMember = describeMember(asked.view, model, model.levels[level], place, influencerOf[row]);
      lastRow = row;
    }
    return lastMember;
  };
  return {
    rowCount,
    columns: [
      { name: "account", type: "text", at: (row) => influencers.id[influencerOf[row]] },
      { name: "handle", type: "text", nullable: true, at: (row) => influencers.handle[influencerOf[row]] },
      { name: "name", type: "text", nullable: true, at: (row) => influencers.name[influencerOf[row]] },
      { name: "followers", type: "count", at: (row) => influencers.followers[influencerOf[row]] },
      { name: "community", type: "text", at: (row) => communityAt(row).id },
      { name: "level", type: "count", at: (row) => levelOf[row] },
      { name: "label", type: "text", at: (row) => communityAt(row).label.text },
      { name: "sensitive", type: "flag", at: (row) => communityAt(row).sensitive !== null },
      { name: "strength", type: "real", at: (row) => short(memberAt(row).strength) },
      { name: "stability", type: "real", at: (row) => short(memberAt(row).stability) },
      { name: "centrality", type: "real", at: (row) => short(memberAt(row).centrality) },
      { name: "x", type: "real", at: (row) => short(model.layout[2 * influencerOf[row]]) },
      { name: "y", type: "real", at: (row) => short(model.layout[2 * influencerOf[row] + 1]) },
    ],
  };
}

/** The neighbour graph: nodes are influencers, with their community of the base level. */
export function neighbourGraph({ model, view: { influencers } }: CommunityView): GexfGraph {
  const { baseLevel } = model.records;
  const summaries = summarizeLevel(model, baseLevel);
  const { communityOf } = model.levels[baseLevel];
  const radii = radiiOf(influencers.followers);
  const side = sidePerRoot * Math.sqrt(influencers.count);
  const community = (node: number) => summaries[communityOf[node]];
  return {
    id: (node) => influencers.id[node],
    label: (node) => influencers.name[node] ?? influencers.handle[node] ?? influencers.id[node],
    look: (node) => ({
      x: round((model.layout[2 * node] - 0.5) * side),
      // Upwards in Gephi, downwards on the page.
      y: round((0.5 - model.layout[2 * node + 1]) * side),
      size: round(sizeOfSmallest * radii[node]),
      color: colorOf(communityOf[node]),
    }),
    attributes: {
      rowCount: influencers.count,
      columns: [
        { name: "handle", type: "text", nullable: true, at: (node) => influencers.handle[node] },
        { name: "kind", type: "text", nullable: true, at: (node) => influencers.kind[node] },
        { name: "followers", type: "count", at: (node) => influencers.followers[node] },
        { name: "community", type: "text", nullable: true, at: (node) => community(node)?.id ?? null },
        { name: "community_label", type: "text", nullable: true, at: (node) => community(node)?.label.text ?? null },
        {
          name: "sensitive",
          type: "flag",
          nullable: true,
          at: (node) => community(node) === undefined ? null : community(node).sensitive !== null,
        },
      ],
    },
    edges: () => listEdges(model),
  };
}

/** The edges of the same graph as a table: row = entry of the graph, each tie once. */
export function edgeTable({ model, view: { influencers } }: CommunityView): Table {
  const { offsets, neighbours, weights } = model.graph;
  const { communityOf, records } = model.levels[model.records.baseLevel];
  const idOf = (node: number) => communityOf[node] === none ? null : records[communityOf[node]].id;
  // Rows are asked in order, column by column for some thousand of them: the source is never far from the one before.
  let source = 0;
  const sourceOf = (entry: number) => {
    while (entry < Number(offsets[source])) source--;
    while (entry >= Number(offsets[source + 1])) source++;
    return source;
  };
  return {
    rowCount: neighbours.length,
    has: (entry) => isFirst(model, sourceOf(entry), neighbours[entry]),
    columns: [
      { name: "source", type: "text", at: (entry) => influencers.id[sourceOf(entry)] },
      { name: "target", type: "text", at: (entry) => influencers.id[neighbours[entry]] },
      { name: "weight", type: "real", at: (entry) => weightOf(weights, entry) },
      { name: "source_community", type: "text", nullable: true, at: (entry) => idOf(sourceOf(entry)) },
      { name: "target_community", type: "text", nullable: true, at: (entry) => idOf(neighbours[entry]) },
    ],
  };
}

function* listEdges(model: CommunityModel) {
  const { offsets, neighbours, weights } = model.graph;
  for (let source = 0; source + 1 < offsets.length; source++) {
    for (let entry = Number(offsets[source]); entry < Number(offsets[source + 1]); entry++) {
      const target = neighbours[entry];
      if (isFirst(model, source, target)) yield { source, target, weight: weightOf(weights, entry) };
    }
  }
}

/** Whether a tie is told by this row: where it stands in both, by that of the lesser number. */
function isFirst({ graph: { offsets, neighbours } }: CommunityModel, source: number, target: number): boolean {
  if (source < target) return true;
  for (let entry = Number(offsets[target]); entry < Number(offsets[target + 1]); entry++) {
    if (neighbours[entry] === source) return false;
  }
  return true;
}

function weightOf(weights: Float32Array | undefined, entry: number): number {
  return weights === undefined ? 1 : short(weights[entry]);
}

/** Six digits: what is stored as f32 is no better known, and would be written with ten more. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

/** Units of Gephi: a node of the least size has 10, and as much free space around it. */
const sizeOfSmallest = 10;
const sidePerRoot = 30;

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Colours that differ as much as can be from one community to the next: hues turn by the golden ratio; grey = in none. */
export function colorOf(community: number): readonly [number, number, number] {
  if (community === none) return [176, 176, 176];
  const hue = (community * 0.618034) % 1;
  const lightness = 0.45 + 0.1 * (community % 3) / 2;
  const chroma = 0.6 * Math.min(lightness, 1 - lightness);
  const channel = (shift: number) => {
    const k = (shift + hue * 12) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

function summarizeLevel(model: CommunityModel, level: number): CommunitySummary[] {
  return model.levels[level].records.map((_, position) => summarizeCommunity(model, { level, position }));
}

function makeColumn<Row>(rows: readonly Row[]) {
  return (
    name: string,
    type: Column["type"],
    pick: (row: Row) => ReturnType<Column["at"]>,
    nullable = false,
  ): Column => ({
    name,
    type,
    nullable,
    at: (row) => pick(rows[row]),
  });
}
