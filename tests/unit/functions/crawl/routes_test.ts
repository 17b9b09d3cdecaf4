import assert from "node:assert/strict";
import type { JobStatus } from "../../../../core/crawl/job.ts";
import { crawlBodyBytesMax, requestBodyBytesMax } from "../../../../core/limits.ts";
import * as jobSchemas from "../../../../functions/crawl/job_schemas.ts";
import * as leaseSchemas from "../../../../functions/crawl/lease_schemas.ts";
import * as tokenSchemas from "../../../../functions/crawl/token_schemas.ts";
import { fakeCoordinator, fakeServer, status } from "./_fake.ts";

Deno.test("every answer fits its schema", async () => {
  const { ask } = fakeServer();
  const job = { platform: "x", operation: "followers", accounts: ["12"] };
  const token = { platform: "x", app: "a", name: "n", secret: "s" };
  const cases = [
    ["POST", "/forecast", { platform: "x", operation: "posts", accounts: 1 }, jobSchemas.ForecastSchema],
    ["POST", "/jobs", job, jobSchemas.JobSchema],
    ["GET", "/jobs", undefined, jobSchemas.JobListSchema],
    ["GET", "/jobs/j-1", undefined, jobSchemas.JobStatusSchema],
    ["PATCH", "/jobs/j-1", { state: "active" }, jobSchemas.JobSchema],
    ["POST", "/jobs/j-1/accounts", { accounts: [] }, jobSchemas.AddedSchema],
    ["GET", "/jobs/j-1/accounts", undefined, jobSchemas.AccountRecordListSchema],
    ["GET", "/jobs/j-1/pages", undefined, jobSchemas.PageListSchema],
    ["POST", "/tokens", token, tokenSchemas.TokenStatusSchema],
    ["GET", "/tokens", undefined, tokenSchemas.TokenListSchema],
    ["DELETE", "/tokens/t-1", undefined, tokenSchemas.TokenStatusSchema],
    ["POST", "/tokens/rotate", undefined, tokenSchemas.RotatedSchema],
    ["GET", "/budgets/month", undefined, jobSchemas.MoneyStatusSchema],
    ["PUT", "/budgets/apps/x/a", { micros: 1 }, jobSchemas.MoneyStatusSchema],
    ["POST", "/schedules", { name: "w", job, everyMs: 60_000 }, tokenSchemas.ScheduleSchema],
    ["GET", "/schedules", undefined, tokenSchemas.ScheduleListSchema],
    ["POST", "/tick", undefined, tokenSchemas.TickReportSchema],
    ["POST", "/leases", { calls: 1, platforms: [] }, leaseSchemas.LeaseAnswerSchema],
    ["POST", "/leases/l-1/renew", { calls: 1 }, leaseSchemas.RenewAnswerSchema],
    ["POST", "/leases/l-1/pages", { pages: [], calls: 1 }, leaseSchemas.PagesAnswerSchema],
  ] as const;
  for (const [method, path, body, schema] of cases) {
    const key = path.startsWith("/leases") ? "ast_workerA" : "ast_manager";
    const response = await ask(method, `/v1/crawl${path}`, { body, key });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    schema.parse(await response.json());
  }
});

Deno.test("accounts come as JSON, as plain lines or as NDJSON, and a wrong line is named", async () => {
  const { ask, asked } = fakeServer();
  const path = "/v1/crawl/jobs/j-1/accounts";
  const send = async (type: string, body: string, query = "") =>
    await ask("POST", path + query, { body, headers: { "content-type": type } });
  const good: [type: string, body: string, query: string, given: unknown[]][] = [
    ["application/json", '{"accounts":["12","@jack"]}', "", ["j-1", ["12", "@jack"], false]],
    ["application/json; charset=utf-8", '{"accounts":[]}', "?seal=true", ["j-1", [], true]],
    ["text/plain", "12\r\n\n  @jack \n", "?seal=false", ["j-1", ["12", "@jack"], false]],
    ["Text/Plain; charset=utf-8", "", "?seal=true", ["j-1", [], true]],
    ["application/x-ndjson", '"12"\n"@jack"\n', "", ["j-1", ["12", "@jack"], false]],
  ];
  for (const [type, body, query, given] of good) {
    assert.equal((await send(type, body, query)).status, 200, type);
    assert.deepEqual(asked.at(-1), { question: "addAccounts", given }, type);
  }
  assert.equal((await ask("POST", `${path}?seal=true`)).status, 200, "without a body it only seals");
  assert.deepEqual(asked.at(-1)?.given, ["j-1", [], true]);
  const before = asked.length;
  const wrong: [type: string, body: string, query: string, status: number, pointer?: string][] = [
    ["application/json", "[]", "", 422, "#"],
    ["application/json", '{"accounts":["12",7]}', "", 422, "#/accounts/1"],
    ["application/json", '{"accounts":[],"seal":true}', "", 422, "#/seal"],
    ["application/json", "{bad", "", 400],
    ["application/json", '{"accounts":[]}', "?seal=yes", 422, "#/seal"],
    ["application/x-ndjson", '"12"\n{"account":"13"}', "", 422, "#/1"],
    ["application/x-ndjson", '"12"\n""', "", 422, "#/1"],
    ["text/plain", `12\n${"a".repeat(600)}`, "", 422, "#/1"],
    ["text/csv", "12", "", 415],
    ["text/plain", "1\n".repeat(crawlBodyBytesMax / 2 + 1), "", 413],
  ];
  for (const [type, body, query, status, pointer] of wrong) {
    const response = await send(type, body, query);
    const problem = await response.json();
    assert.equal(response.status, status, `${type} ${body.slice(0, 40)}`);
    if (pointer) assert.equal(problem.errors[0].pointer, pointer);
  }
  assert.equal(asked.length, before, "nothing of a request that is wrong is taken in");
});

