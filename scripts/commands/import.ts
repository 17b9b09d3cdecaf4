import { type Command, Option } from "commander";
import { join } from "node:path";
import { connectCoordinator } from "../../core/crawl/http_client.ts";
import { InputError } from "../../core/errors.ts";
import type { EdgeImportOptions, ProfileImportOptions } from "../../core/graph/import/mod.ts";
import { importCrawl, replaceCrawl } from "../../core/graph/import_crawl.ts";
import {
  addImports,
  importEdgeFiles,
  importKind,
  importProfileFiles,
  replaceImports,
} from "../../core/graph/import_step.ts";
import { readCurrent } from "../../core/workspace/generation.ts";
import { withWorkspaceLock } from "../../core/workspace/workspace.ts";
import { isBucketAddress } from "../../functions/crawl/bucket.ts";
import { columnsOf, pickEdgeOptions } from "../_build.ts";
import { defineCommand, defineGroup, wholeNumber } from "../_command.ts";
import { fetchCrawl } from "../_crawl_files.ts";
import { describeCrawlImport, describeImport, summarizeGeneration } from "../_describe.ts";
import { withTools } from "../_tools.ts";

/** Options that say how a file of edges is to be read; `start` takes them too. */
export function addEdgeOptions(command: Command): Command {
  return addFileOptions(command)
    .option("--follower-column <name>", "column of the one who follows (default: guessed and printed)")
    .option("--influencer-column <name>", "column of the one who is followed (default: guessed and printed)")
    .addOption(
      new Option("--self-follows <policy>", "what to do with accounts that follow themselves").choices([
        "drop",
        "keep",
      ]),
    )
    .option("--undirected", "each row stands for both directions")
    .addOption(
      new Option("--kind <kind>", "kind of edge").choices(["follow", "comment", "like", "mention"]).default("follow"),
    );
}

function addFileOptions(command: Command): Command {
  return command
    .option("--platform <name>", "platform of ids that do not name one (default: file)")
    .addOption(
      new Option("--format <format>", "format of the files (default: by content)").choices([
        "csv",
        "tsv",
        "ndjson",
        "parquet",
        "npy",
      ]),
    )
    .option("--max-bad <count>", "bad rows to tolerate", wholeNumber("--max-bad"));
}

interface EdgesOptions extends EdgeImportOptions {
  replace: boolean;
}

const edges = defineCommand<EdgesOptions, [string[]]>("edges", {
  operands: "<files...>",
  description: "Import who follows whom: CSV, TSV, NDJSON, Parquet or .npy, plain, gzip or zstd; - is standard input",
  examples: [
    "deno task import edges follows.csv.gz",
    "zcat follows.tsv.gz | deno task import edges - --platform x",
    "deno task import edges friends.csv --undirected --replace",
  ],
  options: (command) => addEdgeOptions(command).option("--replace", "forget earlier imports", false),
  async action(context, options, files) {
    await withTools(context, { create: {} }, async (tools) => {
      const generation = await withWorkspaceLock(tools.workspace, async () => {
        const imported = await importEdgeFiles(
          { ...tools, stdin: Deno.stdin.readable },
          files,
          pickEdgeOptions(options),
        );
        await (options.replace ? replaceImports : addImports)(tools, [imported]);
        return imported;
      });
      context.print(describeImport(generation), summarizeGeneration(generation));
    });
  },
});

const profiles = defineCommand<ProfileImportOptions, [string[]]>("profiles", {
  operands: "<files...>",
  description: "Import who the accounts are: id, handle, name, bio, location, counts …",
  examples: ["deno task import profiles accounts.ndjson.gz", "deno task import profiles titles.tsv --role influencer"],
  options: (command) =>
    addFileOptions(command)
      .option("--id-column <name>", "column of the account id (default: guessed and printed)")
      .addOption(new Option("--role <role>", "whose profiles these are").choices(["influencer", "follower", "both"])),
  async action(context, options, files) {
    await withTools(context, { create: {} }, async (tools) => {
      const generation = await withWorkspaceLock(tools.workspace, async () => {
        const { platform, idColumn, role, maxBad, format } = options;
        const imported = await importProfileFiles(
          { ...tools, stdin: Deno.stdin.readable },
          files,
          { platform, idColumn, role, maxBad, format, edgeColumns: await edgeColumnsOf(tools.workspace) },
        );
        await addImports(tools, [imported]);
        return imported;
      });
      context.print(describeImport(generation), summarizeGeneration(generation));
    });
  },
});

interface CrawlOptions {
  from?: string;
  coordinator?: string;
  s3Endpoint?: string;
}

const crawl = defineCommand<CrawlOptions, [string[]]>("crawl", {
  operands: "<jobs...>",
  description: "Import what crawls brought home: the pages that were committed, and only those",
  examples: [
    "deno task import crawl JOB",
    "ASTERISM_CRAWL_KEY=ast_… deno task import crawl JOB --coordinator https://crawl.example.org --from s3://crawls/asterism",
  ],
  options: (command) =>
    command
      .option("--from <place>", "where the rows are: a folder of crawl directories, or s3://bucket/prefix")
      .option("--coordinator <url>", "fetch the manifest from there first, with the key in ASTERISM_CRAWL_KEY")
      .option("--s3-endpoint <url>", "address of an S3-compatible service"),
  async action(context, { from, coordinator: url, s3Endpoint }, jobs) {
    await withTools(context, { create: {} }, async (tools) => {
      const bucket = from !== undefined && isBucketAddress(from) ? from : null;
      const crawls = bucket !== null || from === undefined ? join(tools.workspace.folder, "crawl") : from;
      const { database } = tools;
      const coordinator = url === undefined ? null : connectToCoordinator(url);
      for (const job of jobs) {
        const progress = tools.bar(`fetch ${job}`, "objects");
        const directory = await fetchCrawl(crawls, job, {
          coordinator,
          bucket,
          endpoint: s3Endpoint,
          database,
          progress,
        });
        await withWorkspaceLock(tools.workspace, async () => {
          const imported = await importCrawl(tools, directory);
          await replaceCrawl(tools, imported);
          context.print(describeCrawlImport(imported), imported.generations.map(summarizeGeneration));
        });
      }
    });
  },
});

function connectToCoordinator(url: string) {
  const key = Deno.env.get("ASTERISM_CRAWL_KEY");
  if (!key) throw new InputError(`Cannot ask ${url}: needed an API key in ASTERISM_CRAWL_KEY, found none`);
  return connectCoordinator(url, { key, fetch: (request) => fetch(request) });
}

/** Names of the columns of the edges, from which the role of profiles is guessed. */
async function edgeColumnsOf(workspace: Parameters<typeof readCurrent>[0]) {
  const edges = (await readCurrent(workspace, "import")).filter((generation) => importKind(generation) === "edges");
  return edges.length === 0 ? undefined : columnsOf(edges.at(-1)!);
}

export const importGroup = defineGroup("import", "Import files of edges or profiles, or a crawl", [
  edges,
  profiles,
  crawl,
]);
