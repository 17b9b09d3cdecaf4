/** What a world is made from. Two worlds with the same complete options are the same, byte for byte. */

export interface WorldOptions {
  /** Whole number in [0, 2^53). */
  readonly seed: number;
  readonly influencerCount: number;
  readonly followerCount: number;
  /** Default: one per 93 influencers, the mean of a power law with exponent 2 from 20 to 2,000. */
  readonly communityCount?: number;
  /** mu: share of links that go to global popularity rather than to an interest, in [0, 1]. Default 0.2. */
  readonly mixing?: number;
  /** Share of followers that are bots, in [0, 1). Default 0.05. */
  readonly botShare?: number;
  /** Exponent of the popularity of influencers. Default 1.1. */
  readonly popularityExponent?: number;
  /** Median count of influencers a person follows. Default 30. */
  readonly followsMedian?: number;
  /** Spread (sigma) of the logarithm of that count. Default 0.9. */
  readonly followsSpread?: number;
  /** Platform of the account ids. Default "x". */
  readonly platform?: string;
  readonly planted?: Partial<PlantedOptions>;
  /** Share of influencers that are followed from a second community as from their own, in [0, 1). Default 0. */
  readonly spanningShare?: number;
  /** A later look at the world of the same other options. Default: the first one. */
  readonly changes?: ChangeOptions;
}

/** How many communities split in two, how many pairs became one, how many were made of members of many. */
export interface ChangeOptions {
  readonly splits?: number;
  readonly merges?: number;
  readonly births?: number;
  /** Share of people whose follows are all drawn anew, in [0, 1]. Default 0.2. */
  readonly churn?: number;
}

export type CompleteChanges = Required<ChangeOptions>;

/** Sizes of the planted stories (DESIGN 18), as shares of all followers unless said otherwise. */
export interface PlantedOptions {
  /** Audience of the home brand, people only. */
  readonly brandAudience: number;
  /** Audience of its rival, bots included: more than the brand has, but fewer people. */
  readonly rivalAudience: number;
  /** Share of the rival's audience that is bots. */
  readonly rivalBotShare: number;
  /** Share of the rival's people who follow the brand too. */
  readonly rivalSharedShare: number;
  /** Audience of the small loyal account. */
  readonly loyalAudience: number;
  /** Share of the loyal account's audience that follows the brand. */
  readonly loyalContainment: number;
}

/** The last two are there only where they were asked for: `truth.json` of other worlds does not know them. */
export type CompleteOptions = Required<Omit<WorldOptions, "planted" | "spanningShare" | "changes">> & {
  readonly planted: PlantedOptions;
  readonly spanningShare?: number;
  readonly changes?: CompleteChanges;
};

export const influencersPerCommunity = 93;
/** Home, two ends of the bridge and the passion nobody named. */
export const communityCountMin = 4;
/** Platform ids grow with the index; beyond this two could fall together. */
export const followerCountMax = 50_000_000;

const plantedDefaults: PlantedOptions = {
  brandAudience: 0.02,
  rivalAudience: 0.025,
  rivalBotShare: 0.4,
  rivalSharedShare: 0.5,
  loyalAudience: 0.005,
  loyalContainment: 0.94,
};

const noChanges: CompleteChanges = { splits: 0, merges: 0, births: 0, churn: 0.2 };

/**
 * Fills what is not given and refuses what cannot be built.
 *
 * @throws {RangeError} If a number is out of range or the planted stories do not fit.
 */
export function completeOptions(given: WorldOptions): CompleteOptions {
  const options: CompleteOptions = {
    seed: given.seed,
    influencerCount: given.influencerCount,
    followerCount: given.followerCount,
    communityCount: given.communityCount ??
      Math.max(communityCountMin, Math.round(given.influencerCount / influencersPerCommunity)),
    mixing: given.mixing ?? 0.2,
    botShare: given.botShare ?? 0.05,
    popularityExponent: given.popularityExponent ?? 1.1,
    followsMedian: given.followsMedian ?? 30,
    followsSpread: given.followsSpread ?? 0.9,
    platform: given.platform ?? "x",
    planted: { ...plantedDefaults, ...given.planted },
    ...(given.spanningShare ? { spanningShare: given.spanningShare } : {}),
    ...(given.changes ? { changes: { ...noChanges, ...given.changes } } : {}),
  };
  checkWhole("seed", options.seed, 0, Number.MAX_SAFE_INTEGER);
  checkWhole("communityCount", options.communityCount, communityCountMin, 1_000_000);
  // Ten members are enough for every planted account to find a place in its community.
  checkWhole("influencerCount", options.influencerCount, options.communityCount * 10, 4_000_000);
  checkWhole("followerCount", options.followerCount, 1, followerCountMax);
  checkShare("mixing", options.mixing);
  checkShare("botShare", options.botShare);
  checkShare("spanningShare", options.spanningShare ?? 0);
  if (options.changes !== undefined) checkChanges(options.changes);
  for (const [name, value] of Object.entries(options.planted)) checkShare(`planted.${name}`, value);
  if (!(options.popularityExponent > 0 && options.popularityExponent <= 3)) {
    throw new RangeError(
      `Cannot make a world: popularityExponent must be in (0, 3], got ${options.popularityExponent}`,
    );
  }
  if (!(options.followsMedian >= 1) || !(options.followsSpread >= 0 && options.followsSpread <= 3)) {
    throw new RangeError(
      `Cannot make a world: followsMedian must be 1 or more and followsSpread in [0, 3], got ${options.followsMedian} and ${options.followsSpread}`,
    );
  }
  if (!/^[a-z][a-z0-9]{0,31}$/.test(options.platform)) {
    throw new RangeError(
      `Cannot make a world: platform must be a lower-case word of at most 32 letters, got "${options.platform}"`,
    );
  }
  const { rivalAudience, rivalBotShare } = options.planted;
  if (rivalAudience * rivalBotShare > options.botShare) {
    throw new RangeError(
      `Cannot plant a rival with ${rivalBotShare} bots among ${rivalAudience} of all followers: needed botShare ${
        (rivalAudience * rivalBotShare).toFixed(4)
      } or more, got ${options.botShare}`,
    );
  }
  return options;
}

function checkChanges({ churn, ...counts }: CompleteChanges): void {
  checkShare("changes.churn", churn);
  for (const [name, count] of Object.entries(counts)) checkWhole(`changes.${name}`, count, 0, 1000);
}

function checkWhole(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`Cannot make a world: ${name} must be a whole number from ${low} to ${high}, got ${value}`);
  }
}

function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`Cannot make a world: ${name} must be in [0, 1], got ${value}`);
}
