/** Opens what commands work with: the kernel, the SQL engine, the workspace. */
import type { Kernel } from "../core/kernel/kernel.ts";
import { openNativeKernel } from "../core/kernel/native/mod.ts";
import { openReferenceKernel } from "../core/kernel/reference/mod.ts";
import type { Database } from "../core/graph/database.ts";
import type { StepTools } from "../core/step.ts";
import {
  discardEmptyWorkspace,
  isWorkspace,
  openOrCreateWorkspace,
  openWorkspace,
  type Workspace,
} from "../core/workspace/workspace.ts";
import type { Context } from "./_command.ts";
import { ensureLibrary } from "./_library.ts";

/** The native kernel, or the TypeScript twin with the reason on standard error. */
export async function openKernel(options: { quiet?: boolean } = {}): Promise<Kernel> {
  const library = await ensureLibrary({ quiet: options.quiet });
  if ("path" in library) return openNativeKernel(library.path, library.description);
  if (!options.quiet) {
    console.error(`No native library (${library.missing}): the TypeScript kernel does the work, slowly`);
  }
  return openReferenceKernel(library.missing);
}

export interface ToolsOptions {
  readonly threads?: number;
  /** Makes the workspace where there is none, with these parameters. */
  readonly create?: Parameters<typeof openOrCreateWorkspace>[1];
}

/** Opens a command's tools, acts, and closes them whatever happens. */
export async function withTools<T>(
  context: Context,
  options: ToolsOptions,
  act: (tools: StepTools) => Promise<T>,
): Promise<T> {
  if (options.create === undefined) {
    return await withToolsOf(await openWorkspace(context.workspace), context, options, act);
  }
  const isNew = !await isWorkspace(context.workspace);
  const workspace = await openOrCreateWorkspace(context.workspace, options.create);
  try {
    return await withToolsOf(workspace, context, options, act);
  } catch (error) {
    if (isNew) await discardEmptyWorkspace(workspace);
    throw error;
  }
}

async function withToolsOf<T>(
  workspace: Workspace,
  context: Context,
  options: ToolsOptions,
  act: (tools: StepTools) => Promise<T>,
): Promise<T> {
  const kernel = await openKernel(context);
  let database: Promise<Database> | undefined;
  try {
    return await act({
      workspace,
      kernel,
      database: () => database ??= import("./_duckdb.ts").then(({ openDatabase }) => openDatabase()),
      threads: options.threads,
      signal: context.signal,
      bar: (label, unit) => context.bars.bar(label, unit),
    });
  } finally {
    (await database)?.close();
    await kernel.close();
  }
}
