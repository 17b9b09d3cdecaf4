/** The table of label quality, and what it must show. */
import { formatTable } from "../_terminal.ts";
import type { LabelRow } from "./mod.ts";

/** Issue 3, figure 5, on the sets whose tags are genres. */
const bounds = { hitMin: 0.7, overTfidfMin: 1.3, overShuffledMin: 5, sets: ["anime"] };

export function formatLabelTable(rows: readonly LabelRow[]): string {
  const share = (hits: number, { judged }: LabelRow) => judged === 0 ? "" : (hits / judged).toFixed(3);
  const ratio = (left: number, right: number) => right === 0 ? (left === 0 ? "" : "inf") : (left / right).toFixed(2);
  return formatTable([
    [
      "set",
      "tags",
      ">resolution, level",
      ">communities",
      ">judged",
      ">no tag leads",
      ">label",
      ">TF-IDF",
      ">ratio",
      ">c-TF-IDF",
      ">ratio",
      ">ceiling",
      ">3 commonest",
      ">shuffled label",
      ">shuffled top 3",
      ">ratio",
      ">lift: label",
      ">TF-IDF",
      ">topics",
      ">unnamed",
    ],
    ...rows.map((row) => [
      row.set,
      row.tags,
      row.level ?? "all",
      String(row.communities),
      String(row.judged),
      String(row.without),
      share(row.label, row),
      share(row.tfidf, row),
      ratio(row.label, row.tfidf),
      share(row.classTfidf, row),
      ratio(row.label, row.classTfidf),
      share(row.ceiling, row),
      share(row.common, row),
      share(row.shuffled, row),
      share(row.shuffledTop, row),
      ratio(row.label, row.shuffledTop),
      share(row.liftLabel, row),
      share(row.liftTfidf, row),
      row.judged === 0 ? "" : (row.topics / row.judged).toFixed(2),
      share(row.unnamed, row),
    ]),
  ]);
}

export function labelFaults(rows: readonly LabelRow[]): string[] {
  return rows.filter(({ set, level }) => level === null && bounds.sets.includes(set)).flatMap((row) => {
    const faults = [];
    const hits = row.label / row.judged;
    if (hits < bounds.hitMin) faults.push(`${row.set}: hits ${hits.toFixed(3)}, needed ${bounds.hitMin}`);
    if (row.label < bounds.overTfidfMin * row.tfidf) {
      faults.push(`${row.set}: ${(row.label / row.tfidf).toFixed(2)} times TF-IDF, needed ${bounds.overTfidfMin}`);
    }
    if (row.label < bounds.overShuffledMin * row.shuffledTop) {
      faults.push(
        `${row.set}: ${(row.label / row.shuffledTop).toFixed(2)} times shuffled, needed ${bounds.overShuffledMin}`,
      );
    }
    return faults;
  });
}
