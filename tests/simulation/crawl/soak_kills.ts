/** kill -9 of real processes, 200 times the coordinator and 200 times workers: `deno task soak:kill [--kills N] [--first SEED]`. */
import { parseArgs } from "node:util";
import process from "node:process";
import { type KillOutcome, playKills } from "./_kills.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, first: { type: "string", default: "1" } },
});
/** Kills of each kind in one crawl. */
const killsPerCrawl = 20;
const kills = Number(values.kills);
const outcomes: KillOutcome[] = [];
for (let done = 0; done < kills; done += killsPerCrawl) {
  const seed = Number(values.first) + done / killsPerCrawl;
  const folder = await Deno.makeTempDir({ prefix: "asterism-kills-" });
  try {
    const count = Math.min(killsPerCrawl, kills - done);
    const outcome = await playKills({
      seed,
      folder,
      coordinatorKills: count,
      workerKills: count,
      accounts: 700,
      firstLeaseMsMax: 2000,
    });
    outcomes.push(outcome);
    console.log(`seed ${seed}: ${describe([outcome])}`);
    for (const finding of outcome.findings) console.log(`  ${finding}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
console.log(`${kills} kills of the coordinator, ${kills} of workers: ${describe(outcomes)}`);
process.exit(outcomes.every(({ findings }) => findings.length === 0) ? 0 : 1);

function describe(outcomes: readonly KillOutcome[]): string {
  const sum = (of: (outcome: KillOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const leases = outcomes.flatMap(({ firstLeaseMs }) => firstLeaseMs).sort((left, right) => left - right);
  const middle = leases[Math.floor(leases.length / 2)] ?? 0;
  return `${sum(({ accounts }) => accounts)} accounts, ${sum(({ calls }) => calls)} calls, ${
    sum(({ pages }) => pages)
  } pages, ` +
    `${sum(({ connections }) => connections)} follows; first new lease: median ${middle.toFixed(0)} ms, ` +
    `most ${(leases.at(-1) ?? 0).toFixed(0)} ms of ${leases.length}; ${
      sum(({ searched }) => searched)
    } bytes searched; ` +
    `${sum(({ findings }) => findings.length)} findings`;
}
