/** Whatever a file contains, a kernel says which one is wrong and goes on living. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { readNpy, writeNpy } from "../../core/workspace/npy.ts";
import { build, type Ground, testKernels, withGround } from "./_kernel_suite.ts";
import { buildNetwork } from "./_networks.ts";

await testKernels([{
  name: "malformed files give errors that name the file, never a crash",
  run: (kernel) => withGround(14, (ground) => refuseMalformed(kernel, ground)),
}]);

/** Each way to spoil a file of the edge store or of signatures, and a question that must then be refused. */
async function refuseMalformed(kernel: Kernel, ground: Ground): Promise<void> {
  const sample = join(ground.networkFolder, "sample-02");
  const signatures = await build(kernel, ground, { name: "good" });
  let attempt = 0;
  const askNetwork = () => build(kernel, ground, { name: `out-${attempt++}`, listLimit: 32 });
  const askSignatures = () => kernel.rank({ signatures, influencer: 0, by: "jaccard", limit: 5, minimum: 0 });

  const networkFiles = ["follower_hashes", "by_influencer_offsets", "by_influencer_followers", "by_influencer_marks"];
  for (const name of networkFiles) await refuseCut(join(sample, `${name}.npy`), askNetwork);
  await refuseItems(join(sample, "by_influencer_offsets.npy"), (data) => data[7] = 4e9, askNetwork);
  await refuseItems(join(sample, "by_influencer_offsets.npy"), (data) => data[7] = 0, askNetwork);
  await refuseItems(join(sample, "by_influencer_offsets.npy"), (data) => data[0] = 1, askNetwork);
  await refuseItems(join(sample, "by_influencer_followers.npy"), (data) => data.fill(4e9), askNetwork);

  const release = () => kernel.release(signatures);
  const askAnew = async () => {
    await release();
    return await askSignatures();
  };
  const files = ["registers", "dense_rows", "list_offsets", "list_hashes", "follower_counts"];
  for (const name of files) await refuseCut(join(signatures, `${name}.npy`), askAnew);
  await refuseItems(join(signatures, "dense_rows.npy"), (data) => data[5] = 4e9, askAnew);
  await refuseItems(join(signatures, "list_offsets.npy"), (data) => data[5] = 1n << 63n, askAnew);
  await refuseItems(join(signatures, "list_offsets.npy"), (data) => data[60] = 0n, askAnew);
  await askAnew();

  const { rowFiles, network } = ground;
  await refuseCut(
    rowFiles[1],
    () => buildNetwork(kernel, join(ground.folder, `rows-${attempt++}`), { network, rowFiles }),
  );
}

/** Shortens, empties, retypes, reshapes and removes a file; the question must fail each time. */
async function refuseCut(path: string, ask: () => Promise<unknown>): Promise<void> {
  const good = await Deno.readFile(path);
  const header = new TextDecoder("latin1").decode(good.subarray(0, 128));
  const patch = (from: string | RegExp, to: string) => {
    const bytes = good.slice();
    const text = header.replace(from, to).slice(0, 128);
    for (let i = 0; i < 128; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };
  const spoiled = [
    good.subarray(0, good.length - 1),
    good.subarray(0, 4096),
    good.subarray(0, 100),
    good.subarray(0, 11),
    new Uint8Array(0),
    patch("NUMPY", "NUMPI"),
    patch(/<u./, "<f4"),
    patch("False", "True "),
    patch(/'shape': \((\d)/, "'shape': (9$1"),
    patch(/'shape': \(\d+/, "'shape': (18446744073709551615"),
  ].filter((bytes) => bytes.length !== good.length || bytes.some((byte, i) => byte !== good[i]));
  for (const bytes of spoiled) {
    await Deno.writeFile(path, bytes);
    await assert.rejects(ask(), (error) => error instanceof CorruptFileError && error.message.includes(path), path);
  }
  await Deno.remove(path);
  await assert.rejects(ask(), CorruptFileError);
  await Deno.writeFile(path, good);
}

async function refuseItems(
  path: string,
  // deno-lint-ignore no-explicit-any -- either kind of number
  spoil: (data: any) => void,
  ask: () => Promise<unknown>,
): Promise<void> {
  const good = await Deno.readFile(path);
  const { header, data } = await readNpy(path);
  spoil(data);
  await Deno.remove(path);
  await writeNpy(path, data, header.shape);
  await assert.rejects(ask(), (error) => error instanceof CorruptFileError && error.message.includes(path), path);
  await Deno.writeFile(path, good);
}
