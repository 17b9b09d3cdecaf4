/**
 * A social network that can be crawled: a society in the wire formats of X and Bluesky, with their limits and failures, and a ledger
 * of every arrival. Pure: clock, randomness and society are handed in, so that a simulation may run it in virtual time.
 */
import { blueskyCursorAlphabet, blueskyDialect } from "./bluesky.ts";
import type { PlatformRules, TokenState } from "./_dialect.ts";
import { Network } from "./_network.ts";
import { type Call, SimulatedPlatform } from "./_platform.ts";
import { FaultDice, type FaultName, type Faults } from "./faults.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { blueskyRules, xRules } from "./rules.ts";
import type { AccountState, Society } from "./society.ts";
import { xCursorAlphabet, xDialect } from "./x.ts";

export type PlatformName = "x" | "bluesky";

export interface SimulatedToken {
  readonly platform: PlatformName;
  readonly name: string;
  /** What stands in `Authorization: Bearer …`. */
  readonly secret: string;
  readonly app: string;
  /** Default active. */
  readonly state?: Exclude<TokenState, "unknown">;
}

export interface SimulatorClock {
  /** Milliseconds since 1970; never goes back. */
  now(): number;
  /** Needed where faults or latency take time. */
  sleep?(ms: number): Promise<void>;
}

export interface SimulatorOptions {
  readonly society: Society;
  readonly clock: SimulatorClock;
  /** Uniform in [0, 1). The same numbers, clock and calls give the same bytes. */
  readonly random: () => number;
  readonly tokens?: readonly SimulatedToken[];
  /** What differs from what the platforms allow. */
  readonly rules?: { readonly x?: Partial<PlatformRules>; readonly bluesky?: Partial<PlatformRules> };
  readonly faults?: Faults;
  /** How late a late arrival is: uniform between the two. Default 0.5 s to 2.9 s: a call given up after 3 s arrives no more. */
  readonly lateMs?: readonly [number, number];
  /** How late a late answer is. Default 1 s to 10 s: longer than anybody waits. */
  readonly slowMs?: readonly [number, number];
  /** Time of every call on its way there, and of its answer back: uniform between the two. Default none. */
  readonly latencyMs?: readonly [number, number];
  /** Lists, by X id of the account, that never end. */
  readonly endless?: Readonly<Record<string, "stall" | "loop">>;
  /** Share of profiles that claim wrong counts. Default 0. */
  readonly lyingCounts?: number;
  readonly ledger?: LedgerOptions;
}

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface Simulator {
  /** X under `https://api.x.com` or any `…/x`, Bluesky under `https://public.api.bsky.app` or any `…/bluesky`. */
  readonly fetch: Fetch;
  /** The same for calls from another address: Bluesky counts by address. */
  fetchFrom(address: string): Fetch;
  readonly ledger: Ledger;
  /** From now on the token is not accepted: 401 for revoked, 403 for retired. */
  setToken(platform: PlatformName, secret: string, state: TokenState): void;
  /** Changes that happen now, by account index. Each is true of both platforms. */
  setState(account: number, state: AccountState): void;
  follow(follower: number, influencer: number): boolean;
  unfollow(follower: number, influencer: number): boolean;
  /** Follows that are true now, as account indexes; those of accounts that are not listed are left out. */
  follows(platform: PlatformName, follower: number, influencer: number): boolean;
  /** What an account is now, by its index. */
  state(platform: PlatformName, account: number): AccountState;
}

/** The addresses under which each platform answers, for a simulator at `base`. */
export function baseUrls(base: string): Record<PlatformName, string> {
  return { x: `${base}/x`, bluesky: `${base}/bluesky` };
}

export function createSimulator(options: SimulatorOptions): Simulator {
  return new SimulatedPlatforms(options);
}

