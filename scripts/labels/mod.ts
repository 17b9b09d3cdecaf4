/** All sets, levels and seeds. */
import { join } from "node:path";
import { findCommunities } from "./find_communities.ts";
import { type HiddenHalf, judgeHiddenHalf } from "./hidden_half.ts";
import { tagAccounts, tagSets } from "./sets.ts";

export { formatLabelTable, labelFaults } from "./table.ts";

/** One set at one level, or all levels together (null). */
export interface LabelRow extends HiddenHalf {
  readonly set: string;
  readonly tags: string;
  readonly level: string | null;
  /** Communities of 30 or more members. */
  readonly communities: number;
}

const sizeMin = 30;

export async function measureLabels(
  { sets, seedCount, resolutions }: {
    sets?: readonly string[];
    seedCount: number;
    resolutions: readonly number[];
  },
): Promise<LabelRow[]> {
  const rows: LabelRow[] = [];
  const folder = await Deno.makeTempDir({ prefix: "asterism-labels-" });
  try {
    for (const set of tagSets) {
      if (sets !== undefined && !sets.includes(set.name)) continue;
      if (!await Deno.stat(set.edges).then(() => true, () => false)) {
        console.error(`${set.name} is left out: needed ${set.edges}`);
        continue;
      }
      const profiles = await set.readProfiles();
      const found = await findCommunities(set, resolutions, join(folder, set.name));
      const tagged = tagAccounts(found.ids, profiles);
      const own: LabelRow[] = [];
      for (const { level, communities } of found.levels) {
        const parts = Array.from(
          { length: seedCount },
          (_, i) => judgeHiddenHalf(tagged, communities, { seed: i + 1, sizeMin, whole: set.whole }),
        );
        const large = communities.filter((members) => members.length >= sizeMin).length;
        own.push({ set: set.name, tags: set.tags, level, communities: large, ...addUp(parts) });
      }
      const communities = own.reduce((sum, row) => sum + row.communities, 0);
      rows.push(...own, { set: set.name, tags: set.tags, level: null, communities, ...addUp(own) });
    }
    return rows;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function addUp(parts: readonly HiddenHalf[]): HiddenHalf {
  const sum = (field: keyof HiddenHalf) => parts.reduce((total, part) => total + part[field], 0);
  return {
    judged: sum("judged"),
    without: sum("without"),
    label: sum("label"),
    tfidf: sum("tfidf"),
    classTfidf: sum("classTfidf"),
    ceiling: sum("ceiling"),
    common: sum("common"),
    shuffled: sum("shuffled"),
    shuffledTop: sum("shuffledTop"),
    liftLabel: sum("liftLabel"),
    liftTfidf: sum("liftTfidf"),
    unnamed: sum("unnamed"),
    topics: sum("topics"),
  };
}
