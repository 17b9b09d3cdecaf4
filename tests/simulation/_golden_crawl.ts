/**
 * Makes the golden crawl directories in tests/golden/crawl: an invented society, crawled on each platform.
 * `deno run -P=test tests/simulation/_golden_crawl.ts` writes them anew; a test crawls again and compares.
 */
import { join } from "node:path";
import { writeCrawlDirectory } from "../../core/crawl/directory.ts";
import { openFolderSink } from "../../scripts/_sink_folder.ts";
import type { PlatformName } from "../../scripts/simulator/simulator.ts";
import type { Post } from "../../scripts/simulator/society.ts";
import { societyOfLists } from "../../scripts/simulator/society_of_lists.ts";
import { crawledMs, crawlSmall } from "./_small_crawl.ts";

export const operations = ["profiles", "followers", "following", "posts"] as const;
export const goldenPlatforms = ["x", "bluesky"] as const;

/** Writes `folder/<operation>/` for each operation. */
export async function makeGolden(folder: string, platform: PlatformName): Promise<void> {
  const seed = 2026;
  const temporary = join(folder, ".tmp-jobs");
  const handle = platform === "x" ? (name: string) => `@${name}` : (name: string) => `@${name}.bsky.social`;
  const asked = ["mariasails", "quietone", "leftus", "nobodyhere", "harbournews"].map(handle);
  const { coordinator, jobs } = await crawlSmall({
    society: createSociety(),
    platform,
    seed,
    jobs: operations.map((operation) => ({ name: `golden ${operation}`, operation, accounts: asked })),
    sink: openFolderSink(temporary),
    width: 1,
  });
  for (const [index, job] of jobs.entries()) {
    await writeCrawlDirectory(join(temporary, job), coordinator, { job, now: crawledMs });
    await Deno.rename(join(temporary, job), join(folder, operations[index]));
  }
  await Deno.remove(temporary);
}

/** A harbour town: who is asked for, who cannot be had, and 150 people who follow, more than a page of Bluesky's holds. */
function createSociety() {
  const asked = [
    {
      handle: "mariasails",
      name: "María Ñíguez ⛵",
      bio: 'Skipper. "Tea" & tides,\nno land before noon',
      location: "Harbour 3, left",
      url: "https://maria.example/sails",
      verified: true,
      listedCount: 4,
      followersCount: 160,
    },
    { handle: "quietone", name: "Quiet", state: "private" as const },
    { handle: "leftus", name: "Left", state: "suspended" as const },
    { handle: "harbournews", name: "Harbour News", bio: "Ships in, ships out", defaultImage: true },
  ];
  const people = Array.from({ length: 150 }, (_, index) => ({
    handle: `person${index}`,
    name: `Person ${index}`,
    bio: index % 3 === 0 ? `Boat no. ${index}` : "",
    location: index % 5 === 0 ? "Harbour" : null,
  }));
  const follows: [number, number][] = [];
  for (let person = 4; person < 154; person++) {
    follows.push([person, 0]);
    if (person % 2 === 0) follows.push([person, 3]);
    if (person % 10 === 0) follows.push([0, person]);
  }
  follows.push([0, 3], [3, 0], [1, 0], [2, 0]);
  const post = (id: number, change: Partial<Post>): Post => ({
    id: String(9000 + id),
    createdMs: Date.UTC(2026, 9, 1, id),
    text: "",
    language: null,
    hashtags: [],
    links: [],
    mentions: [],
    likes: 0,
    reposts: 0,
    replies: 0,
    kind: "post",
    of: null,
    ...change,
  });
  const posts = new Map([
    [0, [
      post(3, { kind: "repost", of: 3 }),
      post(2, { text: "@harbournews thanks", mentions: [3], kind: "reply", of: 3, language: "en" }),
      post(1, {
        text: "Fair wind #sailing https://maria.example/log",
        hashtags: ["sailing"],
        links: ["https://maria.example/log"],
        language: "en",
        likes: 12,
        reposts: 3,
        replies: 1,
      }),
    ]],
    [3, [post(0, { text: "Drei Schiffe heute", language: "de" })]],
  ]);
  return societyOfLists({ accounts: [...asked, ...people], follows, posts });
}

if (import.meta.main) {
  for (const platform of goldenPlatforms) {
    const folder = new URL(`../golden/crawl/${platform}`, import.meta.url).pathname;
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(folder, { recursive: true });
    await makeGolden(folder, platform);
  }
}
