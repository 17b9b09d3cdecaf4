/**
 * A later look at a world: some communities split, some merged, some were born; everything else is as it was.
 * Accounts keep their ids; people keep their interests as far as what they care for is still there.
 */
import type { Community, Membership } from "./communities.ts";
import { topics, unnamedTopic } from "./data/topics.ts";
import type { CompleteChanges, CompleteOptions } from "./options.ts";
import { purposes, Random } from "./random.ts";
import type { Traits } from "./traits.ts";

/** What became of some communities: indexes of the first world, and of the later one. */
export interface WorldChange {
  readonly kind: "split" | "merge" | "birth";
  /** Empty for a birth: its members come from many. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface LaterWorld {
  readonly membership: Membership;
  readonly changes: readonly WorldChange[];
  /** Influencers of the communities that were born. */
  readonly born: ReadonlySet<number>;
  /** Turns a follower's interests, as the first world gives them, into those of the later one. */
  evolve(index: number, traits: Traits): Traits;
}

/** Smaller communities are left alone: half of one, or a share of the people, would be nothing to see. */
const changedSizeMin = 40;
/** The most that a community that is born takes of any other; it is as large as communities are on average, if there are so many. */
const bornShareMax = 0.2;

/** @throws {RangeError} If there are too few communities of some size for the changes asked for. */
export function changeMembership(options: CompleteOptions, changes: CompleteChanges, first: Membership): LaterWorld {
  const random = new Random(options.seed, purposes.laterChanges);
  const { communities } = first;
  const kept = new Set([first.home, ...first.bridgeEnds, first.unnamed, first.communityOf[first.star]]);
  const open = communities.filter(({ index, members }) => !kept.has(index) && members.length >= changedSizeMin)
    .map(({ index }) => index);
  const take = (): number => {
    if (open.length === 0) {
      throw new RangeError(
        `Cannot change a world: needed ${
          changes.splits + 2 * changes.merges
        } communities of ${changedSizeMin} members or more that hold no planted story, found fewer`,
      );
    }
    return open.splice(random.below(open.length), 1)[0];
  };
  const split = new Set(Array.from({ length: changes.splits }, take));
  const mergedInto = new Map<number, number>();
  for (let merge = 0; merge < changes.merges; merge++) {
    const one = take();
    // Where they can, those of one language find together.
    const same = open.findIndex((index) => communities[index].language === communities[one].language);
    mergedInto.set(same >= 0 ? open.splice(same, 1)[0] : take(), one);
  }

  const born = drawBorn(changes.births, { first, random, changed: new Set([...split, ...mergedInto.keys()]) });
  const bornInto = new Map(born.flatMap((members, birth) => members.map((member) => [member, birth] as const)));
  const groups: { community: Omit<Community, "index" | "members">; members: number[] }[] = [];
  const placeOf = new Map<number, number>();
  const secondHalf = new Map<number, number>();
  for (const community of communities) {
    if (mergedInto.has(community.index)) continue;
    placeOf.set(community.index, groups.length);
    groups.push({ community, members: [] });
  }
  for (const index of split) {
    secondHalf.set(index, groups.length);
    groups.push({ community: { ...communities[index], label: `${communities[index].label} 2` }, members: [] });
  }
  for (const [from, into] of mergedInto) placeOf.set(from, placeOf.get(into)!);
  const firstBirth = groups.length;
  const subjects = freeSubjects(communities);
  for (const birth of born.keys()) groups.push({ community: subjects[birth % subjects.length], members: [] });

  const communityOf = new Uint32Array(first.communityOf.length);
  for (const { index, members } of communities) {
    members.forEach((member, rank) => {
      const birth = bornInto.get(member);
      // Ranks take turns, so that both halves have popular accounts.
      const half = split.has(index) && rank % 2 === 1 ? secondHalf.get(index)! : placeOf.get(index)!;
      communityOf[member] = birth === undefined ? half : firstBirth + birth;
      groups[communityOf[member]].members.push(member);
    });
  }
  const place = (index: number) => placeOf.get(index)!;
  const membership: Membership = {
    ...first,
    communities: groups.map(({ community, members }, index) => ({
      ...community,
      index,
      members: Uint32Array.from(members).sort((a, b) => first.rankOf[a] - first.rankOf[b]),
    })),
    communityOf,
    home: place(first.home),
    bridgeEnds: [place(first.bridgeEnds[0]), place(first.bridgeEnds[1])],
    unnamed: place(first.unnamed),
    alsoIn: new Map([...first.alsoIn].map(([member, community]) => [member, place(community)])),
  };

  const weightOf = (members: Iterable<number>) => {
    let sum = 0;
    for (const member of members) sum += first.weightOf[member];
    return sum;
  };
  const speakers = weightOf(
    communities.filter(({ language }) => language === bornLanguage).flatMap(({ members }) => [...members]),
  );
  const bornShares = born.map((members) => weightOf(members) / speakers);
  const person = new Random();
  return {
    membership,
    born: new Set(bornInto.keys()),
    changes: [
      ...[...split].map((index): WorldChange => ({
        kind: "split",
        from: [index],
        to: [place(index), secondHalf.get(index)!],
      })),
      ...[...mergedInto].map(([from, into]): WorldChange => ({ kind: "merge", from: [into, from], to: [place(into)] })),
      ...born.map((_, birth): WorldChange => ({ kind: "birth", from: [], to: [firstBirth + birth] })),
    ],
    evolve(index, traits) {
      person.restart(options.seed, purposes.laterInterests, index);
      let count = 0;
      for (let i = 0; i < traits.interestCount; i++) {
        const old = traits.interests[i];
        let u = person.uniform();
        const birth = communities[old].language === bornLanguage && !kept.has(old)
          ? bornShares.findIndex((share) => (u -= share) < 0)
          : -1;
        const second = person.uniform() < 0.5 ? secondHalf.get(old) : undefined;
        const now = birth >= 0 ? firstBirth + birth : second ?? place(old);
        const known = traits.interests.subarray(0, count).indexOf(now);
        if (known >= 0) {
          traits.weights[known] += traits.weights[i];
        } else {
          traits.interests[count] = now;
          traits.weights[count++] = traits.weights[i];
        }
      }
      traits.interestCount = count;
      return traits;
    },
  };
}

