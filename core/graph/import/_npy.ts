/** Reads `.npy` arrays of two integer columns: follower id, influencer id. */
import { CorruptFileError, InputError } from "../../errors.ts";
import { parseNpyHeader } from "../../workspace/npy.ts";
import type { Source } from "./_source.ts";
import type { RecordSink } from "./_tools.ts";

const types = { "<i4": Int32Array, "<u4": Uint32Array, "<i8": BigInt64Array, "<u8": BigUint64Array } as const;

/** @throws {InputError} If the array is not of type i4, u4, i8 or u8, not of shape (rows, 2), or its data is cut. */
export async function readNpyRows(source: Source, sink: RecordSink): Promise<void> {
  const { type, rows, dataOffset } = readHeader(source);
  const rowBytes = 2 * type.BYTES_PER_ELEMENT;
  const needed = dataOffset + rows * rowBytes;
  let found = 0;
  let record = 0;
  let rest: Uint8Array = new Uint8Array();
  for await (const block of source.blocks) {
    const data = block.subarray(Math.max(0, dataOffset - found));
    found += block.length;
    if (found > needed) break;
    // A copy, since the numbers must start at a multiple of their size.
    const bytes = new Uint8Array(rest.length + data.length);
    bytes.set(rest);
    bytes.set(data, rest.length);
    const whole = Math.floor(bytes.length / rowBytes);
    const values = new type(bytes.buffer, 0, 2 * whole);
    for (let row = 0; row < whole; row++) {
      record++;
      const [follower, influencer] = [values[2 * row], values[2 * row + 1]];
      if (follower < 0 || influencer < 0) {
        sink.addBad(record, `needed ids of 0 or more, found ${follower < 0 ? follower : influencer}`);
      } else sink.addValues([String(follower), String(influencer)], record);
    }
    rest = bytes.subarray(whole * rowBytes);
    await sink.settle();
  }
  if (found !== needed) {
    throw new InputError(
      `Cannot import "${source.name}": needed ${needed} bytes (${rows} rows of ${rowBytes} bytes behind a header of ${dataOffset}), found ${
        found > needed ? "more" : found
      }`,
    );
  }
}

function readHeader(source: Source) {
  let header;
  try {
    header = parseNpyHeader(source.head, source.name);
  } catch (error) {
    if (!(error instanceof CorruptFileError)) throw error;
    throw new InputError(`Cannot import "${source.name}": ${error.reason}`, { cause: error });
  }
  const { descr, shape, dataOffset } = header;
  const type = types[descr as keyof typeof types];
  if (type === undefined) {
    throw new InputError(
      `Cannot import "${source.name}": needed elements of type ${Object.keys(types).join(", ")}, found ${descr}`,
    );
  }
  if (shape.length !== 2 || shape[1] !== 2) {
    const found = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
    throw new InputError(`Cannot import "${source.name}": needed an array of shape (rows, 2), found ${found}`);
  }
  if (shape[0] === 0) throw new InputError(`Cannot import "${source.name}": needed rows, found an array without any`);
  return { type, rows: shape[0], dataOffset };
}
