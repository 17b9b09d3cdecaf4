/**
 * `crawl start` as a person types it: the simulated platforms over real HTTP, the workspace's own coordinator in its database, the
 * worker, import and build. The platform's ledger and the world's own follows are the judges.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { followerKey, sampleSlot } from "../../core/graph/follower_key.ts";
import { openSimulatedWorld } from "../../scripts/simulator/open_world.ts";
import { createSimulatorHandler } from "../../scripts/simulator/server.ts";
import { root, runCli, runProcess, withFolder } from "./_cli.ts";

const world = { seed: 7, influencerCount: 120, followerCount: 1500 };
const sampleSeed = 0x2545f4914f6cdd1dn;

interface Here {
  readonly folder: string;
  readonly workspace: string;
  readonly simulated: ReturnType<typeof openSimulatedWorld>;
  /** `--base-url …` of both platforms, `-w …` of the workspace. */
  readonly where: readonly string[];
  list(name: string, lines: readonly string[]): Promise<string>;
}

async function withSimulator(act: (here: Here) => Promise<void>, { latencyMs = 0 } = {}): Promise<void> {
  const simulated = openSimulatedWorld({ world, apps: 2 });
  const handler = createSimulatorHandler(simulated);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request, { remoteAddr }) => {
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    return await handler(request, remoteAddr.hostname);
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  try {
    await withFolder(async (folder) => {
      const workspace = join(folder, "workspace");
      await act({
        folder,
        workspace,
        simulated,
        where: [
          "--base-url",
          `x=${origin}/x`,
          "--base-url",
          `bluesky=${origin}/bluesky`,
          "-w",
          workspace,
        ],
        async list(name, lines) {
          const path = join(folder, name);
          await Deno.writeTextFile(path, lines.join("\n"));
          return path;
        },
      });
    });
  } finally {
    await server.shutdown();
  }
}

async function addTokens({ simulated, workspace }: Here): Promise<void> {
  for (const { app, secret } of simulated.tokens) {
    Deno.env.set("SIMULATED_SECRET", secret);
    const { code, err } = await runCli(
      "tokens",
      "add",
      "--platform",
      "x",
      "--app",
      app,
      "--from-env",
      "SIMULATED_SECRET",
      "-w",
      workspace,
    );
    Deno.env.delete("SIMULATED_SECRET");
    assert.equal(code, 0, err);
  }
}

const influencerIds = ({ simulated: { society, influencerCount } }: Here) =>
  Array.from({ length: influencerCount }, (_, index) => society.accountId(index));

/** Follows that the platform shows: those of people who are private are in the lists of those they follow. */
function countFollows({ simulated: { society, influencerCount } }: Here): number {
  let count = 0;
  for (let index = 0; index < influencerCount; index++) count += society.followers(index).length;
  return count;
}

async function networkCounts(workspace: string): Promise<{ edges: number; followers: number; influencers: number }> {
  const { out } = await runCli("info", "--json", "-w", workspace);
  const [network] = JSON.parse(out).steps.network;
  return network.counts;
}

async function secretsInFiles(folder: string, secrets: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await secretsInFiles(path, secrets));
    else {
      const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
      if (secrets.some((secret) => text.includes(secret))) found.push(path);
    }
  }
  return found;
}

