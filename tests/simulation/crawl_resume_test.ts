/**
 * Ctrl-C in every stage of `crawl start`, then `crawl resume`: what comes of it is what an undisturbed run brings, within the same
 * limits. The signal reaches the command inside this process, at a chosen call that arrives at the simulated platform.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openSimulatedWorld } from "../../scripts/simulator/open_world.ts";
import { createSimulatorHandler } from "../../scripts/simulator/server.ts";
import { type Outcome, runCli, withFolder } from "./_cli.ts";

const world = { seed: 11, influencerCount: 40, followerCount: 400 };

interface Here {
  readonly workspace: string;
  readonly simulated: ReturnType<typeof openSimulatedWorld>;
  list(): Promise<string>;
  /** Runs a command; Ctrl-C when so many calls have arrived in all. */
  run(args: readonly string[], interruptAt?: number): Promise<Outcome>;
  arrivals(): number;
}

async function withPlatform(act: (here: Here) => Promise<void>): Promise<void> {
  const simulated = openSimulatedWorld({ world, apps: 1 });
  const handler = createSimulatorHandler(simulated);
  let [count, interruptAt] = [0, Infinity];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request, { remoteAddr }) => {
    if (++count >= interruptAt) {
      interruptAt = Infinity;
      // SIGINT would end the test runner; commands take both alike.
      Deno.kill(Deno.pid, "SIGTERM");
    }
    return await handler(request, remoteAddr.hostname);
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  try {
    await withFolder(async (folder) => {
      const workspace = join(folder, "workspace");
      await act({
        workspace,
        simulated,
        arrivals: () => simulated.simulator.ledger.summary().arrivals,
        async list() {
          const { society, influencerCount } = simulated;
          const path = join(folder, "handles.txt");
          const handles = Array.from({ length: influencerCount }, (_, index) => `@${society.account(index).handle}`);
          await Deno.writeTextFile(path, handles.map((handle) => `${handle}.bsky.social\n`).join(""));
          return path;
        },
        async run(args, at = Infinity) {
          interruptAt = at;
          const outcome = await runCli(...args, "-w", workspace, ...["--base-url", `bluesky=${origin}/bluesky`]);
          interruptAt = Infinity;
          return outcome;
        },
      });
    });
  } finally {
    await server.shutdown();
  }
}

const status = async ({ workspace }: Here) =>
  JSON.parse((await runCli("crawl", "status", "--json", "-w", workspace)).out);

async function plansIn({ workspace }: Here): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(join(workspace, "crawl/plans")))).map(({ name }) => name);
}

async function countEdges({ workspace }: Here): Promise<number> {
  const { out } = await runCli("info", "--json", "-w", workspace);
  return JSON.parse(out).steps.network[0].counts.edges;
}

function countFollows({ simulated: { society, influencerCount } }: Here): number {
  let count = 0;
  for (let index = 0; index < influencerCount; index++) count += society.followers(index).length;
  return count;
}

for (const at of [1, 2, 30]) {
  Deno.test(`Ctrl-C at call ${at} of a list: resume goes on with all stages, to the same network, and leaves no plan`, () =>
    withPlatform(async (here) => {
      const start = ["crawl", "start", await here.list(), "--platform", "bluesky", "--followers"];
      const { code, err } = await here.run(start, at);
      assert.equal(code, 0, err);
      assert.match(err, /Paused; nothing is lost\. Go on with .*crawl resume/);
      const { toCome } = await status(here);
      assert.ok(toCome.build, "the build is still to come");
      if (at === 1) assert.deepEqual(toCome.operations, ["followers"]);
      const resumed = await here.run(["crawl", "resume"]);
      assert.equal(resumed.code, 0, resumed.err);
      assert.match(resumed.out, /profiles on bluesky {2}finished[^]*followers on bluesky {2}finished/);
      assert.equal(await countEdges(here), countFollows(here));
      assert.deepEqual(await plansIn(here), []);
      assert.equal((await status(here)).toCome, null);
    }));
}

Deno.test("a list that is interrupted again and again spends what was allowed, and never more", () =>
  withPlatform(async (here) => {
    const args = ["crawl", "start", await here.list(), "--platform", "bluesky", "--calls", "25", "--no-build"];
    await here.run(args, 1);
    for (const at of [2, 6, 12, 18, Infinity]) {
      if ((await plansIn(here)).length === 0) break;
      const { code, err } = await here.run(["crawl", "resume"], at);
      assert.equal(code, 0, err);
    }
    assert.ok(here.arrivals() <= 25, `${here.arrivals()} calls arrived`);
    assert.deepEqual(await plansIn(here), []);
  }));

for (const at of [1, 20]) {
  Deno.test(`Ctrl-C at call ${at} of growth: resume grows on until the budget is spent, and never passes it`, () =>
    withPlatform(async (here) => {
      const seed = `@${here.simulated.society.account(0).handle}.bsky.social`;
      const start = ["crawl", "start", "--around", seed, "--calls", "70", "--no-build"];
      const { code, err } = await here.run(start, at);
      assert.equal(code, 0, err);
      assert.deepEqual((await status(here)).toCome.around, [seed]);
      const resumed = await here.run(["crawl", "resume", "--json"]);
      assert.equal(resumed.code, 0, resumed.err);
      const { ended, lookAlikes, jobs } = JSON.parse(resumed.out);
      assert.equal(ended, "budget");
      assert.ok(lookAlikes.length > 0);
      // Calls that were reserved when it was interrupted, and not sent, count as spent.
      const reserved = jobs.reduce(
        (sum: number, { money }: { money: { calls?: number } }) => sum + (money.calls ?? 0),
        0,
      );
      assert.ok(reserved >= 0.95 * 70 && reserved <= 70, `${reserved} of 70 calls reserved`);
      assert.ok(here.arrivals() <= 70, `${here.arrivals()} of 70 calls arrived`);
      assert.deepEqual(await plansIn(here), []);
    }));
}

Deno.test("a crawl that is cancelled has nothing to come", () =>
  withPlatform(async (here) => {
    await here.run(["crawl", "start", await here.list(), "--platform", "bluesky"], 1);
    const { id } = await status(here);
    const { code, out } = await runCli("crawl", "cancel", id, "-w", here.workspace);
    assert.equal(code, 0);
    assert.match(out, /still to come is not done/);
    assert.deepEqual(await plansIn(here), []);
  }));
