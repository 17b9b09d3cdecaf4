/** Answers that are given by somebody else: by the newest state, or counted on the way. */
import type { Answers } from "./answers.ts";

/** Everything that can be asked or said, each a method that promises its answer. */
export type Question = {
  [Name in keyof Answers]: Answers[Name] extends (...query: never[]) => Promise<unknown> ? Name : never;
}[keyof Answers];

/** A table, so that a question that is forgotten here does not compile. */
const questions: Record<Question, true> = {
  search: true,
  account: true,
  similar: true,
  similarity: true,
  overlap: true,
  communities: true,
  community: true,
  expand: true,
  changes: true,
  communityChanges: true,
  map: true,
  exportFile: true,
  edit: true,
  save: true,
  edits: true,
  refresh: true,
};

type Call = (...query: unknown[]) => Promise<unknown>;

/**
 * Methods that pass each question on.
 * @param to Who answers, asked anew with each question.
 * @param around What surrounds each call.
 */
export function forwardQuestions<Asked extends Question = Question>(
  to: () => Pick<Answers, Asked>,
  around: (call: () => Promise<unknown>) => Promise<unknown> = (call) => call(),
): Pick<Answers, Asked> {
  const names = Object.keys(questions) as Asked[];
  return Object.fromEntries(
    names.map((name) => [name, (...query: unknown[]) => around(() => (to()[name] as Call)(...query))]),
  ) as unknown as Pick<Answers, Asked>;
}
