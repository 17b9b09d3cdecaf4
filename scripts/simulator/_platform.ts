/** One simulated platform: who may call, how often, what is answered and billed, and what goes wrong with it. */
import type { ChangingLists } from "./_changing_lists.ts";
import type { Answer, Dialect, PlatformRules, Route, TokenState } from "./_dialect.ts";
import type { FaultName } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { Meters, tightest, type Verdict } from "./windows.ts";

/** What a fetch call asks for, however it was written. */
export interface Call {
  readonly url: URL;
  readonly authorization: string | null;
  readonly address: string;
}

export interface PlatformParts {
  readonly dialect: Dialect;
  readonly lists: ChangingLists;
  readonly rules: PlatformRules;
  readonly ledger: Ledger;
  readonly random: () => number;
  readonly now: () => number;
  readonly tokens: readonly {
    readonly secret: string;
    readonly name: string;
    readonly app: string;
    readonly state?: TokenState;
  }[];
}

interface Token {
  readonly name: string;
  readonly app: string;
  state: TokenState;
}

/** A call of somebody who may call. */
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

export class SimulatedPlatform {
  readonly dialect: Dialect;
  readonly lists: ChangingLists;
  readonly #parts: PlatformParts;
  readonly #meters: Meters;
  readonly #tokens = new Map<string, Token>();
  /** Resources that apps had, by app and month. */
  readonly #volumes = new Map<string, number>();

  constructor(parts: PlatformParts) {
    this.#parts = parts;
    this.dialect = parts.dialect;
    this.lists = parts.lists;
    this.#meters = new Meters(parts.rules.limits, parts.rules.enforcement);
    for (const { secret, name, app, state = "active" } of parts.tokens) this.#tokens.set(secret, { name, app, state });
  }

  setToken(secret: string, state: TokenState): void {
    const token = this.#tokens.get(secret);
    if (token !== undefined) token.state = state;
  }

  /** One call: entered into the ledger whatever comes of it. */
  arrive(call: Call, faults: ReadonlySet<FaultName>): Response {
    const { dialect } = this;
    const { rules, ledger, now } = this.#parts;
    const at = now();
    const path = call.url.pathname.replace(`/${dialect.name}/`, "/");
    const route = dialect.route(path, call.url.searchParams);
    const token = this.#tokenOf(call, faults);
    const state = token?.state ?? (call.authorization === null && dialect.isOpen ? "active" : "unknown");
    const keys = { token: token?.name ?? "", app: token?.app ?? "", address: call.address };
    const isCounted = route !== null && (token !== undefined || state === "active");
    const counted = isCounted ? this.#meters.arrive(route.endpoint, keys, at) : [];
    const outcome = route === null
      ? { answer: dialect.unknownEndpoint(), fault: null, headers: [] }
      : state !== "active"
      ? { answer: dialect.refused(state), fault: null, headers: [] }
      : this.#answer({ route, faults, verdict: tightest(counted), app: keys.app, at });

    const { answer, fault, headers } = outcome;
    const price = rules.prices[route?.endpoint ?? ""];
    // What was answered is billed, even where something on the way put another body in its place.
    const isBilled = price !== undefined && (answer.status === 200 || answer.resources > 0);
    ledger.enter({
      at,
      platform: dialect.name,
      endpoint: route?.endpoint ?? path,
      token: token?.name ?? null,
      app: token?.app ?? null,
      address: call.address,
      accounts: route?.accounts.slice(0, 5) ?? [],
      cursor: route?.cursor ?? null,
      status: faults.has("neverAnswers") ? 0 : answer.status,
      fault: fault ?? onTheWay.find((name) => faults.has(name)) ?? null,
      resources: answer.resources,
      micros: isBilled ? price.microsPerCall + answer.resources * price.microsPerResource : 0,
    }, { counted, refused: state !== "active" && !unheard.some((name) => faults.has(name)) });
    const type = answer.body === waitingPage ? "text/html; charset=UTF-8" : dialect.contentType;
    return new Response(answer.body, { status: answer.status, headers: [["content-type", type], ...headers] });
  }

