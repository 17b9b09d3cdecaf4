/** The side that asks: a kernel whose work is done by another process. */
import { UnavailableError } from "../../errors.ts";
import type { Kernel } from "../kernel.ts";
import { unpackError } from "./_packed_error.ts";
import { decodeFrame, encodeFrame, type Message, readFrames } from "./frames.ts";
import type { QuestionMethod } from "./serve.ts";

export interface ConnectOptions {
  /** Which kernel the other process has, and words about it. */
  readonly name?: Kernel["name"];
  readonly description?: string;
  /** What the other side says without being asked. */
  readonly onNotice?: (notice: string, detail: unknown) => void;
}

/** A kernel in another process; `notify` says something to that process without waiting for an answer. */
export interface ConnectedKernel extends Kernel {
  notify(notice: string, detail?: unknown): Promise<void>;
  /** Settles when the other side has gone; every question then is refused. */
  readonly closed: Promise<void>;
}

/** Questions that may wait for an answer at once; one more is refused, so that a slow process does not fill this one's memory. */
export const pendingCallsMax = 512;

/**
 * Connects to `serveKernel()` at the other end of two streams. Batch methods are refused: they belong to commands.
 * When the other side goes away, or sends what is no frame, all that waits is refused with `UnavailableError`.
 */
export function connectKernel(
  readable: ReadableStream<Uint8Array>,
  writable: WritableStream<Uint8Array>,
  options: ConnectOptions = {},
): ConnectedKernel {
  const { name = "native", description = "kernel in another process", onNotice } = options;
  const writer = writable.getWriter();
  const pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let callCount = 0;
  let gone: UnavailableError | undefined;

  function settle(message: Message): void {
    if ("notice" in message) return onNotice?.(message.notice, message.detail);
    if ("call" in message) return;
    const id = "reply" in message ? message.reply : message.failure;
    const waiting = pending.get(id);
    pending.delete(id);
    if ("reply" in message) waiting?.resolve(message.result);
    else waiting?.reject(unpackError(message.error));
  }

  function leave(reason: string): void {
    gone ??= new UnavailableError(`The compute process ${reason}`);
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  }

  const closed = (async () => {
    try {
      for await (const frame of readFrames(readable)) settle(decodeFrame(frame));
      leave("has ended");
    } catch {
      leave("cannot be understood");
    }
  })();

  async function ask<Method extends QuestionMethod>(
    method: Method,
    argument: unknown,
  ): Promise<Awaited<ReturnType<Kernel[Method]>>> {
    if (gone !== undefined) throw gone;
    if (pending.size >= pendingCallsMax) throw new UnavailableError(`${pendingCallsMax} questions are waiting already`);
    const call = ++callCount;
    const frame = encodeFrame({ call, method, argument });
    const answer = new Promise<unknown>((resolve, reject) => pending.set(call, { resolve, reject }));
    writer.write(frame).catch(() => leave("takes no more questions"));
    return await answer as Awaited<ReturnType<Kernel[Method]>>;
  }

  const refuseBatch = (method: string) => () =>
    Promise.reject(new TypeError(`Cannot call ${method} in another process: run the command of this step`));

  return {
    name,
    description,
    closed,
    notify: (notice, detail = null) =>
      writer.write(encodeFrame({ notice, detail })).catch(() => leave("takes no more notices")),
    accountKeys: (accountIds) => ask("accountKeys", accountIds),
    checksumFile: (path) => ask("checksumFile", path),
    comparePairs: (request) => ask("comparePairs", request),
    rank: (request) => ask("rank", request),
    countRegions: (request) => ask("countRegions", request),
    expand: (request) => ask("expand", request),
    release: async (folder) => void await ask("release", folder),
    influencerKeys: refuseBatch("influencerKeys"),
    buildSamples: refuseBatch("buildSamples"),
    buildSignatures: refuseBatch("buildSignatures"),
    mergeSignatures: refuseBatch("mergeSignatures"),
    countFollowers: refuseBatch("countFollowers"),
    buildNeighbours: refuseBatch("buildNeighbours"),
    detectCommunities: refuseBatch("detectCommunities"),
    layOutGraph: refuseBatch("layOutGraph"),
    measureInterests: refuseBatch("measureInterests"),
    close: async () => {
      leave("was closed");
      await writer.close().catch(() => {/* it has gone already */});
    },
  };
}
