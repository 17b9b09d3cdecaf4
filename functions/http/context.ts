/** What every handler of a request can see, whatever part of the server it belongs to. */
import type { Context } from "hono";
import type { KeyRecord, KeyStore } from "../../core/workspace/keys.ts";

/** What any server needs. Each part adds what it needs itself: see `ApiOptions`, `CrawlOptions`. */
export interface HttpOptions {
  readonly keys: KeyStore;
  /** Lets everybody read and edit. Only for a server that nobody but this machine can reach. */
  readonly open: boolean;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  readonly requestId?: () => string;
  readonly logger?: (entry: LogEntry) => void;
}

/** One line of the log. Never a header, a body or a query: they may hold what is secret. */
export interface LogEntry {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Stack of an error that nobody expected. */
  readonly error?: string;
}

export interface HttpEnv<Options extends HttpOptions = HttpOptions> {
  Variables: {
    options: Options;
    requestId: string;
    /** Set by `access()` where a key was shown: always a good one. */
    key?: KeyRecord;
    error?: string;
  };
}

export type HttpContext = Context<HttpEnv>;
