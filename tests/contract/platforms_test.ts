/** What holds for every platform in `mod.ts`. A new one gets all of it for its entry in `_platform_samples.ts`. */
import assert from "node:assert/strict";
import { InputError } from "../../core/errors.ts";
import { quotaResetMsMax } from "../../core/limits.ts";
import { findPlatform, platforms } from "../../core/platforms/mod.ts";
import {
  jobOperations,
  type Page,
  type Platform,
  type PlatformCall,
  type Reply,
} from "../../core/platforms/platform.ts";
import { createRandom } from "../../scripts/_random.ts";
import { kindOf, platformSamples, type Sample, samplesNowMs } from "./_platform_samples.ts";

Deno.test("every platform of the table has samples, and findPlatform() finds these and no others", () => {
  assert.deepEqual(Object.keys(platformSamples).sort(), Object.keys(platforms).sort());
  for (const [name, platform] of Object.entries(platforms)) assert.equal(findPlatform(name), platform);
  for (const name of ["", "constructor", "X", "mastodon"]) {
    assert.throws(() => findPlatform(name), /Cannot use platform .*needed one of bluesky, x/);
  }
});

for (const [name, platform] of Object.entries(platforms)) {
  const samples = platformSamples[name];
  const rule = (text: string, act: () => void) => Deno.test(`${name}: ${text}`, act);
  const read = (sample: Sample) => readSample(platform, sample);
  const everySample = [
    samples.firstPage,
    samples.lastPage,
    samples.emptyPage,
    ...samples.pages,
    ...samples.absences,
    ...samples.limited,
    ...samples.refused,
    ...samples.failed,
  ];

  rule("its table is complete: endpoints, page sizes, limits and prices that can be counted with", () => {
    assert.equal(platform.name, name);
    assert.match(name, /^[a-z][a-z0-9-]*$/);
    assert.match(platform.title, /^\S/);
    assert.match(platform.baseUrl, /^https:\/\/[^/]+$/);
    assert.ok(jobOperations.some((operation) => platform.operations[operation]), "needed something to crawl");
    const tables = Object.values(platform.operations);
    if (tables.some(({ needsId }) => needsId)) assert.equal(platform.operations.resolve?.needsId, false);
    for (const table of tables) {
      assert.notEqual(table.endpoint, "");
      const { accountsPerCall, pageSizeMin = 1, pageSizeMax, limits, price } = table;
      for (const count of [accountsPerCall, pageSizeMin, pageSizeMax]) {
        assert.ok(Number.isInteger(count) && count >= 1, table.endpoint);
      }
      assert.ok(pageSizeMin <= pageSizeMax, table.endpoint);
      // One page for all accounts of a call: it must have room for them.
      if (accountsPerCall > 1) assert.ok(pageSizeMax >= accountsPerCall, table.endpoint);
      assert.ok(limits.length > 0, `${table.endpoint} has no limit`);
      for (const { limit, windowMs } of limits) assert.ok(Number.isInteger(limit) && limit > 0 && windowMs >= 1000);
      for (const micros of Object.values(price)) assert.ok(Number.isInteger(micros) && micros >= 0, table.endpoint);
    }
    // What is counted under one name has one limit.
    for (const a of tables) for (const b of tables) if (a.endpoint === b.endpoint) assert.deepEqual(a.limits, b.limits);
  });

  rule(
    "a request goes to its server or the one given, asks for the page and its size, and shows no credential in the address",
    () => {
      for (const { call } of everySample) {
        for (const baseUrl of [undefined, "http://127.0.0.1:8471", "http://127.0.0.1:8471/simulated/"]) {
          const { url, headers } = platform.writeRequest({ ...call, baseUrl });
          assert.ok(url.startsWith(baseUrl ?? `${platform.baseUrl}/`), url);
          assert.ok(!new URL(url).pathname.includes("//"), url);
          assert.ok(!url.includes(call.credential as string), url);
          assert.ok(headers.authorization.includes(call.credential as string));
          for (const account of call.accounts) {
            assert.ok(decodeURIComponent(url).includes(account.replace(/^@/, "")), url);
          }
          const values = [...new URL(url).searchParams.values()];
          if (call.cursor !== null) assert.ok(values.includes(call.cursor), url);
          if (platform.operations[call.operation]?.accountsPerCall === 1) {
            assert.ok(values.includes(`${call.pageSize}`), url);
          }
        }
        const open = platform.writeRequest({ ...call, credential: null });
        assert.equal(open.headers.authorization, undefined);
      }
    },
  );

  rule("what stands in an account's name or a cursor stays there: it makes no other request", () => {
    const call: PlatformCall = { ...samples.firstPage.call, accounts: ["a/b/../c?d=e&f#g"], cursor: "h&i=j#k/../l" };
    const plain = new URL(platform.writeRequest({ ...call, accounts: ["a"], cursor: "g" }).url);
    const url = new URL(platform.writeRequest(call).url);
    assert.equal(url.hash, "");
    assert.deepEqual([...url.searchParams.keys()], [...plain.searchParams.keys()]);
    assert.equal(url.pathname.split("/").length, plain.pathname.split("/").length);
  });

  rule("follower and influencer stand on their sides, as platform:id, and each has a profile", () => {
    const followers = pageOf(read(samples.firstPage));
    const following = pageOf(read(findPage(samples.pages, "following")));
    const asked = (sides: readonly string[]) => assert.equal(new Set(sides).size, 1);
    asked(followers.connections.map(({ influencer }) => influencer));
    asked(following.connections.map(({ follower }) => follower));
    assert.equal(new Set(followers.connections.map(({ follower }) => follower)).size, followers.connections.length);
    assert.ok(followers.connections.length > 1 && following.connections.length > 0);
    assert.deepEqual(
      followers.profiles.map(({ account }) => account),
      followers.connections.map(({ follower }) => follower),
    );
    assert.deepEqual(
      following.profiles.map(({ account }) => account),
      following.connections.map(({ influencer }) => influencer),
    );
  });

  rule("a cursor leads from page to page and ends with null; an empty list is a page", () => {
    const first = pageOf(read(samples.firstPage));
    assert.equal(first.next, samples.lastPage.call.cursor);
    const last = pageOf(read(samples.lastPage));
    assert.equal(last.next, null);
    assert.ok(last.connections.every(({ follower }) => !first.connections.some((row) => row.follower === follower)));
    const { quota: _, ...empty } = read(samples.emptyPage) as Reply & { kind: "page" };
    const nothing = { profiles: [], connections: [], posts: [], next: null, absent: [], resolved: [], resources: 0 };
    assert.deepEqual(empty, { kind: "page", page: nothing });
  });

  rule("everything in a page is of this platform, well-formed, billed, and no more than was asked for", () => {
    for (const sample of [samples.firstPage, samples.lastPage, ...samples.pages]) {
      const page = pageOf(read(sample));
      for (const id of idsOf(page)) assert.ok(id.startsWith(`${name}:`) && !/\s/.test(id), id);
      for (const { created } of [...page.profiles, ...page.posts]) {
        if (created !== null) assert.equal(new Date(created).toISOString(), created);
      }
      for (const { language } of page.posts) assert.match(language ?? "en", /^[a-z]{2}$/);
      assert.ok(page.resources <= sample.call.pageSize, sample.name);
      assert.equal(page.resources, page.posts.length || page.profiles.length, sample.name);
    }
  });

  rule(
    "of accounts that are looked up together each is in the answer or absent with the reason; handles get their ids",
    () => {
      const lookups = samples.pages.filter(({ call }) =>
        (platform.operations[call.operation]?.accountsPerCall ?? 1) > 1
      );
      assert.deepEqual([...new Set(lookups.map(({ call }) => call.operation))].sort(), ["profiles", "resolve"]);
      for (const sample of lookups) {
        const page = pageOf(read(sample));
        const found = new Set([
          ...page.profiles.map(({ account }) => account),
          ...page.resolved.map(({ handle }) => handle),
        ]);
        for (const account of sample.call.accounts) {
          const isFound = found.has(account) || found.has(`${name}:${account}`);
          assert.notEqual(
            isFound,
            page.absent.some((absent) => absent.account === account),
            `${sample.name}: ${account}`,
          );
        }
        assert.ok(page.absent.every(({ account }) => sample.call.accounts.includes(account)));
        for (const { id } of page.resolved) assert.ok(page.profiles.some(({ account }) => account === `${name}:${id}`));
      }
      const resolved = lookups.flatMap((sample) => pageOf(read(sample)).resolved);
      assert.ok(resolved.length > 0 && resolved.every(({ handle, id }) => handle.startsWith("@") && !id.includes("@")));
    },
  );

  rule("an account that cannot be had is absent for its reason, and costs nothing", () => {
    for (const sample of samples.absences) assert.equal(kindOf(read(sample)), `absent, ${sample.absence}`, sample.name);
  });

  rule(
    "too many calls close the window, a used-up volume the month; the wait is a length that somebody can wait",
    () => {
      for (const sample of samples.limited) {
        const reply = read(sample);
        assert.equal(kindOf(reply), `limited, ${sample.cause}`, sample.name);
        assertQuota(reply);
        // When a month is over no header of a window can say.
        if (sample.cause === "cap") assert.equal(reply.quota?.resetAfterMs, undefined, sample.name);
      }
      const [first] = samples.limited;
      const resetAfterMs = read(first).quota?.resetAfterMs ?? 0;
      assert.ok(resetAfterMs > 0, "needed the wait from the headers");
      const headers = ["-1", "99999999999999999999", "NaN", "", "soon", "1e9", "0", "12; 13", "Infinity"];
      for (const value of headers) {
        const garbled = Object.fromEntries(Object.keys(first.headers ?? {}).map((key) => [key, value]));
        const reply = read({ ...first, headers: garbled });
        assert.equal(reply.kind, "limited");
        assertQuota(reply);
      }
      assert.equal(read({ ...first, headers: {} }).kind, "limited");
    },
  );

  rule("a credential that is refused is said so without repeating it", () => {
    for (const sample of samples.refused) {
      const reply = read(sample);
      assert.equal(reply.kind, "refused", sample.name);
      const { reason } = reply as Reply & { kind: "refused" };
      assert.ok(!reason.includes(sample.call.credential as string), reason);
      assert.ok(reason.startsWith(`HTTP ${sample.status}: `) && reason.length <= 200 && !reason.includes("\n"), reason);
      const talkative = JSON.stringify(sample.body).replace(
        /("(detail|message)":"[^"]*)"/,
        `$1${" and\\nmore".repeat(1000)}"`,
      );
      const cut = readSample(platform, sample, talkative) as Reply & { kind: "refused" };
      assert.ok(cut.reason.length <= 200 && !cut.reason.includes("\n"), cut.reason);
    }
  });

  rule("what cannot be understood has failed: never a page, an absence or a refusal", () => {
    for (const sample of samples.failed) assert.equal(kindOf(read(sample)), "failed", sample.name);
    const bodies = [
      "",
      "null",
      "[]",
      "17",
      '"text"',
      "{",
      "{}",
      "<!doctype html><h1>403</h1>",
      "\u0000",
      "{".repeat(20_000),
    ];
    for (const status of [200, 204, 301, 400, 404, 418, 500, 502, 503, 504]) {
      for (const body of bodies) {
        for (const { call } of [samples.firstPage, ...samples.pages]) {
          const reply = platform.readReply(call, { status, headers: new Headers(), body, nowMs: samplesNowMs });
          assert.equal(kindOf(reply), "failed", `${status} ${body.slice(0, 20)}`);
        }
      }
    }
    // A wall before the platform (an address that is blocked, a proxy) says nothing about the token.
    for (const status of [401, 403]) {
      const wall = { status, headers: new Headers(), body: "<html>blocked</html>", nowMs: samplesNowMs };
      assert.equal(kindOf(platform.readReply(samples.firstPage.call, wall)), "failed");
    }
  });

  rule("the same answer means the same twice", () => {
    for (const sample of everySample) assert.deepEqual(read(sample), read(sample));
  });

  rule("what people paste is read, and read again as it was written; the rest is refused with what is needed", () => {
    for (const [text, written] of Object.entries(samples.accounts)) {
      assert.equal(writeName(platform, text), written, text);
      assert.equal(writeName(platform, written), written);
    }
    for (const text of [...samples.noAccounts, "\u0000", "@\u202Ejack", "x".repeat(10_000)]) {
      assert.throws(() => platform.readAccount(text), (error) => {
        assert.ok(error instanceof InputError, text);
        assert.match(error.message, /^Cannot read account ".*": needed .*[^.]$/s);
        assert.ok(error.message.length < 400);
        return true;
      }, JSON.stringify(text));
    }
  });

  rule("fuzz: an answer that is cut anywhere has failed", () => {
    for (const sample of [samples.firstPage, samples.lastPage, ...samples.pages, ...samples.absences]) {
      const whole = JSON.stringify(sample.body);
      for (let length = 0; length < whole.length; length++) {
        const reply = readSample(platform, sample, whole.slice(0, length));
        assert.equal(kindOf(reply), "failed", `${sample.name}, cut at ${length}`);
      }
    }
  });

  rule("fuzz: an answer with anything in it changed never throws, makes up no account, and bills no more", () => {
    const seed = 20_260_104;
    const random = createRandom(seed);
    for (const sample of everySample) {
      const asked = sample.call.accounts.map((account) => `${name}:${account}`);
      const original = read(sample);
      const known = new Set([...asked, ...(original.kind === "page" ? idsOf(original.page) : [])]);
      const inBody = JSON.stringify(sample.body);
      for (let round = 0; round < 300; round++) {
        const changed = mutate(sample.body, random);
        const say = `${sample.name}, seed ${seed}, round ${round}: ${JSON.stringify(changed).slice(0, 300)}`;
        const reply = readSample(platform, sample, JSON.stringify(changed));
        assertQuota(reply);
        if (reply.kind !== "page") continue;
        for (const id of idsOf(reply.page)) {
          // A change may let another field count (an author, an address of a repost): then it stood in the answer.
          assert.ok(
            known.has(id) || inBody.includes(id.slice(name.length + 1).split("#")[0]),
            `${id} is made up; ${say}`,
          );
        }
        assert.ok(reply.page.absent.every(({ account }) => sample.call.accounts.includes(account)), say);
        assert.ok(reply.page.resources <= Math.max(1, countObjects(changed)), say);
        assert.ok(reply.page.next === null || (typeof reply.page.next === "string" && reply.page.next !== ""), say);
      }
    }
  });

  rule("fuzz: an answer with bytes changed never throws, whatever its status", () => {
    const seed = 20_260_105;
    const random = createRandom(seed);
    const statuses = [200, 400, 401, 403, 404, 429, 500];
    for (const sample of everySample) {
      const bytes = new TextEncoder().encode(JSON.stringify(sample.body));
      for (let round = 0; round < 200; round++) {
        const changed = bytes.slice();
        for (let count = 0; count < 3; count++) {
          changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
        }
        const status = statuses[Math.floor(random() * statuses.length)];
        const reply = readSample(platform, { ...sample, status }, new TextDecoder().decode(changed));
        assert.ok(
          ["page", "limited", "refused", "absent", "failed"].includes(reply.kind),
          `seed ${seed}, round ${round}`,
        );
        if (status !== 200) assert.notEqual(reply.kind, "page");
      }
    }
  });
}

