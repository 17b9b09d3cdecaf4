/** The plainest client there can be: reads a list to its end, page by page, straight from the wire. */
import {
  createSimulator,
  randomSociety,
  type Simulator,
  type SimulatorOptions,
  type Society,
} from "../../../scripts/simulator/mod.ts";
import { Random } from "../../../scripts/simulator/world/random.ts";

export const startMs = Date.UTC(2026, 10, 24, 12);

/** A clock that stands still unless it is moved. */
export class ManualClock {
  ms = startMs;
  now = (): number => this.ms;
}

export function uniform(seed: number): () => number {
  const random = new Random(seed, 1);
  return () => random.uniform();
}

export const token = { platform: "x", name: "one", secret: "secret-one", app: "brand" } as const;

export function smallSociety(seed = 1): Society {
  return randomSociety(uniform(seed), {
    accountCount: 60,
    followersMean: 12,
    postsMean: 8,
    shares: { private: 0.05, suspended: 0.05, gone: 0.05, deactivated: 0.05 },
  });
}

export function open(
  options: Partial<SimulatorOptions> = {},
): { simulator: Simulator; society: Society; clock: ManualClock } {
  const society = options.society ?? smallSociety();
  const clock = new ManualClock();
  const simulator = createSimulator({ clock, random: uniform(7), tokens: [token], ...options, society });
  return { simulator, society, clock };
}

// deno-lint-ignore no-explicit-any -- answers are read as they come
export type Json = any;

export async function get(
  simulator: Simulator,
  path: string,
  { secret = token.secret as string | null } = {},
): Promise<{ status: number; headers: Headers; body: Json; text: string }> {
  const headers: Record<string, string> = secret === null ? {} : { authorization: `Bearer ${secret}` };
  const response = await simulator.fetch(`http://simulator${path}`, { headers });
  const text = await response.text();
  let body: Json;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  return { status: response.status, headers: response.headers, body, text };
}

/** Ids of a list on X, in the order in which they came. */
export async function readOnX(simulator: Simulator, path: string, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = "", pages = 0; pages < 1000; pages++) {
    const { body, text } = await get(simulator, `/x/2/users/${path}?max_results=${size}${cursor}`);
    if (body?.meta === undefined) throw new Error(`Cannot read ${path}: ${text}`);
    ids.push(...(body.data ?? []).map(({ id }: { id: string }) => id));
    if (body.meta.next_token === undefined) return ids;
    cursor = `&pagination_token=${body.meta.next_token}`;
  }
  throw new Error(`Cannot read ${path}: it does not end`);
}

/** DIDs of a list on Bluesky. */
export async function readOnBluesky(
  simulator: Simulator,
  method: "getFollowers" | "getFollows",
  options: { actor: string; limit: number },
): Promise<string[]> {
  const dids: string[] = [];
  for (let cursor = "", pages = 0; pages < 1000; pages++) {
    const query = `actor=${options.actor}&limit=${options.limit}${cursor}`;
    const { body, text } = await get(simulator, `/bluesky/xrpc/app.bsky.graph.${method}?${query}`, { secret: null });
    const views = body?.[method === "getFollowers" ? "followers" : "follows"];
    if (views === undefined) throw new Error(`Cannot read ${options.actor}: ${text}`);
    dids.push(...views.map(({ did }: { did: string }) => did));
    if (body.cursor === undefined) return dids;
    cursor = `&cursor=${encodeURIComponent(body.cursor)}`;
  }
  throw new Error(`Cannot read ${options.actor}: it does not end`);
}
