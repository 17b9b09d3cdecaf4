export {
  baseUrls,
  createSimulator,
  type Fetch,
  type PlatformName,
  type SimulatedToken,
  type Simulator,
  type SimulatorClock,
  type SimulatorOptions,
} from "./simulator.ts";
export { type FaultName, faultNames, type Faults, fewFaults, manyFaults, noFaults, swarm } from "./faults.ts";
export type { Arrival, Budgets, Ledger, LedgerOptions, LedgerSummary, Violation, ViolationKind } from "./ledger.ts";
export { blueskyRules, type PlatformRules, rulesOfTable, scaleLimits, speedUp, xRules } from "./rules.ts";
export type { Account, AccountState, Post, Society } from "./society.ts";
export { type RandomSociety, randomSociety, type SocietyLists, societyOfLists } from "./society_of_lists.ts";
export { societyOfWorld, type SocietyOfWorldOptions } from "./society_of_world.ts";
export { openSimulatedWorld, type SimulatedWorldOptions } from "./open_world.ts";
export {
  createSimulatorHandler,
  serveSimulator,
  type SimulatorHandler,
  type SimulatorServerOptions,
} from "./server.ts";
export { type Enforcement, type Limit, Meter } from "./windows.ts";
export { didOf, handleOnBluesky } from "./_bluesky_names.ts";
