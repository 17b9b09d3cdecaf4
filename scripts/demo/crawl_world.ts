/** Crawls the demo's world as X would show it: profiles of the influencers, then whom a fair sample of people follows. */
import { join } from "node:path";
import type { Coordinator, Leases } from "../../core/crawl/coordinator.ts";
import { writeCrawlDirectory } from "../../core/crawl/directory.ts";
import type { JobStatus } from "../../core/crawl/job.ts";
import { MemoryStore } from "../../core/crawl/store/memory_store.ts";
import { openAllowances } from "../../core/crawl/allowances/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/jobs/open_coordinator.ts";
import { makeMasterKey, openSecrets, readMasterKeys } from "../../core/crawl/allowances/secrets.ts";
import { runWorker } from "../../core/crawl/worker/worker.ts";
import { InputError } from "../../core/errors.ts";
import { platforms } from "../../core/platforms/mod.ts";
import { x } from "../../core/platforms/x.ts";
import { completeParameters } from "../../core/workspace/parameters.ts";
import type { Context } from "../_command.ts";
import { allAccounts } from "../crawl/rows.ts";
import { inSlots } from "../crawl/slots.ts";
import { openSimulatedWorld } from "../simulator/open_world.ts";
import { nowMs, type World } from "../simulator/world/mod.ts";
import { Random } from "../simulator/world/random.ts";
import { VirtualTime } from "./virtual_time.ts";

export interface DemoCrawl {
  /** Bare ids of the jobs, whose directories are below the folder. */
  readonly jobs: readonly string[];
  /** Indexes of people whose following list was read. */
  readonly people: readonly number[];
  /** Sample slots that were crawled, of so many. */
  readonly slots: number;
  readonly slotCount: number;
  /** What the platform itself counted. */
  readonly calls: number;
  readonly micros: number;
  readonly violations: number;
  /** Virtual. */
  readonly lengthMs: number;
  readonly apps: number;
  readonly connections: number;
}

const apps = 4;
/** Seed of everything that is left to chance: each run goes the same way and writes the same bytes. */
const chance = 0x64656d6f;

/**
 * Crawls and writes the crawl directories, in place of those of an earlier run.
 * @throws {InputError} If an account was lost, or the platform's ledger holds a call too many: the demo must not be trusted then.
 */
