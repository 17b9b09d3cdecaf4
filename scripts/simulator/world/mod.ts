export { createWorld, type World } from "./world.ts";
export type { Community } from "./communities.ts";
export type { Follower } from "./followers.ts";
export { claimedFollowers, type Influencer } from "./influencers.ts";
export type { PlantedOptions, WorldOptions } from "./options.ts";
export type { Planted } from "./planted.ts";
export { nowMs } from "./platform_ids.ts";
export type { WorldCounts } from "./truth.ts";
export { type WorldFiles, type WriteOptions, writeWorld } from "./write_world.ts";
