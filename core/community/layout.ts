/** The map of communities: `layout.npy`, a place in the unit square for every influencer. */
import { join } from "node:path";
import type { BatchOptions, Graph, Kernel } from "../kernel/kernel.ts";
import { writeNpy } from "../workspace/npy.ts";

export interface Placed {
  readonly graph: Graph;
  /** Base level, and the parts within; `none` = in none. Shape (N). */
  readonly communityOf: Uint32Array;
  readonly partOf: Uint32Array;
  /** Followers of each influencer, shape (N). */
  readonly followers: readonly number[];
}

export const layoutFile = "layout.npy";

/** An account with most followers has this many times the radius of one without, above 1. */
const radiusGain = 1.5;

/** Lays the map out and writes it into the folder of a communities generation. */
export async function writeLayout(
  kernel: Kernel,
  { graph, communityOf, partOf, followers }: Placed,
  { folder, ...options }: BatchOptions & { readonly folder: string },
): Promise<void> {
  const places = await kernel.layOutGraph({ graph, communityOf, partOf, radii: radiiOf(followers) }, options);
  await writeNpy(join(folder, layoutFile), places, [communityOf.length, 2]);
}

/**
 * Room on the map, from 1 to 2.5: area grows with followers, so that large accounts are not on top of each other.
 * @returns Shape (N).
 */
export function radiiOf(followers: readonly number[]): Float32Array {
  const most = followers.reduce((most, count) => Math.max(most, count), 1);
  return Float32Array.from(followers, (count) => 1 + radiusGain * Math.sqrt(count / most));
}
