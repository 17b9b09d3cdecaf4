/** Timelines of X API v2: posts with their entities, newest first, at most the last 3,200. */
import type { Answer, Route } from "./_dialect.ts";
import type { Network } from "./_network.ts";
import { isoMillis, linkView, shortLink } from "./_x_user.ts";
import type { Post } from "./society.ts";

const timelineMax = 3200;

/** null = the pagination token is none of this timeline. */
export function timeline(
  network: Network,
  { cursor, query }: Route,
  { index, size }: { index: number; size: number },
): Answer | null {
  const scope = { account: index, list: 3 };
  const place = cursor === null ? { position: 0 } : network.cursors.read(scope, cursor.replace(/ZZZ$/, ""));
  if (place === null) return null;
  const all = network.society.posts(index).slice(0, timelineMax);
  const excluded = new Set((query.get("exclude") ?? "").split(","));
  const end = place.position + size;
  const posts = all.slice(place.position, end).filter(({ kind }) =>
    !(kind === "repost" && excluded.has("retweets")) && !(kind === "reply" && excluded.has("replies"))
  );
  const fields = new Set((query.get("tweet.fields") ?? "").split(","));
  const next = end < all.length ? network.cursors.write(scope, { position: end, turn: 0 }) + "ZZZ" : null;
  const data = posts.map((post) => postView(network, { post, index, fields }));
  const meta = {
    ...(data.length > 0 ? { newest_id: posts[0].id, oldest_id: posts.at(-1)!.id } : {}),
    result_count: data.length,
    ...(next === null ? {} : { next_token: next }),
  };
  return {
    status: 200,
    body: JSON.stringify({ ...(data.length > 0 ? { data } : {}), meta }),
    resources: data.length,
  };
}

interface PostRequest {
  readonly post: Post;
  /** Of the author. */
  readonly index: number;
  readonly fields: ReadonlySet<string>;
}

function postView(network: Network, { post, index, fields }: PostRequest): Record<string, unknown> {
  const { text, entities } = compose(network, post);
  const view: Record<string, unknown> = { id: post.id, text, edit_history_tweet_ids: [post.id] };
  if (fields.has("author_id")) view.author_id = network.society.accountId(index);
  if (fields.has("created_at")) view.created_at = isoMillis(post.createdMs);
  if (fields.has("lang")) view.lang = post.language ?? "und";
  if (fields.has("entities") && Object.keys(entities).length > 0) view.entities = entities;
  if (fields.has("public_metrics")) {
    view.public_metrics = {
      retweet_count: post.reposts,
      reply_count: post.replies,
      like_count: post.likes,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: post.likes * 40,
    };
  }
  if (fields.has("in_reply_to_user_id") && post.kind === "reply") {
    view.in_reply_to_user_id = network.society.accountId(post.of!);
  }
  if (fields.has("referenced_tweets") && post.kind !== "post") {
    view.referenced_tweets = [{
      type: post.kind === "reply" ? "replied_to" : "retweeted",
      id: `${BigInt(post.id) - 1n}`,
    }];
  }
  return view;
}

/** The text with mentions, hashtags and links at its end, and where in it they stand. Offsets count code points. */
function compose(network: Network, post: Post): { text: string; entities: Record<string, unknown[]> } {
  let text = post.kind === "repost" ? `RT @${network.society.account(post.of!).handle}: ${post.text}` : post.text;
  const entities: Record<string, unknown[]> = {};
  const put = (kind: string, word: string, view: (start: number, end: number) => unknown) => {
    const start = [...text].length + 1;
    text += ` ${word}`;
    (entities[kind] ??= []).push(view(start, start + [...word].length));
  };
  for (const other of post.mentions) {
    const { handle, id } = network.society.account(other);
    put("mentions", `@${handle}`, (start, end) => ({ start, end, username: handle, id }));
  }
  for (const tag of post.hashtags) put("hashtags", `#${tag}`, (start, end) => ({ start, end, tag }));
  for (const link of post.links) put("urls", shortLink(link), (start) => linkView(link, start));
  return { text, entities };
}
