/** The hash that an influencer's account has as a follower: an account may be both (DESIGN 6). */
import { join } from "node:path";
import type { Kernel } from "../kernel/kernel.ts";
import { followerHash } from "./follower_key.ts";
import { readInfluencers } from "./influencers.ts";

/** @param network Folder of a network generation. @returns h of each influencer, shape (N). */
export async function readOwnHashes(
  kernel: Pick<Kernel, "accountKeys">,
  network: string,
  { seed }: { seed: string },
): Promise<BigUint64Array> {
  const { id } = await readInfluencers(join(network, "influencers.parquet"));
  const hashSeed = BigInt(seed);
  return (await kernel.accountKeys(id)).map((key) => followerHash(key, hashSeed));
}
