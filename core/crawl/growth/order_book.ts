/** Orders that outlive the process that placed them: it is written down what is ordered before it is, so that a later run goes on. */
import type { Coordinator } from "../coordinator.ts";
import type { Job, JobRequest } from "../job.ts";

export interface OrderBook {
  /** The next orders of an earlier run, placed again, which makes no second job; null once there are no more. */
  takeUp(): Promise<Job[] | null>;
  /** Notes the orders, then places them. Each has an idempotency key. */
  place(requests: readonly JobRequest[]): Promise<Job[]>;
}

/** Remembers nothing. */
export function forgetfulBook(coordinator: Pick<Coordinator, "createJob">): OrderBook {
  return {
    takeUp: () => Promise.resolve(null),
    async place(requests) {
      const jobs: Job[] = [];
      for (const request of requests) jobs.push(await coordinator.createJob(request));
      return jobs;
    },
  };
}
