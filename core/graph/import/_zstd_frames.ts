type Part = "magic" | "descriptor" | "header" | "block" | "content" | "skipSize" | "skip" | "checksum";

/**
 * Follows the frames of a zstd stream without unpacking them: the unpacker takes a cut stream for a whole one.
 * Format: RFC 8878, sections 3.1.1 (frames and blocks) and 3.1.2 (skippable frames).
 */
export class ZstdFrames {
  /** Bytes seen. */
  #offset = 0;
  /** Bytes of the current part still to come; its first bytes are collected where they mean something. */
  #pending = 4;
  #part: Part = "magic";
  #collected: number[] = [];
  #checksum = false;
  #lastBlock = false;

  /** True between frames: the stream may end here. */
  get complete(): boolean {
    return this.#part === "magic" && this.#collected.length === 0 && this.#offset > 0;
  }

  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#part === "content" || this.#part === "skip" || this.#part === "header" || this.#part === "checksum") {
        const taken = Math.min(this.#pending, bytes.length - at);
        at += taken;
        this.#pending -= taken;
      } else {
        this.#collected.push(bytes[at++]);
        this.#pending--;
      }
      if (this.#pending === 0) this.#next();
    }
    this.#offset += bytes.length;
  }

  #next(): void {
    const value = this.#collected.reduceRight((sum, byte) => sum * 256 + byte, 0);
    this.#collected = [];
    switch (this.#part) {
      case "magic":
        // Skippable frames have the magic numbers 0x184D2A50 to 0x184D2A5F.
        return Math.floor(value / 16) === 0x184d2a5 ? this.#expect("skipSize", 4) : this.#expect("descriptor", 1);
      case "descriptor": {
        const singleSegment = (value & 0x20) !== 0;
        this.#checksum = (value & 0x04) !== 0;
        const contentSize = [singleSegment ? 1 : 0, 2, 4, 8][value >> 6];
        return this.#expect("header", (singleSegment ? 0 : 1) + [0, 1, 2, 4][value & 3] + contentSize);
      }
      case "block": {
        this.#lastBlock = (value & 1) === 1;
        // Type 1 repeats one byte, whatever its size says.
        return this.#expect("content", ((value >> 1) & 3) === 1 ? 1 : value >> 3);
      }
      case "header":
        return this.#expect("block", 3);
      case "content":
        if (!this.#lastBlock) return this.#expect("block", 3);
        return this.#expect(this.#checksum ? "checksum" : "magic", 4);
      case "skipSize":
        return this.#expect("skip", value);
      case "skip":
      case "checksum":
        return this.#expect("magic", 4);
    }
  }

  #expect(part: Part, bytes: number): void {
    this.#part = part;
    this.#pending = bytes;
    if (bytes === 0) this.#next();
  }
}
