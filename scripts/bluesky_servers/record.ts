/**
 * Asks real servers for what the tests of the adapter need, and keeps their answers: tests/golden/bluesky/answers.json. Content is
 * invented, so they are ours to keep; DIDs and times are new with each recording.
 */
import { bluesky } from "../../core/platforms/bluesky.ts";
import type { Operation } from "../../core/platforms/platform.ts";
import { installBlueskyServers } from "./install.ts";
import { type BlueskyServers, startBlueskyServers } from "./start.ts";
import { inventWorld } from "./world.ts";

/** One answer as it came. */
export interface RecordedAnswer {
  readonly name: string;
  readonly operation: Operation;
  readonly accounts: readonly string[];
  readonly cursor: string | null;
  readonly pageSize: number;
  readonly status: number;
  /** Only those that mean something. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Question {
  readonly operation?: Operation;
  readonly accounts: readonly string[];
  readonly cursor?: string | null;
  readonly pageSize?: number;
  /** Asks the server of accounts with this credential; the AppView with none where it is left out. */
  readonly credential?: string | null;
}

const headersKept = [
  "content-type",
  "date",
  "ratelimit-limit",
  "ratelimit-policy",
  "ratelimit-remaining",
  "ratelimit-reset",
  "retry-after",
];

export async function recordAnswers(file: string, tell: (line: string) => void): Promise<void> {
  const programs = await installBlueskyServers(tell);
  if ("missing" in programs) throw new Error(`Cannot record answers: needed ${programs.missing}`);
  const world = inventWorld({ accounts: 12, follows: 60, seed: 4 });
  const servers = await startBlueskyServers(programs, world);
  try {
    const answers = await askAll(servers, { deactivated: world.deactivated[0], suspended: world.suspended[0] });
    const written = { command: "deno task bluesky-servers --record", answers };
    await Deno.writeTextFile(file, `${JSON.stringify(written, null, 1)}\n`);
    tell(`${answers.length} answers in ${file}`);
  } finally {
    await servers.close();
  }
}

async function askAll(servers: BlueskyServers, absent: { deactivated: number; suspended: number }) {
  const { dids, session } = servers;
  const [first, second] = dids;
  const answers: RecordedAnswer[] = [];
  const record = async (name: string, question: Question) => {
    const answer = await ask(servers, name, question);
    answers.push(answer);
    return answer;
  };
  const page = await record("first page of followers", { accounts: [first], pageSize: 4 });
  const cursor = (page.body as { cursor: string }).cursor;
  await record("second page of followers", { accounts: [first], pageSize: 4, cursor });
  await record("followers of a handle, one page", { accounts: ["@person1.test"] });
  await record("followers of nobody", { accounts: [dids.at(-1) as string] });
  await record("first page of following", { operation: "following", accounts: [second], pageSize: 2 });
  await record("following, one page", { operation: "following", accounts: [second] });
  await record("profiles, some absent", {
    operation: "profiles",
    accounts: [first, dids[absent.deactivated], second, dids[absent.suspended], "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"],
  });
  await record("handles, one of nobody", {
    operation: "resolve",
    accounts: ["@person2.test", "@nobody.test", "@person0.test"],
  });
  await record("posts", { operation: "posts", accounts: [first] });
  await record("posts of a deactivated account", { operation: "posts", accounts: [dids[absent.deactivated]] });
  await record("followers of a deactivated account", { accounts: [dids[absent.deactivated]] });
  await record("followers of a suspended account", { accounts: [dids[absent.suspended]] });
  await record("followers of a DID that is nobody's", { accounts: ["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"] });
  await record("followers of a handle that is nobody's", { accounts: ["@nobody.test"] });
  await record("a text that is no account", { operation: "profiles", accounts: ["bad_name"] });
  await record("a page that is too large", { accounts: [first], pageSize: 500 });
  await record("a cursor that leads nowhere", { accounts: [first], cursor: "nonsense" });
  await record("followers by an account's server", { accounts: [first], pageSize: 2, credential: session });
  await record("no credential", { accounts: [first], credential: null });
  await record("a credential that is none", { accounts: [first], credential: "nonsense" });
  await exhaustLimit(servers.accountsUrl);
  await record("too many calls", { accounts: [first], pageSize: 2, credential: session });
  return answers;
}

async function ask(servers: BlueskyServers, name: string, question: Question): Promise<RecordedAnswer> {
  const { operation = "followers", accounts, cursor = null, pageSize = 100, credential } = question;
  const baseUrl = credential === undefined ? servers.appViewUrl : servers.accountsUrl;
  const call = { operation, accounts, cursor, pageSize, credential: credential ?? null, baseUrl };
  const { url, headers } = bluesky.writeRequest(call);
  const response = await fetch(url, { headers });
  return {
    name,
    operation,
    accounts,
    cursor,
    pageSize,
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([key]) => headersKept.includes(key))),
    body: await response.json(),
  };
}

/** Calls something cheap until the server refuses. @returns How many calls it took. */
export async function exhaustLimit(accountsUrl: string): Promise<number> {
  for (let calls = 0; calls <= 4000; calls += 40) {
    const answers = await Promise.all(Array.from({ length: 40 }, async () => {
      const response = await fetch(`${accountsUrl}/xrpc/com.atproto.server.describeServer`);
      await response.body?.cancel();
      return response.status;
    }));
    const refusal = answers.indexOf(429);
    if (refusal >= 0) return calls + refusal;
  }
  throw new Error("Cannot meet the server's limit: needed a refusal within 4000 calls, found none");
}
