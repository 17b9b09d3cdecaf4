/** Shows how jobs go until they have ended. */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import type { JobStatus } from "../../core/crawl/job.ts";
import type { Context } from "../_command.ts";
import { type Display, openDisplay } from "./view.ts";

/** Often enough to look alive, rare enough to cost nothing. */
const lookEveryMs = 500;

/**
 * Looks at the jobs now and then and draws what it sees, until none is active.
 * @param options.patience Goes on for as long as it says so, even if no job is active.
 * @returns Whether all have ended (and not: were interrupted or paused).
 */
export async function watchJobs(
  context: Pick<Context, "quiet" | "signal">,
  coordinator: Coordinator,
  jobs: readonly string[],
): Promise<boolean> {
  const display = openDisplay({ quiet: context.quiet, monotonicMs: () => performance.now() });
  try {
    for (;;) {
      const statuses = await lookAt(coordinator, jobs, display);
      if (statuses.every(({ state }) => state !== "active")) return statuses.every(hasEnded);
      if (!await pause(lookEveryMs, context.signal)) return false;
    }
  } finally {
    display.stop();
  }
}

/** One look at the jobs and the tokens of their platforms. */
export async function lookAt(
  coordinator: Coordinator,
  jobs: readonly string[],
  display: Display,
): Promise<JobStatus[]> {
  const statuses = await Promise.all(jobs.map((job) => coordinator.readJob(job)));
  const platforms = new Set(statuses.map(({ platform }) => platform));
  const tokens = (await coordinator.listTokens()).filter(({ platform, state }) =>
    platforms.has(platform) && state !== "retired"
  );
  display.show({ jobs: statuses, tokens, nowMs: Date.now() });
  return statuses;
}

export function hasEnded({ state }: Pick<JobStatus, "state">): boolean {
  return state === "finished" || state === "stopped" || state === "cancelled";
}

/** @returns false if the signal came first. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
