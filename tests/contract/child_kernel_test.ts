import assert from "node:assert/strict";
import {
  connectKernel,
  decodeFrame,
  encodeFrame,
  frameBytesMax,
  FrameError,
  type Message,
  pendingCallsMax,
  readFrames,
  serveKernel,
} from "../../core/kernel/child/mod.ts";
import type { Kernel, PairStatistics, Ranking, RankRequest } from "../../core/kernel/kernel.ts";
import {
  CorruptFileError,
  InputError,
  NativeError,
  NotFoundError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";

type Questions = Parameters<typeof serveKernel>[0];

Deno.test("every question and answer goes through the pipe unchanged", () =>
  withChild({}, async (kernel) => {
    const left = Uint32Array.of(0, 1, 0xFFFFFFFF);
    assert.deepEqual(await kernel.comparePairs({ signatures: "s", left, right: left }), statistics(3));
    assert.deepEqual(await kernel.accountKeys(["x:1", "é\u{1F600}", ""]), BigUint64Array.of(3n, 3n, 0n));
    assert.deepEqual(await kernel.checksumFile("/f"), { bytes: 7, blocks: ["00ff"] });
    assert.deepEqual(
      await kernel.countRegions({ network: "n", samples: [0, 1], influencers: [4, 5] }),
      Float64Array.of(0, 4, 5, 0.5),
    );
    assert.equal(await kernel.release("folder"), undefined);
    // A subarray must travel as its own part of its buffer, at any alignment.
    const mask = Uint8Array.from({ length: 100 }, (_, i) => i).subarray(3, 16);
    const ranking = await kernel.rank({ signatures: "s", influencer: 2, by: "lift", limit: 1, minimum: 0.25, mask });
    assert.deepEqual(ranking.influencers, Uint32Array.of(2, 13, 15));
    assert.deepEqual(ranking.scores, Float64Array.of(0.25));
  }));

Deno.test("many questions are in flight at once and answered in any order", async () => {
  const open: (() => void)[] = [];
  const slow: Partial<Questions> = {
    accountKeys: (ids) => new Promise((resolve) => open.push(() => resolve(BigUint64Array.of(BigInt(ids[0]))))),
  };
  await withChild(slow, async (kernel) => {
    const answers = Array.from({ length: 50 }, (_, i) => kernel.accountKeys([String(i)]));
    await until(() => open.length === 50);
    for (const answer of open.reverse()) answer();
    assert.deepEqual((await Promise.all(answers)).map(([key]) => Number(key)), Array.from({ length: 50 }, (_, i) => i));
  });
});

Deno.test("errors arrive as what they were thrown as, with their data", async () => {
  const errors = [
    new InputError("a"),
    new UsageError("b"),
    new NotFoundError("c"),
    new UnavailableError("d", 7),
    new CorruptFileError("/w/registers.npy", 4096, "it was cut"),
    new NativeError("rank", "out_of_memory", "e"),
    new RangeError("f"),
    new TypeError("g"),
    new Error("h"),
  ];
  for (const error of errors) {
    await withChild({ checksumFile: () => Promise.reject(error) }, async (kernel) => {
      await assert.rejects(kernel.checksumFile("x"), (arrived: Error) => {
        assert.equal(arrived.constructor, error.constructor);
        assert.deepEqual({ ...arrived, message: arrived.message }, { ...error, message: error.message });
        return true;
      });
    });
  }
});

Deno.test("a method that is no question is refused on both sides", async () => {
  await withChild({}, async (kernel) => {
    await assert.rejects(kernel.influencerKeys([]), /influencerKeys in another process/);
  });
  for (const method of ["close", "buildSamples", "constructor", "__proto__", "toString"]) {
    const reply = await replyTo(encodeFrame({ call: 1, method, argument: null }));
    assert.ok("failure" in reply && JSON.stringify(reply.error).includes("TypeError"), method);
  }
});

Deno.test("a child that goes away refuses all that waits and all that comes", async () => {
  const toChild = new TransformStream<Uint8Array>();
  const fromChild = new TransformStream<Uint8Array>();
  const kernel = connectKernel(fromChild.readable, toChild.writable);
  const waiting = [kernel.checksumFile("a"), kernel.rank(rankRequest), kernel.release("b")];
  const refusals = waiting.map((each) => assert.rejects(each, UnavailableError));
  await fromChild.writable.getWriter().close();
  await Promise.all(refusals);
  await kernel.closed;
  await assert.rejects(kernel.checksumFile("c"), UnavailableError);
});

Deno.test("bytes that are no frames refuse all that waits instead of ending the process", async () => {
  for (const bytes of [Uint8Array.of(255, 255, 255, 255), Uint8Array.of(1, 0, 0, 0), new Uint8Array(64).fill(0x41)]) {
    const toChild = new TransformStream<Uint8Array>();
    const fromChild = new TransformStream<Uint8Array>();
    const kernel = connectKernel(fromChild.readable, toChild.writable);
    const refused = assert.rejects(kernel.checksumFile("a"), UnavailableError);
    const writer = fromChild.writable.getWriter();
    await writer.write(bytes).catch(() => {/* the reader has left */});
    await writer.close().catch(() => {/* the reader has left */});
    await refused;
  }
});

Deno.test("serveKernel() refuses a stream that holds what is no frame", async () => {
  for (
    const bytes of [Uint8Array.of(255, 255, 255, 255), Uint8Array.of(8, 0, 0), brokenHeader("{"), brokenHeader("[]")]
  ) {
    const { readable, writable } = new TransformStream<Uint8Array>();
    const served = assert.rejects(serveKernel(fakeKernel, readable, new WritableStream()), FrameError);
    const writer = writable.getWriter();
    await writer.write(bytes).catch(() => {/* the reader has left */});
    await writer.close().catch(() => {/* the reader has left */});
    await served;
  }
});

Deno.test("more questions than may wait are refused at once", async () => {
  const fromChild = new TransformStream<Uint8Array>();
  const kernel = connectKernel(fromChild.readable, new WritableStream());
  const waiting = Array.from({ length: pendingCallsMax }, () => kernel.checksumFile("a"));
  await assert.rejects(kernel.checksumFile("one too many"), /waiting already/);
  const refusals = waiting.map((each) => assert.rejects(each, UnavailableError));
  await kernel.close();
  await Promise.all(refusals);
  await fromChild.writable.close();
  await kernel.closed;
});

Deno.test("an answer larger than a frame is an error, not a broken stream", () =>
  withChild({ countRegions: () => Promise.resolve(new Float64Array(frameBytesMax / 8)) }, async (kernel) => {
    await assert.rejects(kernel.countRegions({ network: "n", samples: [], influencers: [] }), RangeError);
    assert.deepEqual(await kernel.checksumFile("/f"), { bytes: 7, blocks: ["00ff"] });
  }));

Deno.test("readFrames() finds the same frames however the stream is cut", async () => {
  const messages: Message[] = [
    { notice: "ready", detail: { at: 1 } },
    { reply: 1, result: { keys: BigUint64Array.of(1n, 2n ** 64n - 1n), bytes: 5n, empty: new Uint8Array() } },
    { call: 2, method: "m", argument: [Int32Array.of(-1), [Uint8Array.of(1, 2, 3)]] },
  ];
  const bytes = messages.flatMap((message) => [...encodeFrame(message)]);
  for (const step of [1, 2, 3, 5, 7, 64, bytes.length]) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += step) chunks.push(Uint8Array.from(bytes.slice(at, at + step)));
    const found = await Array.fromAsync(readFrames(ReadableStream.from(chunks)), (frame) => decodeFrame(frame));
    assert.deepEqual(found, messages, `in steps of ${step}`);
  }
});

