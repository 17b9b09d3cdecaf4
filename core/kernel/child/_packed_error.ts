/** Errors as they travel: what a caller may act on arrives as the class that it was thrown as. */
import {
  CorruptFileError,
  InputError,
  NativeError,
  NotFoundError,
  UnavailableError,
  UsageError,
} from "../../errors.ts";

/** Fields of an error; stacks stay where they were made. */
export function packError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { ...error, name: error.name, message: error.message };
}

export function unpackError(packed: unknown): Error {
  const { name, message, ...fields } = Object(packed) as Record<string, unknown>;
  const text = String(message);
  const make = simpleErrors[String(name)];
  if (make !== undefined) return new make(text);
  if (name === "CorruptFileError") {
    return new CorruptFileError(String(fields.file), Number(fields.offset), String(fields.reason));
  }
  if (name === "NativeError") return new NativeError(String(fields.operation), String(fields.status), text);
  if (name === "UnavailableError") return new UnavailableError(text, Number(fields.retryAfterSeconds));
  return new Error(text);
}

const simpleErrors: Readonly<Record<string, new (message: string) => Error>> = Object.assign(Object.create(null), {
  InputError,
  NotFoundError,
  UsageError,
  RangeError,
  TypeError,
});