Deno.test("crawl start brings every follow of a list home, within all limits, and ends in answers", () =>
  withSimulator(async (here) => {
    await addTokens(here);
    const list = await here.list("brands.txt", influencerIds(here));
    const { code, out, err } = await runCli("crawl", "start", list, "--platform", "x", "--yes", ...here.where);
    assert.equal(code, 0, err);
    const { ledger } = here.simulated.simulator;
    assert.deepEqual(ledger.violations, []);
    assert.match(err, /profiles +\d+ calls.*\n +followers +\d+ calls/);
    assert.match(err, /By what the profiles claim/);
    assert.match(out, /followers on x {2}finished/);
    const { edges, influencers } = await networkCounts(here.workspace);
    assert.equal(edges, countFollows(here));
    assert.equal(influencers, world.influencerCount);
    const similar = await runCli("similar", `x:${influencerIds(here)[0]}`, "-w", here.workspace);
    assert.equal(similar.code, 0, similar.err);
    assert.deepEqual(await secretsInFiles(here.folder, here.simulated.tokens.map(({ secret }) => secret)), []);
    const { mode } = await Deno.stat(join(here.workspace, "crawl/master.key"));
    assert.equal((mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("a money budget is never passed, and the job says that it was used up", () =>
  withSimulator(async (here) => {
    await addTokens(here);
    const list = await here.list("brands.txt", influencerIds(here));
    const args = ["--platform", "x", "--money", "20", "--no-build"];
    const { code, out, err } = await runCli("crawl", "start", list, ...args, ...here.where);
    assert.equal(code, 0, err);
    assert.match(out, /stopped: money used up/);
    assert.ok(here.simulated.simulator.ledger.summary().micros <= 20_000_000);
  }));

Deno.test("a sampled crawl brings whom the people of its slots follow, and nobody else", () =>
  withSimulator(async (here) => {
    const { society, influencerCount } = here.simulated;
    await addTokens(here);
    const people = Array.from({ length: world.followerCount }, (_, index) => influencerCount + index);
    const list = await here.list("people.txt", people.map((index) => society.accountId(index)));
    const slots = ["--slots", "0-9", "--of", "100"];
    const { code, err } = await runCli("crawl", "start", list, "--platform", "x", "--yes", ...slots, ...here.where);
    assert.equal(code, 0, err);
    const expected = people.filter((index) =>
      sampleSlot(followerKey(`x:${society.accountId(index)}`), sampleSeed, 100) < 10 &&
      society.account(index).state === "active" && society.following(index).length > 0
    );
    const { edges, followers } = await networkCounts(here.workspace);
    assert.equal(followers, expected.length);
    assert.equal(edges, expected.reduce((sum, index) => sum + society.following(index).length, 0));
  }));

Deno.test("growth around seeds stays within its calls and finds look-alikes", () =>
  withSimulator(async (here) => {
    const { handle } = here.simulated.society.account(0);
    const args = ["--around", `@${handle}.bsky.social`, "--calls", "60", "--json", "--quiet"];
    const { code, out, err } = await runCli("crawl", "start", ...args, ...here.where);
    assert.equal(code, 0, err);
    const { lookAlikes, seeds, ended } = JSON.parse(out);
    assert.equal(seeds[0].handle, `${handle}.bsky.social`);
    assert.ok(seeds[0].complete && lookAlikes.length > 0, out);
    assert.equal(ended, "budget");
    const { arrivals } = here.simulated.simulator.ledger.summary();
    assert.ok(arrivals <= 60, `${arrivals} calls arrived`);
  }));

Deno.test("seeds that do not exist, and a platform that cannot be told, are named", () =>
  withSimulator(async (here) => {
    const nobody = await runCli("crawl", "start", "--around", "@nobody.bsky.social", "--calls", "20", ...here.where);
    assert.equal(nobody.code, 1);
    assert.match(
      nobody.err,
      /@nobody\.bsky\.social: needed a seed that Bluesky shows, found @nobody\.bsky\.social is gone/,
    );
    const which = await runCli("crawl", "start", "--around", "!!", "--calls", "20", ...here.where);
    assert.equal(which.code, 2);
    assert.match(which.err, /Cannot tell the platform of !!/);
  }));

Deno.test("Ctrl-C pauses; resume goes on in a new process, and nothing is lost or fetched twice for nothing", () =>
  withSimulator(async (here) => {
    await addTokens(here);
    const list = await here.list("brands.txt", influencerIds(here));
    const args = ["crawl", "start", list, "--platform", "x", "--yes", "--no-profiles", ...here.where];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-P=compute", join(root, "scripts/asterism.ts"), ...args],
      cwd: root,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { ledger } = here.simulated.simulator;
    // Some pages are there, most are not.
    while (ledger.summary().arrivals < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    const err = new TextDecoder().decode(stderr);
    assert.equal(code, 0, err);
    const [, job] = /Paused; nothing is lost. Go on with .*crawl resume (j-\w+)/.exec(err) ?? [];
    assert.ok(job !== undefined, err);
    const before = ledger.summary().arrivals;
    assert.ok(before < world.influencerCount, `it was to be interrupted, found ${before} calls`);
    const resumed = await runCli("crawl", "resume", job, ...here.where);
    assert.equal(resumed.code, 0, resumed.err);
    assert.match(resumed.out, /finished/);
    assert.equal((await networkCounts(here.workspace)).edges, countFollows(here));
    assert.deepEqual(ledger.violations, []);
  }, { latencyMs: 60 }));

Deno.test("a schedule makes its job once a period, tick works it and ends in a build; twice at once is once", () =>
  withSimulator(async (here) => {
    const { society } = here.simulated;
    const handles = Array.from({ length: 10 }, (_, index) => `@${society.account(index).handle}.bsky.social`);
    const list = await here.list("few.txt", handles);
    const added = await runCli(
      "crawl",
      "schedule",
      "add",
      list,
      "--platform",
      "bluesky",
      "--followers",
      "--every",
      "1d",
      "-w",
      here.workspace,
    );
    assert.equal(added.code, 0, added.err);
    const tick = () => runProcess(["crawl", "tick", "--work", "30s", "--json", ...here.where]);
    const reports = [...await Promise.all([tick(), tick()]), await tick()];
    for (const { code, err } of reports) assert.equal(code, 0, err);
    const started = reports.flatMap(({ out }) => JSON.parse(out).started);
    assert.equal(started.length, 1, JSON.stringify(reports.map(({ out }) => out)));
    const { edges } = await networkCounts(here.workspace);
    let follows = 0;
    for (let index = 0; index < 10; index++) follows += society.followers(index).length;
    assert.equal(edges, follows);
  }));