/** What is born is born among those who understand each other: members of communities in the most common language. */
const bornLanguage = "en";

function drawBorn(
  births: number,
  { first, random, changed }: { first: Membership; random: Random; changed: ReadonlySet<number> },
): number[][] {
  const pool: number[] = [];
  for (const { index, language, members } of first.communities) {
    if (language !== bornLanguage || changed.has(index)) continue;
    // The planted accounts are among the first members, who stay.
    const free = [...members.subarray(4)];
    for (let n = Math.floor(members.length * bornShareMax); n > 0 && free.length > 0; n--) {
      pool.push(free.splice(random.below(free.length), 1)[0]);
    }
  }
  const average = Math.round(first.communityOf.length / first.communities.length);
  const size = Math.min(average, Math.floor(pool.length / Math.max(1, births)));
  if (births > 0 && size < changedSizeMin / 2) {
    throw new RangeError(`Cannot change a world: too few influencers in "${bornLanguage}" for ${births} births`);
  }
  return Array.from(
    { length: births },
    () => Array.from({ length: size }, () => pool.splice(random.below(pool.length), 1)[0]),
  );
}

/** Topics that no community of the language has yet. */
function freeSubjects(communities: readonly Community[]): Omit<Community, "index" | "members">[] {
  const used = new Set(communities.filter(({ language }) => language === bornLanguage).map(({ topic }) => topic));
  const free = topics.filter(({ id }) => !used.has(id) && id !== unnamedTopic);
  return (free.length > 0 ? free : topics).map(({ id }) => ({
    topic: id,
    language: bornLanguage,
    place: null,
    label: id.replaceAll("-", " "),
  }));
}
