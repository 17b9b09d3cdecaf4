import assert from "node:assert/strict";
import { ByteWriter } from "../../../scripts/simulator/world/byte_writer.ts";

Deno.test("ByteWriter keeps the order of text and bytes, whatever their length", async () => {
  const path = await Deno.makeTempFile({ prefix: "asterism-bytes-" });
  try {
    // Longer than the buffer, with characters of one to four bytes that fall across its end.
    const long = "aé€😀".repeat(400_000);
    let size = 0;
    {
      await using writer = await ByteWriter.create(path);
      writer.text("first\n");
      const buffer = writer.reserve(2);
      let at = writer.position;
      for (const byte of [0x42, 0x0a]) buffer[at++] = byte;
      writer.advance(at);
      writer.text(long);
      writer.text("last\n");
      size = writer.size;
    }
    const written = await Deno.readTextFile(path);
    assert.ok(written === `first\nB\n${long}last\n`);
    assert.equal(size, (await Deno.stat(path)).size);
  } finally {
    await Deno.remove(path);
  }
});
