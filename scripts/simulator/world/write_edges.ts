/** The edges of a world as CSV, written byte by byte, and what is counted on the way. */
import { ByteWriter } from "./byte_writer.ts";
import { pause, pauseEvery } from "./pause.ts";
import type { World } from "./world.ts";

/** What one pass over all edges counts. */
export interface Seen {
  /** Followers, and bots among them, of each influencer, shape (influencerCount). */
  readonly followers: Uint32Array;
  readonly bots: Uint32Array;
  /** Influencers each follower follows, shape (followerCount). */
  readonly following: Uint32Array;
  readonly edgeCount: number;
  readonly botCount: number;
  readonly bytes: number;
}

export interface EdgeOptions {
  /** Characters of each id to leave out. */
  readonly idStart: number;
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** An id has at most 20 digits and the platform before it. */
const idBytesMax = 64;

export async function writeEdges(
  world: World,
  path: string,
  { idStart, progress, signal }: EdgeOptions,
): Promise<Seen> {
  const { influencerCount, followerCount } = world.options;
  const followers = new Uint32Array(influencerCount);
  const bots = new Uint32Array(influencerCount);
  const following = new Uint32Array(followerCount);
  const follows = new Uint32Array(influencerCount);
  const tails = idTable(world, idStart);
  let edgeCount = 0;
  let botCount = 0;
  await using writer = await ByteWriter.create(path);
  writer.text("follower,influencer\n");
  const head = new Uint8Array(idBytesMax);
  for (let index = 0; index < followerCount; index++) {
    if (index % pauseEvery === 0) {
      progress?.(index, followerCount);
      await pause(signal);
    }
    const count = world.followsInto(index, follows);
    const isBot = world.isBot(index);
    if (isBot) botCount++;
    const headLength = encoder.encodeInto(`${world.followerId(index).slice(idStart)},`, head).written;
    for (let from = 0; from < count; from += rowsPerReserve) {
      const to = Math.min(count, from + rowsPerReserve);
      const buffer = writer.reserve((to - from) * 2 * idBytesMax);
      let at = writer.position;
      for (let i = from; i < to; i++) {
        const influencer = follows[i];
        for (let b = 0; b < headLength; b++) buffer[at++] = head[b];
        const end = tails.offsets[influencer + 1];
        for (let b = tails.offsets[influencer]; b < end; b++) buffer[at++] = tails.bytes[b];
        followers[influencer]++;
        if (isBot) bots[influencer]++;
      }
      writer.advance(at);
    }
    following[index] = count;
    edgeCount += count;
  }
  progress?.(followerCount, followerCount);
  return { followers, bots, following, edgeCount, botCount, bytes: writer.size };
}

const rowsPerReserve = 1024;
const encoder = new TextEncoder();

/** Ids of all influencers with a line end after each, as bytes one after another. */
function idTable(world: World, idStart: number): { bytes: Uint8Array; offsets: Uint32Array } {
  const lines = world.influencers.map(({ id }) => `${id.slice(idStart)}\n`);
  const offsets = new Uint32Array(lines.length + 1);
  lines.forEach((line, i) => offsets[i + 1] = offsets[i] + line.length);
  return { bytes: encoder.encode(lines.join("")), offsets };
}
