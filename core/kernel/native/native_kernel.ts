/** The kernel on the Zig library, through FFI. Long work runs on the library's own threads; the event loop stays free. */
import { NativeError } from "../../errors.ts";
import type {
  BatchOptions,
  Communities,
  CommunityDetection,
  ExpandRequest,
  Expansion,
  GraphLayout,
  InterestBuild,
  InterestCounts,
  Kernel,
  NeighbourBuild,
  NeighbourCounts,
  PairStatistics,
  Ranking,
  RankRequest,
  SampleBuild,
  SampleCounts,
  SignatureBuild,
  SignatureCounts,
  SignatureMerge,
} from "../kernel.ts";
import { type CallArguments, callLibrary } from "./_call.ts";
import { Handles } from "./_handles.ts";
import { abiVersion, type Symbols, symbols } from "./_symbols.ts";

/**
 * Opens the library that `scripts/_library.ts` built.
 * @param description For people: which compiler and CPU it was built for.
 * @throws {NativeError} If it cannot be loaded or is of another version.
 */
export function openNativeKernel(libraryPath: string, description = "the native library"): Kernel {
  let library: Deno.DynamicLibrary<typeof symbols>;
  try {
    library = Deno.dlopen(libraryPath, symbols);
  } catch (error) {
    throw new NativeError("load", "cannot_load", `Cannot load the native library "${libraryPath}": ${error}`);
  }
  const found = library.symbols.asterism_abi_version();
  if (found !== abiVersion) {
    library.close();
    throw new NativeError(
      "load",
      "wrong_version",
      `Cannot use "${libraryPath}": needed version ${abiVersion}, found ${found}`,
    );
  }
  return new NativeKernel(description, library.symbols, () => library.close());
}

class NativeKernel implements Kernel {
  readonly name = "native";
  readonly #running = new Set<Promise<unknown>>();
  readonly #signatures: Handles;
  readonly #networks: Handles;
  readonly #expansions: Handles;
  /** Which pair of generations has its index open: one at a time, since it is large. */
  #expanding = "";

  constructor(
    readonly description: string,
    private readonly library: Symbols,
    private readonly unload: () => void,
  ) {
    this.#signatures = new Handles((handle) => library.asterism_close_signatures(handle));
    this.#networks = new Handles((handle) => library.asterism_close_network(handle));
    this.#expansions = new Handles((handle) => library.asterism_close_expansion(handle));
  }

  accountKeys(accountIds: readonly string[]): Promise<BigUint64Array> {
    const keys = new BigUint64Array(accountIds.length);
    for (let start = 0; start < accountIds.length; start += accountsPerCall) {
      this.#fillKeys(accountIds.slice(start, start + accountsPerCall), keys.subarray(start, start + accountsPerCall));
    }
    return Promise.resolve(keys);
  }

