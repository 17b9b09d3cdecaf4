import { createHash } from "node:crypto";
import { createSimulator, openSimulatedWorld, type Simulator, societyOfWorld } from "../../scripts/simulator/mod.ts";
import { createSimulatorHandler } from "../../scripts/simulator/server.ts";
import { createWorld } from "../../scripts/simulator/world/mod.ts";
import { Random } from "../../scripts/simulator/world/random.ts";
import { type Bench, median, time, type Yardstick } from "./_harness.ts";

const seed = 7;
const inFlight = 32;
const callers = { headers: { authorization: "Bearer secret" } };
const fields = "created_at,description,entities,location,profile_image_url,protected,public_metrics,url,verified";

/** First pages of followers on X, in process: how fast simulated crawls can go. Over HTTP beside it, and a server that does nothing. */
export const simulator: Bench = {
  name: "simulator",
  unit: "calls/s",
  async run({ size }) {
    const numbers = size === "full" ? [3000, 100_000, 30_000] : [200, 2000, 400];
    const [influencerCount, followerCount, calls] = numbers;
    const world = createWorld({ seed, influencerCount, followerCount });
    const society = societyOfWorld(world);
    const readySeconds = await time(3, () => Promise.resolve(openSimulatedWorld({ world })));
    const random = new Random(seed, 0, 2);
    const simulator = createSimulator({
      society,
      clock: { now: () => 1.7e12 },
      random: () => random.uniform(),
      tokens: [{ platform: "x", name: "one", secret: "secret", app: "one" }],
      rules: { x: { limits: [] } },
      ledger: { remembersFollows: false, arrivalsMax: 10_000 },
    });
    const paths = Array.from({ length: calls }, (_, i) => {
      const id = society.accountId((i * 7919) % influencerCount);
      return `/x/2/users/${id}/followers?max_results=20&user.fields=${fields}`;
    });
    const hash = createHash("sha256");
    for (const path of paths) hash.update(await (await simulator.fetch(`http://simulator${path}`, callers)).text());
    const read = async () => {
      for (const path of paths) await (await simulator.fetch(`http://simulator${path}`, callers)).text();
    };
    const seconds = await time(size === "full" ? 5 : 2, read);
    const body = await (await simulator.fetch(`http://simulator${paths[0]}`, callers)).text();
    const answered = () => Promise.resolve(new Response(body, { headers: { "content-type": "application/json" } }));
    return {
      input:
        `${calls} first pages of 20 followers with all fields (${body.length} B), of ${influencerCount} influencers and ${followerCount} people`,
      seed,
      count: calls,
      seconds,
      baselineSeconds: await time(2, async () => {
        for (let i = 0; i < calls; i++) await (await answered()).text();
      }),
      digest: hash.digest("hex").slice(0, 16),
      limits: [await overHttp("an HTTP server that answers the same text, same client", paths, answered)],
      peers: [await overHttp("the same over HTTP", paths, handlerOf(simulator, society))],
      quality: `world and society ready in ${median(readySeconds).toFixed(2)} s`,
    };
  },
};

function handlerOf(
  simulator: Simulator,
  society: Parameters<typeof createSimulatorHandler>[0]["society"],
): (request: Request) => Promise<Response> {
  const handler = createSimulatorHandler({ simulator, society, tokens: [], about: {}, influencerCount: 0 });
  return (request) => handler(request, "127.0.0.1");
}

/** Calls a second with so many in flight; client and server share this process. */
async function overHttp(
  name: string,
  paths: readonly string[],
  handler: (request: Request) => Promise<Response>,
): Promise<Yardstick> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  const origin = `http://127.0.0.1:${server.addr.port}`;
  try {
    const [seconds] = await time(1, async () => {
      let next = 0;
      await Promise.all(Array.from({ length: inFlight }, async () => {
        while (next < paths.length) await (await fetch(origin + paths[next++], callers)).text();
      }));
    });
    return { name: `${name}, ${inFlight} in flight`, rate: paths.length / seconds };
  } finally {
    await server.shutdown();
  }
}
