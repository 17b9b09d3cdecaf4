/** What accounts of the invented world write: of what they care for, in their language, with a tag, a link or a mention now and then. */
import type { Post } from "./society.ts";
import { languages } from "./world/data/languages.ts";
import { unnamedTopic } from "./world/data/topics.ts";
import { nowMs, type World } from "./world/mod.ts";
import { purposes, Random } from "./world/random.ts";
import { capital, hashtag } from "./world/text.ts";

/** A profile may claim more. */
const postsMax = 100;

/** 4 November 2010: before it, ids held no time. */
const snowflakeEpoch = 1_288_834_974_657;

interface Author {
  readonly index: number;
  readonly language: string;
  readonly community: number | null;
  readonly url: string | null;
  readonly createdMs: number;
  readonly postsCount: number;
}

/** Newest first. */
export function postsOf(world: World, index: number): Post[] {
  const author = authorOf(world, index);
  const random = new Random(world.options.seed, purposes.posts, index);
  const everyMs = (nowMs - author.createdMs) / (author.postsCount + 1);
  const posts: Post[] = [];
  for (let i = 0; i < Math.min(author.postsCount, postsMax); i++) {
    const createdMs = Math.floor(nowMs - everyMs * (i + random.uniform()));
    if (createdMs <= snowflakeEpoch) break;
    posts.push(writePost(world, { author, random, createdMs }));
  }
  return posts;
}

function authorOf(world: World, index: number): Author {
  const { influencerCount } = world.options;
  if (index < influencerCount) return world.influencers[index];
  const follower = world.follower(index - influencerCount);
  return { ...follower, index, community: follower.interests[0] ?? null };
}

function writePost(
  world: World,
  { author, random, createdMs }: { author: Author; random: Random; createdMs: number },
): Post {
  const language = languages.find(({ code }) => code === author.language)!;
  const community = author.community === null ? null : world.communities[author.community];
  const life = random.pick(language.life);
  let text = `${life}.`;
  const hashtags: string[] = [];
  if (community !== null) {
    const [label, , , list] = language.vocabulary[community.topic];
    const words = list.split(" ");
    const first = random.below(words.length);
    text = `${capital(words[first])}, ${words[(first + 1) % words.length]}. ${life}.`;
    if (random.uniform() < 0.3 && community.topic !== unnamedTopic) hashtags.push(hashtag(label));
  }
  const kinds = random.uniform();
  const kind = kinds < 0.7 ? "post" : kinds < 0.88 ? "reply" : "repost";
  const members = community?.members;
  const other = members === undefined
    ? random.below(world.options.influencerCount)
    : members[random.below(members.length)];
  const mentioned = random.uniform() < 0.15;
  const linked = random.uniform() < 0.2 && author.url !== null;
  const likes = Math.floor(30 * random.uniform() * random.uniform());
  return {
    id: String(BigInt(createdMs - snowflakeEpoch) * 4_194_304n + BigInt(author.index % 4_194_304)),
    createdMs,
    text,
    language: author.language,
    hashtags,
    links: linked ? [author.url!] : [],
    mentions: mentioned ? [other] : [],
    likes,
    reposts: Math.floor(likes / 6),
    replies: Math.floor(likes / 9),
    kind,
    of: kind === "post" ? null : other,
  };
}
