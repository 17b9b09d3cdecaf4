/**
 * The one door to heavy computation: asynchronous and batch-shaped, so that the same interface is served by the Zig library
 * (`native/`), by another process (`child/`) and by a plain TypeScript twin (`reference/`).
 *
 * Integer work is byte-equal in all of them; `tests/contract/` runs one suite over each.
 * Folders are workspace generations (DESIGN 6); a kernel maps what it reads and never changes it.
 */

/** Reports how far a batch is; `done` and `total` are in the unit that the operation names. */
export type Progress = (done: number, total: number) => void;

export interface BatchOptions {
  /** Threads to use; all cores when left out. Results never depend on it. */
  readonly threads?: number;
  readonly progress?: Progress;
  /** Stops the batch soon; what it wrote so far is the caller's to remove. */
  readonly signal?: AbortSignal;
}

/** Hash parameters as numbers; see `WorkspaceParameters`. */
export interface HashParameters {
  readonly seed: bigint;
  readonly sampleSeed: bigint;
  readonly sampleCount: number;
}

export interface SampleBuild extends HashParameters {
  /** `.npy` files of u64, shape (rows, 2): follower key, influencer key. */
  readonly rowFiles: readonly string[];
  /** Keys of the influencers that the network has, ascending; rows of others are skipped and counted. */
  readonly influencerKeys: BigUint64Array;
  /** Influencer index of each entry of `influencerKeys`. */
  readonly influencerIndexes: Uint32Array;
  /** Existing folder in which `sample-00` … are made. */
  readonly folder: string;
}

export interface SampleCounts {
  readonly rows: number;
  /** Rows whose influencer is not in `influencerKeys`. */
  readonly skipped: number;
  /** Rows that repeat an edge. */
  readonly duplicates: number;
  /** Per sample. */
  readonly followers: number[];
  readonly edges: number[];
}

export interface SignatureBuild {
  /** Network generation (the folder that holds `sample-00` …). */
  readonly network: string;
  /** Samples to cover, ascending. */
  readonly samples: readonly number[];
  readonly influencerCount: number;
  readonly registerCount: number;
  readonly listLimit: number;
  /** Existing folder for registers.npy, dense_rows.npy, list_offsets.npy, list_hashes.npy, follower_counts.npy. */
  readonly folder: string;
}

export interface SignatureMerge {
  /** Folders of signatures that cover disjoint samples, same parameters. */
  readonly inputs: readonly string[];
  readonly registerCount: number;
  readonly listLimit: number;
  readonly influencerCount: number;
  readonly folder: string;
}

export interface SignatureCounts {
  readonly denseCount: number;
  readonly listCount: number;
  /** Edges covered = sum of the follower counts. */
  readonly edges: number;
}

/** What two signatures say about each other, one entry per pair (DESIGN 9). E + D0 + L + G = K. */
export interface PairStatistics {
  /** E: bins empty in both. */
  readonly bothEmpty: Uint32Array;
  /** D0: bins with equal codes. */
  readonly equal: Uint32Array;
  /** L: the left register is less (an empty register is more than any). */
  readonly less: Uint32Array;
  /** G: the left register is greater. */
  readonly greater: Uint32Array;
  /** Shared followers where both sides are lists and so exact; -1 elsewhere (and the four others are 0 where it is not -1). */
  readonly exactShared: Int32Array;
}

export interface Ranking extends PairStatistics {
  /** Influencer indexes, best first; ties in order of index. */
  readonly influencers: Uint32Array;
  /** Score of each, as `by` says. */
  readonly scores: Float64Array;
  /** How many influencers were scored. */
  readonly examined: number;
}

export type RankBy = "jaccard" | "containment" | "lift";

export interface RankRequest {
  /** Signature generation. */
  readonly signatures: string;
  readonly influencer: number;
  readonly by: RankBy;
  readonly limit: number;
  /** Least score that is returned, in the score's own unit (lift: shared / (left x right), without the number of people); 0 leaves out only accounts with no sign of a shared follower. */
  readonly minimum: number;
  /** One bit per influencer, least significant first: who may be in the answer. Everybody when left out. */
  readonly mask?: Uint8Array;
}

