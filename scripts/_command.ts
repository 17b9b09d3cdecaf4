/** What every command has: common options, one way to print, one way to fail, Ctrl-C. */
import { Command } from "commander";
import {
  CorruptFileError,
  InputError,
  NativeError,
  NotFoundError,
  UnavailableError,
  UsageError,
} from "../core/errors.ts";
import { createProgressBars, type ProgressBars } from "./_terminal.ts";

/** Options that every command takes. */
export interface CommonOptions {
  /** Folder of the workspace. */
  readonly workspace: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What a command's action gets besides its operands and options. */
export interface Context extends CommonOptions {
  /** Ends when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly bars: ProgressBars;
  /** Prints the answer: `text` for people, `value` as one JSON document with --json. */
  print(text: string, value: unknown): void;
  /** Says something on the way, on standard error; not with --quiet. */
  note(text: string): void;
}

export interface CommandDefinition<Options, Operands extends readonly unknown[]> {
  /** Operands as commander writes them: `<account> [files...]`. */
  readonly operands?: string;
  readonly description: string;
  /** Full command lines, shown by --help. */
  readonly examples: readonly string[];
  /** Adds the command's own options. */
  readonly options?: (command: Command) => Command;
  readonly action: (context: Context, options: Options, ...operands: Operands) => Promise<void>;
}

/** Makes a command with the common options around its own. */
export function defineCommand<Options = Record<string, never>, Operands extends readonly unknown[] = []>(
  name: string,
  definition: CommandDefinition<Options & CommonOptions, Operands>,
): Command {
  const command = new Command(name).description(definition.description);
  if (definition.operands) command.arguments(definition.operands);
  definition.options?.(command);
  return command
    .option("-w, --workspace <folder>", "folder of the data", Deno.env.get("ASTERISM_WORKSPACE") ?? "workspace")
    .option("--json", "print one JSON document", false)
    .option("-q, --quiet", "print the answer only", false)
    .addHelpText("after", `\nExamples:\n${definition.examples.map((example) => `  ${example}`).join("\n")}`)
    .action(async (...given: unknown[]) => {
      const options = given[command.registeredArguments.length] as Options & CommonOptions;
      const operands = given.slice(0, command.registeredArguments.length) as unknown as Operands;
      await withContext(options, (context) => definition.action(context, options, ...operands));
    });
}

/** A command that only groups others, such as `import edges`. */
export function defineGroup(name: string, description: string, commands: readonly Command[]): Command {
  const group = new Command(name).description(description);
  for (const command of commands) group.addCommand(command);
  return group;
}

/** Exit code and words for a failure: 2 for a wrong command line, 1 for everything else. */
export function describeFailure(error: unknown): { code: 1 | 2; message: string } {
  if (isUsage(error)) return { code: 2, message: (error as Error).message.replace(/^error: /, "") };
  if (error instanceof Error && error.name === "AbortError") {
    return { code: 1, message: "interrupted; nothing that was there before has changed" };
  }
  if (expected.some((kind) => error instanceof kind)) return { code: 1, message: (error as Error).message };
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
    return { code: 1, message: error.message };
  }
  if (isDiskFull(error)) {
    return { code: 1, message: `the disk is full (${(error as Error).message}); free some space and run it again` };
  }
  const stack = error instanceof Error ? error.stack : String(error);
  return { code: 1, message: `this is a bug in Asterism, please report it\n${stack}` };
}

const expected = [InputError, NotFoundError, CorruptFileError, NativeError, UnavailableError];

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof Error && error.name === "CommanderError") ||
    (error instanceof Error && error.name === "InvalidArgumentError");
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && /ENOSPC|No space left|os error 28|File too large|os error 27/.test(error.message);
}

async function withContext(options: CommonOptions, act: (context: Context) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) Deno.exit(1);
    controller.abort(new DOMException("interrupted", "AbortError"));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupt);
  const bars = createProgressBars(options);
  try {
    await act({
      ...options,
      signal: controller.signal,
      bars,
      print: (text, value) => console.log(options.json ? JSON.stringify(value, null, 2) : text),
      note: (text) => {
        if (!options.quiet) console.error(text);
      },
    });
  } finally {
    bars.stop();
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, interrupt);
  }
}

/** Parses an option's value as a whole number within bounds. */
export function wholeNumber(name: string, least = 0, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new UsageError(`Cannot use ${name} "${text}": needed a whole number from ${least} to ${most}`);
    }
    return value;
  };
}
