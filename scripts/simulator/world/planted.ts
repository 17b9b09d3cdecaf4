/**
 * The surprises of DESIGN 18, decided before anything is drawn. The brand, its rival and the loyal account are kept out of
 * all draws: who follows them is set by an account's place in a shuffled order, so that shares are exact and can be looked up.
 * (A community that splits between two crawls: `changes.ts`.)
 */
import type { Membership } from "./communities.ts";
import type { CompleteOptions } from "./options.ts";

/** Influencer and community indexes of the stories. */
export interface Planted {
  /** The brand whose manager reads the page. */
  readonly brand: number;
  /** Its rival: the larger audience, until bots are left out. */
  readonly rival: number;
  /** Small account whose audience is almost wholly the brand's. */
  readonly loyal: number;
  /** The most popular account of all; few of its audience care for the brand. */
  readonly star: number;
  /** Account followed from two communities. */
  readonly bridge: number;
  readonly bridgeEnds: readonly [number, number];
  /** Community of the brand, the rival and the loyal account. */
  readonly home: number;
  /** Community whose topic stands in no name, handle or hashtag. */
  readonly unnamed: number;
}

/** Half-open ranges of places in the shuffled order of people (`humanOrder`), and of bots (`botOrder`). */
export interface PlantedRanges {
  readonly brand: Range;
  readonly rival: Range;
  readonly loyalInside: Range;
  readonly loyalOutside: Range;
  /** Places below this care for the home community. */
  readonly homeEnd: number;
  readonly rivalBots: number;
  readonly bots: number;
}

export type Range = readonly [start: number, end: number];

export function choosePlanted({ communities, star, home, bridgeEnds, unnamed }: Membership): Planted {
  const [brand, rival, loyal] = communities[home].members;
  const bridge = communities[bridgeEnds[0]].members[1];
  return { brand, rival, loyal, star, bridge, bridgeEnds, home, unnamed };
}

/** @throws {RangeError} If the audiences do not fit into each other. */
export function plantedRanges(options: CompleteOptions): PlantedRanges {
  const { followerCount, botShare, planted } = options;
  const bots = Math.round(botShare * followerCount);
  const rivalBots = Math.min(bots, Math.round(planted.rivalAudience * planted.rivalBotShare * followerCount));
  // A place in the order of people may turn out to be a bot, who is passed over: widen by that.
  const widened = (share: number) =>
    Math.round((share * followerCount * followerCount) / Math.max(1, followerCount - bots));
  const brand = widened(planted.brandAudience);
  const rival = widened(planted.rivalAudience * (1 - planted.rivalBotShare));
  const shared = Math.round(rival * planted.rivalSharedShare);
  const loyal = widened(planted.loyalAudience);
  const loyalInside = Math.round(loyal * planted.loyalContainment);
  const rivalStart = brand - shared;
  const end = Math.max(brand, rivalStart + rival);
  const homeEnd = end + loyal - loyalInside;
  if (rivalStart < 0 || loyalInside > brand || homeEnd > followerCount) {
    throw new RangeError(
      `Cannot plant the stories: the brand's audience must hold what it shares, got ${brand} people, ${shared} shared with the rival and ${loyalInside} with the loyal account, of ${followerCount} followers`,
    );
  }
  return {
    brand: [0, brand],
    rival: [rivalStart, rivalStart + rival],
    loyalInside: [0, loyalInside],
    loyalOutside: [end, homeEnd],
    homeEnd,
    rivalBots,
    bots,
  };
}

export function isIn(place: number, range: Range): boolean {
  return place >= range[0] && place < range[1];
}
