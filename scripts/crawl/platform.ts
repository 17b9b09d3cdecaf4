/** The platform that a command means. */
import { UsageError } from "../../core/errors.ts";
import { findPlatform as findByName, type Platform, platforms } from "../../core/platforms/mod.ts";

/** @throws {UsageError} If there is none of that name, or none was named. */
export function findPlatform(name: string | undefined): Platform {
  if (name !== undefined) return findByName(name);
  throw new UsageError(`Cannot tell the platform: needed --platform, one of ${Object.keys(platforms).join(", ")}`);
}
