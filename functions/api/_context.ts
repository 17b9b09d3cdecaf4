/** What every handler of a request can see. */
import type { Context } from "hono";
import type { Answers } from "../../core/answers/answers.ts";
import type { KeyStore } from "../../core/workspace/keys.ts";

export interface ApiOptions {
  /** The network that is served now; undefined while there is none. Asked once a request, so that one request sees one network. */
  readonly answers: () => Answers | undefined;
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

export interface ApiEnv {
  Variables: {
    options: ApiOptions;
    requestId: string;
    /** Set by `answering()`. */
    answers: Answers;
    error?: string;
  };
}

export type ApiContext = Context<ApiEnv>;