  async influencerKeys(rowFiles: readonly string[], options: BatchOptions = {}): Promise<BigUint64Array> {
    const handed = new BigUint64Array(2);
    await this.#call(
      "list influencers",
      { rowFiles },
      options,
      (...call) => this.library.asterism_influencer_keys(...call, handed),
    );
    return this.#take(handed);
  }

  buildSamples(build: SampleBuild, options: BatchOptions = {}): Promise<SampleCounts> {
    const { rowFiles, folder, sampleCount, influencerKeys, influencerIndexes } = build;
    requireSameLength(influencerKeys, influencerIndexes);
    const seeds = { seed: `${build.seed}`, sampleSeed: `${build.sampleSeed}` };
    const request = { rowFiles, folder, sampleCount, ...seeds };
    return this.#call<SampleCounts>(
      "build samples",
      request,
      { ...options, passes: 3 },
      (...call) =>
        this.library.asterism_build_samples(
          ...call,
          ownBuffer(influencerKeys),
          ownBuffer(influencerIndexes),
          influencerKeys.length,
        ),
    );
  }

  buildSignatures(build: SignatureBuild, options: BatchOptions = {}): Promise<SignatureCounts> {
    return this.#call<SignatureCounts>(
      "build signatures",
      build,
      { ...options, passes: 2 },
      (...call) => this.library.asterism_build_signatures(...call),
    );
  }

  mergeSignatures(merge: SignatureMerge, options: BatchOptions = {}): Promise<SignatureCounts> {
    return this.#call<SignatureCounts>(
      "merge signatures",
      merge,
      options,
      (...call) => this.library.asterism_merge_signatures(...call),
    );
  }

  async countFollowers(
    request: { network: string; samples: readonly number[]; influencerCount: number },
    options: BatchOptions = {},
  ): Promise<BigUint64Array> {
    const counts = new BigUint64Array(request.influencerCount);
    await this.#call(
      "count followers",
      request,
      options,
      (...call) => this.library.asterism_count_followers(...call, counts, counts.length),
    );
    return counts;
  }

  async checksumFile(path: string): Promise<{ bytes: number; blocks: string[] }> {
    const handed = new BigUint64Array(2);
    const { bytes } = await this.#call<{ bytes: number }>(
      "checksum",
      { path },
      {},
      (...call) => this.library.asterism_checksum_file(...call, handed),
    );
    return { bytes, blocks: Array.from(this.#take(handed), (hash) => hash.toString(16).padStart(16, "0")) };
  }

  comparePairs(request: { signatures: string; left: Uint32Array; right: Uint32Array }): Promise<PairStatistics> {
    const { left, right } = request;
    requireSameLength(left, right);
    return this.#withSignatures(request.signatures, async (handle) => {
      const statistics = new Uint32Array(left.length * statisticsColumns);
      await this.#call(
        "compare pairs",
        {},
        {},
        (...call) =>
          this.library.asterism_compare_pairs(
            ...call,
            handle,
            ownBuffer(left),
            ownBuffer(right),
            statistics,
            left.length,
          ),
      );
      return splitStatistics(statistics, left.length, left.length);
    });
  }

  rank(request: RankRequest): Promise<Ranking> {
    const { signatures, influencer, by, limit, minimum, mask = new Uint8Array(0) } = request;
    return this.#withSignatures(signatures, async (handle) => {
      const influencers = new Uint32Array(limit);
      const scores = new Float64Array(limit);
      const statistics = new Uint32Array(limit * statisticsColumns);
      const { found, examined } = await this.#call<{ found: number; examined: number }>(
        "rank",
        { influencer, by, limit, minimum },
        {},
        (...call) =>
          this.library.asterism_rank(
            ...call,
            handle,
            ownBuffer(mask),
            mask.length,
            influencers,
            scores,
            statistics,
            limit,
          ),
      );
      return {
        influencers: influencers.slice(0, found),
        scores: scores.slice(0, found),
        examined,
        ...splitStatistics(statistics, limit, found),
      };
    });
  }

  countRegions(
    request: { network: string; samples: readonly number[]; influencers: readonly number[] },
  ): Promise<Float64Array> {
    const { network: folder, samples, influencers } = request;
    const key = `${folder}\0${samples.join()}`;
    const open = () =>
      this.#open("open network", { folder, samples }, (...call) => this.library.asterism_open_network(...call));
    return this.#networks.use({ key, folder, open }, async (handle) => {
      const counts = new BigUint64Array(2 ** Math.min(influencers.length, 30));
      await this.#call(
        "count regions",
        { influencers },
        {},
        (...call) => this.library.asterism_count_regions(...call, handle, counts, counts.length),
      );
      return Float64Array.from(counts, Number);
    });
  }

  buildNeighbours(build: NeighbourBuild, options: BatchOptions = {}): Promise<NeighbourCounts> {
    return this.#call<NeighbourCounts>(
      "build neighbours",
      build,
      options,
      (...call) => this.library.asterism_build_neighbours(...call),
    );
  }

  async detectCommunities(detection: CommunityDetection, options: BatchOptions = {}): Promise<Communities> {
    const { graph: { offsets, neighbours, weights }, within, ...request } = detection;
    const count = offsets.length - 1;
    const communityOf = new Uint32Array(count);
    const answer = await this.#call<{ communityCount: number; quality: number }>(
      "detect communities",
      { ...request, threads: options.threads ?? 0 },
      options,
      (...call) =>
        this.library.asterism_detect_communities(
          ...call,
          ownBuffer(offsets),
          count,
          ownBuffer(neighbours),
          neighbours.length,
          ownBuffer(weights ?? noWeights),
          weights?.length ?? 0,
          ownBuffer(within ?? noNumbers),
          within?.length ?? 0,
          communityOf,
        ),
    );
    return { communityOf, communityCount: answer.communityCount, quality: answer.quality };
  }

  async layOutGraph(layout: GraphLayout, options: BatchOptions = {}): Promise<Float32Array<ArrayBuffer>> {
    const { graph: { offsets, neighbours, weights }, communityOf, partOf, radii } = layout;
    requireSameLength(communityOf, partOf);
    requireSameLength(communityOf, radii);
    requireSameLength({ length: communityOf.length + 1 }, offsets);
    const places = new Float32Array(2 * communityOf.length);
    await this.#call(
      "lay out a graph",
      {},
      options,
      (...call) =>
        this.library.asterism_lay_out_graph(
          ...call,
          ownBuffer(offsets),
          communityOf.length,
          ownBuffer(neighbours),
          neighbours.length,
          ownBuffer(weights ?? noWeights),
          weights?.length ?? 0,
          ownBuffer(communityOf),
          ownBuffer(partOf),
          ownBuffer(radii),
          places,
        ),
    );
    return places;
  }

  async measureInterests(build: InterestBuild, options: BatchOptions = {}): Promise<InterestCounts> {
    const { communityOf, ...request } = build;
    const people = new BigUint64Array(build.communityCount);
    const sums = new BigUint64Array(build.communityCount);
    const { followers, entries } = await this.#call<{ followers: number; entries: number }>(
      "measure interests",
      request,
      options,
      (...call) =>
        this.library.asterism_measure_interests(
          ...call,
          ownBuffer(communityOf),
          communityOf.length,
          people,
          sums,
          people.length,
        ),
    );
    const shares = Float64Array.from(sums, (sum) => Number(sum) / 2 ** 30);
    return { followers, entries, people: Float64Array.from(people, Number), shares };
  }

  expand(request: ExpandRequest): Promise<Expansion> {
    const { signatures, neighbours, seeds, method, limit, mask = new Uint8Array(0), passingMax = 0 } = request;
    const key = `${signatures}\0${neighbours}`;
    if (key !== this.#expanding) this.#expansions.releaseAll();
    this.#expanding = key;
    const open = () =>
      this.#open(
        "open expansion",
        { signatures, neighbours },
        (...call) => this.library.asterism_open_expansion(...call),
      );
    return this.#expansions.use({ key, folder: signatures, open }, async (handle) => {
      const influencers = new Uint32Array(limit);
      const scores = new Float64Array(limit);
      const halfScores = new Float64Array(2 * limit);
      const halfRanks = new Uint32Array(2 * limit);
      const { found, examined } = await this.#call<{ found: number; examined: number }>(
        "expand",
        { method, limit, passingMax },
        {},
        (...call) =>
          this.library.asterism_expand(
            ...call,
            handle,
            ownBuffer(seeds),
            seeds.length,
            ownBuffer(mask),
            mask.length,
            influencers,
            scores,
            halfScores,
            halfRanks,
            limit,
          ),
      );
      return {
        influencers: influencers.slice(0, found),
        scores: scores.slice(0, found),
        halfScores: halfScores.slice(0, 2 * found),
        halfRanks: halfRanks.slice(0, 2 * found),
        examined,
      };
    });
  }

  release(folder: string): Promise<void> {
    this.#expansions.release(folder);
    this.#signatures.release(folder);
    this.#networks.release(folder);
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    this.#signatures.releaseAll();
    this.#networks.releaseAll();
    this.#expansions.releaseAll();
    // Handles close on the next turn.
    await Promise.resolve();
    this.unload();
  }

  #call<T>(
    operation: string,
    request: object,
    options: BatchOptions & { passes?: number },
    invoke: (...call: CallArguments) => Promise<number>,
  ): Promise<T> {
    const running = callLibrary<T>(operation, { threads: options.threads ?? 0, ...request }, options, invoke);
    this.#running.add(running);
    const forget = () => void this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  async #open(
    operation: string,
    request: object,
    invoke: (...call: [...CallArguments, BigUint64Array<ArrayBuffer>]) => Promise<number>,
  ): Promise<bigint> {
    const handed = new BigUint64Array(2);
    await this.#call(operation, request, {}, (...call) => invoke(...call, handed));
    return handed[0];
  }

  #withSignatures<T>(folder: string, act: (handle: bigint) => Promise<T>): Promise<T> {
    const open = () =>
      this.#open("open signatures", { folder }, (...call) => this.library.asterism_open_signatures(...call));
    return this.#signatures.use({ key: folder, folder, open }, act);
  }

  /** Copies an array that the library handed out, and lets the library free it. */
  #take([address, count]: BigUint64Array): BigUint64Array {
    const items = new BigUint64Array(Number(count));
    this.library.asterism_take(address, items.length, items);
    return items;
  }

  #fillKeys(accountIds: readonly string[], keys: BigUint64Array): void {
    const encoder = new TextEncoder();
    const ends = new Uint32Array(accountIds.length);
    let size = 0;
    const pieces = accountIds.map((id, i) => {
      const piece = encoder.encode(id);
      ends[i] = size += piece.length;
      return piece;
    });
    const text = new Uint8Array(size);
    pieces.forEach((piece, i) => text.set(piece, ends[i] - piece.length));
    const status = this.library.asterism_account_keys(text, size, ends, ends.length, ownBuffer(keys));
    if (status !== 0) throw new NativeError("account keys", `status ${status}`, "Cannot make account keys");
  }
}

/** Texts of so many account ids fit a buffer that is passed at once. */
const accountsPerCall = 65_536;

/** Both empty, equal, less, greater, exactly shared. */
const statisticsColumns = 5;

function splitStatistics(statistics: Uint32Array<ArrayBuffer>, capacity: number, count: number): PairStatistics {
  const column = (number: number) => statistics.slice(number * capacity, number * capacity + count);
  return {
    bothEmpty: column(0),
    equal: column(1),
    less: column(2),
    greater: column(3),
    exactShared: new Int32Array(column(4).buffer),
  };
}

/** FFI takes arrays on plain buffers only; any other is copied. */
const noNumbers = new Uint32Array(0);
const noWeights = new Float32Array(0);

function ownBuffer<T extends Uint8Array | Uint32Array | BigUint64Array | Float32Array>(
  array: T,
): T & { buffer: ArrayBuffer } {
  return (array.buffer instanceof ArrayBuffer ? array : array.slice()) as T & { buffer: ArrayBuffer };
}

function requireSameLength(left: { length: number }, right: { length: number }): void {
  if (left.length !== right.length) {
    throw new RangeError(`Cannot pair arrays: needed equal lengths, got ${left.length} and ${right.length}`);
  }
}
