import assert from "node:assert/strict";
import type { Coordinator } from "../../../../core/crawl/coordinator.ts";
import { connectCoordinator } from "../../../../core/crawl/http_client.ts";
import { UnavailableError, UsageError } from "../../../../core/errors.ts";
import { crawlBodyBytesMax } from "../../../../core/limits.ts";
import { type Asked, fakeCoordinator, fakeServer } from "./_fake.ts";

const worker = "id-workerA";
const job = { platform: "x", operation: "followers", accounts: ["12", "@jack", "x:7"], priority: 3 } as const;
const page = {
  grant: "g-1",
  operation: "followers",
  accounts: ["12"],
  cursor: null,
  result: {
    kind: "page",
    next: "c",
    files: ["a"],
    page: "p",
    rows: { profiles: 0, connections: 2, posts: 0 },
    digest: "d",
    absent: [{ account: "13", absence: "gone" }],
    resolved: [{ handle: "@jack", id: "12" }],
    resources: 2,
  },
  quota: { limit: 15, remaining: 14, resetAfterMs: 900_000 },
} as const;
const others = [
  { kind: "limited", cause: "window" },
  { kind: "refused", reason: "no" },
  { kind: "absent", absence: "private" },
  { kind: "failed", reason: "503" },
  { kind: "unused" },
] as const;

/** Every question, those that end in an error too. Names that begin with a lease use the one that is held. */
const questions: Record<string, (coordinator: Coordinator) => Promise<unknown>> = {
  "lease": (it) => it.lease(worker, { calls: 4, platforms: ["x"] }),
  "renew": (it) => it.renew(worker, "l-1", { calls: 2 }),
  "commitPages": (it) =>
    it.commitPages(worker, "l-1", { pages: [page, ...others.map((result) => ({ ...page, result }))], calls: 1 }),
  "finish": (it) => it.finish(worker, "l-1", { unused: ["g-1", "g-2"] }),
  "renew, ended": (it) => it.renew(worker, "l-1", { calls: 2 }),
  "renew of another's": (it) => it.renew(worker, "l-foreign", { calls: 2 }),
  "createJob": (it) => it.createJob({ ...job, name: "Grüße", caps: { micros: 5 }, sampling: { kind: "list" } }),
  "createJob, idempotent": (it) => it.createJob({ ...job, idempotencyKey: "mine" }),
  "createJob, unknown platform": (it) => it.createJob({ ...job, platform: "none" }),
  "createJob, no account": (it) => it.createJob({ ...job, accounts: ["@"] }),
  "addAccounts": (it) => it.addAccounts("j-1", ["12", "12", "é/ü"], { seal: true }),
  "addAccounts, sealing only": (it) => it.addAccounts("j-1", [], { seal: true }),
  "addAccounts, not sealing": (it) => it.addAccounts("j-1", ["1"]),
  "readJob": (it) => it.readJob("a/b?c d"),
  "readJob, missing": (it) => it.readJob("missing"),
  "readJob, busy": (it) => it.readJob("busy"),
  "listJobs": (it) => it.listJobs({ limit: 7 }),
  "changeJob": (it) => it.changeJob("j-1", "paused"),
  "listPages": (it) => it.listPages("j-1", { limit: 7, cursor: "2" }),
  "listAccounts": (it) => it.listAccounts("j-1", { cursor: "a/b+c==" }),
  "forecast": (it) => it.forecast({ platform: "x", operation: "posts", accounts: 3, rowCounts: [1, 2], app: "a" }),
  "addToken": (it) => it.addToken({ platform: "x", app: "a", name: "n", secret: "s", share: 0.5 }),
  "listTokens": (it) => it.listTokens(),
  "retireToken": (it) => it.retireToken("t-1"),
  "retireToken, missing": (it) => it.retireToken("missing"),
  "rotateTokens": (it) => it.rotateTokens(),
  "setBudget": (it) => it.setBudget({ kind: "month" }, 12),
  "setBudget, none": (it) => it.setBudget({ kind: "app", platform: "x", app: "a/b c" }, null),
  "readBudget": (it) => it.readBudget({ kind: "app", platform: "x", app: "a" }),
  "createSchedule": (it) => it.createSchedule({ name: "w", everyMs: 60_000, job }),
  "listSchedules": (it) => it.listSchedules(),
  "removeSchedule": (it) => it.removeSchedule("s-1"),
  "removeSchedule, missing": (it) => it.removeSchedule("missing"),
  "tick": (it) => it.tick(),
  "markBuilt": (it) => it.markBuilt("j-1"),
};

Deno.test("a coordinator over HTTP is asked, answers and fails just as it does here", async () => {
  const near: Asked = [], far: Asked = [];
  const here = asWorker(fakeCoordinator(near), "id-admin");
  const { app } = fakeServer({ coordinator: fakeCoordinator(far) });
  const fetch = async (request: Request) => await app.request(request);
  const there = connectCoordinator("http://127.0.0.1:1", { key: "ast_admin", fetch });
  for (const [name, question] of Object.entries(questions)) {
    const asHere = await outcomeOf(() => question(here));
    assert.deepEqual(await outcomeOf(() => question(there)), asHere, name);
  }
  assert.deepEqual(JSON.parse(JSON.stringify(far)), JSON.parse(JSON.stringify(near)));
});

