/** Trust, the second act of reading: every block of every file against the checksum its manifest keeps. */
import { join } from "node:path";
import { CorruptFileError } from "../errors.ts";
import type { Kernel, Progress } from "../kernel/kernel.ts";
import { checksumBlockBytes } from "../limits.ts";
import type { Generation } from "./generation.ts";
import { listFiles } from "./files.ts";

/** Checks one generation and returns all that is wrong with it. Progress in bytes. */
export async function verifyGeneration(
  generation: Generation,
  kernel: Pick<Kernel, "checksumFile">,
  progress?: Progress,
): Promise<CorruptFileError[]> {
  const { files } = generation.manifest;
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const faults: CorruptFileError[] = [];
  let done = 0;
  for (const expected of files) {
    const path = join(generation.folder, expected.path);
    try {
      checkBlocks(path, expected, await kernel.checksumFile(path));
    } catch (error) {
      if (error instanceof CorruptFileError) faults.push(error);
      else if (error instanceof Deno.errors.NotFound) faults.push(new CorruptFileError(path, 0, "the file is missing"));
      else throw error;
    }
    done += expected.bytes;
    progress?.(done, total);
  }
  const known = new Set(["manifest.json", ...files.map((file) => file.path)]);
  for (const path of await listFiles(generation.folder)) {
    if (!known.has(path)) {
      faults.push(new CorruptFileError(join(generation.folder, path), 0, "the manifest does not know this file"));
    }
  }
  return faults;
}

function checkBlocks(
  path: string,
  expected: { bytes: number; blocks: readonly string[] },
  found: { bytes: number; blocks: readonly string[] },
): void {
  const { bytes, blocks } = expected;
  for (const [index, block] of blocks.entries()) {
    if (found.blocks[index] !== block && found.bytes >= Math.min(bytes, (index + 1) * checksumBlockBytes)) {
      throw new CorruptFileError(
        path,
        index * checksumBlockBytes,
        `needed block checksum ${block}, found ${found.blocks[index] ?? "none"}`,
      );
    }
  }
  if (found.bytes !== bytes) {
    throw new CorruptFileError(path, Math.min(bytes, found.bytes), `needed ${bytes} bytes, found ${found.bytes}`);
  }
}
