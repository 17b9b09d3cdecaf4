/** Appends bytes and text to a file through one large buffer. Close it with `await using` or `close()`. */
export class ByteWriter implements AsyncDisposable {
  readonly #file: Deno.FsFile;
  readonly #buffer = new Uint8Array(bufferBytes);
  readonly #encoder = new TextEncoder();
  #pending = "";
  #used = 0;
  #written = 0;
  #closed = false;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Makes the file, or empties it. */
  static async create(path: string): Promise<ByteWriter> {
    return new ByteWriter(await Deno.open(path, { write: true, create: true, truncate: true }));
  }

  /** Bytes taken so far. */
  get size(): number {
    if (this.#pending !== "") this.#encode();
    return this.#written + this.#used;
  }

  /** The buffer with room for `bytes` more, to be filled from `position`; then call `advance`. Synchronous: hot loops use it. */
  reserve(bytes: number): Uint8Array {
    if (this.#pending !== "") this.#encode();
    if (this.#used + bytes > bufferBytes) this.#write();
    if (bytes > bufferBytes) throw new RangeError(`Cannot reserve ${bytes} bytes: needed at most ${bufferBytes}`);
    return this.#buffer;
  }

  get position(): number {
    return this.#used;
  }

  advance(position: number): void {
    this.#used = position;
  }

  /** Appends text. Short texts are gathered and encoded together: a call of the encoder costs more than their bytes. */
  text(text: string): void {
    this.#pending += text;
    if (this.#pending.length > pendingLengthMax) this.#encode();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#flush();
    } finally {
      this.#file.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #encode(): void {
    let rest = this.#pending;
    this.#pending = "";
    while (rest !== "") {
      const { read, written } = this.#encoder.encodeInto(rest, this.#buffer.subarray(this.#used));
      this.#used += written;
      rest = rest.slice(read);
      if (rest !== "") this.#write();
    }
  }

  #flush(): void {
    if (this.#pending !== "") this.#encode();
    this.#write();
  }

  #write(): void {
    let from = 0;
    while (from < this.#used) from += this.#file.writeSync(this.#buffer.subarray(from, this.#used));
    this.#written += this.#used;
    this.#used = 0;
  }
}

const bufferBytes = 1 << 20;
const pendingLengthMax = 1 << 15;