Deno.test("lists of accounts and pages of a shard may have a megabyte, other bodies 64 KiB", async () => {
  const { ask } = fakeServer();
  const padded = (body: unknown, length: number) => JSON.stringify(body).padEnd(length, " ");
  const large = { key: "ast_workerA", body: padded({ pages: [], calls: 0 }, crawlBodyBytesMax) };
  await ask("POST", "/v1/crawl/leases", { key: "ast_workerA", body: { calls: 0, platforms: [] } });
  assert.equal((await ask("POST", "/v1/crawl/leases/l-1/pages", large)).status, 200);
  const tooLarge = { ...large, body: large.body + " " };
  assert.equal((await ask("POST", "/v1/crawl/leases/l-1/pages", tooLarge)).status, 413);
  const budget = padded({ micros: 1 }, requestBodyBytesMax);
  assert.equal((await ask("PUT", "/v1/crawl/budgets/month", { body: budget })).status, 200);
  assert.equal((await ask("PUT", "/v1/crawl/budgets/month", { body: budget + " " })).status, 413);
});

Deno.test("a job is asked for as it was meant: the caller's name for the request is a header, and nothing unknown is let through", async () => {
  const { ask, asked } = fakeServer();
  const job = { platform: "x", operation: "followers" };
  const made = await ask("POST", "/v1/crawl/jobs", { body: job, headers: { "idempotency-key": "mine" } });
  assert.equal(made.status, 201);
  assert.deepEqual(asked.at(-1)?.given, [{ ...job, idempotencyKey: "mine" }]);
  const before = asked.length;
  const wrong: [change: Record<string, unknown>, pointer: string][] = [
    [{ idempotencyKey: "mine" }, "#/idempotencyKey"],
    [{ operation: "resolve" }, "#/operation"],
    [{ priority: 101 }, "#/priority"],
    [{ caps: { micros: -1 } }, "#/caps/micros"],
    [{ caps: { micros: 0.5 } }, "#/caps/micros"],
    [{ caps: { money: 1 } }, "#/caps/money"],
    [{ sampling: { kind: "list", slots: [] } }, "#/sampling/slots"],
    [{ name: "a\u0000" }, "#/name"],
  ];
  for (const [change, pointer] of wrong) {
    const response = await ask("POST", "/v1/crawl/jobs", { body: { ...job, ...change } });
    assert.equal(response.status, 422, pointer);
    assert.equal((await response.json()).errors[0].pointer, pointer);
  }
  assert.equal(asked.length, before);
});

Deno.test("what a worker sends is bounded in every part and has nothing unknown", async () => {
  const { ask, asked } = fakeServer();
  const key = "ast_workerA";
  await ask("POST", "/v1/crawl/leases", { key, body: { calls: 0, platforms: [] } });
  const report = { grant: "g", operation: "posts", accounts: ["1"], cursor: null, result: { kind: "unused" } };
  const pages = (change: Record<string, unknown>) => ({ pages: [{ ...report, ...change }], calls: 0 });
  const wrong: [action: string, body: unknown, pointer: string][] = [
    ["", { calls: 1001, platforms: [] }, "#/calls"],
    ["", { calls: 1, platforms: [], worker: "w" }, "#/worker"],
    ["/l-1/renew", { calls: -1 }, "#/calls"],
    ["/l-1/renew", { calls: 0.5 }, "#/calls"],
    ["/l-1/pages", pages({ cursor: "c".repeat(4097) }), "#/pages/0/cursor"],
    ["/l-1/pages", pages({ accounts: Array(1001).fill("1") }), "#/pages/0/accounts"],
    ["/l-1/pages", pages({ result: { kind: "page" } }), "#/pages/0/result/next"],
    ["/l-1/pages", pages({ result: { kind: "refused", reason: "r".repeat(1025) } }), "#/pages/0/result/reason"],
    ["/l-1/pages", pages({ result: { kind: "other" } }), "#/pages/0/result/kind"],
    ["/l-1/pages", pages({ fence: 7 }), "#/pages/0/fence"],
    ["/l-1/finish", { unused: [1] }, "#/unused/0"],
  ];
  const before = asked.length;
  for (const [action, body, pointer] of wrong) {
    const response = await ask("POST", `/v1/crawl/leases${action}`, { key, body });
    assert.equal(response.status, 422, `${action} ${pointer}`);
    assert.equal((await response.json()).errors[0].pointer, pointer);
  }
  assert.equal(asked.length, before);
});

