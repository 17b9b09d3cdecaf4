/** The side that has the kernel: answers calls that come as frames, many at once, in whatever order they are done. */
import type { Kernel } from "../kernel.ts";
import { packError } from "./_packed_error.ts";
import { decodeFrame, encodeFrame, type Message, readFrames } from "./frames.ts";

/** Methods that may be called from another process: questions, not batches, which write files. */
export const questionMethods = [
  "accountKeys",
  "checksumFile",
  "comparePairs",
  "rank",
  "countRegions",
  "expand",
  "release",
] as const satisfies readonly (keyof Kernel)[];
export type QuestionMethod = typeof questionMethods[number];

/**
 * Serves a kernel until the stream of calls ends; then waits for the calls that run.
 * @throws {FrameError} If the stream holds what is no frame: whoever writes to it is not to be trusted any more.
 */
export async function serveKernel(
  kernel: Pick<Kernel, QuestionMethod>,
  readable: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  const writer = writable.getWriter();
  const running = new Set<Promise<void>>();

  async function answer(call: number, method: string, argument: unknown): Promise<void> {
    const outcome = await invoke(kernel, method, argument).then(
      (result): Message => ({ reply: call, result }),
      (error): Message => ({ failure: call, error: packError(error) }),
    );
    await writer.write(encodeOutcome(call, outcome));
  }

  try {
    for await (const frame of readFrames(readable)) {
      const message = decodeFrame(frame);
      if (!("call" in message)) continue;
      const done = answer(message.call, message.method, message.argument)
        .catch(() => {/* nobody is left to be told */})
        .finally(() => running.delete(done));
      running.add(done);
    }
  } finally {
    await Promise.all(running);
    await writer.close().catch(() => {/* nobody reads any more */});
  }
}

async function invoke(kernel: Pick<Kernel, QuestionMethod>, method: string, argument: unknown): Promise<unknown> {
  const known = questionMethods.find((each) => each === method);
  if (known === undefined) throw new TypeError(`Cannot call "${method}": needed one of ${questionMethods.join(", ")}`);
  return await (kernel[known] as (argument: unknown) => Promise<unknown>).call(kernel, argument);
}

/** An answer too large for a frame becomes an error that says so. */
function encodeOutcome(call: number, outcome: Message): Uint8Array {
  try {
    return encodeFrame(outcome);
  } catch (error) {
    return encodeFrame({ failure: call, error: packError(error) });
  }
}
