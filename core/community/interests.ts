/** Interested in: per follower sparse shares over the base level, per community how many people that is (DESIGN 10). */
import { join } from "node:path";
import { z } from "zod";
import { sampleFolder } from "../graph/network.ts";
import { interestShareMin } from "../limits.ts";
import { batchOptions, type StepTools } from "../step.ts";
import { parseJsonFile } from "../workspace/files.ts";
import type { Generation } from "../workspace/generation.ts";
import { none } from "./partition.ts";

/** `interests.json`: what the rows add up to. */
export interface InterestTotals {
  readonly format: 1;
  /** People that were counted: all of the network. */
  readonly people: number;
  readonly shareMin: number;
  /** Per community of the base level; null where it is withheld. */
  readonly communities: readonly ({ readonly people: number; readonly meanShare: number } | null)[];
}

export interface InterestsOf {
  readonly network: Generation;
  /** Communities of the base level, shape (N). */
  readonly communityOf: Uint32Array;
  readonly communityCount: number;
  /** Communities whose people are nobody's business (DESIGN 10, sensitive groups): their follows are not even looked at. */
  readonly withheld: ReadonlySet<number>;
  /** Folder of the generation in the making. */
  readonly folder: string;
}

/** Writes `sample-NN/interested_in_*.npy` and `interests.json`. */
export async function writeInterests(tools: StepTools, asked: InterestsOf): Promise<void> {
  const { network, communityOf, communityCount, withheld, folder } = asked;
  const { sampleCount } = network.manifest.recipe.parameters;
  const counts = await tools.kernel.measureInterests({
    network: network.folder,
    samples: Array.from({ length: sampleCount }, (_, sample) => sample),
    communityOf: communityOf.map((community) => withheld.has(community) ? none : community),
    communityCount,
    shareMin: interestShareMin,
    folder,
  }, batchOptions(tools, "interests", "edges"));
  const totals: InterestTotals = {
    format: 1,
    people: counts.followers,
    shareMin: interestShareMin,
    communities: Array.from(
      counts.people,
      (people, community) =>
        withheld.has(community)
          ? null
          : { people, meanShare: counts.followers > 0 ? counts.shares[community] / counts.followers : 0 },
    ),
  };
  await Deno.writeTextFile(join(folder, fileName), JSON.stringify(totals) + "\n");
}

const fileName = "interests.json";

const file = z.object({
  format: z.literal(1),
  people: z.number(),
  shareMin: z.number(),
  communities: z.array(z.object({ people: z.number(), meanShare: z.number() }).nullable()),
});

/** @throws {CorruptFileError} If it is not what was written. */
export async function readInterestTotals(folder: string): Promise<InterestTotals> {
  const path = join(folder, fileName);
  return parseJsonFile(path, await Deno.readTextFile(path), file);
}

/** Where the shares of one sample's people lie. */
export function interestFiles(communities: Generation, sample: number) {
  const path = (name: string) => join(sampleFolder(communities.folder, sample), `interested_in_${name}.npy`);
  return { offsets: path("offsets"), communities: path("communities"), shares: path("shares") };
}
