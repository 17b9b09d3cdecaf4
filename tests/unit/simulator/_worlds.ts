/** One small invented world for the tests that need one. */
import { createWorld, type World } from "../../../scripts/simulator/world/mod.ts";

export {
  type Account,
  didOf,
  handleOnBluesky,
  type Post,
  type Society,
  societyOfWorld,
} from "../../../scripts/simulator/mod.ts";

export function createWorldForTests(): World {
  return createWorld({ seed: 7, influencerCount: 200, followerCount: 2000 });
}
