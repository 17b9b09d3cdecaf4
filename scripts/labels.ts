/**
 * Judges labels by tags that were hidden from them: `deno task labels --help`.
 * Communities come from our own pipeline on who follows whom; the tags of half of each community's members are hidden, the label
 * is made from the other half's, and the hidden half's leading over-represented tag must be among its first three.
 */
import { parseArgs } from "node:util";
import { formatLabelTable, labelFaults, measureLabels } from "./labels/mod.ts";

const help = `deno task labels [options]
  --sets A,B      of anime, anime-titles, book-titles, book-authors, pages, page-words (default: all whose data is there)
  --resolutions R of communities detect, whose two levels are judged (default: 1, what one gets without asking)
  --seeds N       splits 1 … N of each community's members (default: 20)
  --json          print the rows as JSON`;

const { values: options } = parseArgs({
  options: {
    sets: { type: "string" },
    resolutions: { type: "string", default: "1" },
    seeds: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (options.help) {
  console.log(help);
  Deno.exit(0);
}
const rows = await measureLabels({
  sets: options.sets?.split(","),
  seedCount: Number(options.seeds),
  resolutions: options.resolutions.split(",").map(Number),
});
const faults = labelFaults(rows);
console.log(options.json ? JSON.stringify({ rows, faults }) : formatLabelTable(rows));
for (const fault of faults) console.error(`Outside the bounds: ${fault}`);
Deno.exit(faults.length > 0 ? 1 : 0);
