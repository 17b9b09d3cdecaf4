import assert from "node:assert/strict";
import { withFolder } from "../_cli.ts";
import { playKills } from "./_kills.ts";

/** `deno task soak:kill` does the same with 200 kills of each. */
Deno.test("kill -9 of coordinator and workers as real processes loses no account, counts no page twice, shows no secret", async () => {
  const seed = 1;
  // Beside other tests a process takes long to start; the soak holds it to 2 s.
  const firstLeaseMsMax = 15_000;
  await withFolder(async (folder) => {
    const outcome = await playKills({
      seed,
      folder,
      coordinatorKills: 3,
      workerKills: 3,
      accounts: 160,
      firstLeaseMsMax,
    });
    const { findings, firstLeaseMs, calls, pages, accounts, connections, searched } = outcome;
    console.log(
      `6 kills, seed ${seed}: ${accounts} accounts, ${calls} calls, ${pages} pages, ${connections} follows; ` +
        `first new lease after ${
          firstLeaseMs.map((ms) => ms.toFixed(0)).join(", ")
        } ms; ${searched} bytes without a secret`,
    );
    assert.deepEqual(findings, [], `seed ${seed}`);
  });
});
