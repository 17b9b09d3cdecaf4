/**
 * A coordinator in a process of its own, for `crawl_bench.ts`: the real one, on a real file, with a platform whose limits nobody
 * reaches. Prints `{port, admin, workers}` as one line when it answers; ends when its standard input does.
 */
import { openAllowances } from "../../core/crawl/allowances/open_allowances.ts";
import { openCoordinator } from "../../core/crawl/jobs/open_coordinator.ts";
import { steadyClock } from "../../core/crawl/allowances/steady_clock.ts";
import { createCrawlServer } from "../../functions/crawl/mod.ts";
import { openKvKeys } from "../../functions/crawl/kv_keys.ts";
import { openCrawlStore } from "../../scripts/_crawl_store.ts";
import { benchPlatform } from "./_crawl_platform.ts";

const [folder, workerCount] = [Deno.args[0], Number(Deno.args[1])];
const store = await openCrawlStore(folder);
const clock = steadyClock(Date.now, () => performance.now());
const shared = { store, platforms: [benchPlatform], clock, random: Math.random };
const allowances = openAllowances({ ...shared, secrets: null });
const coordinator = openCoordinator({ ...shared, allowances });
const keys = await openKvKeys(store, {
  now: Date.now,
  random: (bytes) => void crypto.getRandomValues(bytes),
});
const { text: admin } = await keys.create({ name: "bench", scopes: ["crawl:admin"] });
const workers: string[] = [];
for (let index = 0; index < workerCount; index++) {
  workers.push((await keys.create({ name: `worker ${index}`, scopes: ["crawl:work"] })).text);
}
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const app = createCrawlServer({
  keys,
  keyBook: keys,
  open: false,
  clock: () => performance.now(),
  coordinator,
  sleep,
});
const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(JSON.stringify({ port, admin, workers })),
}, (request) => app.fetch(request));
for await (const _ of Deno.stdin.readable) { /* Until whoever started it goes. */ }
await server.shutdown();
store.close();
