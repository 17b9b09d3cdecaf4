import { join } from "node:path";
import { InputError, UsageError } from "../../core/errors.ts";
import { connectCoordinator } from "../../core/crawl/http_client.ts";
import { runWorker, type Sleep, type WorkerEvent } from "../../core/crawl/worker/worker.ts";
import { callsPerShardDefault, workerShardsDefault, workerShardsMax } from "../../core/limits.ts";
import { platforms } from "../../core/platforms/mod.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { openSink } from "../_sinks.ts";
import { formatCount } from "../_terminal.ts";

interface WorkerCommandOptions {
  coordinator?: string;
  keyFile?: string;
  sink?: string;
  s3Endpoint?: string;
  shards: number;
  calls: number;
  once: boolean;
  minutes?: number;
  baseUrl: Record<string, string>;
}

export const worker = defineCommand<WorkerCommandOptions>("worker", {
  description: "Make the calls of a crawl: takes shards from a coordinator, writes rows to a sink, commits pages",
  examples: [
    "deno task worker --coordinator http://127.0.0.1:8080 --key-file worker.key --once",
    "ASTERISM_WORKER_KEY=ast_… deno task worker --coordinator https://crawl.example.org --sink s3://crawls/asterism",
    "deno task worker --coordinator http://127.0.0.1:8080 --key-file worker.key --base-url x=http://127.0.0.1:8090/x",
  ],
  options: (command) =>
    command
      .option("--coordinator <url>", "where the coordinator is (or ASTERISM_COORDINATOR)")
      .option("--key-file <path>", "file that holds the worker key (default: ASTERISM_WORKER_KEY)")
      .option(
        "--sink <place>",
        "where rows are written: a folder, or s3://bucket/prefix (default: crawl in the workspace)",
      )
      .option(
        "--s3-endpoint <url>",
        "address of an S3-compatible service (default: AWS_ENDPOINT_URL_S3, then Amazon's)",
      )
      .option("--shards <count>", "shards at once", wholeNumber("--shards", 1, workerShardsMax), workerShardsDefault)
      .option(
        "--calls <count>",
        "calls under way for each shard",
        wholeNumber("--calls", 1, 1000),
        callsPerShardDefault,
      )
      .option("--once", "end once there is nothing to do for now", false)
      .option("--minutes <count>", "end after so long", wholeNumber("--minutes", 1))
      .option(
        "--base-url <platform=url>",
        "another address of a platform, such as a simulator's; may be given again",
        addBaseUrl,
        {},
      ),
  async action(context, options) {
    const leases = connectCoordinator(readAddress(options), {
      key: await readKey(options),
      fetch: (request) => fetch(request),
    });
    const sink = openSink(options.sink ?? join(context.workspace, "crawl"), { endpoint: options.s3Endpoint });
    context.note(`Writing to ${sink.description}; ends with Ctrl-C, twice at once`);
    const report = await runWorker({
      leases,
      workerId: Deno.hostname(),
      platforms: Object.values(platforms),
      fetch,
      sink,
      clock: { now: Date.now, monotonic: () => performance.now() },
      random: Math.random,
      sleep: sleepFor,
      signal: context.signal,
      baseUrls: options.baseUrl,
      options: {
        shards: options.shards,
        callsPerShard: options.calls,
        once: options.once,
        budgetMs: options.minutes === undefined ? undefined : 60_000 * options.minutes,
      },
      onEvent: (event) => {
        const words = describeEvent(event);
        if (words !== null) context.note(words);
      },
    });
    context.print(
      `${formatCount(report.pages)} pages of ${formatCount(report.leases)} leases, ${endings[report.ended]}`,
      report,
    );
  },
});

const endings = { signal: "stopped as asked", budget: "its time is over", once: "nothing to do for now" };

/** Waits by the machine's clock. */
export const sleepFor: Sleep = (ms, signal) => {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
};

/** What is worth a line: trouble, and leases that come and go. */
function describeEvent(event: WorkerEvent): string | null {
  switch (event.kind) {
    case "leased":
      return `${event.job} shard ${event.shard}: ${formatCount(event.accounts)} accounts`;
    case "ended":
      return event.how === "lost" ? `${event.job} shard ${event.shard}: the lease was lost, another goes on` : null;
    case "retry":
      return `${event.reason}; again in ${(event.afterMs / 1000).toFixed(1)} s`;
    default:
      return null;
  }
}

function readAddress({ coordinator = Deno.env.get("ASTERISM_COORDINATOR") }: WorkerCommandOptions): string {
  if (coordinator) return coordinator;
  throw new UsageError("Cannot work: needed --coordinator URL or ASTERISM_COORDINATOR, found neither");
}

/** From a file or the environment, never from the command line: that everybody on the machine can read. */
async function readKey({ keyFile }: WorkerCommandOptions): Promise<string> {
  const key = (keyFile === undefined ? Deno.env.get("ASTERISM_WORKER_KEY") : await Deno.readTextFile(keyFile))?.trim();
  if (key) return key;
  throw new InputError("Cannot work: needed a worker key in ASTERISM_WORKER_KEY or --key-file, found none");
}

/** For an option that may be given again: another address of a platform. */
export function addBaseUrl(text: string, before: Record<string, string>): Record<string, string> {
  const [, platform, url] = /^(\w+)=(https?:\/\/\S+)$/.exec(text) ?? [];
  if (platform !== undefined && Object.hasOwn(platforms, platform)) return { ...before, [platform]: url };
  const names = Object.keys(platforms).join(" or ");
  throw new UsageError(`Cannot use --base-url "${text}": needed ${names}, "=" and an address`);
}
