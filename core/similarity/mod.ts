export * from "./chance.ts";
export * from "./coverage.ts";
export * from "./estimate.ts";
export * from "./few_matches.ts";
export * from "./interval.ts";
export * from "./likelihood.ts";
export * from "./regions.ts";