class SimulatedPlatforms implements Simulator {
  readonly ledger: Ledger;
  readonly #options: SimulatorOptions;
  readonly #dice: FaultDice;
  readonly #platforms: Record<PlatformName, SimulatedPlatform>;
  readonly #all: readonly SimulatedPlatform[];

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.ledger = new Ledger(options.ledger);
    this.#dice = new FaultDice(options.faults ?? {}, options.random);
    const x = this.#open("x", { ...xRules(), ...options.rules?.x });
    const bluesky = this.#open("bluesky", { ...blueskyRules(), ...options.rules?.bluesky });
    this.#platforms = { x, bluesky };
    this.#all = [x, bluesky];
  }

  get fetch(): Fetch {
    return this.fetchFrom("127.0.0.1");
  }

  fetchFrom(address: string): Fetch {
    return (input, init) => {
      const request = input instanceof Request ? input : null;
      const url = new URL(request?.url ?? String(input));
      const authorization = authorizationOf(init?.headers ?? request?.headers);
      return this.#travel({ url, authorization, address }, init?.signal ?? request?.signal ?? null);
    };
  }

  setToken(platform: PlatformName, secret: string, state: TokenState): void {
    this.#platforms[platform].setToken(secret, state);
  }

  setState(account: number, state: AccountState): void {
    for (const { lists } of this.#all) lists.setState(account, state);
  }

  follow(follower: number, influencer: number): boolean {
    return this.#all.map(({ lists }) => lists.follow(follower, influencer)).includes(true);
  }

  unfollow(follower: number, influencer: number): boolean {
    return this.#all.map(({ lists }) => lists.unfollow(follower, influencer)).includes(true);
  }

  follows(platform: PlatformName, follower: number, influencer: number): boolean {
    const { lists } = this.#platforms[platform];
    return lists.isListed(follower) && lists.isListed(influencer) && lists.follows(follower, influencer);
  }

  state(platform: PlatformName, account: number): AccountState {
    return this.#platforms[platform].lists.state(account);
  }

  #open(name: PlatformName, rules: PlatformRules): SimulatedPlatform {
    const { society, random, clock, endless = {}, lyingCounts = 0, tokens = [] } = this.#options;
    const { ledger } = this;
    const alphabet = name === "x" ? xCursorAlphabet : blueskyCursorAlphabet;
    const seed = Math.floor(random() * 0x7fffffff);
    const network = new Network({ society, random, ledger, alphabet, seed, endless, lyingCounts });
    const dialect = name === "x" ? xDialect(network) : blueskyDialect(network);
    const own = tokens.filter(({ platform }) => platform === name);
    return new SimulatedPlatform({
      dialect,
      lists: network.lists,
      rules,
      ledger,
      random,
      now: () => clock.now(),
      tokens: own,
    });
  }

  /** The way there and back. A call that was given up goes on without its caller. */
  #travel(call: Call, signal: AbortSignal | null): Promise<Response> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const faults = this.#dice.roll();
    const { latencyMs, lateMs = [500, 2900], slowMs = [1000, 10_000] } = this.#options;
    const there = this.#between(latencyMs) + (faults.has("arrivesLate") ? this.#between(lateMs) : 0);
    const back = this.#between(latencyMs) + (faults.has("answersLate") ? this.#between(slowMs) : 0);
    const breaks = ["neverAnswers", "requestLost", "answerLost"] as const;
    if (there === 0 && back === 0 && !breaks.some((fault) => faults.has(fault))) {
      return Promise.resolve(this.#arrive(call, faults));
    }
    const trip = async (): Promise<Response> => {
      await this.#sleep(there);
      if (faults.has("requestLost")) throw new TypeError("connection refused");
      const response = this.#arrive(call, faults);
      if (faults.has("neverAnswers")) await new Promise(() => {});
      await this.#sleep(back);
      if (faults.has("answerLost")) throw new TypeError("connection reset");
      return response;
    };
    return signal === null ? trip() : unlessAborted(trip(), signal);
  }

  #arrive(call: Call, faults: ReadonlySet<FaultName>): Response {
    const platform = this.#all.find(({ dialect: { name, hosts } }) =>
      hosts.includes(call.url.hostname) || call.url.pathname.startsWith(`/${name}/`)
    );
    return platform?.arrive(call, faults) ?? new Response("Not Found", { status: 404 });
  }

  #between(range: readonly [number, number] | undefined): number {
    return range === undefined ? 0 : range[0] + (range[1] - range[0]) * this.#options.random();
  }

  async #sleep(ms: number): Promise<void> {
    if (ms === 0) return;
    const { clock } = this.#options;
    if (clock.sleep === undefined) throw new TypeError("Cannot let a call take time: the clock has no sleep()");
    await clock.sleep(ms);
  }
}

function authorizationOf(headers: HeadersInit | undefined): string | null {
  if (headers === undefined) return null;
  if (headers instanceof Headers) return headers.get("authorization");
  for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) {
    if (name.toLowerCase() === "authorization") return value;
  }
  return null;
}

/** The promise, or the signal's reason where that comes first. What the promise does goes on. */
function unlessAborted(promise: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