export interface NeighbourBuild {
  /** Signature generation. */
  readonly signatures: string;
  /** k: neighbours kept of each influencer, at most. */
  readonly neighbourCount: number;
  /** Decides which influencers the recall is measured on, and any draw of the search for candidates. */
  readonly seed: number;
  /** Influencers whose neighbours are found by brute force to measure recall. */
  readonly recallSample: number;
  /** Existing folder for offsets.npy, neighbours.npy, weights.npy, half_weights.npy (docs/formats.md). */
  readonly folder: string;
}

export interface NeighbourCounts {
  readonly edges: number;
  /** Influencers without a neighbour above noise. */
  readonly isolated: number;
  /** Pairs whose signatures were compared. */
  readonly compared: number;
  /** Share of the true k nearest (by brute force, ties counted as hits) that were found, over the recall sample. */
  readonly recall: number;
  readonly recallSample: number;
}

/**
 * A weighted graph as compressed rows: row i has the entries offsets[i] … offsets[i + 1].
 * It is read as undirected: an edge that stands in both rows, or twice in one, counts once with the larger weight; loops are ignored.
 */
export interface Graph {
  /** Shape (nodes + 1). */
  readonly offsets: BigUint64Array;
  /** Node indexes, shape (entries). */
  readonly neighbours: Uint32Array;
  /** Positive, finite, shape (entries); every weight is 1 when left out. */
  readonly weights?: Float32Array;
}

export interface CommunityDetection {
  readonly graph: Graph;
  /** modularity: Newman & Girvan with Reichardt & Bornholdt's resolution; cpm: constant Potts model (Traag et al. 2011), node sizes 1. */
  readonly quality: "modularity" | "cpm";
  /** gamma. */
  readonly resolution: number;
  readonly seed: number;
  /** Passes of the whole algorithm over its own result, at most; it ends earlier where nothing moves. */
  readonly iterations: number;
  /** Partition that the result must refine: edges between its communities are not used, strengths of nodes are those of the whole graph. Shape (nodes). */
  readonly within?: Uint32Array;
}

export interface Communities {
  /** Community of each node, shape (nodes): numbered from 0 by size, largest first, ties by their least node. A node without edges is alone. */
  readonly communityOf: Uint32Array;
  readonly communityCount: number;
  /** Over the whole graph: modularity in [-1, 1], or the constant Potts model's sum. */
  readonly quality: number;
}

export interface GraphLayout {
  /** Each row's own entries attract its node; weights as given. */
  readonly graph: Graph;
  /** Community of each node, numbered from 0 (largest first looks best); 0xFFFFFFFF = in none: such nodes lie around the others. Shape (nodes). */
  readonly communityOf: Uint32Array;
  /** Part of its community, any number; nodes of one part begin side by side. Shape (nodes). */
  readonly partOf: Uint32Array;
  /** Room that each node takes, over that of the smallest, from 1 to 100. Shape (nodes). */
  readonly radii: Float32Array;
}

export interface InterestBuild {
  /** Network generation (the folder that holds `sample-00` …). */
  readonly network: string;
  /** Samples of people to read, ascending. */
  readonly samples: readonly number[];
  /** Community of each influencer, shape (N); 0xFFFFFFFF = in none, or in one that is withheld: its follows are not looked at. */
  readonly communityOf: Uint32Array;
  readonly communityCount: number;
  /** Smallest share that is kept, in (0, 1]. */
  readonly shareMin: number;
  /** Existing folder in which `sample-00/interested_in_*.npy` … are made (docs/formats.md). */
  readonly folder: string;
}

export interface InterestCounts {
  /** People of these samples. */
  readonly followers: number;
  /** Shares that were kept. */
  readonly entries: number;
  /** People with a share in each community, shape (communities). */
  readonly people: Float64Array;
  /** Sum of their shares, shape (communities). */
  readonly shares: Float64Array;
}

/** How accounts are scored against seeds; `core/community/expand` says what each does. */
export type ExpandMethod = "mean" | "corrected" | "idf" | "pagerank" | "blend";

export interface ExpandRequest {
  /** Signature generation. */
  readonly signatures: string;
  /** Neighbours generation of the same signatures, with own_hashes.npy (docs/formats.md). */
  readonly neighbours: string;
  /** Influencer indexes; never in the answer. */
  readonly seeds: Uint32Array;
  readonly method: ExpandMethod;
  readonly limit: number;
  /** One bit per influencer, least significant first: who may be in the answer. Everybody when left out. */
  readonly mask?: Uint8Array;
  /** Influencers that pass their score on to those they are tied to, at most, the strongest; 4 `limit`, at least 1,024, when left out. */
  readonly passingMax?: number;
}

