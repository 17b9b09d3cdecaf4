/** Questions and answers; see `answers.ts`. */
export * from "./answers.ts";
export type * from "./changes.ts";
export type * from "./communities.ts";
export type * from "./edits.ts";
export type * from "./expansion.ts";
export type * from "./export.ts";
export type * from "./map.ts";
export type { EditSources } from "./editing/mod.ts";
export { createAnswers, openAnswers, type OpenOptions } from "./open.ts";
export type { View } from "./view.ts";
