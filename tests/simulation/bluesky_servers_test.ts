import assert from "node:assert/strict";
import { checkBluesky } from "../../scripts/bluesky_servers/check.ts";

const isWanted = Deno.env.get("ASTERISM_BLUESKY_SERVERS") === "1";

Deno.test({
  name: isWanted
    ? "Bluesky's own servers: every follow, profile, handle and post is found, and their refusal is read right"
    : "Bluesky's own servers: skipped, starting them takes minutes; set ASTERISM_BLUESKY_SERVERS=1 (or deno task bluesky-servers)",
  ignore: !isWanted,
  async fn() {
    const check = await checkBluesky({ accounts: 150, follows: 2500, seed: 7, tell: console.log });
    assert.ok(
      !("missing" in check),
      `Cannot start Bluesky's servers: needed ${"missing" in check ? check.missing : ""}`,
    );
    assert.deepEqual(check.faults, []);
    assert.ok(check.follows > 2000 && check.crawls.every(({ found }) => found === check.follows));
  },
});
