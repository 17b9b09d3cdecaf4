/** The entry for Deno Deploy, with the platform's own things caught: database, cron, server, secrets. */
import assert from "node:assert/strict";
import { makeMasterKey } from "../../../core/crawl/allowances/secrets.ts";
import { makeKey } from "../../../core/workspace/keys.ts";

Deno.test("the entry for Deno Deploy serves the crawl and has one cron, which is its tick", async () => {
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const { text: adminKey } = await makeKey({ name: "admin", scopes: ["crawl:admin"] }, { now: Date.now, random });
  const database = await Deno.openKv(":memory:");
  const secrets: Record<string, string> = { ASTERISM_ADMIN_KEY: adminKey, ASTERISM_MASTER_KEY: makeMasterKey() };
  const crons: { schedule: unknown; handler: () => unknown }[] = [];
  const handlers: ((request: Request) => Promise<Response>)[] = [];
  const printed: string[] = [];

  const { log } = console;
  const { get } = Deno.env;
  const restore = replace({
    openKv: () => Promise.resolve(database),
    cron: (_name: string, schedule: unknown, handler: () => unknown) => void crons.push({ schedule, handler }),
    serve: (handler: (request: Request) => Promise<Response>) => void handlers.push(handler),
  });
  Deno.env.get = (name) => secrets[name];
  console.log = (...words: unknown[]) => void printed.push(words.join(" "));
  try {
    const { tick } = await import("../../../functions/crawl/deploy.ts");
    assert.deepEqual(crons, [{ schedule: "* * * * *", handler: tick }]);
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${adminKey}`, "content-type": "application/json" };
      return await (await handlers[0](new Request(`https://crawl.example${path}`, { headers, ...init }))).json();
    };
    const job = { platform: "bluesky", operation: "followers", accounts: ["did:plc:abc"] };
    const schedule = { name: "daily", everyMs: 86_400_000, job };
    const { id } = await ask("/v1/crawl/schedules", { method: "POST", body: JSON.stringify(schedule) });
    // Doubled, as cron may be.
    await Promise.all([tick(), tick()]);
    await tick();
    const { jobs } = await ask("/v1/crawl/jobs");
    assert.deepEqual(jobs.map((job: { schedule: { id: string } }) => job.schedule.id), [id]);
    assert.equal(printed.length, 3);
    for (const secret of Object.values(secrets)) assert.ok(!printed.join().includes(secret));
  } finally {
    console.log = log;
    restore();
    Deno.env.get = get;
    database.close();
  }
});

/** Puts others in the place of things of Deno's. @returns Puts them back. */
function replace(others: Readonly<Record<string, unknown>>): () => void {
  const own = Object.keys(others).map((name) => [name, Object.getOwnPropertyDescriptor(Deno, name)!] as const);
  for (const [name, value] of Object.entries(others)) Object.defineProperty(Deno, name, { value, configurable: true });
  return () => own.forEach(([name, descriptor]) => Object.defineProperty(Deno, name, descriptor));
}
