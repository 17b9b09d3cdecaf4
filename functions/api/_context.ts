/** What the handlers of the read API can see besides. */
import type { Answers } from "../../core/answers/answers.ts";
import type { HttpEnv, HttpOptions } from "../http/context.ts";

export interface ApiOptions extends HttpOptions {
  /** The network that is served now; undefined while there is none. Asked once a request, so that one request sees one network. */
  readonly answers: () => Answers | undefined;
}

export interface ApiEnv extends HttpEnv<ApiOptions> {
  Variables: HttpEnv<ApiOptions>["Variables"] & {
    /** Set by `answering()`. */
    answers: Answers;
  };
}
