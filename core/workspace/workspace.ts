/** The folder that holds everything of one body of data: `asterism.json` and a folder for each step (DESIGN 6). */
import { join } from "node:path";
import { z } from "zod";
import { InputError, NotFoundError, UsageError } from "../errors.ts";
import { readTextIfThere, removeIfThere, removeStaleTemporaries, writeFileAtomically } from "./files.ts";
import { steps } from "./manifest.ts";
import { completeParameters, type WorkspaceParameters } from "./parameters.ts";

/** Version of everything on disk. A workspace of a newer one is refused. */
export const workspaceFormat = 1;

export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly parameters: WorkspaceParameters;
}

const workspaceFile = z.object({
  format: z.literal(workspaceFormat),
  name: z.string(),
  parameters: z.object({
    scheme: z.literal("splitmix-xxh3-1"),
    seed: z.string(),
    sampleSeed: z.string(),
    sampleCount: z.number().int(),
    registerCount: z.number().int(),
    listLimit: z.number().int(),
    code: z.literal("minifloat-5-11"),
  }),
});

/** Opens the workspace in a folder. @throws {NotFoundError} if there is none, {InputError} if it cannot be read. */
export async function openWorkspace(folder: string): Promise<Workspace> {
  const path = join(folder, "asterism.json");
  const text = await readTextIfThere(path);
  if (text === undefined) {
    throw new NotFoundError(
      `Cannot open workspace "${folder}": needed a file asterism.json, found none; asterism start FILE makes one`,
    );
  }
  let json: { format?: unknown };
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`Cannot open workspace "${folder}": asterism.json is not JSON (${(error as Error).message})`);
  }
  if (typeof json?.format === "number" && json.format > workspaceFormat) {
    throw new InputError(
      `Cannot open workspace "${folder}": its format is ${json.format}, this Asterism reads up to ${workspaceFormat}; update Asterism`,
    );
  }
  const parsed = workspaceFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(`Cannot open workspace "${folder}": asterism.json, ${issue.path.join(".")}: ${issue.message}`);
  }
  return { folder, name: parsed.data.name, parameters: completeParameters(parsed.data.parameters) };
}

/**
 * Opens the workspace in a folder, or makes it with the parameters given.
 * @throws {UsageError} If it exists and a parameter that is given differs from its own.
 */
export async function openOrCreateWorkspace(
  folder: string,
  given: Parameters<typeof completeParameters>[0] = {},
): Promise<Workspace> {
  if (await isWorkspace(folder)) {
    const workspace = await openWorkspace(folder);
    for (const [name, value] of Object.entries(given)) {
      const stored = workspace.parameters[name as keyof WorkspaceParameters];
      if (value !== undefined && String(value) !== String(stored)) {
        throw new UsageError(
          `Cannot use ${name} ${value} in workspace "${folder}": it was made with ${stored}; make another with --workspace`,
        );
      }
    }
    return workspace;
  }
  const parameters = completeParameters(given);
  await Deno.mkdir(folder, { recursive: true });
  const name = folder.replace(/[\\/]+$/, "").split(/[\\/]/).pop() || "workspace";
  await writeFileAtomically(
    join(folder, "asterism.json"),
    JSON.stringify({ format: workspaceFormat, name, parameters }, null, 2) + "\n",
  );
  return { folder, name, parameters };
}

/** Whether a folder holds a workspace, of whatever format. */
export async function isWorkspace(folder: string): Promise<boolean> {
  return await readTextIfThere(join(folder, "asterism.json")) !== undefined;
}

/** Takes back a workspace that was made for a command that then failed: nothing that was there before is touched. */
export async function discardEmptyWorkspace({ folder }: Workspace): Promise<void> {
  for (const step of steps) if (await readTextIfThere(join(folder, step, "current")) !== undefined) return;
  for (const name of ["asterism.json", ".lock", ...steps]) await removeIfThere(join(folder, name));
  // Stays where the person keeps something else in it.
  await Deno.remove(folder).catch(() => {});
}

/** Another command writes to the workspace: later it will not. */
export class WorkspaceBusyError extends InputError {
  override name = "WorkspaceBusyError";
}

/**
 * Runs one writer at a time: a second command waits for none and says who holds the workspace.
 * Half-written generations of commands that died are removed first.
 */
export async function withWorkspaceLock<T>(workspace: Workspace, write: () => Promise<T>): Promise<T> {
  const path = join(workspace.folder, ".lock");
  const file = await Deno.open(path, { create: true, read: true, write: true });
  try {
    if (!await file.tryLock(true)) {
      throw new WorkspaceBusyError(
        `Cannot write to workspace "${workspace.folder}": another command is writing to it; wait for it or stop it`,
      );
    }
    for (const step of steps) {
      await removeStaleTemporaries(join(workspace.folder, step));
    }
    return await write();
  } finally {
    file.close();
  }
}
