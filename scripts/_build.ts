/** From files, or a crawl, to signatures, for the commands that go the whole road. */
import { join } from "node:path";
import type { EdgeImportOptions } from "../core/graph/import/mod.ts";
import { importEdgeFiles, importProfileFiles, replaceImports } from "../core/graph/import_step.ts";
import { importCrawl } from "../core/graph/import_crawl.ts";
import { buildStale } from "../core/pipeline.ts";
import type { Generation } from "../core/workspace/generation.ts";
import { withWorkspaceLock } from "../core/workspace/workspace.ts";
import type { Context } from "./_command.ts";
import { describeCrawlImport, describeImport, describeStep } from "./_describe.ts";
import { withTools } from "./_tools.ts";

/** Imports exactly these files and builds what is stale; prints what was understood and made. */
export async function buildFromFiles(
  context: Context,
  files: readonly string[],
  options: EdgeImportOptions & { profiles?: readonly string[]; minimumFollowers?: number },
): Promise<void> {
  await withTools(context, { create: {} }, async (plainTools) => {
    const tools = { ...plainTools, stdin: Deno.stdin.readable };
    await withWorkspaceLock(tools.workspace, async () => {
      const edges = await importEdgeFiles(tools, files, pickEdgeOptions(options));
      context.note(describeImport(edges));
      const imports = [edges];
      const { platform, maxBad, profiles = [] } = options;
      for (const file of profiles) {
        const edgeColumns = columnsOf(edges);
        imports.push(await importProfileFiles(tools, [file], { platform, maxBad, edgeColumns }));
        context.note(describeImport(imports.at(-1)!));
      }
      await replaceImports(tools, imports);
      await buildStale(
        tools,
        { network: { minimumFollowers: options.minimumFollowers } },
        (outcome) => context.note(describeStep(outcome)),
      );
    });
    context.note(`Computed by ${tools.kernel.description}`);
  });
}

/** Imports exactly these crawls, whose directories are in the workspace, and builds what is stale; prints what was made. */
export async function buildFromCrawl(context: Context, jobs: readonly string[]): Promise<void> {
  await withTools(context, { create: {} }, async (tools) => {
    await withWorkspaceLock(tools.workspace, async () => {
      const imports: Generation[] = [];
      for (const job of jobs) {
        const imported = await importCrawl(tools, join(tools.workspace.folder, "crawl", job));
        context.note(describeCrawlImport(imported));
        imports.push(...imported.generations);
      }
      await replaceImports(tools, imports);
      await buildStale(tools, { network: {} }, (outcome) => context.note(describeStep(outcome)));
    });
    context.note(`Computed by ${tools.kernel.description}`);
  });
}

/** The import options among a command's options. */
export function pickEdgeOptions(options: EdgeImportOptions): EdgeImportOptions {
  const { platform, kind, followerColumn, influencerColumn, selfFollows, undirected, maxBad, format } = options;
  return { platform, kind, followerColumn, influencerColumn, selfFollows, undirected, maxBad, format };
}

/** The columns that an import of edges was read from. */
export function columnsOf(edges: Generation): { follower: string; influencer: string } {
  const { followerColumn, influencerColumn } = edges.manifest.details as Record<string, string>;
  return { follower: followerColumn, influencer: influencerColumn };
}
