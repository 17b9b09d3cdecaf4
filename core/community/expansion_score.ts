/** How well true groups are found from a few of their members (the protocol of Chamberlain et al. 2018). */
import type { Truth } from "./truth.ts";

export interface ExpansionScoring {
  /** Account ids, best first, seeds left out. */
  readonly expand: (seeds: readonly string[], size: number) => Promise<readonly string[]>;
  /** Area under recall against additions, such as `areaUnderRecall`. */
  readonly area: (found: readonly boolean[], options: { wanted: number; step: number }) => number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Most members that one expansion may ask for. */
  readonly sizeMax: number;
}

const seedCount = 5;
const restarts = 5;
/** Recall is read after every so many additions. */
const step = 5;
/** Groups of fewer have too few readings. */
const membersMin = 26;

/**
 * Area under the recall curve of each group of 26 and more members, mean over five draws of five seeds.
 * @param truth By account ids as the network has them; accounts that are not in the network left out.
 */
export async function scoreExpansions(
  truth: Truth,
  { expand, area, random, sizeMax }: ExpansionScoring,
): Promise<{ readonly group: string; readonly members: number; readonly area: number }[]> {
  const scores = [];
  for (const [group, ids] of truth) {
    if (ids.size < membersMin) continue;
    const wanted = ids.size - seedCount;
    let sum = 0;
    for (let restart = 0; restart < restarts; restart++) {
      const seeds = draw([...ids], random);
      const held = new Set(seeds);
      const ranked = await expand(seeds, Math.min(wanted, sizeMax));
      sum += area(ranked.map((id) => ids.has(id) && !held.has(id)), { wanted, step });
    }
    scores.push({ group, members: ids.size, area: sum / restarts });
  }
  return scores;
}

function draw(ids: string[], random: () => number): string[] {
  for (let i = 0; i < seedCount; i++) {
    const j = i + Math.floor(random() * (ids.length - i));
    [ids[i], ids[j]] = [ids[j], ids[i]];
  }
  return ids.slice(0, seedCount);
}
