/** The table of platforms. A new one is its file and its line here. */
import { UsageError } from "../errors.ts";
import { bluesky } from "./bluesky.ts";
import type { Platform } from "./platform.ts";
import { x } from "./x.ts";

export type * from "./platform.ts";
export type * from "./rows.ts";

/** By name. */
export const platforms: Readonly<Record<string, Platform>> = Object.freeze({ bluesky, x });

/** @throws {UsageError} If there is no platform of that name. */
export function findPlatform(name: string): Platform {
  if (Object.hasOwn(platforms, name)) return platforms[name];
  throw new UsageError(
    `Cannot use platform "${name}": needed one of ${Object.keys(platforms).join(", ")}`,
  );
}
