/** The simulator over real sockets on loopback. */
import assert from "node:assert/strict";
import {
  createSimulatorHandler,
  openSimulatedWorld,
  serveSimulator,
  type SimulatedWorldOptions,
} from "../../../scripts/simulator/mod.ts";
import { describeLedger } from "../../../scripts/simulator/about.ts";
import { runCli } from "../../simulation/_cli.ts";
import { createWorldForTests } from "./_worlds.ts";

async function withServer(
  options: Partial<SimulatedWorldOptions>,
  act: (origin: string, opened: ReturnType<typeof openSimulatedWorld>) => Promise<void>,
): Promise<void> {
  const opened = openSimulatedWorld({ world: createWorldForTests(), ...options });
  const stop = new AbortController();
  const listening = Promise.withResolvers<string>();
  const finished = serveSimulator(createSimulatorHandler(opened), {
    port: 0,
    signal: stop.signal,
    onListen: listening.resolve,
  });
  try {
    await act(await listening.promise, opened);
  } finally {
    stop.abort();
    await finished;
  }
}

Deno.test("one port answers as X, as Bluesky, by path and by Host, and tells its tokens, ledger and truth", async () => {
  await withServer({ apps: 2 }, async (origin, { society }) => {
    const json = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(origin + path, { headers })).json();
    const tokens = await json("/_tokens");
    assert.deepEqual(tokens.map(({ app, name }: Record<string, string>) => [app, name]), [["app-1", "token-1"], [
      "app-2",
      "token-2",
    ]]);
    const { id, handle } = society.account(5);
    const authorization = `Bearer ${tokens[1].secret}`;
    const user = await json(`/x/2/users/by/username/${handle}`, { authorization });
    assert.equal(user.data.id, id);
    const { did } = await json(`/bluesky/xrpc/com.atproto.identity.resolveHandle?handle=${handle}.bsky.social`);
    assert.match(did, /^did:plc:/);

    const truth = await json("/_truth");
    const lines = (await (await fetch(`${origin}/_truth/influencers`)).text()).trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    const rows = (await (await fetch(`${origin}/_truth/follows?platform=bluesky`)).text()).trimEnd().split("\n").slice(
      1,
    );
    assert.equal(truth.influencers, lines.length);
    assert.equal(truth.follows, rows.length);
    assert.equal(new Set(rows).size, rows.length);
    assert.equal(rows.filter((row) => row.endsWith(`,bluesky:${did}`)).length, lines[5].followers);
    assert.deepEqual([lines[5].x, lines[5].bluesky], [id, did]);

    const listed = await (await fetch(`${origin}/_truth/accounts?platform=bluesky&limit=6`)).text();
    assert.deepEqual(listed.split("\n"), [...lines.slice(0, 6).map(({ bluesky }) => bluesky), ""]);

    const ledger = await json("/_ledger?arrivals=1");
    assert.equal(ledger.arrivals, 2);
    assert.equal(ledger.lastArrivals[0].endpoint, "com.atproto.identity.resolveHandle");
    assert.deepEqual(await json("/_ledger?violations"), []);
    const page = await (await fetch(origin)).text();
    assert.ok(page.includes(`${origin}/x/2/users/by/username/`));
    assert.equal(
      (await fetch(`${origin}/favicon.ico`).then((response) => response.body?.cancel().then(() => response)))!.status,
      404,
    );
    assert.equal(await byHost(origin, "api.x.com", `/2/users/${id}`, authorization), 200);
    assert.equal(await byHost(origin, "public.api.bsky.app", `/xrpc/app.bsky.actor.getProfile?actor=${did}`), 200);
  });
});

Deno.test("over sockets too, limits are scaled and windows shortened as asked", async () => {
  await withServer({ limits: 0.01, speed: 900 }, async (origin, { tokens, society }) => {
    const headers = { authorization: `Bearer ${tokens[0].secret}` };
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) {
      const response = await fetch(`${origin}/x/2/users/${society.accountId(0)}`, { headers });
      statuses.push(response.status);
      assert.equal(response.headers.get("x-rate-limit-limit"), "3");
      await response.body?.cancel();
    }
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    const violations = await (await fetch(`${origin}/_ledger?violations`)).json();
    assert.deepEqual(violations.map(({ kind }: { kind: string }) => kind), ["sliding-window", "fixed-window"]);
  });
});

Deno.test("describeLedger() says what was done, what it cost and what was wrong with it", () => {
  const summary = {
    arrivals: 1234,
    byStatus: { "200": 1230, "429": 4 },
    byEndpoint: { "GET /2/users": 34, "GET /2/users/:id/followers": 1200 },
    byFault: { serverError: 2 },
    resources: 500,
    micros: 5_000_000,
    microsByApp: { "app-1": 5_000_000 },
    microsByToken: {},
    violations: { "sliding-window": 3, "fixed-window": 0, "refused-token": 0, "budget": 0 },
    followsShown: 0,
  };
  assert.equal(
    describeLedger(summary),
    [
      "1,234 calls: 1,200 GET /2/users/:id/followers, 34 GET /2/users",
      "Statuses   1,230 200, 4 429",
      "Failures   2 serverError",
      "Billed     $5.00: app-1 $5.00",
      "Violations 3 sliding-window",
    ].join("\n"),
  );
});

Deno.test("asterism simulator refuses limits and faults that there are not", async () => {
  for (const [option, value] of [["--limits", "none"], ["--limits", "0"], ["--faults", "lots"]]) {
    const { code, err } = await runCli("simulator", option, value);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`Cannot use ${option} "${value}": needed `));
  }
});

/** Status of an answer to a request whose Host is not where it is sent: fetch() does not let one say so. */
async function byHost(origin: string, host: string, path: string, authorization?: string): Promise<number> {
  const { hostname, port } = new URL(origin);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...(authorization ? [`Authorization: ${authorization}`] : []),
  ];
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const buffer = new Uint8Array(64);
  const read = await connection.read(buffer);
  return Number(new TextDecoder().decode(buffer.subarray(0, read ?? 0)).split(" ")[1]);
}
