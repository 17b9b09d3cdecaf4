/** `deno task bluesky-servers --help` */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { type BlueskyCheck, checkBluesky } from "./check.ts";
import { recordAnswers } from "./record.ts";

const help = `deno task bluesky-servers [options]
Starts Bluesky's own servers on this machine, fills them with an invented network, crawls it, and compares.
Needs PostgreSQL and Redis (Debian: postgresql, redis-server), a compiler, and npm; installs the rest into .cache/.
  --accounts N   (default: 300)
  --follows N    (default: 6000)
  --seed N       (default: 1)
  --limits       also crawl beyond the limit of the server of accounts: 6 minutes more
  --json         print the figures as JSON
  --record       instead: renew tests/golden/bluesky/answers.json
Exit code 1 when something is not as it was put in, 2 when something is missing here.`;

const { values: options } = parseArgs({
  options: {
    accounts: { type: "string", default: "300" },
    follows: { type: "string", default: "6000" },
    seed: { type: "string", default: "1" },
    limits: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
Deno.exit(await main());

async function main(): Promise<number> {
  if (options.help) {
    console.log(help);
    return 0;
  }
  const tell = (line: string) => console.error(line);
  if (options.record) {
    await recordAnswers(fileURLToPath(new URL("../../tests/golden/bluesky/answers.json", import.meta.url)), tell);
    return 0;
  }
  const [accounts, follows, seed] = [options.accounts, options.follows, options.seed].map(Number);
  if (!(accounts >= 20 && accounts <= 5000 && follows >= accounts && Number.isInteger(seed))) {
    console.error("Cannot invent a network: needed 20 to 5000 accounts, at least as many follows, and a whole seed");
    return 2;
  }
  const check = await checkBluesky({ accounts, follows, seed, limits: options.limits, tell });
  if ("missing" in check) {
    console.error(`Cannot start Bluesky's servers: needed ${check.missing}`);
    return 2;
  }
  console.log(options.json ? JSON.stringify(check) : formatCheck(check));
  for (const fault of check.faults) console.error(`Not as it should be: ${fault}`);
  return check.faults.length > 0 ? 1 : 0;
}

function formatCheck({ accounts, follows, startMs, fillMs, crawls, refusal }: BlueskyCheck): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    `${accounts} accounts, ${follows} follows between those that can be seen; up in ${seconds(startMs)}, filled in ${
      seconds(fillMs)
    }`,
    ...crawls.map(({ how, operation, calls, found, missing, extra, repeated, limited, retries, ms }) =>
      `${how}, ${operation}: ${found} found, ${missing} missing, ${extra} extra, ${repeated} repeated; ` +
      `${calls} calls, ${limited} refused, ${retries} tried again, ${seconds(ms)}`
    ),
    `one who does not count is refused after ${refusal.calls} calls for ${seconds(refusal.resetAfterMs)}`,
  ].join("\n");
}
