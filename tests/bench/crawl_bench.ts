/**
 * What a coordinator takes: leases and commits over HTTP, durable on a real file, with 32 workers; and filling a job with a million
 * accounts. Coordinator and load are processes of their own, on the same cores.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { DenoKvStore } from "../../functions/crawl/deno_kv_store.ts";
import { openKv } from "../../scripts/_crawl_store.ts";
import { type CrawlProcess, startCrawlProcess } from "./_crawl_process.ts";
import { type Bench, median, time } from "./_harness.ts";

const workerCount = 32;
/** Accounts of one shard, which one call asks for. */
const shardSize = 50;
const firstId = 1_000_000_000;

/** A worker takes a shard and a call, and commits the page that ends the shard: two requests, all of it on disk before each answer. */
export const crawl: Bench = {
  name: "crawl",
  unit: "round trips/s",
  async run({ size, folder }) {
    const [runs, trips] = size === "full" ? [5, 2000] : [2, 96];
    const process = await startCrawlProcess(folder, workerCount);
    try {
      const latencies: number[] = [];
      let job = "";
      const seconds = await time(
        runs,
        () => workAll(process.workers, latencies),
        async () => {
          latencies.length = 0;
          job = await fillJob(process.admin, trips);
        },
      );
      const { totals, state } = await process.admin.readJob(job);
      if (state !== "finished" || totals.pages !== trips || totals.outcomes.done !== trips * shardSize) {
        throw new Error(`Cannot trust the bench: its last job is ${state} with ${JSON.stringify(totals)}`);
      }
      latencies.sort((left, right) => left - right);
      const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))].toFixed(1);
      const peak = await process.peakMemoryBytes();
      return {
        input: `${trips} shards of ${shardSize} accounts, ${workerCount} workers, HTTP on loopback, Deno KV in a file`,
        seed: 0,
        count: trips,
        seconds,
        baselineSeconds: await time(runs, () => askOnly(process, trips)),
        digest: createHash("sha256").update(JSON.stringify(totals)).digest("hex").slice(0, 16),
        limits: [{
          name: "Deno KV, a lease's and a commit's writes alone",
          rate: await measureKv(folder, trips, runs),
        }],
        peers: [],
        quality: `round trip p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; each page counted once; coordinator's peak ${
          peak === null ? "unknown" : `${(peak / 2 ** 20).toFixed(0)} MiB`
        }`,
      };
    } finally {
      await process.close();
    }
  },
};

/** Accounts that a job is given in requests of up to 1 MB, every tenth a second time. */
export const seeding: Bench = {
  name: "seeding",
  unit: "accounts/s",
  async run({ size, folder }) {
    const count = size === "full" ? 1_000_000 : 4000;
    const process = await startCrawlProcess(folder, 0);
    try {
      const seconds: number[] = [];
      let sum = "";
      // A job of a million is made once: its memory is the figure, and the first run is the honest one.
      for (let run = 0; run < (size === "full" ? 1 : 2); run++) {
        const started = performance.now();
        const { id } = await process.admin.createJob({ platform: "bench", operation: "followers", sealed: false });
        let added = 0;
        for (let from = 0; from < count; from += 40_000) {
          const part = Math.min(40_000, count - from);
          const accounts = Array.from({ length: part }, (_, index) => String(firstId + from + index));
          for (let index = 0; index < part; index += 10) accounts.push(String(firstId + (from + index) / 2 | 0));
          added += (await process.admin.addAccounts(id, accounts, { seal: from + part === count })).added;
        }
        seconds.push((performance.now() - started) / 1000);
        const { totals } = await process.admin.readJob(id);
        if (added !== count || totals.accounts !== count || totals.pending !== count) {
          throw new Error(
            `Cannot trust the bench: ${added} of ${count} accounts were added, ${totals.accounts} are there`,
          );
        }
        sum = JSON.stringify(totals);
      }
      if (seconds.length === 1) seconds.push(seconds[0]);
      const peak = await process.peakMemoryBytes();
      const started = performance.now();
      const batch = Math.ceil(count / 4000);
      const kv = await measureKvSets(folder, batch);
      return {
        input: `${count} ids and ${count / 10} of them again, over HTTP`,
        seed: 0,
        count,
        seconds,
        baselineSeconds: [kv, (performance.now() - started) / 1000],
        digest: createHash("sha256").update(sum).digest("hex").slice(0, 16),
        limits: [{ name: "Deno KV, as many shards and nothing else", rate: batch * 4000 / kv }],
        peers: [],
        quality: `every account once; ${seconds[0].toFixed(1)} s; coordinator's peak ${
          peak === null ? "unknown" : `${(peak / 2 ** 20).toFixed(0)} MiB`
        }`,
      };
    } finally {
      await process.close();
    }
  },
};

