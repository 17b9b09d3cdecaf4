/**
 * A social network that can be crawled: a society in the wire formats of X and Bluesky, with their limits and failures, and a ledger
 * of every arrival. Pure: clock, randomness and society are handed in, so that a simulation may run it in virtual time.
 */
import { blueskyCursorAlphabet, blueskyDialect } from "./bluesky.ts";
import type { Answer, Dialect, PlatformRules, Route, TokenState } from "./_dialect.ts";
import { Network } from "./_network.ts";
import { FaultDice, type FaultName, type Faults } from "./faults.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { blueskyRules, xRules } from "./rules.ts";
import type { AccountState, Society } from "./society.ts";
import { Meters, tightest, type Verdict } from "./windows.ts";
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

/** What a fetch call asks for, however it was written. */
interface Call {
  readonly url: URL;
  readonly authorization: string | null;
  readonly address: string;
}

interface Platform {
  readonly dialect: Dialect;
  readonly network: Network;
  readonly rules: PlatformRules;
  readonly meters: Meters;
  readonly tokens: Map<string, { readonly name: string; readonly app: string; state: TokenState }>;
  /** Resources that apps had, by app and month. */
  readonly volumes: Map<string, number>;
}

class SimulatedPlatforms implements Simulator {
  readonly ledger: Ledger;
  readonly #options: SimulatorOptions;
  readonly #dice: FaultDice;
  readonly #platforms: Record<PlatformName, Platform>;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.ledger = new Ledger(options.ledger);
    this.#dice = new FaultDice(options.faults ?? {}, options.random);
    this.#platforms = {
      x: this.#open("x", { ...xRules(), ...options.rules?.x }, xCursorAlphabet),
      bluesky: this.#open("bluesky", { ...blueskyRules(), ...options.rules?.bluesky }, blueskyCursorAlphabet),
    };
    for (const { platform, secret, name, app, state = "active" } of options.tokens ?? []) {
      this.#platforms[platform].tokens.set(secret, { name, app, state });
    }
  }

  get fetch(): Fetch {
    return this.fetchFrom("127.0.0.1");
  }

  fetchFrom(address: string): Fetch {
    return (input, init) => {
      const request = input instanceof Request ? input : null;
      const headers = init?.headers ?? request?.headers;
      const call: Call = {
        url: new URL(request?.url ?? String(input)),
        authorization: authorizationOf(headers),
        address,
      };
      return this.#travel(call, init?.signal ?? request?.signal ?? null);
    };
  }

  setToken(platform: PlatformName, secret: string, state: TokenState): void {
    const token = this.#platforms[platform].tokens.get(secret);
    if (token !== undefined) token.state = state;
  }

  setState(account: number, state: AccountState): void {
    for (const { network } of Object.values(this.#platforms)) network.lists.setState(account, state);
  }

  follow(follower: number, influencer: number): boolean {
    return Object.values(this.#platforms).map(({ network }) => network.lists.follow(follower, influencer)).includes(
      true,
    );
  }

  unfollow(follower: number, influencer: number): boolean {
    return Object.values(this.#platforms).map(({ network }) => network.lists.unfollow(follower, influencer)).includes(
      true,
    );
  }

  follows(platform: PlatformName, follower: number, influencer: number): boolean {
    const { lists } = this.#platforms[platform].network;
    return lists.isListed(follower) && lists.isListed(influencer) && lists.follows(follower, influencer);
  }

  state(platform: PlatformName, account: number): AccountState {
    return this.#platforms[platform].network.lists.state(account);
  }

  #open(name: PlatformName, rules: PlatformRules, alphabet: string): Platform {
    const { society, random, endless = {}, lyingCounts = 0 } = this.#options;
    const seed = Math.floor(random() * 0x7fffffff);
    const network = new Network({ society, random, ledger: this.ledger, alphabet, seed, endless, lyingCounts });
    const dialect = name === "x" ? xDialect(network) : blueskyDialect(network);
    const meters = new Meters(rules.limits, rules.enforcement);
    return { dialect, network, rules, meters, tokens: new Map(), volumes: new Map() };
  }

  /** The way there and back. A call that was given up goes on without its caller. */
  #travel(call: Call, signal: AbortSignal | null): Promise<Response> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const faults = this.#dice.roll();
    const { latencyMs, lateMs = [500, 2900], slowMs = [1000, 10_000] } = this.#options;
    const there = this.#between(latencyMs) + (faults.has("arrivesLate") ? this.#between(lateMs) : 0);
    const back = this.#between(latencyMs) + (faults.has("answersLate") ? this.#between(slowMs) : 0);
    const never = faults.has("neverAnswers");
    const lost = faults.has("requestLost") || faults.has("answerLost");
    if (there === 0 && back === 0 && !never && !lost) return Promise.resolve(this.#arrive(call, faults));
    const trip = async (): Promise<Response> => {
      await this.#sleep(there);
      if (faults.has("requestLost")) throw new TypeError("connection refused");
      const response = this.#arrive(call, faults);
      if (never) await new Promise(() => {});
      await this.#sleep(back);
      if (faults.has("answerLost")) throw new TypeError("connection reset");
      return response;
    };
    return signal === null ? trip() : unlessAborted(trip(), signal);
  }

  /** One call at the platform: entered into the ledger whatever comes of it. */
  #arrive(call: Call, faults: ReadonlySet<FaultName>): Response {
    const platform = this.#platformOf(call.url);
    if (platform === null) return new Response("Not Found", { status: 404 });
    const { dialect, tokens, rules } = platform;
    const at = this.#options.clock.now();
    const path = pathOf(call.url);
    const route = dialect.route(path, call.url.searchParams);
    if (route === null) return respond(dialect, dialect.unknownEndpoint(path), []);

    const secret = call.authorization?.replace(/^Bearer /i, "") ?? null;
    const token = secret === null ? undefined : tokens.get(secret);
    if (token !== undefined && faults.has("tokenRevoked")) token.state = "revoked";
    const state: TokenState = token?.state ?? (secret === null && dialect.isOpen ? "active" : "unknown");
    const isRefused = state !== "active";
    const keys = { token: token?.name ?? "", app: token?.app ?? "", address: call.address };
    const counted = isRefused && token === undefined ? [] : platform.meters.arrive(route.endpoint, keys, at);
    const verdict = tightest(counted);

    const outcome = isRefused
      ? { answer: dialect.refused(state), fault: null, headers: [] }
      : this.#answer(platform, { route, faults, verdict, app: keys.app, at });
    const price = rules.prices[route.endpoint];
    const { answer } = outcome;
    // What was answered is billed, even where something on the way put another body in its place.
    const billed = price !== undefined && (answer.status === 200 || answer.resources > 0);
    this.ledger.enter({
      at,
      platform: dialect.name,
      endpoint: route.endpoint,
      token: token?.name ?? null,
      app: token?.app ?? null,
      address: call.address,
      accounts: route.accounts.slice(0, 5),
      cursor: route.cursor,
      status: faults.has("neverAnswers") ? 0 : answer.status,
      fault: outcome.fault ?? onTheWay.find((name) => faults.has(name)) ?? null,
      resources: answer.resources,
      micros: billed ? price.microsPerCall + answer.resources * price.microsPerResource : 0,
    }, { counted, refused: isRefused });
    return respond(dialect, answer, outcome.headers);
  }

  /** What an accepted token gets: a refusal by limits, a failure, or the truth, perhaps spoiled. */
  #answer(platform: Platform, arrival: Accepted): Outcome {
    const { dialect, rules: { tellsLimits = true } } = platform;
    const { route, faults, verdict, at } = arrival;
    const moment = { nowMs: at, refused: verdict?.admitted === false };
    const headers = verdict === null || !tellsLimits ? [] : dialect.limitHeaders(verdict, moment);
    const limited = dialect.limited("window");
    if (verdict !== null && !verdict.admitted) return { answer: limited, fault: null, headers };
    if (faults.has("limitedBare")) return { answer: limited, fault: "limitedBare", headers: [] };
    if (faults.has("limitedFalsely")) {
      return { answer: limited, fault: "limitedFalsely", headers: this.#falseHeaders(dialect, at) };
    }
    if (faults.has("serverError")) {
      const status = [500, 502, 503, 504][Math.floor(this.#options.random() * 4)];
      return { answer: dialect.failed(status), fault: "serverError", headers: dialect.name === "x" ? [] : headers };
    }
    if (!this.#hasVolume(platform, arrival)) return { answer: dialect.limited("cap"), fault: null, headers };
    const answer = dialect.answer(route, faults);
    this.#takeVolume(platform, arrival, answer.resources);
    if (answer.status !== 200) return { answer, fault: null, headers };
    if (faults.has("htmlBody")) {
      const status = [200, 403, 503][Math.floor(this.#options.random() * 3)];
      return { answer: { ...answer, status, body: page }, fault: "htmlBody", headers: [] };
    }
    if (faults.has("truncatedBody")) {
      const length = Math.floor(answer.body.length * this.#options.random());
      return { answer: { ...answer, body: answer.body.slice(0, length) }, fault: "truncatedBody", headers };
    }
    return { answer, fault: answer.fault ?? null, headers };
  }

  #hasVolume({ rules: { volume }, volumes }: Platform, { route, app, at }: Accepted): boolean {
    if (volume === undefined || !volume.endpoints.includes(route.endpoint)) return true;
    return (volumes.get(monthOf(app, at)) ?? 0) < volume.resources;
  }

  #takeVolume({ rules: { volume }, volumes }: Platform, { route, app, at }: Accepted, resources: number): void {
    if (!volume?.endpoints.includes(route.endpoint)) return;
    volumes.set(monthOf(app, at), (volumes.get(monthOf(app, at)) ?? 0) + resources);
  }

  /** Headers as they were seen to be wrong: much is left; the reset is over, years away, or no time at all. */
  #falseHeaders(dialect: Dialect, at: number): [string, string][] {
    const { random } = this.#options;
    const resetMs = [at - 60_000, at + 365 * 86_400_000, at + 900_000][Math.floor(random() * 3)];
    const reading = { limit: 5000, remaining: 4106, resetMs, windowMs: 900_000 };
    const headers = dialect.limitHeaders(reading, { nowMs: at, refused: true });
    return random() < 0.25 ? headers.map(([name, value]) => [name, name.endsWith("reset") ? "soon" : value]) : headers;
  }

  #platformOf(url: URL): Platform | null {
    for (const platform of Object.values(this.#platforms)) {
      const { name, hosts } = platform.dialect;
      if (hosts.includes(url.hostname) || url.pathname.startsWith(`/${name}/`)) return platform;
    }
    return null;
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

interface Accepted {
  readonly route: Route;
  readonly faults: ReadonlySet<FaultName>;
  readonly verdict: Verdict | null;
  readonly app: string;
  readonly at: number;
}

interface Outcome {
  readonly answer: Answer;
  readonly fault: FaultName | null;
  readonly headers: [string, string][];
}

const onTheWay: readonly FaultName[] = ["neverAnswers", "answerLost", "answersLate", "arrivesLate"];
const page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Please wait.</body></html>";

function respond(dialect: Dialect, answer: Answer, headers: [string, string][]): Response {
  const type = answer.body === page ? "text/html; charset=UTF-8" : dialect.contentType;
  return new Response(answer.body, { status: answer.status, headers: [["content-type", type], ...headers] });
}

function pathOf({ pathname }: URL): string {
  return pathname.replace(/^\/(x|bluesky)(?=\/)/, "");
}

function authorizationOf(headers: HeadersInit | undefined): string | null {
  if (headers === undefined) return null;
  if (headers instanceof Headers) return headers.get("authorization");
  for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) {
    if (name.toLowerCase() === "authorization") return value;
  }
  return null;
}

function monthOf(app: string, at: number): string {
  return `${app} ${new Date(at).toISOString().slice(0, 7)}`;
}

/** The promise, or the signal's reason where that comes first. What the promise does goes on. */
function unlessAborted(promise: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
