/** Answers of Bluesky's own servers: tests/golden/bluesky/answers.json. */
import type { PlatformCall } from "../../../core/platforms/platform.ts";
import golden from "../../golden/bluesky/answers.json" with { type: "json" };

export interface LoadedAnswer {
  readonly call: PlatformCall;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export function loadBlueskyAnswer(name: string): LoadedAnswer {
  const answer = golden.answers.find((answer) => answer.name === name);
  if (answer === undefined) throw new RangeError(`Cannot find a recorded answer: needed "${name}"`);
  const { operation, accounts, cursor, pageSize, status, headers, body } = answer;
  const call = { operation: operation as PlatformCall["operation"], accounts, cursor, pageSize, credential: null };
  return { call, status, headers: headers as Record<string, string>, body };
}
