/** How well true groups are found from a few of their members (the protocol of Chamberlain et al. 2018). */
import { areaUnderRecall } from "./recall_curve.ts";
import type { Truth } from "./truth.ts";

export interface ExpansionScoring {
  /** Account ids, best first, seeds left out. */
  readonly expand: (seeds: readonly string[], size: number) => Promise<readonly string[]>;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Most members that one expansion may ask for; larger groups are left out. */
  readonly sizeMax: number;
  /** Groups that are scored, at most, drawn at random. */
  readonly groupsMax: number;
}

const seedCount = 5;
const restarts = 5;
/** Recall is read after every so many additions. */
const step = 5;
/** Groups of fewer have too few readings. */
const membersMin = 26;

/**
 * Area under the recall curve of groups of 26 and more members, mean over five draws of five seeds.
 * @param truth By account ids as the network has them; accounts that are not in the network left out.
 */
export async function scoreExpansions(
  truth: Truth,
  { expand, random, sizeMax, groupsMax }: ExpansionScoring,
): Promise<{ readonly group: string; readonly members: number; readonly area: number }[]> {
  const fit = [...truth].filter(([, ids]) => ids.size >= membersMin && ids.size - seedCount <= sizeMax);
  const scores = [];
  for (const [group, ids] of draw(fit, Math.min(groupsMax, fit.length), random)) {
    const wanted = ids.size - seedCount;
    let sum = 0;
    for (let restart = 0; restart < restarts; restart++) {
      const seeds = draw([...ids], seedCount, random);
      const held = new Set(seeds);
      const ranked = await expand(seeds, wanted);
      sum += areaUnderRecall(ranked.map((id) => ids.has(id) && !held.has(id)), { wanted, step });
    }
    scores.push({ group, members: ids.size, area: sum / restarts });
  }
  return scores;
}

function draw<T>(things: T[], count: number, random: () => number): T[] {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (things.length - i));
    [things[i], things[j]] = [things[j], things[i]];
  }
  return things.slice(0, count);
}