export interface Expansion {
  /** Influencer indexes, best first; ties in order of index. Only who has followers and some sign of a tie to a seed. */
  readonly influencers: Uint32Array;
  /** Score of each in the method's own unit; may be below 0 where others are nearer to everybody. */
  readonly scores: Float64Array;
  /** Scores by even and by odd bins alone, each over the best of its half, at least 0. Shape (found, 2). */
  readonly halfScores: Float64Array;
  /** Place in the ranking of each half, from 0; `unranked` where it is not among the first `limit` there. Shape (found, 2). */
  readonly halfRanks: Uint32Array;
  /** How many influencers were scored. */
  readonly examined: number;
}

/** In `halfRanks`. */
export const unranked = 0xffff_ffff;

export interface Kernel {
  readonly name: "native" | "reference";
  /** For people: version, CPU build, why this one. */
  readonly description: string;

  /** Follower keys of account ids such as `x:12` (DESIGN 5). */
  accountKeys(accountIds: readonly string[]): Promise<BigUint64Array>;

  /** Distinct influencer keys (second column) of raw rows, ascending. Progress in rows. */
  influencerKeys(rowFiles: readonly string[], options?: BatchOptions): Promise<BigUint64Array>;

  /** Builds the edge store, both directions, with marks. Progress in rows. */
  buildSamples(build: SampleBuild, options?: BatchOptions): Promise<SampleCounts>;

  /** Builds signatures from the edge store through the one scan over samples. Progress in edges. */
  buildSignatures(build: SignatureBuild, options?: BatchOptions): Promise<SignatureCounts>;

  /** Element-wise minimum of registers, union of lists, sum of counts. Progress in influencers. */
  mergeSignatures(merge: SignatureMerge, options?: BatchOptions): Promise<SignatureCounts>;

  /** Distinct followers of each influencer over the given samples of a network, u64[N]. Progress in edges. */
  countFollowers(
    request: { network: string; samples: readonly number[]; influencerCount: number },
    options?: BatchOptions,
  ): Promise<BigUint64Array>;

  /** XXH3-64 of each 8 MiB block of a file, as 16 hex digits. */
  checksumFile(path: string): Promise<{ bytes: number; blocks: string[] }>;

  /** Statistics of the pairs (left[i], right[i]). */
  comparePairs(request: { signatures: string; left: Uint32Array; right: Uint32Array }): Promise<PairStatistics>;

  /** The best of all influencers by the estimator of DESIGN 9; never contains the one asked about. */
  rank(request: RankRequest): Promise<Ranking>;

  /**
   * Exact sizes of the regions of up to 6 audiences, from the edge store.
   * Entry p of the answer counts people who follow exactly the accounts whose bit is set in p; entry 0 is 0.
   */
  countRegions(
    request: { network: string; samples: readonly number[]; influencers: readonly number[] },
  ): Promise<Float64Array>;

  /** The k nearest influencers of each, by estimated Jaccard above noise. Progress in influencers. */
  buildNeighbours(build: NeighbourBuild, options?: BatchOptions): Promise<NeighbourCounts>;

  /** Leiden (Traag, Waltman & van Eck 2019). Every community is connected. Progress in passes. */
  detectCommunities(detection: CommunityDetection, options?: BatchOptions): Promise<Communities>;

  /**
   * Places nodes in the unit square, f32 (nodes, 2): communities as islands, strongly tied ones near each other, parts within.
   * Byte-equal in every kernel: no randomness, and only operations that IEEE 754 defines, in a fixed order. Progress in rounds.
   */
  layOutGraph(layout: GraphLayout, options?: BatchOptions): Promise<Float32Array<ArrayBuffer>>;

  /** What each follower is interested in: the share of its follows that each community explains beyond popularity. Progress in edges read. */
  measureInterests(build: InterestBuild, options?: BatchOptions): Promise<InterestCounts>;

  /** Accounts that belong to a few seeds, best first. The first question about two generations opens an index of registers. */
  expand(request: ExpandRequest): Promise<Expansion>;

  /** Forgets the maps of a generation's folder; the next question opens it again. */
  release(folder: string): Promise<void>;

  /** Unloads the library or ends the process; no call may follow. */
  close(): Promise<void>;
}
