import assert from "node:assert/strict";
import { constants, zstdCompressSync } from "node:zlib";
import { ZstdFrames } from "../../../../core/graph/import/_zstd_frames.ts";

Deno.test("ZstdFrames tells each cut stream from a whole one, fed in pieces of any size", () => {
  const text = new TextEncoder().encode("user,page\n1,2\n".repeat(20_000));
  const plain = zstdCompressSync(text);
  const checked = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  // Half a megabyte of one byte: blocks that say it once.
  const repeated = zstdCompressSync(new Uint8Array(500_000).fill(0x61));
  // A skippable frame of 3 bytes goes before.
  const stream = new Uint8Array([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3, ...plain, ...checked, ...repeated]);
  const wholeAt = [11, 11 + plain.length, 11 + plain.length + checked.length, stream.length];
  for (const pieceBytes of [1, 7, stream.length]) {
    for (let length = 1; length <= stream.length; length++) {
      const frames = new ZstdFrames();
      for (let at = 0; at < length; at += pieceBytes) {
        frames.feed(stream.subarray(at, Math.min(length, at + pieceBytes)));
      }
      assert.equal(frames.complete, wholeAt.includes(length), `cut at ${length}, pieces of ${pieceBytes}`);
    }
  }
});