Deno.test("decodeFrame() refuses every cut and every flipped bit that changes the shape, and never crashes", () => {
  const frame = encodeFrame({ reply: 1, result: { scores: Float64Array.of(1, 2) } });
  for (let length = 0; length < frame.length; length++) {
    assert.throws(() => decodeFrame(frame.subarray(0, length)), FrameError, `cut at ${length}`);
  }
  const longer = Uint8Array.of(...frame, 0);
  new DataView(longer.buffer).setUint32(0, longer.length - 4, true);
  assert.throws(() => decodeFrame(longer), FrameError, "a byte too many");
  let refused = 0;
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const flipped = frame.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    try {
      decodeFrame(flipped);
    } catch (error) {
      assert.ok(error instanceof FrameError, `bit ${bit}: ${error}`);
      refused++;
    }
  }
  assert.ok(refused > 64, "flips in the lengths at least are refused");
});

const rankRequest: RankRequest = { signatures: "s", influencer: 0, by: "jaccard", limit: 1, minimum: 0 };

/** Answers that depend on every part of the question. */
const fakeKernel: Questions = {
  accountKeys: (ids) => Promise.resolve(BigUint64Array.from(ids, (id) => BigInt(id.length))),
  checksumFile: () => Promise.resolve({ bytes: 7, blocks: ["00ff"] }),
  comparePairs: ({ left }) => Promise.resolve(statistics(left.length)),
  rank: ({ influencer, mask, minimum }): Promise<Ranking> =>
    Promise.resolve({
      ...statistics(1),
      influencers: Uint32Array.of(influencer, mask?.length ?? 0, mask?.[12] ?? 0),
      scores: Float64Array.of(minimum),
      examined: 9,
    }),
  countRegions: ({ influencers }) => Promise.resolve(Float64Array.of(0, ...influencers, 0.5)),
  expand: ({ seeds, limit }) =>
    Promise.resolve({
      influencers: seeds,
      scores: Float64Array.of(limit),
      halfScores: Float64Array.of(0, 1),
      halfRanks: Uint32Array.of(0, 1),
      examined: 9,
    }),
  release: () => Promise.resolve(),
};