  #tokenOf({ authorization }: Call, faults: ReadonlySet<FaultName>): Token | undefined {
    const token = authorization === null ? undefined : this.#tokens.get(authorization.replace(/^Bearer /i, ""));
    if (token !== undefined && faults.has("tokenRevoked")) token.state = "revoked";
    return token;
  }

  /** A refusal by limits, a failure, or the truth, perhaps spoiled. */
  #answer(accepted: Accepted): Outcome {
    const { dialect } = this;
    const { rules: { tellsLimits = true }, random } = this.#parts;
    const { route, faults, verdict, at } = accepted;
    const moment = { nowMs: at, refused: verdict?.admitted === false };
    const headers = verdict === null || !tellsLimits ? [] : dialect.limitHeaders(verdict, moment);
    const limited = dialect.limited("window");
    if (verdict !== null && !verdict.admitted) return { answer: limited, fault: null, headers };
    if (faults.has("limitedBare")) return { answer: limited, fault: "limitedBare", headers: [] };
    if (faults.has("limitedFalsely")) {
      return { answer: limited, fault: "limitedFalsely", headers: this.#falseHeaders(at) };
    }
    if (faults.has("serverError")) {
      const status = [500, 502, 503, 504][Math.floor(random() * 4)];
      return { answer: dialect.failed(status), fault: "serverError", headers: dialect.name === "x" ? [] : headers };
    }
    if (!this.#hasVolume(accepted)) return { answer: dialect.limited("cap"), fault: null, headers };
    const answer = dialect.answer(route, faults);
    this.#takeVolume(accepted, answer.resources);
    if (answer.status !== 200) return { answer, fault: null, headers };
    if (faults.has("htmlBody")) {
      const status = [200, 403, 503][Math.floor(random() * 3)];
      return { answer: { ...answer, status, body: waitingPage }, fault: "htmlBody", headers: [] };
    }
    if (faults.has("truncatedBody")) {
      const body = answer.body.slice(0, Math.floor(answer.body.length * random()));
      return { answer: { ...answer, body }, fault: "truncatedBody", headers };
    }
    return { answer, fault: answer.fault ?? null, headers };
  }

  #hasVolume({ route, app, at }: Accepted): boolean {
    const { volume } = this.#parts.rules;
    if (volume === undefined || !volume.endpoints.includes(route.endpoint)) return true;
    return (this.#volumes.get(monthOf(app, at)) ?? 0) < volume.resources;
  }

  #takeVolume({ route, app, at }: Accepted, resources: number): void {
    if (!this.#parts.rules.volume?.endpoints.includes(route.endpoint)) return;
    this.#volumes.set(monthOf(app, at), (this.#volumes.get(monthOf(app, at)) ?? 0) + resources);
  }

  /** Headers as they were seen to be wrong: much is left; the reset is over, years away, or no time at all. */
  #falseHeaders(at: number): [string, string][] {
    const { random } = this.#parts;
    const resetMs = [at - 60_000, at + 365 * 86_400_000, at + 900_000][Math.floor(random() * 3)];
    const reading = { limit: 5000, remaining: 4106, resetMs, windowMs: 900_000 };
    const headers = this.dialect.limitHeaders(reading, { nowMs: at, refused: true });
    return random() < 0.25 ? headers.map(([name, value]) => [name, name.endsWith("reset") ? "soon" : value]) : headers;
  }
}

const onTheWay: readonly FaultName[] = ["neverAnswers", "answerLost", "answersLate", "arrivesLate"];
/** A caller does not know what it did not hear. */
const unheard: readonly FaultName[] = ["neverAnswers", "answerLost", "answersLate"];
const waitingPage = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Please wait.</body></html>";

function monthOf(app: string, at: number): string {
  return `${app} ${new Date(at).toISOString().slice(0, 7)}`;
}