Deno.test("lists come in parts as JSON and whole as NDJSON, read only as fast as they are taken", async () => {
  const { ask, asked } = fakeServer();
  const path = "/v1/crawl/jobs/j-1/pages";
  const part = await (await ask("GET", `${path}?limit=7&cursor=2`)).json();
  assert.deepEqual([part.pages[0].page, part.next], ["p-2", "3"]);
  assert.deepEqual(asked.at(-1)?.given, ["j-1", { limit: 7, cursor: "2" }]);
  const lines = { headers: { accept: "application/x-ndjson" } };
  const whole = await ask("GET", path, lines);
  assert.equal(whole.headers.get("content-type"), "application/x-ndjson");
  const names = (await whole.text()).trim().split("\n").map((line) => JSON.parse(line).page);
  assert.deepEqual(names, ["p-0", "p-2", "p-3"], "over a part that is empty");
  asked.length = 0;
  const untouched = await ask("GET", path, lines);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(asked.length, 1, "the first part alone is read until somebody takes it");
  await untouched.body?.cancel();
  assert.equal((await ask("GET", "/v1/crawl/jobs/missing/pages", lines)).status, 404);
  assert.equal((await ask("GET", `${path}?limit=1001`)).status, 422);
  const accounts = await ask("GET", "/v1/crawl/jobs/j-1/accounts", lines);
  assert.equal((await accounts.text()).split("\n").length, 3, "two parts of one line");
});

Deno.test("events tell each change of a job once, end with it, and go on after what the caller has heard", async () => {
  const states = ["active", "active", "active", "paused", "finished"] as const;
  const { events, ask } = watched(states);
  const told = await events();
  assert.deepEqual(told.map(({ state }) => state), ["active", "paused", "finished"]);
  assert.equal(new Set(told.map(({ id }) => id)).size, 3);
  // Whoever has heard the second hears the third alone; whoever has heard that need not come again.
  const later = watched(["paused", "finished"]);
  assert.deepEqual((await later.events(told[1].id)).map(({ state }) => state), ["finished"]);
  const ended = await watched(["finished"]).ask(told[2].id);
  assert.deepEqual([ended.status, ended.body], [204, null]);
  assert.equal((await ask(undefined, "missing")).status, 404);
});

Deno.test("a caller that has gone is looked after no longer, and one that waits gets a sign of life", async () => {
  let looks = 0;
  let waits = 0;
  const coordinator = fakeCoordinator([], {
    readJob: () => {
      looks++;
      return Promise.resolve(status);
    },
  });
  const waiting = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const sleep = (_ms: number, signal?: AbortSignal) => {
    if (++waits < 20) return Promise.resolve();
    waiting.resolve();
    signal?.addEventListener("abort", () => gone.resolve());
    return gone.promise;
  };
  const response = await fakeServer({ coordinator, sleep }).ask("GET", "/v1/crawl/jobs/j-1/events");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const texts = [await reader.read(), await reader.read(), await reader.read()].map(({ value }) => value);
  assert.match(texts[0]!, /^retry: \d+\n\n$/);
  assert.match(texts[1]!, /^event: status\nid: [0-9a-f]{16}\ndata: \{.*\}\n\n$/);
  assert.equal(texts[2], ": nothing new\n\n");
  const next = reader.read();
  await waiting.promise;
  const before = looks;
  await reader.cancel();
  await next;
  await gone.promise;
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(looks, before);
});

/** A job that has one state at each look. */
function watched(states: readonly JobStatus["state"][]) {
  let look = 0;
  const coordinator = fakeCoordinator([], {
    readJob: async (id) => {
      if (id === "missing") return await fakeCoordinator().readJob(id);
      const state = states[Math.min(look++, states.length - 1)];
      return { ...status, state, ended: state === "finished" ? status.created : null };
    },
  });
  const { ask } = fakeServer({ coordinator });
  const open = async (known?: string, id = "j-1") =>
    await ask("GET", `/v1/crawl/jobs/${id}/events`, {
      headers: known === undefined ? {} : { "last-event-id": known },
    });
  return {
    ask: open,
    async events(known?: string) {
      const response = await open(known);
      assert.equal(response.headers.get("content-type"), "text/event-stream");
      const text = await response.text();
      return [...text.matchAll(/event: status\nid: (.*)\ndata: (.*)\n\n/g)]
        .map(([, id, data]) => ({ id, state: JSON.parse(data).state }));
    },
  };
}
