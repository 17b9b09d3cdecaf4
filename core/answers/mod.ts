/** Questions and answers; see `answers.ts`. */
export * from "./answers.ts";
export { createAnswers, openAnswers, type View } from "./open.ts";
