/**
 * What a crawl brings home: the rows of a crawl directory. docs/crawl.md has the data dictionary (field, type, unit, null, which
 * platform fills it); field names are those of the files. A null means that the platform did not say, never zero or no.
 */

/** One account as its platform described it when it was fetched: `profiles-*.ndjson.gz`. */
export interface ProfileRow {
  /** `platform:id`. */
  readonly account: string;
  /** Without "@". */
  readonly handle: string | null;
  readonly name: string | null;
  readonly bio: string | null;
  readonly location: string | null;
  readonly url: string | null;
  /** ISO 8601, UTC. */
  readonly created: string | null;
  readonly verified: boolean | null;
  /** Whether only approved followers may read it. */
  readonly protected: boolean | null;
  readonly followers_count: number | null;
  readonly following_count: number | null;
  readonly posts_count: number | null;
  /** Lists or starter packs that name it. */
  readonly listed_count: number | null;
  /** Whether it shows the platform's stand-in for a picture. */
  readonly default_image: boolean | null;
}

/** One observed "follower follows influencer": `connections-*.ndjson.gz`. */
export interface ConnectionRow {
  /** `platform:id`, both. */
  readonly follower: string;
  readonly influencer: string;
}

/** One public post: `posts-*.ndjson.gz`. The text stays in the crawl directory; import reduces it. */
export interface PostRow {
  /** `platform:id`. */
  readonly post: string;
  /** Author, `platform:id`. */
  readonly account: string;
  readonly created: string | null;
  readonly text: string | null;
  /** ISO 639-1, as the platform or the author says. */
  readonly language: string | null;
  readonly hashtags: readonly string[];
  /** Addresses that are linked. */
  readonly links: readonly string[];
  /** `platform:id` of accounts that are mentioned. */
  readonly mentions: readonly string[];
  readonly likes_count: number | null;
  readonly reposts_count: number | null;
  readonly replies_count: number | null;
  readonly is_reply: boolean | null;
  readonly is_repost: boolean | null;
}
