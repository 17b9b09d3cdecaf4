/**
 * A text with the part that matched set off from the rest.
 */
import type { VNode } from "preact";

export interface HighlightProps {
  readonly text: string;
  readonly part: string;
  /** Characters kept around the part; the whole text when left out. */
  readonly around?: number;
}

export function Highlight({ text, part, around = Infinity }: HighlightProps): VNode {
  const [before, match, after] = splitAt(text, part);
  return (
    <>
      {before.length > around ? `…${before.slice(-around)}` : before}
      {match !== "" && <mark>{match}</mark>}
      {after.length > around ? `${after.slice(0, around)}…` : after}
    </>
  );
}

/** Before, the first place that is `part` (upper and lower case alike), after. */
export function splitAt(text: string, part: string): [string, string, string] {
  const wanted = part.replace(/^@/, "").toLowerCase();
  const start = wanted === "" ? -1 : text.toLowerCase().indexOf(wanted);
  if (start < 0) return [text, "", ""];
  return [text.slice(0, start), text.slice(start, start + wanted.length), text.slice(start + wanted.length)];
}
