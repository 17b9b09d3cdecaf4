/** How the demo checks itself: against the truth that its world keeps beside the data. */
import type { Answers } from "../core/answers/mod.ts";
import { normalizedMutualInformation } from "../core/community/score.ts";
import { InputError } from "../core/errors.ts";
import { communityMembersMax } from "../core/limits.ts";
import type { World } from "./simulator/world/mod.ts";

export interface TruthCheck {
  /** Pairs whose estimate was compared with the count over the whole world, of which the crawl saw a part. */
  readonly pairs: number;
  /** Share of intervals (95 %, sketch and coverage) that hold the Jaccard of the whole world. */
  readonly intervalsThatHold: number;
  /** Share of first look-alikes that are of the asking account's community. */
  readonly sameCommunity: number;
  /** The same for an account drawn at random. */
  readonly sameCommunityByChance: number;
}

/** Asks about accounts of all sizes and holds the answers against exact counts and the world's communities. */
export async function checkTruth(answers: Answers, world: World): Promise<TruthCheck> {
  const total = world.influencers.length;
  const intervals = await checkIntervals(answers, world);
  const byId = new Map(world.influencers.map((influencer) => [influencer.id, influencer]));
  let [first, same] = [0, 0];
  for (let index = 0; index < total; index += Math.ceil(total / askedCount)) {
    const asked = world.influencers[index];
    const { lookAlikes: [nearest] } = await answers.similar({ account: asked.id, limit: 1 });
    if (nearest === undefined) continue;
    first++;
    const found = byId.get(nearest.account.id)!;
    if (found.communities.some((community) => asked.communities.includes(community))) same++;
  }
  const byChance = world.communities.reduce((sum, { members }) => sum + (members.length / total) ** 2, 0);
  return { ...intervals, sameCommunity: first === 0 ? 1 : same / first, sameCommunityByChance: byChance };
}

/** Compares the communities with the planted ones, over all accounts that are in one. @throws {InputError} If they have little to do with each other. */
export async function checkCommunities(answers: Answers, world: World): Promise<{ readonly nmi: number }> {
  const { communities, baseLevel } = await answers.communities({});
  const byId = new Map(world.influencers.map((influencer) => [influencer.id, influencer]));
  const [found, planted]: [number[], number[]] = [[], []];
  for (const [number, { id }] of communities.filter(({ level }) => level === baseLevel).entries()) {
    const { members } = await answers.community({ id, limit: communityMembersMax });
    for (const { account } of members) {
      found.push(number);
      planted.push(byId.get(account.id)!.communities[0]);
    }
  }
  const nmi = normalizedMutualInformation(found, planted);
  if (nmi < nmiMin) {
    throw new InputError(`Cannot trust this demo: communities must be those that were planted, found NMI ${nmi}`);
  }
  return { nmi };
}

/**
 * Builds the community of an account from its three most followed members.
 * @returns Members that were found and, of them, those that were planted with it.
 */
export async function checkExpansion(
  answers: Answers,
  world: World,
  influencer: number,
): Promise<{ readonly found: number; readonly planted: number }> {
  const [home] = world.influencers[influencer].communities;
  const own = world.influencers.filter(({ communities }) => communities.includes(home)).map(({ id }) => id);
  const members = new Set(own);
  const seeds = [...world.communities[home].members].slice(0, 3).map((member) => world.influencers[member].id);
  const { members: found } = await answers.expand({ seeds });
  const planted = found.filter(({ account }) => members.has(account.id)).length;
  if (planted < expansionShareMin * found.length) {
    throw new InputError(
      `Cannot trust this demo: from three seeds it found ${found.length} accounts, ${planted} of their own community`,
    );
  }
  return { found: found.length, planted };
}

const nmiMin = 0.8;
const expansionShareMin = 0.8;

/** Accounts whose look-alikes are checked, and accounts whose pairs are. */
const askedCount = 40;
const pairedCount = 24;

/**
 * Compares all pairs of some accounts with the world's own follows. The accounts are drawn, not ranked: the first of a ranking
 * are first partly by luck.
 */
async function checkIntervals(
  answers: Answers,
  world: World,
): Promise<Pick<TruthCheck, "pairs" | "intervalsThatHold">> {
  const step = Math.floor(world.influencers.length / pairedCount);
  const drawn = Array.from({ length: pairedCount }, (_, index) => index * step);
  const shared = countShared(world, drawn);
  const matrix = await answers.similarity({ accounts: drawn.map((index) => world.influencers[index].id) });
  let [pairs, hold] = [0, 0];
  for (const { left, right, jaccard } of matrix.pairs) {
    const both = shared[left][right];
    const truth = both / (shared[left][left] + shared[right][right] - both);
    pairs++;
    if (jaccard.low <= truth && truth <= jaccard.high) hold++;
  }
  return { pairs, intervalsThatHold: pairs === 0 ? 1 : hold / pairs };
}

/** People who follow both, for every two of the accounts; on the diagonal those who follow the one. */
function countShared(world: World, accounts: readonly number[]): number[][] {
  const counts = accounts.map(() => accounts.map(() => 0));
  const positions = new Map(accounts.map((account, position) => [account, position]));
  for (let follower = 0; follower < world.options.followerCount; follower++) {
    const followed: number[] = [];
    for (const influencer of world.followsOf(follower)) {
      const position = positions.get(influencer);
      if (position !== undefined) followed.push(position);
    }
    for (const left of followed) for (const right of followed) counts[left][right]++;
  }
  return counts;
}

/** Asks the running server as a browser and a client would. @throws {InputError} At the first answer that is not right. */
export async function checkServer(url: string, world: World): Promise<void> {
  const brand = world.influencers[world.planted.brand];
  const loyal = world.influencers[world.planted.loyal];
  const { hits } = await getJson(`${url}/v1/search?q=${encodeURIComponent(brand.name)}`);
  require(hits.some((hit: { account: { id: string } }) => hit.account.id === brand.id), `search finds ${brand.name}`);
  const account = await getJson(`${url}/v1/accounts/${brand.id}`);
  require(account.name === brand.name, `${brand.id} is ${brand.name}`);
  const similar = await getJson(`${url}/v1/accounts/${loyal.id}/similar?by=containment&limit=1`);
  require(similar.lookAlikes[0].account.id === brand.id, `most of ${loyal.name}'s audience follows ${brand.name}`);
  const page = await fetch(url);
  require(page.ok && (await page.text()).includes("<title>"), "the page is served");
}

// deno-lint-ignore no-explicit-any -- answers are checked by value, their shape by the API's own tests
async function getJson(url: string): Promise<any> {
  const response = await fetch(url);
  if (!response.ok) throw new InputError(`Cannot trust this server: ${url} answered ${response.status}`);
  return await response.json();
}

function require(holds: boolean, rule: string): void {
  if (!holds) throw new InputError(`Cannot trust this server: it must hold that ${rule}`);
}
