/** What of a budget may still be given out: hard, since what is open keeps its whole cap and what has ended keeps all that it reserved. */
import type { Coordinator } from "../coordinator.ts";
import type { JobCaps } from "../job.ts";

/** At least one of them. */
export interface GrowthBudget {
  readonly calls?: number;
  readonly micros?: number;
  /** Milliseconds since 1970. */
  readonly untilMs?: number;
}

/**
 * @param jobs All that the budget has paid for; each has a cap on what the budget limits.
 * @returns Calls and money that no job has spent or may still spend; 0 or more.
 */
export async function whatIsLeft(
  coordinator: Pick<Coordinator, "readJob">,
  { calls, micros }: GrowthBudget,
  jobs: readonly string[],
): Promise<Omit<GrowthBudget, "untilMs">> {
  for (const id of jobs) {
    const { state, caps, money } = await coordinator.readJob(id);
    // Where nothing was reserved there is no record of it.
    const taken = state === "active" || state === "paused"
      ? { calls: caps.calls ?? Infinity, micros: caps.micros ?? Infinity }
      : { calls: money.calls ?? 0, micros: money.chargedMicros };
    if (calls !== undefined) calls = Math.max(0, calls - taken.calls);
    if (micros !== undefined) micros = Math.max(0, micros - taken.micros);
  }
  return { ...(calls === undefined ? {} : { calls }), ...(micros === undefined ? {} : { micros }) };
}

export interface Portion {
  readonly left: GrowthBudget;
  readonly share: number;
  /** At most so much. */
  readonly calls?: number;
  readonly micros?: number;
}

/** A share of what is left, as caps. */
export function capsOfPortion({ left, share, calls = Infinity, micros = Infinity }: Portion): JobCaps {
  return {
    ...(left.calls === undefined ? {} : { calls: Math.min(calls, Math.floor(left.calls * share)) }),
    ...(left.micros === undefined ? {} : { micros: Math.min(micros, Math.floor(left.micros * share)) }),
  };
}
