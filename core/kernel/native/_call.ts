/** One call of the library: JSON in, JSON out, progress by polling, errors by status. */
import { CorruptFileError, InputError, NativeError } from "../../errors.ts";
import type { BatchOptions } from "../kernel.ts";
import { type Status, statuses } from "./_symbols.ts";

/** The arguments that every operation starts with. */
export type CallArguments = [
  request: Uint8Array<ArrayBuffer>,
  requestSize: number,
  control: BigUint64Array<SharedArrayBuffer>,
  response: Uint8Array<ArrayBuffer>,
  responseCapacity: number,
];

export interface CallOptions extends BatchOptions {
  /** How often the operation counts each unit of its progress. */
  readonly passes?: number;
}

/**
 * Runs one operation.
 * @param operation What is done, for people: "build samples".
 * @param invoke Passes the arguments on to the library and resolves to its status.
 * @returns What the library answered.
 */
export async function callLibrary<T>(
  operation: string,
  request: unknown,
  options: CallOptions,
  invoke: (...call: CallArguments) => Promise<number>,
): Promise<T> {
  options.signal?.throwIfAborted();
  const control = new BigUint64Array(new SharedArrayBuffer(controlBytes));
  const text = new TextEncoder().encode(JSON.stringify(request));
  const response = new Uint8Array(responseBytes);
  const stop = () => void Atomics.store(control, stopWord, 1n);
  options.signal?.addEventListener("abort", stop);
  const report = () => reportProgress(control, options);
  const timer = options.progress === undefined ? undefined : setInterval(report, progressPeriodMs);
  try {
    const number = await invoke(text, text.length, control, response, response.length);
    const status = statuses[number] ?? `status ${number}`;
    if (status === "ok") {
      report();
      return JSON.parse(readText(response)) as T;
    }
    options.signal?.throwIfAborted();
    throw errorOf(operation, status, readText(response));
  } finally {
    clearInterval(timer);
    options.signal?.removeEventListener("abort", stop);
  }
}

/** Layout of `Control` in `zig/src/job.zig`: done, total, stop. */
const controlBytes = 24;
const doneWord = 0;
const totalWord = 1;
const stopWord = 2;

/** Two counts for each of 1,000 samples, or a path of 4,096 bytes escaped, fit well. */
const responseBytes = 64 * 1024;
const progressPeriodMs = 100;

function reportProgress(control: BigUint64Array<SharedArrayBuffer>, { progress, passes = 1 }: CallOptions): void {
  const total = Number(Atomics.load(control, totalWord));
  if (total === 0) return;
  progress?.(Math.floor(Number(Atomics.load(control, doneWord)) / passes), total / passes);
}

/** The library's text ends in a zero byte. */
function readText(response: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder().decode(response.subarray(0, Math.max(0, response.indexOf(0))));
}

function errorOf(operation: string, status: Status | `status ${number}`, response: string): Error {
  const { file, offset, reason } = response === ""
    ? { file: "", offset: 0, reason: "the library gave no reason" }
    : JSON.parse(response) as { file: string; offset: number; reason: string };
  const what = file === "" ? `Cannot ${operation}` : `Cannot ${operation} with "${file}"`;
  switch (status) {
    case "invalid_argument":
      return new InputError(`${what}: ${reason}`);
    case "corrupt_file":
      return new CorruptFileError(file, offset, reason);
    case "cannot_read":
      return reason === "FileNotFound"
        ? new CorruptFileError(file, 0, "the file is missing")
        : new NativeError(operation, status, `Cannot read "${file}" at byte ${offset}: ${reason}`);
    case "cannot_write":
    case "disk_full":
      return new NativeError(operation, status, `Cannot write "${file}": ${reason}`);
    default:
      return new NativeError(operation, status, `${what}: ${reason}`);
  }
}
