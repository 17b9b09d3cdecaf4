/** Look-alikes in words, for the commands that show them. */
import type { Interval, SimilarAnswer } from "../core/answers/mod.ts";
import { bold, dim, formatCount, formatShare, formatTable, shorten } from "./_terminal.ts";

/** Look-alikes as a table with intervals, and what they rest on. */
export function describeSimilar({ account, lookAlikes, by, evidence, examined }: SimilarAnswer): string {
  const name = account.name ?? account.handle ?? account.id;
  const head = `${bold(name)} ${dim(account.id)}  ${formatCount(account.followers)} followers in the network${
    account.coverage === null ? "" : `, ${formatShare(account.coverage)} of those it claims`
  }`;
  if (lookAlikes.length === 0) {
    return `${head}\nNo account shares followers with it, as far as ${formatCount(examined)} signatures can tell`;
  }
  const rows = lookAlikes.map((entry) => [
    entry.tied ? dim("=") : "",
    shorten(entry.account.name ?? entry.account.handle ?? "", 32),
    entry.account.id,
    formatCount(entry.account.followers),
    formatInterval(entry.jaccard, (value) => value.toFixed(4)),
    formatInterval(entry.shared, formatCount),
    formatShare(entry.containmentLeft.value),
    formatShare(entry.containmentRight.value),
    entry.lift.value.toFixed(1),
  ]);
  const table = formatTable([
    [
      "",
      "name",
      "account",
      ">followers",
      ">Jaccard [95 %]",
      ">shared followers [95 %]",
      ">of its audience",
      ">of theirs",
      ">lift",
    ],
    ...rows,
  ]);
  const notes = [
    `Ranked by ${by} over ${
      formatCount(examined)
    } influencers; ${evidence.registerCount} registers, ${evidence.samples} of ${evidence.sampleCount} samples.`,
    lookAlikes.some(({ tied }) => tied) ? "= cannot be told apart from the one above." : "",
    lookAlikes.some(({ coverage }) => coverage === "unknown")
      ? "Coverage is unknown: no profile says how many followers there are, so the intervals hold the error of the sketch alone."
      : "",
  ].filter(Boolean).join(" ");
  return `${head}\n${table}\n${dim(notes)}`;
}

function formatInterval({ value, low, high }: Interval, format: (value: number) => string): string {
  return low === high ? format(value) : `${format(value)} [${format(low)}, ${format(high)}]`;
}
