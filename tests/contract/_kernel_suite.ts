/** What all parts of the kernel suite share: the kernels, and a small network on disk that the reference built. */
import { join } from "node:path";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { openNativeKernel } from "../../core/kernel/native/mod.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { ensureLibrary, runnableCpus } from "../../scripts/_library.ts";
import { buildNetwork, createNetwork, type RandomNetwork, writeRows } from "./_networks.ts";

/** A rule that every kernel keeps. */
export interface Contract {
  readonly name: string;
  readonly run: (kernel: Kernel) => Promise<void>;
}

/** Registers one test for each rule and each kernel: the library for every CPU that this machine has, and the TypeScript twin. */
export async function testKernels(contracts: readonly Contract[]): Promise<void> {
  for (const { name, open } of await listKernels()) {
    for (const contract of contracts) {
      Deno.test(`${contract.name} (${name})`, async () => {
        const kernel = open();
        try {
          await contract.run(kernel);
        } finally {
          await kernel.close();
        }
      });
    }
  }
}

async function listKernels(): Promise<{ name: string; open: () => Kernel }[]> {
  const kernels = [{ name: "reference", open: () => openReferenceKernel() }];
  for (const cpu of runnableCpus()) {
    const library = await ensureLibrary({ cpu, quiet: true });
    if ("path" in library) kernels.push({ name: `native ${cpu}`, open: () => openNativeKernel(library.path) });
    else console.log(`native ${cpu} is not tested: ${library.missing}`);
  }
  return kernels;
}

export const allSamples = [0, 1, 2, 3];
export const influencerCount = 60;

/** What every test starts from: a network on disk, built by the reference, whose every answer is the expected one. */
export interface Ground {
  readonly folder: string;
  readonly rowFiles: string[];
  readonly network: RandomNetwork;
  readonly reference: Kernel;
  readonly networkFolder: string;
}

export async function withGround(seed: number, act: (ground: Ground) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const reference = openReferenceKernel();
  try {
    const network = createNetwork(seed);
    const rowFiles = await writeRows(folder, network.rows, 3);
    const networkFolder = join(folder, "network");
    await buildNetwork(reference, networkFolder, { network, rowFiles });
    await act({ folder, rowFiles, network, reference, networkFolder });
  } catch (error) {
    console.error(`seed ${seed}`);
    throw error;
  } finally {
    await reference.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Builds signatures into a new folder. */
export async function build(
  kernel: Kernel,
  ground: Ground,
  { name, registerCount = 64, listLimit = 32, samples = allSamples, threads }: {
    name: string;
    registerCount?: number;
    listLimit?: number;
    samples?: number[];
    threads?: number;
  },
): Promise<string> {
  const folder = join(ground.folder, name);
  await Deno.mkdir(folder);
  const request = { network: ground.networkFolder, samples, influencerCount, registerCount, listLimit, folder };
  await kernel.buildSignatures(request, { threads });
  return folder;
}
