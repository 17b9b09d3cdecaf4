/**
 * The three ways to say how alike two audiences are: their plain words, which numbers they read, how those are written.
 */
import type { Interval, LookAlike, Relation } from "../../core/answers/answers.ts";
import type { RankBy } from "../../core/kernel/kernel.ts";
import { formatShare, formatShareInterval, formatTimes, formatTimesInterval } from "./format.ts";

export interface Measure {
  readonly by: RankBy;
  /** On the switch. */
  readonly label: string;
  /** Over the column. */
  readonly heading: string;
  /** What the number means, for an account of this name. */
  explain(name: string): string;
  read(relation: Relation): Interval;
  format(value: Interval): string;
  formatInterval(value: Interval): string;
}

/** What the sizes of both audiences and of the network are, as far as the crawl saw them. */
export interface Sizes {
  readonly left: number;
  readonly right: number;
  readonly people: number;
}

export const measures: readonly Measure[] = [
  {
    by: "jaccard",
    label: "Most alike",
    heading: "Audience in common",
    explain: () => "Of everyone who follows either account, the share that follows both (Jaccard similarity)",
    read: (relation) => relation.jaccard,
    format: formatShare,
    formatInterval: formatShareInterval,
  },
  {
    by: "containment",
    label: "Share of this audience",
    heading: "Of this audience",
    explain: (name) => `Of the people who follow ${name}, the share that also follows the other account (containment)`,
    read: (relation) => relation.containmentLeft,
    format: formatShare,
    formatInterval: formatShareInterval,
  },
  {
    by: "lift",
    label: "More than by chance",
    heading: "Times chance",
    explain: (name) =>
      `How many times more people follow both ${name} and the other account than chance would have: 1 is chance, the dotted line (lift)`,
    read: (relation) => relation.lift,
    format: formatTimes,
    formatInterval: formatTimesInterval,
  },
];

export function measureBy(by: RankBy): Measure {
  return measures.find((measure) => measure.by === by) ?? measures[0];
}

/**
 * The part of an interval that is sketch noise alone: the rest stands for followers that the crawl did not see.
 * `relation.sketch` is a Jaccard interval; monotone maps carry its ends to the other measures (DESIGN 9).
 */
export function sketchInterval(relation: Relation, by: RankBy, sizes: Sizes): Interval {
  const whole = measureBy(by).read(relation);
  if (relation.exact && relation.coverage === "unknown") return whole;
  const low = carry(relation.sketch.low, by, sizes);
  const high = carry(relation.sketch.high, by, sizes);
  return {
    value: whole.value,
    low: Math.min(Math.max(low, whole.low), whole.value),
    high: Math.max(Math.min(high, whole.high), whole.value),
  };
}

function carry(jaccard: number, by: RankBy, { left, right, people }: Sizes): number {
  if (by === "jaccard") return jaccard;
  const shared = jaccard / (1 + jaccard) * (left + right);
  return by === "containment" ? shared / left : shared * people / (left * right);
}

/** Look-alikes that cannot be told apart from the first of their group. */
export interface TieGroup {
  /** Rank of the first, from 1. */
  readonly rank: number;
  readonly members: readonly LookAlike[];
}

/**
 * Groups neighbours whose intervals overlap that of the first of the group. Overlap with the one before (`tied`) alone would
 * chain: the first and last of a long chain may well be told apart.
 */
export function groupTies(lookAlikes: readonly LookAlike[], by: RankBy): TieGroup[] {
  const { read } = measureBy(by);
  const groups: { rank: number; members: LookAlike[] }[] = [];
  for (const [position, lookAlike] of lookAlikes.entries()) {
    const group = groups.at(-1);
    const joins = group !== undefined && lookAlike.tied && read(lookAlike).high >= read(group.members[0]).low;
    if (joins) group.members.push(lookAlike);
    else groups.push({ rank: position + 1, members: [lookAlike] });
  }
  return groups;
}
