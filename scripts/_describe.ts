/** Words for what the steps did, shared by the commands that run them. */
import type { EdgeImport, ProfileImport } from "../core/graph/import/mod.ts";
import { describeColumns } from "../core/graph/import/mod.ts";
import { importKind } from "../core/graph/import_step.ts";
import type { CrawlImport } from "../core/graph/import_crawl.ts";
import type { StepOutcome } from "../core/pipeline.ts";
import type { Generation } from "../core/workspace/generation.ts";
import { dim, formatCount } from "./_terminal.ts";

/** What was read, how it was understood, what was left out and why. */
export function describeImport({ name, manifest }: Generation): string {
  const details = manifest.details as unknown as EdgeImport & ProfileImport;
  const lines = describeColumns(details.columns).map((line) => dim(line));
  const { counts } = manifest;
  if (importKind({ manifest } as Generation) === "edges") {
    const selfFollows = counts.selfFollows === 0
      ? ""
      : `, ${formatCount(counts.selfFollows)} self-follows ${
        details.selfFollowsPolicy.policy === "drop" ? "dropped" : "kept"
      }`;
    lines.push(
      `Edges ${name}: ${formatCount(counts.rows)} rows${selfFollows}, ${formatCount(counts.accounts)} accounts`,
    );
  } else {
    lines.push(
      `Profiles ${name}: ${formatCount(counts.profiles)} accounts${
        counts.duplicates > 0 ? `, ${formatCount(counts.duplicates)} given more than once (the last counts)` : ""
      }`,
    );
  }
  if (counts.badRows > 0) {
    lines.push(`${formatCount(counts.badRows)} bad rows left out:`);
    for (const { file, line, reason } of details.bad.shown) {
      lines.push(`  ${file}, line ${formatCount(line)}: ${reason}`);
    }
    if (counts.badRows > details.bad.shown.length) lines.push("  …");
  }
  return lines.join("\n");
}

/** What a crawl brought, and what of its accounts it did not. */
export function describeCrawlImport({ job, rows, generations }: CrawlImport): string {
  const { accounts, outcomes, capped } = job.totals;
  const absent = Object.entries(outcomes).filter(([outcome, count]) => outcome !== "done" && count > 0)
    .map(([outcome, count]) => `${formatCount(count)} ${outcome}`);
  const parts = [`${formatCount(outcomes.done)} of ${formatCount(accounts)} accounts done`, ...absent];
  if (capped > 0) parts.push(`${formatCount(capped)} lists cut`);
  const lines = [
    `Crawl ${job.id} (${job.platform}, ${job.operation}, ${job.state}): ${formatCount(rows.pages)} pages; ${
      parts.join(", ")
    }`,
    ...generations.map(describeImport),
  ];
  if (rows.posts > 0) lines.push(`${formatCount(rows.posts)} posts stay in the crawl directory`);
  return lines.join("\n");
}

export function describeStep({ step, generation: { name, manifest }, built }: StepOutcome): string {
  const { counts } = manifest;
  const { recall, quality } = manifest.details as { recall?: number; quality?: number };
  const [title, what] = {
    import: ["Import", ""],
    network: [
      "Network",
      `${formatCount(counts.influencers)} influencers, ${formatCount(counts.followers)} followers, ${
        formatCount(counts.edges)
      } edges, ${formatCount(counts.duplicates)} duplicate rows`,
    ],
    signatures: [
      "Signatures",
      `${formatCount(counts.denseCount)} with registers, ${formatCount(counts.listCount)} as exact lists`,
    ],
    neighbours: ["Neighbours", `${formatCount(counts.edges)} ties, recall ${recall?.toFixed(3)}`],
    communities: [
      "Communities",
      `${formatCount(counts.communities)}, quality ${quality?.toFixed(3)}, ${
        formatCount(counts.unplaced)
      } accounts in none`,
    ],
  }[step];
  const { edgeShare } = manifest.details as { edgeShare?: number };
  const kept = edgeShare !== undefined && edgeShare < 1 ? `, ${(edgeShare * 100).toFixed(1)} % of edges stay` : "";
  return `${title} ${name}: ${what}${kept}${built ? "" : dim(" (unchanged)")}`;
}

/** The same for --json. */
export function summarizeGeneration({ name, folder, manifest }: Generation) {
  return {
    step: manifest.recipe.step,
    generation: name,
    folder,
    counts: manifest.counts,
    details: manifest.details,
    parameters: manifest.recipe.parameters,
  };
}