function statistics(count: number): PairStatistics {
  const counts = Uint32Array.from({ length: count }, (_, i) => i);
  const exactShared = new Int32Array(count).fill(-1);
  return { bothEmpty: counts, equal: counts, less: counts, greater: counts, exactShared };
}

/** Runs with a kernel whose other side serves the fake with changes. */
async function withChild(changes: Partial<Questions>, run: (kernel: Kernel) => Promise<void>): Promise<void> {
  const toChild = new TransformStream<Uint8Array>();
  const fromChild = new TransformStream<Uint8Array>();
  const served = serveKernel({ ...fakeKernel, ...changes }, toChild.readable, fromChild.writable);
  const kernel = connectKernel(fromChild.readable, toChild.writable);
  await run(kernel);
  await kernel.close();
  await kernel.closed;
  await served;
}

/** What serveKernel() says to a frame. */
async function replyTo(frame: Uint8Array): Promise<Message> {
  const fromChild = new TransformStream<Uint8Array>();
  const served = serveKernel(fakeKernel, ReadableStream.from([frame]), fromChild.writable);
  const [reply] = await Array.fromAsync(readFrames(fromChild.readable), (each) => decodeFrame(each));
  await served;
  return reply;
}

function brokenHeader(header: string): Uint8Array {
  const bytes = new TextEncoder().encode(header);
  const frame = new Uint8Array(8 + bytes.length);
  new DataView(frame.buffer).setUint32(0, 4 + bytes.length, true);
  new DataView(frame.buffer).setUint32(4, bytes.length, true);
  frame.set(bytes, 8);
  return frame;
}

/** Lets other tasks run until something is so; tasks only, no clock. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !isSo(); turn++) await Promise.resolve();
  assert.ok(isSo(), "it never came to be");
}
