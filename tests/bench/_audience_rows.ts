/**
 * Rows of (follower key, influencer key) of an invented network with communities and heavy tails on both sides.
 *
 * Community sizes fall off as a power (exponent 2, from 30 to N/50). A person has one to three interests, each a community drawn by its size,
 * and follows a number of accounts that falls off as a power (exponent 2, from 8 to 5,000; mean about 50): a share of 0.65 among the interests,
 * the rest anywhere, always by popularity (u^3 within a community). Nobody follows an account twice, but for chance.
 */
import { join } from "node:path";
import { writeAll } from "../../core/workspace/files.ts";
import { npyHeader } from "../../core/workspace/npy.ts";
import { type Rows } from "./_data.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface AudienceOptions {
  readonly influencerCount: number;
  readonly rowCount: number;
  readonly seed: number;
}

/** Writes `rows.npy` in the folder. */
export async function writeAudienceRows(folder: string, options: AudienceOptions): Promise<Rows> {
  const { influencerCount, rowCount, seed } = options;
  const random = createRandom(seed);
  const starts = drawStarts(influencerCount, random);
  const communityAt = new Uint32Array(influencerCount);
  for (let community = 0; community + 1 < starts.length; community++) {
    communityAt.fill(community, starts[community], starts[community + 1]);
  }
  const path = join(folder, "rows.npy");
  const file = await Deno.open(path, { write: true, createNew: true });
  let people = 0;
  try {
    await writeAll(file, npyHeader("<u8", [rowCount, 2]));
    const capacity = 65_536;
    const words = new Uint32Array(4 * capacity);
    let filled = 0;
    let left = 0;
    let interests: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      if (left === 0) {
        people++;
        left = Math.floor(1 / (1 / degreeMin - random() * (1 / degreeMin - 1 / degreeMax)));
        const count = 1 + Math.floor(3 * random());
        interests = Array.from({ length: count }, () => communityAt[Math.floor(influencerCount * random())]);
      }
      left--;
      const community = random() < 0.65
        ? interests[Math.floor(interests.length * random())]
        : communityAt[Math.floor(influencerCount * random())];
      const size = starts[community + 1] - starts[community];
      const influencer = starts[community] + Math.floor(size * random() ** 3);
      // Keys need to be distinct and spread over 64 bits, no more.
      words[4 * filled] = Math.imul(people, 0x9e3779b1) ^ 0x5bd1e995;
      words[4 * filled + 1] = Math.imul(people, 0x85ebca6b);
      words[4 * filled + 2] = Math.imul(influencer, 0xc2b2ae35) ^ 0x27d4eb2f;
      words[4 * filled + 3] = Math.imul(influencer, 0x165667b1);
      if (++filled < capacity && row + 1 < rowCount) continue;
      await writeAll(file, new Uint8Array(words.buffer, 0, 16 * filled));
      filled = 0;
    }
  } finally {
    file.close();
  }
  const words = `${rowCount / 1e6} M rows, ${people} people, ${influencerCount} influencers in ${
    starts.length - 1
  } communities`;
  return { file: path, rowCount, influencerCount, words };
}

const [degreeMin, degreeMax] = [8, 5_000];

/** Where each community starts; the last entry is the number of influencers. */
function drawStarts(count: number, random: () => number): number[] {
  const [least, most] = [30, Math.max(60, count / 50)];
  const starts = [0];
  while (starts.at(-1)! < count) {
    const end = starts.at(-1)! + Math.round(1 / (1 / least - random() * (1 / least - 1 / most)));
    starts.push(count - end < least ? count : end);
  }
  return starts;
}
