import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError } from "../../../core/errors.ts";
import { npyHeader, parseNpyHeader, readNpy, writeNpy } from "../../../core/workspace/npy.ts";

async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readNpy() reads what writeNpy() wrote, of every type and of no length", () =>
  withFolder(async (folder) => {
    const arrays = [
      Uint8Array.of(1, 255),
      Uint16Array.of(7),
      new Uint32Array(0),
      BigUint64Array.of(1n << 63n),
      Float64Array.of(0.5),
    ];
    for (const [i, data] of arrays.entries()) {
      const path = join(folder, `${i}.npy`);
      await writeNpy(path, data, [data.length]);
      const read = await readNpy(path);
      assert.deepEqual(read.data, data);
      assert.deepEqual(read.header.shape, [data.length]);
      assert.equal(read.header.dataOffset, 4096);
    }
  }));

Deno.test("writeNpy() refuses a shape that is not the data's, and a file that exists", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.npy");
    await assert.rejects(writeNpy(path, Uint8Array.of(1), [2, 1]), RangeError);
    await writeNpy(path, Uint8Array.of(1, 2), [2, 1]);
    await assert.rejects(writeNpy(path, Uint8Array.of(1, 2), [2, 1]), Deno.errors.AlreadyExists);
  }));

Deno.test("readNpy() refuses a file that was cut", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.npy");
    await writeNpy(path, Uint32Array.of(1, 2, 3), [3]);
    await Deno.truncate(path, 4096 + 11);
    await assert.rejects(readNpy(path), CorruptFileError);
  }));

Deno.test("parseNpyHeader() reads headers as NumPy pads them", () => {
  const text = "{'descr': '<u8', 'fortran_order': False, 'shape': (5, 2), }".padEnd(117) + "\n";
  const bytes = Uint8Array.from([
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    1,
    0,
    118,
    0,
    ...new TextEncoder().encode(text),
  ]);
  assert.deepEqual(parseNpyHeader(bytes, "a.npy"), { descr: "<u8", shape: [5, 2], dataOffset: 128 });
});

Deno.test("parseNpyHeader() refuses other files, cut headers and Fortran order", () => {
  const good = npyHeader("<u4", [3]);
  const fortran = new TextEncoder().encode(
    new TextDecoder("latin1").decode(good.subarray(10)).replace("False", "True "),
  );
  for (
    const bytes of [new Uint8Array(100), good.subarray(0, 50), Uint8Array.from([...good.subarray(0, 10), ...fortran])]
  ) {
    assert.throws(() => parseNpyHeader(bytes, "a.npy"), CorruptFileError);
  }
});
