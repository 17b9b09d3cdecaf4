/** What every batch step is handed: where to write, who computes, whom to tell. */
import type { Database } from "./graph/database.ts";
import type { BatchOptions, Kernel, Progress } from "./kernel/kernel.ts";
import type { Workspace } from "./workspace/workspace.ts";

export interface StepTools {
  readonly workspace: Workspace;
  readonly kernel: Kernel;
  /** Opens the SQL engine; only steps that read or write tables pay for it. */
  readonly database: () => Promise<Database>;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** A progress bar for one batch: what is done, what is counted. */
  readonly bar: (label: string, unit: string) => Progress;
}

/** Options of a kernel batch under one progress bar. */
export function batchOptions(tools: StepTools, label: string, unit: string): BatchOptions {
  return { threads: tools.threads, signal: tools.signal, progress: tools.bar(label, unit) };
}
