/** The network step: imported rows become the edge store in samples of people, with the tables of who is who (DESIGN 6, 7). */
import { join } from "node:path";
import { InputError, UsageError } from "../errors.ts";
import { batchOptions, type StepTools } from "../step.ts";
import { type Generation, publishGeneration, readCurrent, referenceTo, setCurrent } from "../workspace/generation.ts";
import type { Built } from "../workspace/generation.ts";
import type { Recipe } from "../workspace/manifest.ts";
import { createNetworkTables, type NetworkTables } from "./network_tables.ts";
import { importKind } from "./import_step.ts";

export interface NetworkOptions {
  /** Where several were imported: which platform, or "mixed". */
  readonly platform?: string;
  /** Where several were imported: which kind of edge, or "mixed". */
  readonly kind?: string;
  /** Least distinct followers that an influencer needs to be in the network. */
  readonly minimumFollowers?: number;
}

/** Raised when the same imports start to give other files. */
const stepVersion = 3;

/** What the network would be made from; equal to the current generation's recipe when that is fresh. */
export async function networkRecipe(tools: StepTools, options: NetworkOptions = {}): Promise<Recipe> {
  const { workspace } = tools;
  const imports = await readCurrent(workspace, "import");
  const edges = imports.filter((generation) => importKind(generation) === "edges");
  if (edges.length === 0) {
    throw new InputError(
      `Cannot build a network in workspace "${workspace.folder}": needed edges, found none; run asterism import edges FILE`,
    );
  }
  const platform = choose("platform", edges, options.platform);
  const kind = choose("kind", edges.filter((generation) => matches(generation, "platform", platform)), options.kind);
  const used = imports.filter((generation) =>
    importKind(generation) === "profiles" ||
    (matches(generation, "platform", platform) && matches(generation, "kind", kind))
  );
  return {
    step: "network",
    stepVersion,
    parameters: workspace.parameters,
    options: { platform, kind, minimumFollowers: options.minimumFollowers ?? 0 },
    inputs: used.map(referenceTo),
  };
}

export async function buildNetwork(tools: StepTools, options: NetworkOptions = {}): Promise<Generation> {
  const { workspace, kernel } = tools;
  const recipe = await networkRecipe(tools, options);
  const imports = (await readCurrent(workspace, "import"))
    .filter(({ digest }) => recipe.inputs.some((input) => input.digest === digest));
  const network = await publishGeneration(workspace, recipe, kernel, async (folder) => {
    const tables = await createNetworkTables(await tools.database(), workspace.parameters, imports);
    try {
      return await writeNetwork(tools, tables, { folder, imports, minimumFollowers: options.minimumFollowers ?? 0 });
    } finally {
      await tables.drop();
    }
  });
  await setCurrent(workspace, "network", [network]);
  return network;
}

async function writeNetwork(
  tools: StepTools,
  tables: NetworkTables,
  { folder, imports, minimumFollowers }: { folder: string; imports: readonly Generation[]; minimumFollowers: number },
): Promise<Built> {
  const { kernel, workspace: { parameters } } = tools;
  const rowFiles = imports.filter((generation) => importKind(generation) === "edges")
    .map((generation) => join(generation.folder, "rows.npy"));
  const samples = Array.from({ length: parameters.sampleCount }, (_, sample) => sample);

  const build = async () => {
    const counts = await kernel.buildSamples({
      rowFiles,
      ...await tables.indexInfluencers(),
      folder,
      seed: BigInt(parameters.seed),
      sampleSeed: BigInt(parameters.sampleSeed),
      sampleCount: parameters.sampleCount,
    }, batchOptions(tools, "network", "rows"));
    const followers = await kernel.countFollowers(
      { network: folder, samples, influencerCount: tables.influencerCount() },
      batchOptions(tools, "count", "edges"),
    );
    return { counts, followers };
  };

  await tables.setInfluencers(await kernel.influencerKeys(rowFiles, batchOptions(tools, "influencers", "rows")));
  let built = await build();
  let edgeShare = 1;
  if (minimumFollowers > 0) {
    const all = sum(built.counts.edges);
    await tables.keepInfluencers((index) => built.followers[index] >= BigInt(minimumFollowers));
    for (const sample of samples) await Deno.remove(sampleFolder(folder, sample), { recursive: true });
    await kernel.release(folder);
    built = await build();
    edgeShare = all === 0 ? 1 : sum(built.counts.edges) / all;
  }
  const coverage = await tables.writeInfluencers(folder, built.followers);
  await tables.writeFollowers(samples.map((sample) => sampleFolder(folder, sample)), tools.bar("profiles", "samples"));
  await kernel.release(folder);
  const { counts } = built;
  return {
    counts: {
      influencers: tables.influencerCount(),
      followers: sum(counts.followers),
      edges: sum(counts.edges),
      rows: counts.rows,
      duplicates: counts.duplicates,
      skippedRows: counts.skipped,
    },
    details: { coverage, edgeShare, followersPerSample: counts.followers, edgesPerSample: counts.edges },
  };
}

/** `sample-07` below a network's folder. */
export function sampleFolder(network: string, sample: number): string {
  return join(network, `sample-${String(sample).padStart(2, "0")}`);
}

/** The one platform or kind of all imports, or the one asked for. A mixture must be asked for. */
function choose(what: "platform" | "kind", edges: readonly Generation[], asked: string | undefined): string {
  const found = [...new Set(edges.map((generation) => String(generation.manifest.details[what])))].sort();
  if (asked === "mixed") return found.length === 1 ? found[0] : "mixed";
  if (asked !== undefined) {
    if (!found.includes(asked)) {
      throw new UsageError(`Cannot build a network of ${what} "${asked}": needed one of ${found.join(", ")}, or mixed`);
    }
    return asked;
  }
  if (found.length > 1) {
    throw new InputError(
      `Cannot build one network of ${found.length} ${what}s (${
        found.join(", ")
      }): choose one with --${what}, or --${what} mixed`,
    );
  }
  return found[0];
}

function matches(generation: Generation, what: "platform" | "kind", chosen: string): boolean {
  return chosen === "mixed" || generation.manifest.details[what] === chosen;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
