/**
 * What is said of communities, in plain words. Pure, so that tests can read it.
 */
import type { CommunityEvent, Kin } from "../../core/answers/changes.ts";
import type { Label, SensitiveTopic } from "../../core/answers/communities.ts";
import type { ExpansionAnswer, ExpansionMethod } from "../../core/answers/expansion.ts";
import { formatCount, formatPlainShare } from "./format.ts";

/** Below this a label is marked: made anew from half of the members, most of it does not come back. */
const confidenceMin = 0.5;

export function isUnsure({ confidence }: Label): boolean {
  return confidence < confidenceMin;
}

/** "Broad" to "fine"; with many levels those between are counted. */
export function levelName(level: number, levels: number): string {
  if (levels === 1) return "All";
  if (level === 0) return "Broad";
  if (level === levels - 1) return "Fine";
  return levels === 3 ? "Middle" : `Level ${level + 1}`;
}

export const sensitiveTopics: Readonly<Record<SensitiveTopic, string>> = {
  politics: "politics",
  faith: "faith",
  health: "health",
  sexuality: "sexuality",
  union: "trade unions",
  ethnicity: "ethnicity",
};

export interface MethodWords {
  readonly method: ExpansionMethod;
  readonly label: string;
  readonly text: string;
}

export const methodWords: readonly MethodWords[] = [
  { method: "blend", label: "Blend", text: "Several of the ways below, weighed against one another" },
  {
    method: "corrected",
    label: "More than usual",
    text: "Likeness to the seeds, less what each account shares with everybody",
  },
  {
    method: "idf",
    label: "Rare followers count more",
    text: "Shared followers weigh more the fewer accounts they follow",
  },
  {
    method: "pagerank",
    label: "Walks between neighbours",
    text: "Where one ends up, walking from the seeds to look-alikes",
  },
  { method: "mean", label: "Plain mean", text: "Mean likeness to the seeds: simple, drawn to popular accounts" },
];

export function methodLabel(method: ExpansionMethod): string {
  return methodWords.find((words) => words.method === method)?.label ?? method;
}

/** Why the list of members ends where it does. */
export function endedText(
  { ended, naturalSize, members }: Pick<ExpansionAnswer, "ended" | "naturalSize"> & {
    readonly members: { readonly length: number };
  },
): string {
  const natural = `where the fit bends, after ${formatCount(naturalSize)}`;
  switch (ended) {
    case "natural":
      return `It ends by itself ${natural}: whoever comes next fits clearly less.`;
    case "asked":
      return members.length > naturalSize
        ? `You asked for more than its natural end (${natural}): the last ones fit less.`
        : `It would end by itself ${natural}.`;
    case "drift":
      return "It stops here: whoever comes next belongs to another topic than the seeds.";
    case "exhausted":
      return "Nobody else shares an audience with the seeds.";
  }
}

/** Kinds of events, most surprising first. */
export const eventKinds: readonly CommunityEvent["kind"][] = ["birth", "split", "merge", "death", "continues"];

export const eventTitles: Readonly<Record<CommunityEvent["kind"], string>> = {
  birth: "New",
  split: "Split",
  merge: "Joined together",
  death: "Gone",
  continues: "Grew or shrank",
};

/** Over one event. */
export function eventTitle({ kind, sizeBefore, sizeAfter }: CommunityEvent): string {
  if (kind !== "continues") return eventTitles[kind];
  return sizeAfter === sizeBefore ? "The same size" : sizeAfter > sizeBefore ? "Grew" : "Shrank";
}

/** What became of a community, as a sentence without its name. */
export function eventText(event: CommunityEvent): string {
  const { kind, sizeBefore, sizeAfter, kin } = event;
  switch (kind) {
    case "birth":
      return kin.length === 0
        ? `is new, with ${accounts(sizeAfter)} that were in no community before`
        : `is new, with ${accounts(sizeAfter)}, most of them from ${listKin(kin)}`;
    case "death":
      return `is gone: its ${accounts(sizeBefore)} went nowhere together`;
    case "split":
      return `fell apart into ${listKin(kin)}`;
    case "merge":
      return `was made of ${listKin(kin)}, and has ${accounts(sizeAfter)} now`;
    case "continues":
      return sizeAfter === sizeBefore
        ? `stayed as large as it was, ${accounts(sizeAfter)}`
        : `${sizeAfter > sizeBefore ? "grew" : "shrank"} from ${formatCount(sizeBefore)} to ${accounts(sizeAfter)}`;
  }
}

/** +12 %, −8 %, ×3.4. */
export function growthText({ sizeBefore, sizeAfter }: CommunityEvent): string {
  if (sizeBefore === 0) return "new";
  const ratio = sizeAfter / sizeBefore;
  if (ratio >= 2) return `×${ratio.toFixed(1)}`;
  return `${ratio >= 1 ? "+" : "−"}${formatPlainShare(Math.abs(ratio - 1))}`;
}

function listKin(kin: readonly Kin[]): string {
  const shown = kin.slice(0, 3).map(({ label }) => `“${label}”`);
  const rest = kin.length - shown.length;
  return listFormat.format(rest > 0 ? [...shown, `${rest} more`] : shown);
}

function accounts(count: number): string {
  return count === 1 ? "1 account" : `${formatCount(count)} accounts`;
}

const listFormat = new Intl.ListFormat("en");
