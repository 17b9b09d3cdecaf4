/** The simulator on a port: X and Bluesky over real sockets, and what only a simulator can tell under `/_…`. */
import { didOf, handleOnBluesky } from "./_bluesky_names.ts";
import { pageAbout } from "./about.ts";
import type { SimulatedToken, Simulator } from "./simulator.ts";
import type { Society } from "./society.ts";

export interface SimulatorServerOptions {
  readonly simulator: Simulator;
  readonly society: Society;
  readonly tokens: readonly SimulatedToken[];
  /** What `/_truth` says besides counts: options of the world. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Accounts below this index are those to crawl. */
  readonly influencerCount: number;
}

/** Answers one request. @param address Of the caller: Bluesky counts by it. */
export type SimulatorHandler = (request: Request, address: string) => Promise<Response>;

export function createSimulatorHandler(options: SimulatorServerOptions): SimulatorHandler {
  const { simulator, tokens } = options;
  return async (request, address) => {
    const { pathname, searchParams, origin } = new URL(request.url);
    switch (pathname) {
      case "/":
        return new Response(pageAbout(origin, options), { headers: { "content-type": "text/plain; charset=utf-8" } });
      case "/_ledger":
        return json(ledgerOf(simulator, searchParams));
      case "/_tokens":
        return json(tokens);
      case "/_truth":
        return json({ ...options.about, ...countsOf(options) });
      case "/_truth/influencers":
        return lines("application/x-ndjson", influencerLines(options));
      case "/_truth/accounts":
        return lines("text/plain; charset=utf-8", accountLines(options, searchParams));
      case "/_truth/follows":
        return lines("text/csv; charset=utf-8", followLines(options, searchParams.get("platform") ?? "x"));
    }
    try {
      // Without the request's signal: a caller who has gone does not undo what arrived.
      return await simulator.fetchFrom(address)(request.url, { headers: request.headers });
    } catch (error) {
      if (error instanceof TypeError) return broken();
      throw error;
    }
  };
}

/** Serves until the signal; on loopback, since tokens and truth are there for everybody. */
export function serveSimulator(
  handler: SimulatorHandler,
  { port, signal, onListen }: { port: number; signal: AbortSignal; onListen: (origin: string) => void },
): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port,
    signal,
    onListen: ({ port }) => onListen(`http://127.0.0.1:${port}`),
  }, (request, { remoteAddr }) => handler(request, (remoteAddr as Deno.NetAddr).hostname));
  return server.finished;
}

/** With `?violations`, these alone; with `?arrivals=N`, the last N arrivals too. */
function ledgerOf({ ledger }: Simulator, query: URLSearchParams): unknown {
  if (query.has("violations")) return ledger.violations;
  const count = Number(query.get("arrivals") ?? 0);
  return {
    ...ledger.summary(),
    ...(count > 0 ? { lastArrivals: ledger.arrivals.slice(-count) } : {}),
  };
}

function countsOf({ society, influencerCount }: SimulatorServerOptions): Record<string, number> {
  let follows = 0;
  for (let index = 0; index < influencerCount; index++) follows += society.followers(index).length;
  return { influencers: influencerCount, people: society.accountCount - influencerCount, follows };
}

function* influencerLines({ society, influencerCount }: SimulatorServerOptions): Generator<string> {
  for (let index = 0; index < influencerCount; index++) {
    const { id, handle, name, state } = society.account(index);
    const followers = society.followers(index).length;
    yield JSON.stringify({
      x: id,
      bluesky: didOf(id),
      handle,
      blueskyHandle: handleOnBluesky(handle),
      name,
      state,
      followers,
    });
  }
}

/** Ids as `crawl start` takes them; `limit` of them. */
function* accountLines(
  { society, influencerCount }: SimulatorServerOptions,
  query: URLSearchParams,
): Generator<string> {
  const count = Math.min(influencerCount, Number(query.get("limit") ?? influencerCount));
  for (let index = 0; index < count; index++) {
    const id = society.accountId(index);
    yield query.get("platform") === "bluesky" ? didOf(id) : id;
  }
}

/** Rows as the importer takes them: `follower,influencer`. */
function* followLines({ society, influencerCount }: SimulatorServerOptions, platform: string): Generator<string> {
  const named = (index: number) => {
    const id = society.accountId(index);
    return platform === "bluesky" ? `bluesky:${didOf(id)}` : `x:${id}`;
  };
  yield "follower,influencer";
  for (let index = 0; index < influencerCount; index++) {
    const influencer = named(index);
    const followers = society.followers(index);
    for (let i = 0; i < followers.length; i++) yield `${named(followers[i])},${influencer}`;
  }
}

function lines(type: string, source: Generator<string>): Response {
  const stream = new ReadableStream<string>({
    pull(controller) {
      let text = "";
      for (let count = 0; count < 4096; count++) {
        const { done, value } = source.next();
        if (done) {
          if (text !== "") controller.enqueue(text);
          return controller.close();
        }
        text += `${value}\n`;
      }
      controller.enqueue(text);
    },
  });
  return new Response(stream.pipeThrough(new TextEncoderStream()), { headers: { "content-type": type } });
}

/** A connection that breaks: the head is sent, then nothing. */
function broken(): Response {
  return new Response(new ReadableStream({ start: (controller) => controller.error(new Error("connection reset")) }));
}

function json(value: unknown): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, { headers: { "content-type": "application/json" } });
}
