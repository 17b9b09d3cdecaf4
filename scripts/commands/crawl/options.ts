/** What several crawl commands take. */
import type { Command } from "commander";
import { NotFoundError, UsageError } from "../../../core/errors.ts";
import { addBaseUrl } from "../worker.ts";
import type { Coordinator } from "../../../core/crawl/coordinator.ts";

/** Of all commands that speak to a coordinator. */
export function addCrawlOptions(command: Command): Command {
  return command.option(
    "--coordinator <url>",
    "coordinator elsewhere, or ASTERISM_COORDINATOR; its key in ASTERISM_CRAWL_KEY (default: the workspace's own)",
    Deno.env.get("ASTERISM_COORDINATOR") || undefined,
  );
}

/** Of commands that work here. */
export function addWorkOptions(command: Command): Command {
  return addCrawlOptions(command).option(
    "--base-url <platform=url>",
    "another address of a platform, such as a simulator's; may be given again",
    addBaseUrl,
    {},
  );
}

/** The job that is meant: the one named, or the newest. */
export async function findJob(coordinator: Coordinator, id: string | undefined): Promise<string> {
  if (id !== undefined) return id;
  const { jobs: [newest] } = await coordinator.listJobs({ limit: 1 });
  if (newest === undefined) {
    throw new NotFoundError("Cannot find a job: none was ordered yet; see asterism crawl start");
  }
  return newest.id;
}

export function parsePriority(text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < -100 || value > 100) {
    throw new UsageError(`Cannot use --priority "${text}": needed a whole number from -100 to 100`);
  }
  return value;
}
