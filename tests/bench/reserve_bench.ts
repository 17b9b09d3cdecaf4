import { createHash } from "node:crypto";
import { join } from "node:path";
import { MemoryStore } from "../../core/crawl/store/memory_store.ts";
import { makeMasterKey, openSecrets, readMasterKeys } from "../../core/crawl/allowances/secrets.ts";
import type { Store } from "../../core/crawl/store/store.ts";
import { openKv } from "../../scripts/_crawl_store.ts";
import { DenoKvStore } from "../../functions/crawl/deno_kv_store.ts";
import { ask, openToy, tokenRequest } from "../unit/crawl/_toy_platform.ts";
import { type Bench, median, time } from "./_harness.ts";

const seed = 1;
const callers = 32;
const price = { microsPerCall: 10, microsPerResource: 1 };

/** Durable reservations of one call each, by 32 callers at once in one window of one token: what every lease of a worker needs. */
export const reserve: Bench = {
  name: "reserve",
  unit: "reservations/s",
  async run({ size, folder }) {
    const count = size === "full" ? 20_000 : 320;
    const secrets = await openSecrets(readMasterKeys(makeMasterKey()));
    const runs = size === "full" ? 5 : 2;
    const kv = new DenoKvStore(await openKv(join(folder, "bench.kv")));
    let granted = 0;
    const measure = async (store: Store, priced: boolean) => {
      const limits = [{ scope: "token", limit: 1e9, windowMs: 900_000 }] as const;
      const { allowances, clock } = await openToy(priced ? { limits, price } : { limits }, {
        store,
        secrets,
        seed: priced ? seed + 1 : seed,
      });
      await allowances.addToken({ ...tokenRequest, name: `${priced}` });
      return () =>
        together(count, async () => {
          clock.nowMs += 1;
          const reservation = await allowances.reserve({ ...ask, job: priced ? "priced" : "free" });
          granted += reservation.grants.length;
          if (!priced) return;
          const settlements = reservation.grants.map(({ id }) => ({ grant: id, resources: 50 }));
          await store.commit(await allowances.settle("priced", settlements));
        });
    };
    const seconds = await time(runs, await measure(kv, false));
    const baselineSeconds = await time(runs, await measure(new MemoryStore(), false));
    const priced = count / median(await time(runs, await measure(kv, true)));
    const contended = count / 10 / median(await time(runs, () => together(count / 10, () => increment(kv))));
    const alone = count / 10 / median(
      await time(runs, async () => {
        for (let call = 0; call < count / 10; call++) await increment(kv);
      }),
    );
    kv.close();
    return {
      input: `${count} reservations of one call by ${callers} callers in one window, Deno KV in a file`,
      seed,
      count,
      seconds,
      baselineSeconds,
      digest: createHash("sha256").update(`${granted}`).digest("hex").slice(0, 16),
      limits: [{ name: "one caller that checks and sets one key, a commit each", rate: alone }],
      peers: [{ name: `${callers} callers that check and set one key, a commit each`, rate: contended }],
      quality: `${granted} calls granted of ${
        3 * (runs + 1) * count
      } asked for; with money, reserved and settled in a commit of its own: ${Math.round(priced)} a second`,
    };
  },
};

/** Runs `act` so often, as many at once as there are callers. */
async function together(count: number, act: () => Promise<unknown>): Promise<void> {
  let left = count;
  await Promise.all(Array.from({ length: callers }, async () => {
    while (left-- > 0) await act();
  }));
}

async function increment(store: Store): Promise<void> {
  const key = ["bench", "counter"];
  for (let written = false; !written;) {
    const { value, version } = await store.get<number>(key);
    written = await store.commit({ checks: [{ key, version }], sets: [{ key, value: (value ?? 0) + 1 }] });
  }
}