function readSample(platform: Platform, sample: Sample, body = JSON.stringify(sample.body)): Reply {
  const headers = new Headers({ ...sample.headers });
  return platform.readReply(sample.call, { status: sample.status, headers, body, nowMs: samplesNowMs });
}

function pageOf(reply: Reply): Page {
  assert.equal(reply.kind, "page", JSON.stringify(reply));
  return (reply as Reply & { kind: "page" }).page;
}

function findPage(samples: readonly Sample[], operation: PlatformCall["operation"]): Sample {
  const found = samples.find(({ call }) => call.operation === operation);
  assert.ok(found, `needed a sample of ${operation}`);
  return found;
}

/** All accounts and posts that a page names. */
function idsOf(page: Page): string[] {
  return [
    ...page.profiles.map(({ account }) => account),
    ...page.connections.flatMap(({ follower, influencer }) => [follower, influencer]),
    ...page.posts.flatMap(({ post, account, mentions }) => [post, account, ...mentions]),
  ];
}

function writeName(platform: Platform, text: string): string {
  const name = platform.readAccount(text);
  return "id" in name ? name.id : `@${name.handle}`;
}

function assertQuota({ quota }: Reply): void {
  for (const [key, value] of Object.entries(quota ?? {})) {
    assert.ok(Number.isSafeInteger(value) && value >= 0, `${key}: ${value}`);
  }
  assert.ok((quota?.resetAfterMs ?? 0) <= quotaResetMsMax);
}

/** Changes, drops or doubles one to three values anywhere in it. */
function mutate(body: unknown, random: () => number): unknown {
  const copy = structuredClone(body) as Record<string, unknown>;
  const values = [null, true, -1, 1.5, 1e300, "", " ", "\u0000", "no id", [], {}, [[]], [null], { id: null }];
  for (let count = Math.ceil(random() * 3); count > 0; count--) {
    const places = listPlaces(copy);
    if (places.length === 0) break;
    const [parent, key] = places[Math.floor(random() * places.length)];
    const choice = random();
    if (choice < 0.3 && !Array.isArray(parent)) delete parent[key];
    else if (choice < 0.4 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
    else Object.assign(parent, { [key]: structuredClone(values[Math.floor(random() * values.length)]) });
  }
  return copy;
}

type Place = [parent: Record<string, unknown> | unknown[], key: string];

function listPlaces(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key): Place[] => [[parent, key], ...listPlaces(parent[key])]);
}

function countObjects(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + countObjects(part), 1);
}
