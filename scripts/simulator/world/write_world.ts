/** Writes a world as files that the importer reads without options, and the truth beside them. */
import { join } from "node:path";
import { ByteWriter } from "./byte_writer.ts";
import { pause, pauseEvery } from "./pause.ts";
import { followerProfile, influencerProfile } from "./profiles.ts";
import { followerTruth, influencerTruth, type WorldCounts, worldTruth } from "./truth.ts";
import type { World } from "./world.ts";
import { writeEdges } from "./write_edges.ts";

export interface WriteOptions {
  /** Called a few times a second with the followers done, of `followerCount`. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Profiles and truth of followers too, not only of influencers. Default true. */
  readonly followerProfiles?: boolean;
  /** Ids without "platform:" before them, for importers of plain numbers. Default false. */
  readonly bareIds?: boolean;
}

export interface WorldFiles {
  /** CSV with the header `follower,influencer`. */
  readonly edges: string;
  /** NDJSON: the influencers. */
  readonly profiles: string;
  /** NDJSON, in a file of its own whose name tells the importer whose they are; null unless asked for. */
  readonly followerProfiles: string | null;
  /** JSON: options, communities, planted stories, counts. */
  readonly truth: string;
  /** NDJSON. */
  readonly truthInfluencers: string;
  /** NDJSON; null unless followers' profiles are written. */
  readonly truthFollowers: string | null;
  readonly counts: WorldCounts;
  /** Bytes of edges and profiles together. */
  readonly bytes: number;
}

/**
 * Streams the world into `folder`, which is made if need be. Memory: one number per follower and the world itself.
 *
 * @throws {DOMException} AbortError, when `signal` says so; files are then left unfinished.
 */
export async function writeWorld(world: World, folder: string, options: WriteOptions = {}): Promise<WorldFiles> {
  const { followerProfiles = true, bareIds = false } = options;
  await Deno.mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const paths = {
    edges: path("edges.csv"),
    profiles: path("profiles.ndjson"),
    followerProfiles: followerProfiles ? path("follower-profiles.ndjson") : null,
    truth: path("truth.json"),
    truthInfluencers: path("truth-influencers.ndjson"),
    truthFollowers: followerProfiles ? path("truth-followers.ndjson") : null,
  };
  const idStart = bareIds ? world.options.platform.length + 1 : 0;
  const { progress, signal } = options;
  const seen = await writeEdges(world, paths.edges, { idStart, progress, signal });

  let profileBytes = 0;
  {
    await using profiles = await ByteWriter.create(paths.profiles);
    await using truths = await ByteWriter.create(paths.truthInfluencers);
    for (const influencer of world.influencers) {
      profiles.text(influencerProfile(influencer, seen.followers[influencer.index], idStart));
      truths.text(influencerTruth(influencer, seen.followers[influencer.index], seen.bots[influencer.index]));
    }
    profileBytes += profiles.size;
  }
  if (paths.followerProfiles !== null && paths.truthFollowers !== null) {
    await using profiles = await ByteWriter.create(paths.followerProfiles);
    await using truths = await ByteWriter.create(paths.truthFollowers);
    for (let index = 0; index < world.options.followerCount; index++) {
      if (index % pauseEvery === 0) await pause(signal);
      const follower = world.follower(index);
      profiles.text(followerProfile(follower, seen.following[index], idStart));
      truths.text(followerTruth(follower));
    }
    profileBytes += profiles.size;
  }
  const counts: WorldCounts = {
    influencers: world.influencers.length,
    followers: world.options.followerCount,
    bots: seen.botCount,
    edges: seen.edgeCount,
    profiles: world.influencers.length + (followerProfiles ? world.options.followerCount : 0),
    edgeBytes: seen.bytes,
    profileBytes,
  };
  await Deno.writeTextFile(paths.truth, worldTruth(world, counts, seen));
  return { ...paths, counts, bytes: seen.bytes + profileBytes };
}
