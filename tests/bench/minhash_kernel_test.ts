import assert from "node:assert/strict";
import { ensureLibrary } from "../../scripts/_library.ts";
import { writeLargeNetwork } from "./_large_network.ts";
import { benchMinhash } from "./minhash_kernel.ts";

Deno.test("the minhash bench runs small, and its digest does not depend on threads", async (test) => {
  const library = await ensureLibrary({ quiet: true });
  if ("missing" in library) {
    await test.step({ name: library.missing, ignore: true, fn: () => {} });
    return;
  }
  const folder = await Deno.makeTempDir();
  const network = await writeLargeNetwork(folder, { influencerCount: 600, sampleCount: 7, seed: 1 });
  const bench = { network, registerCount: 1024, listLimit: 512, repeats: 1, memoryWords: 2 ** 12, oracleEdges: 512 };
  const one = await benchMinhash({ ...bench, threads: 1, libraryPath: library.path });
  const two = await benchMinhash({ ...bench, threads: 2, libraryPath: library.path });
  assert.equal(one.digest, two.digest);
  assert.equal(one.edges, network.edgeCount);
  await Deno.remove(folder, { recursive: true });
});
