/**
 * Errors that a caller may act on. Everything else is a built-in error and means a bug or a broken promise.
 * One table turns these into exit codes (`scripts/_command.ts`), another into HTTP answers (`functions/_errors.ts`).
 */

/** The data given cannot be used. The message names the file and the place, what was needed and what was found. */
export class InputError extends Error {
  override name = "InputError";
}

/** The command was typed wrongly: unknown option, missing argument, value out of range. Exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Something that was asked for by name does not exist: an account, a generation, a key. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

/** A stored file is not what its manifest says: it was cut, changed or made for something else. */
export class CorruptFileError extends Error {
  override name = "CorruptFileError";
  constructor(readonly file: string, readonly offset: number, readonly reason: string) {
    super(`Cannot trust "${file}" at byte ${offset}: ${reason}`);
  }
}

/** What is asked for exists, but cannot be had right now; asking again later may work. */
export class UnavailableError extends Error {
  override name = "UnavailableError";
  constructor(message: string, readonly retryAfterSeconds = 1) {
    super(message);
  }
}

/** The native library refused an operation. `status` is the number from `zig/src/exports.zig`. */
export class NativeError extends Error {
  override name = "NativeError";
  constructor(readonly operation: string, readonly status: string, message: string) {
    super(message);
  }
}
