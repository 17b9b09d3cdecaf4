/** Questions and answers; see `answers.ts`. */
export * from "./answers.ts";
export type * from "./communities.ts";
export { createAnswers, openAnswers } from "./open.ts";
export type { View } from "./view.ts";
