/**
 * Passes questions from the HTTP process to the compute process and answers back.
 * While there is no compute process, and when it dies with questions open, the questions are answered "unavailable", so that
 * nobody who asks over HTTP waits for what will not come.
 */
import { decodeFrame, encodeFrame, readFrames } from "../../core/kernel/child/mod.ts";

type Pipes = { readonly readable: ReadableStream<Uint8Array>; readonly writable: WritableStream<Uint8Array> };

export interface Switchboard {
  /** Serves a compute process until it stops talking. Rejects if it talks nonsense. */
  attendCompute(pipes: Pipes): Promise<void>;
  /** Serves an HTTP process until it stops talking. Rejects if it talks nonsense. */
  attendEdge(pipes: Pipes): Promise<void>;
  /** Closes the way to the process, which ends it when it has done its work. */
  dismissCompute(): Promise<void>;
  dismissEdge(): Promise<void>;
}

/** @param onNotice Told what the HTTP process says for the supervisor. */
export function createSwitchboard(onNotice: (notice: string, detail: unknown) => void): Switchboard {
  let edge: WritableStreamDefaultWriter<Uint8Array> | undefined;
  let compute: WritableStreamDefaultWriter<Uint8Array> | undefined;
  /** Calls that the compute process has and has not answered. */
  const open = new Set<number>();

  function refuse(call: number): void {
    const error = {
      name: "UnavailableError",
      message: "The compute process restarts; ask again in a second",
      retryAfterSeconds: 1,
    };
    send(edge, encodeFrame({ failure: call, error }));
  }

  function forwardCall(call: number, frame: Uint8Array): void {
    if (compute === undefined) return refuse(call);
    open.add(call);
    send(compute, frame);
  }

  return {
    async attendEdge({ readable, writable }) {
      // Calls of an earlier process: their answers must not reach this one, which counts from 1 again.
      open.clear();
      edge = writable.getWriter();
      try {
        for await (const frame of readFrames(readable)) {
          const message = decodeFrame(frame);
          if ("notice" in message) onNotice(message.notice, message.detail);
          else if ("call" in message) forwardCall(message.call, frame);
        }
      } finally {
        edge = undefined;
      }
    },
    async attendCompute({ readable, writable }) {
      compute = writable.getWriter();
      try {
        for await (const frame of readFrames(readable)) {
          const message = decodeFrame(frame);
          const call = "reply" in message ? message.reply : "failure" in message ? message.failure : undefined;
          if (call !== undefined && open.delete(call)) send(edge, frame);
        }
      } finally {
        compute = undefined;
        for (const call of open) refuse(call);
        open.clear();
      }
    },
    dismissCompute: () => close(compute),
    dismissEdge: () => close(edge),
  };
}

/** Writes to a process that may be gone: its end is noticed by whoever reads from it. */
function send(writer: WritableStreamDefaultWriter<Uint8Array> | undefined, frame: Uint8Array): void {
  writer?.write(frame).catch(() => {/* see above */});
}

async function close(writer: WritableStreamDefaultWriter<Uint8Array> | undefined): Promise<void> {
  await writer?.close().catch(() => {/* it is closed */});
}
