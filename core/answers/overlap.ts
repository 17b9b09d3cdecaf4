/** Regions of 2 to 6 audiences, counted from the edge store: no sketch noise, only what the crawl did not see. */
import { overlapAccountsMax } from "../limits.ts";
import { describeRegions } from "../similarity/mod.ts";
import type { OverlapAnswer } from "./answers.ts";
import type { View } from "./view.ts";
import { findDistinct } from "./similar.ts";

export async function answerOverlap(view: View, names: readonly string[]): Promise<OverlapAnswer> {
  const { accounts, evidence, kernel, network } = view;
  const influencers = findDistinct(view, names, 2, overlapAccountsMax, "overlap");
  const samples = Array.from({ length: evidence.sampleCount }, (_, sample) => sample);
  const counts = await kernel.countRegions({ network, samples, influencers });
  const coverages = influencers.map((influencer) => view.influencers.coverage[influencer] ?? undefined);
  return { accounts: influencers.map(accounts.summarize), ...describeRegions(counts, coverages), evidence };
}