/** A job of so many shards. */
async function fillJob(admin: Coordinator, shards: number): Promise<string> {
  const { id } = await admin.createJob({ platform: "bench", operation: "profiles", sealed: false });
  // 16 shards are cut from so many at once.
  const part = 16 * shardSize;
  for (let from = 0; from < shards * shardSize; from += part) {
    const accounts = Array.from({ length: part }, (_, index) => String(firstId + from + index));
    await admin.addAccounts(id, accounts, { seal: from + part >= shards * shardSize });
  }
  return id;
}

/** All workers, each on one shard after the other, until there is none. */
async function workAll(workers: readonly Coordinator[], latencies: number[]): Promise<void> {
  await Promise.all(workers.map(async (worker, number) => {
    for (;;) {
      const started = performance.now();
      const { lease, grants } = await worker.lease("", { calls: 1, platforms: ["bench"] });
      if (lease === null) return;
      const page = `${lease.job}-${number}-${lease.shard}`;
      const { verdicts, finished } = await worker.commitPages("", lease.id, {
        calls: 0,
        pages: [{
          grant: grants[0].id,
          operation: "profiles",
          accounts: lease.units.map(({ account }) => account),
          cursor: null,
          result: {
            kind: "page",
            next: null,
            files: [`${lease.job}/profiles-${page}.ndjson.gz`],
            page,
            rows: { profiles: lease.units.length, connections: 0, posts: 0 },
            digest: page,
            absent: [],
            resolved: [],
            resources: lease.units.length,
          },
        }],
      });
      if (verdicts[0] !== "counted" || !finished) throw new Error(`Cannot trust the bench: a page is ${verdicts[0]}`);
      latencies.push(performance.now() - started);
    }
  }));
}

/** As many requests, to which the server answers from memory. */
async function askOnly({ url }: CrawlProcess, trips: number): Promise<void> {
  let left = 2 * trips;
  await Promise.all(Array.from({ length: workerCount }, async () => {
    while (left-- > 0) await (await fetch(`${url}/healthz`)).body?.cancel();
  }));
}

/** Trips/s of what a trip has to write: calls reserved, shard taken, page counted; two commits. */
async function measureKv(folder: string, trips: number, runs: number): Promise<number> {
  const store = new DenoKvStore(await openKv(join(folder, "limit.kv")));
  try {
    const shard = { units: Array.from({ length: shardSize }, (_, index) => ({ name: String(firstId + index) })) };
    const seconds = await time(runs, async () => {
      let next = 0;
      await Promise.all(Array.from({ length: workerCount }, async () => {
        for (let trip = next++; trip < trips; trip = next++) {
          await store.commit({ sets: [{ key: ["shard", trip], value: shard }, { key: ["leased", trip], value: 0 }] });
          const sets = ["shard", "totals", "page"].map((name) => ({ key: [name, trip], value: shard }));
          await store.commit({ sets, deletes: [["leased", trip], ["open", trip]] });
        }
      }));
    });
    return trips / median(seconds);
  } finally {
    store.close();
  }
}

/** Seconds to write so many commits of 80 shards of 50 accounts, four keys each. */
async function measureKvSets(folder: string, commits: number): Promise<number> {
  const store = new DenoKvStore(await openKv(join(folder, "limit.kv")));
  try {
    const shard = { units: Array.from({ length: shardSize }, (_, index) => ({ name: String(firstId + index) })) };
    const started = performance.now();
    for (let commit = 0; commit < commits; commit++) {
      const sets = Array.from({ length: 80 }, (_, index) => index + 80 * commit).flatMap((number) => [
        { key: ["shard", number], value: shard },
        ...["totals", "open", "ready"].map((name) => ({ key: [name, number], value: 0 })),
      ]);
      await store.commit({ sets });
    }
    return (performance.now() - started) / 1000;
  } finally {
    store.close();
  }
}
