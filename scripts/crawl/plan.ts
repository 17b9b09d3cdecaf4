/**
 * Plans: what was asked of `crawl start`, and which jobs were made for it so far. A small file beside the crawl, written before each
 * order is placed, so that whoever comes after Ctrl-C or a crash goes on with what is left, within the same limits over all.
 *
 * `crawl/plans/<id>.json`, with `<id>.txt` for the accounts of a list. Both go when the crawl has ended and is built.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { OrderBook } from "../../core/crawl/growth/order_book.ts";
import { type Job, type JobRequest, type Sampling } from "../../core/crawl/job.ts";
import { jobOperations } from "../../core/platforms/platform.ts";
import { parseJsonFile, removeIfThere, syncPath, writeAll, writeFileAtomically } from "../../core/workspace/files.ts";

/** What was asked for; limits are of all jobs together. */
export type Asked = ListAsked | GrowthAsked;

interface CommonAsked {
  readonly platform: string;
  readonly priority: number;
  /** Import and build at the end. */
  readonly build: boolean;
  readonly calls?: number;
  readonly micros?: number;
  /** Milliseconds since 1970. */
  readonly untilMs?: number;
}

export interface ListAsked extends CommonAsked {
  readonly kind: "list";
  /** Ordered together, one group after the other. */
  readonly stages: readonly (readonly (typeof jobOperations)[number][])[];
  readonly sampling: Sampling;
  readonly pagesPerAccount?: number;
  /** `micros` was allowed by an answer to a question, which is asked again once the costs are known better. */
  readonly wasAsked: boolean;
}

export interface GrowthAsked extends CommonAsked {
  readonly kind: "around";
  readonly seeds: readonly string[];
  readonly untilWidth?: number;
}

interface PlanFile {
  readonly format: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly asked: Asked;
  /** Orders that were placed together; the last ones may not have been placed before a crash. */
  readonly orders: readonly Orders[];
}

interface Orders {
  readonly requests: readonly JobRequest[];
  /** Ids, once they are known. */
  readonly jobs: readonly string[];
}

export class Plan implements OrderBook {
  readonly #folder: string;
  readonly #coordinator: Pick<Coordinator, "createJob" | "changeJob">;
  #file: PlanFile;
  /** Orders that this run has taken up or placed. */
  #known = 0;

  constructor(folder: string, coordinator: Pick<Coordinator, "createJob" | "changeJob">, file: PlanFile) {
    this.#folder = folder;
    this.#coordinator = coordinator;
    this.#file = file;
  }

  get id(): string {
    return this.#file.id;
  }

  get created(): string {
    return this.#file.created;
  }

  get asked(): Asked {
    return this.#file.asked;
  }

  /** All that were made, in order. */
  get jobs(): string[] {
    return this.#file.orders.flatMap(({ jobs }) => jobs);
  }

  /** How many groups of orders were placed, or were about to be. */
  get placed(): number {
    return this.#file.orders.length;
  }

  /** Where the accounts of a list are. */
  get accountsPath(): string {
    return join(this.#folder, `${this.id}.txt`);
  }

  /** Jobs that were paused are active again. */
  async takeUp(): Promise<Job[] | null> {
    const orders = this.#file.orders[this.#known];
    return orders === undefined ? null : await this.#place(orders.requests);
  }

  async place(requests: readonly JobRequest[]): Promise<Job[]> {
    await this.#write({ ...this.#file, orders: [...this.#file.orders, { requests, jobs: [] }] });
    return await this.#place(requests);
  }

  async #place(requests: readonly JobRequest[]): Promise<Job[]> {
    const jobs: Job[] = [];
    for (const request of requests) {
      const job = await this.#coordinator.createJob(request);
      jobs.push(job.state === "paused" ? await this.#coordinator.changeJob(job.id, "active") : job);
    }
    const orders = [...this.#file.orders];
    orders[this.#known++] = { requests, jobs: jobs.map(({ id }) => id) };
    await this.#write({ ...this.#file, orders });
    return jobs;
  }

  /** It has ended. */
  async remove(): Promise<void> {
    await removeIfThere(planPath(this.#folder, this.id));
    await removeIfThere(this.accountsPath);
  }

  async #write(file: PlanFile): Promise<void> {
    await writeFileAtomically(planPath(this.#folder, file.id), `${JSON.stringify(file, null, 2)}\n`);
    this.#file = file;
  }

  /** Writes it down before anything is ordered. @param options.accounts Of a list. */
  static async create(
    sinkFolder: string,
    coordinator: Pick<Coordinator, "createJob" | "changeJob">,
    { asked, accounts }: { asked: Asked; accounts?: AsyncIterable<readonly string[]> },
  ): Promise<Plan> {
    const folder = plansFolder(sinkFolder);
    await Deno.mkdir(folder, { recursive: true });
    const id = `p-${crypto.randomUUID().slice(0, 8)}`;
    const plan = new Plan(folder, coordinator, {
      format: 1,
      id,
      created: new Date().toISOString(),
      asked,
      orders: [],
    });
    if (accounts !== undefined) await writeAccounts(plan.accountsPath, accounts);
    await plan.#write(plan.#file);
    return plan;
  }
}

/** Plans that have not ended, the newest first. @throws {CorruptFileError} If one is damaged. */
export async function openPlans(
  sinkFolder: string | null,
  coordinator: Pick<Coordinator, "createJob" | "changeJob">,
): Promise<Plan[]> {
  if (sinkFolder === null) return [];
  const folder = plansFolder(sinkFolder);
  const plans: Plan[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const file = parseJsonFile(path, await Deno.readTextFile(path), planFile) as unknown as PlanFile;
    plans.push(new Plan(folder, coordinator, file));
  }
  return plans.sort((left, right) => left.created < right.created ? 1 : -1);
}

function plansFolder(sinkFolder: string): string {
  return join(sinkFolder, "plans");
}

function planPath(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).filter((name) =>
      /^p-[\w-]+\.json$/.test(name)
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function writeAccounts(path: string, batches: AsyncIterable<readonly string[]>): Promise<void> {
  const output = await Deno.open(path, { write: true, createNew: true });
  try {
    for await (const batch of batches) await writeAll(output, new TextEncoder().encode(`${batch.join("\n")}\n`));
  } finally {
    output.close();
  }
  await syncPath(path);
}

const limits = {
  platform: z.string(),
  priority: z.number(),
  build: z.boolean(),
  calls: z.number().optional(),
  micros: z.number().optional(),
  untilMs: z.number().optional(),
};
const planFile = z.object({
  format: z.literal(1),
  id: z.string(),
  created: z.string(),
  asked: z.discriminatedUnion("kind", [
    z.object({
      ...limits,
      kind: z.literal("list"),
      stages: z.array(z.array(z.enum(jobOperations))),
      sampling: z.looseObject({ kind: z.string() }),
      pagesPerAccount: z.number().optional(),
      wasAsked: z.boolean(),
    }),
    z.object({
      ...limits,
      kind: z.literal("around"),
      seeds: z.array(z.string()),
      untilWidth: z.number().optional(),
    }),
  ]),
  orders: z.array(
    z.object({
      // Kept as they are, to the order of their names: a request that is repeated must be the same.
      requests: z.array(z.record(z.string(), z.unknown())),
      jobs: z.array(z.string()),
    }),
  ),
});