export async function crawlWorld(
  context: Pick<Context, "bars" | "signal">,
  world: World,
  { folder, slots }: { folder: string; slots: number },
): Promise<DemoCrawl> {
  const time = new VirtualTime(nowMs);
  const { simulator, tokens } = openSimulatedWorld({ world, apps, clock: time });
  const coordinator = await openVirtualCoordinator(time);
  for (const { platform, app, name, secret } of tokens) await coordinator.addToken({ platform, app, name, secret });

  const { sampleSeed, sampleCount: slotCount } = completeParameters();
  const chosen = Array.from({ length: slots }, (_, slot) => slot);
  const isChosen = inSlots({ slots: chosen, slotCount, sampleSeed: BigInt(sampleSeed), platform: x.name });
  const bare = (account: string) => account.slice(x.name.length + 1);
  const ids = Array.from({ length: world.options.followerCount }, (_, index) => bare(world.followerId(index)));
  const profiles = await coordinator.createJob({
    name: "influencers",
    platform: x.name,
    operation: "profiles",
    accounts: world.influencers.map(({ id }) => bare(id)),
    priority: 1,
  });
  const following = await coordinator.createJob({
    name: `people of ${slots} sample slots`,
    platform: x.name,
    operation: "following",
    accounts: ids.filter(isChosen),
    sampling: { kind: "slots", slots: chosen, slotCount },
  });
  const jobs = [profiles.id, following.id];

  const objects = await workInVirtualTime(context, { time, coordinator, jobs, fetch: simulator.fetch });
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  for (const [name, bytes] of objects) {
    const path = join(folder, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeFile(path, bytes);
  }
  for (const job of jobs) await writeCrawlDirectory(join(folder, job), coordinator, { job, now: time.now() });

  const statuses = await Promise.all(jobs.map((job) => coordinator.readJob(job)));
  const index = new Map(ids.map((id, position) => [id, position]));
  const people: number[] = [];
  for await (const { account, outcome } of allAccounts(coordinator, following.id)) {
    if (outcome === "done") people.push(index.get(account)!);
  }
  const { ledger } = simulator;
  const { arrivals, micros } = ledger.summary();
  checkLedger(statuses, { arrivals, micros, violations: ledger.violations.length });
  return {
    jobs,
    people,
    slots,
    slotCount,
    calls: arrivals,
    micros,
    violations: ledger.violations.length,
    lengthMs: time.monotonic(),
    apps,
    connections: statuses[1].totals.connections,
  };
}

async function openVirtualCoordinator(time: VirtualTime): Promise<Coordinator> {
  const random = new Random(chance, 0, 1);
  const newId = () => Array.from({ length: 4 }, () => random.below(2 ** 32).toString(16).padStart(8, "0")).join("");
  const shared = {
    store: new MemoryStore(),
    clock: time,
    random: () => random.uniform(),
    platforms: Object.values(platforms),
  };
  const allowances = openAllowances({
    ...shared,
    secrets: await openSecrets(readMasterKeys(makeMasterKey())),
    randomBytes: (count) => Uint8Array.from({ length: count }, () => random.below(256)),
  });
  return openCoordinator({ ...shared, allowances, newId });
}

interface VirtualWork {
  readonly time: VirtualTime;
  readonly coordinator: Coordinator;
  readonly jobs: readonly string[];
  readonly fetch: typeof fetch;
}

/** Works the jobs to their end. @returns What was written, by name; kept in memory, so that no disk decides the order of things. */
async function workInVirtualTime(
  { bars, signal }: Pick<Context, "bars" | "signal">,
  { time, coordinator, jobs, fetch }: VirtualWork,
): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  const random = new Random(chance, 0, 2);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener("abort", stop);
  const progress = bars.bar("crawl", "accounts");
  const watch = async () => {
    for (;;) {
      const statuses = await Promise.all(jobs.map((job) => coordinator.readJob(job)));
      const totals = statuses.map(({ totals }) => totals);
      const done = totals.reduce((sum, { outcomes }) => sum + Object.values(outcomes).reduce((a, b) => a + b, 0), 0);
      progress(done, totals.reduce((sum, { accounts }) => sum + accounts, 0));
      if (stopping.signal.aborted || statuses.every(({ state }) => state !== "active")) return stop();
      await time.sleep(60_000, stopping.signal);
    }
  };
  const working = runWorker({
    leases: heldLeases(coordinator, time),
    workerId: "demo",
    platforms: [x],
    fetch,
    sink: {
      description: "memory",
      write: (name, bytes) => Promise.resolve(void objects.set(name, bytes)),
    },
    clock: time,
    random: () => random.uniform(),
    sleep: (ms, until) => time.sleep(ms, until),
    signal: stopping.signal,
  });
  try {
    await time.run(Promise.all([working, watch()]));
  } finally {
    signal.removeEventListener("abort", stop);
    bars.stop();
  }
  signal.throwIfAborted();
  return objects;
}

/** The coordinator decrypts platform tokens, which takes real time and no virtual one. */
function heldLeases(leases: Leases, time: VirtualTime): Leases {
  return {
    lease: (...given) => time.hold(leases.lease(...given)),
    renew: (...given) => time.hold(leases.renew(...given)),
    commitPages: (...given) => time.hold(leases.commitPages(...given)),
    finish: (...given) => time.hold(leases.finish(...given)),
  };
}

/** The platform's own count is the judge: no call too many, nobody lost, and the bill is the one that was reckoned. */
function checkLedger(
  statuses: readonly JobStatus[],
  { arrivals, micros, violations }: { arrivals: number; micros: number; violations: number },
): void {
  const settled = statuses.reduce((sum, { money }) => sum + money.settledMicros, 0);
  const calls = statuses.reduce((sum, { totals }) => sum + totals.calls, 0);
  const lost = statuses.filter(({ state, totals }) =>
    state !== "finished" || Object.values(totals.outcomes).reduce((a, b) => a + b, 0) !== totals.accounts
  );
  if (violations === 0 && lost.length === 0 && settled === micros && calls <= arrivals) return;
  throw new InputError(
    `Cannot trust this demo: its crawl must lose nobody, stay within all limits and know its bill, found ${violations} calls too many, ` +
      `${lost.length} jobs not finished, ${settled} micros reckoned of ${micros}, ${calls} calls counted of ${arrivals}`,
  );
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