Deno.test("a long list of accounts goes in parts below the cap of a body, and the last one seals", async () => {
  const { app, asked } = fakeServer();
  const lengths: number[] = [];
  const fetch = async (request: Request) => {
    lengths.push((await request.clone().bytes()).length);
    return await app.request(request);
  };
  const there = connectCoordinator("https://crawl.example/", { key: "ast_manager", fetch });
  const accounts = Array.from({ length: 150_000 }, (_, index) => String(10_000_000_000 + index));
  accounts[77] = '"\\é';
  assert.deepEqual(await there.addAccounts("j-1", accounts, { seal: true }), { added: accounts.length });
  assert.ok(lengths.length === 3 && Math.max(...lengths) <= crawlBodyBytesMax, String(lengths));
  assert.deepEqual(asked.flatMap(({ given }) => given[1]), accounts);
  assert.deepEqual(asked.map(({ given }) => given[2]), [false, false, true]);
});

Deno.test("only https and this machine are spoken to, and no address may hold a secret", () => {
  const connect = (address: string) => connectCoordinator(address, { key: "ast_admin", fetch });
  for (const good of ["https://crawl.example", "http://127.0.0.1:8080", "http://localhost:1/base/", "http://[::1]:8"]) {
    connect(good);
  }
  const wrong = ["http://crawl.example", "http://127.0.0.1.example", "ftp://localhost", "crawl.example", "", "//x"];
  for (const address of [...wrong, "https://canary@x.example", "https://x.example?key=canary"]) {
    assert.throws(() => connect(address), (error) => error instanceof UsageError && !error.message.includes("canary"));
  }
  assert.throws(
    () => connectCoordinator("https://x.example", { key: "canary key\n", fetch }),
    (error) => error instanceof UsageError && !error.message.includes("canary"),
  );
});

Deno.test("what a coordinator that fails, refuses or is none answers is an error without the key", async () => {
  const answers: [answer: () => Response | Promise<Response>, kind: typeof UnavailableError | typeof UsageError][] = [
    [() => Promise.reject(new TypeError("connection refused, Bearer ast_canary")), UnavailableError],
    [() => new Response("<html>502</html>", { status: 502 }), UnavailableError],
    [() => new Response("no JSON", { status: 200 }), UnavailableError],
    [() => Response.json({ detail: "slow down" }, { status: 429, headers: { "retry-after": "7" } }), UnavailableError],
    [() => Response.json({ type: "/docs#internal", title: "It failed" }, { status: 500 }), UnavailableError],
    [() => Response.json({ type: "/docs#unauthenticated", detail: "It needs a key" }, { status: 401 }), UsageError],
    [() => Response.json({ type: "/docs#forbidden", detail: "It needs a key" }, { status: 403 }), UsageError],
    [() => Response.json({ type: "/docs#too-large" }, { status: 413 }), UsageError],
    [() => Response.json(null, { status: 404 }), UsageError],
  ];
  for (const [answer, kind] of answers) {
    const there = connectCoordinator("https://x.example", { key: "ast_canary", fetch: async () => await answer() });
    const error = await there.tick().then(() => assert.fail("it must fail"), (error) => error);
    assert.ok(error instanceof kind, `${error}`);
    assert.ok(!`${error.stack} ${error.message}`.includes("canary"), error.message);
    if (error.message.includes("slow down")) assert.equal((error as UnavailableError).retryAfterSeconds, 7);
  }
});

Deno.test("an answer that does not come is waited for so long and no longer, and a redirection is not followed", async () => {
  const never = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));
  const there = connectCoordinator("https://x.example", { key: "ast_admin", fetch: never, timeoutMs: 1 });
  await assert.rejects(there.tick(), /Cannot reach the coordinator at https:\/\/x\.example: no answer in 1 ms/);
  let redirect: string | undefined;
  const watching = (request: Request) => {
    redirect = request.redirect;
    return Promise.resolve(Response.json({}));
  };
  await connectCoordinator("https://x.example", { key: "ast_admin", fetch: watching }).tick();
  assert.equal(redirect, "error");
});

async function outcomeOf(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return { answer: await ask() };
  } catch (error) {
    const { name, message, ...data } = error as Error & Record<string, unknown>;
    return { name, message, ...data };
  }
}

/** The same, but every lease is asked for by this worker. */
function asWorker(it: Coordinator, worker: string): Coordinator {
  return {
    ...it,
    lease: (_, request) => it.lease(worker, request),
    renew: (_, id, request) => it.renew(worker, id, request),
    commitPages: (_, id, request) => it.commitPages(worker, id, request),
    finish: (_, id, request) => it.finish(worker, id, request),
  };
}
