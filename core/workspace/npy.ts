/** Plain `.npy` arrays: C order, little-endian, version 1.0, header padded so that data is page-aligned (DESIGN 6). */
import { CorruptFileError } from "../errors.ts";
import { npyHeaderBytes } from "../limits.ts";
import { writeAll } from "./files.ts";

export interface NpyHeader {
  /** Element type as NumPy writes it, such as "<u4". */
  readonly descr: string;
  readonly shape: readonly number[];
  /** Where data begins, in bytes. */
  readonly dataOffset: number;
}

const types = {
  "|u1": Uint8Array,
  "<u2": Uint16Array,
  "<u4": Uint32Array,
  "<u8": BigUint64Array,
  "|i1": Int8Array,
  "<i2": Int16Array,
  "<i4": Int32Array,
  "<i8": BigInt64Array,
  "<f4": Float32Array,
  "<f8": Float64Array,
} as const;

export type NpyArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/**
 * Reads a whole file.
 * @throws {CorruptFileError} If its header cannot be read or its size is not what the header says.
 */
export async function readNpy(path: string): Promise<{ header: NpyHeader; data: NpyArray }> {
  const bytes = await Deno.readFile(path);
  const header = parseNpyHeader(bytes, path);
  const type = types[header.descr as keyof typeof types];
  if (type === undefined) throw new CorruptFileError(path, 0, `elements of type ${header.descr} are not known here`);
  const length = elementCount(header);
  const size = length * type.BYTES_PER_ELEMENT;
  if (header.dataOffset + size !== bytes.length) {
    const reason = `the header tells of ${size} bytes of data, the file holds ${bytes.length - header.dataOffset}`;
    throw new CorruptFileError(path, bytes.length, reason);
  }
  // A copy only where data does not start at a multiple of the element size.
  const aligned = header.dataOffset % type.BYTES_PER_ELEMENT === 0;
  const buffer = aligned ? bytes.buffer : bytes.slice(header.dataOffset).buffer;
  return { header, data: new type(buffer, aligned ? header.dataOffset : 0, length) };
}

/**
 * Writes a new file.
 * @param shape Its product is the length of `data`.
 */
export async function writeNpy(path: string, data: NpyArray, shape: readonly number[]): Promise<void> {
  const [descr] = Object.entries(types).find(([, type]) => data instanceof type) ?? [];
  const header = { descr: descr ?? "", shape, dataOffset: npyHeaderBytes };
  if (descr === undefined || elementCount(header) !== data.length) {
    throw new RangeError(
      `Cannot write "${path}": needed ${elementCount(header)} elements for shape (${shape}), got ${data.length}`,
    );
  }
  const file = await Deno.open(path, { write: true, createNew: true });
  try {
    await writeAll(file, npyHeader(descr, shape));
    await writeAll(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  } finally {
    file.close();
  }
}

/** The first bytes of a file. @param descr Element type, such as "<u4". */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const header = new Uint8Array(npyHeaderBytes).fill(0x20);
  header.set([...magic, 1, 0, (npyHeaderBytes - 10) & 0xff, (npyHeaderBytes - 10) >> 8]);
  header.set(new TextEncoder().encode(text), 10);
  header[npyHeaderBytes - 1] = 0x0a;
  return header;
}

/**
 * @param bytes The beginning of a file, at least its header.
 * @throws {CorruptFileError} If it is no header of an array in C order.
 */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte) || bytes[6] < 1 || bytes[6] > 3) {
    throw new CorruptFileError(file, 0, "needed a .npy header, found something else");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textOffset = bytes[6] === 1 ? 10 : 12;
  const dataOffset = textOffset + (bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataOffset > bytes.length) {
    throw new CorruptFileError(file, bytes.length, `the header has ${dataOffset} bytes, the file ${bytes.length}`);
  }
  const text = new TextDecoder("latin1").decode(bytes.subarray(textOffset, dataOffset));
  const [, descr] = /'descr':\s*'([^']*)'/.exec(text) ?? [];
  const [, dimensions] = /'shape':\s*\(([\d, ]*)\)/.exec(text) ?? [];
  if (descr === undefined || dimensions === undefined || !/'fortran_order':\s*False/.test(text)) {
    throw new CorruptFileError(file, textOffset, "needed an array in C order with type and shape in its header");
  }
  const shape = dimensions.split(",").map((digits) => digits.trim()).filter((digits) => digits !== "").map(Number);
  return { descr, shape, dataOffset };
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

function elementCount({ shape }: NpyHeader): number {
  return shape.reduce((product, length) => product * length, 1);
}
