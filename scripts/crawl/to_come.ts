/** What a plan has still to do, in data and in words. */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { whatIsLeft } from "../../core/crawl/growth/purse.ts";
import type { JobOperation } from "../../core/platforms/platform.ts";
import { countOf, formatMoney } from "./format.ts";
import type { Plan } from "./plan.ts";

export interface ToCome {
  /** Not ordered yet; growth chooses itself. */
  readonly operations: readonly JobOperation[];
  readonly around: readonly string[];
  /** That no job has spent or may still spend; null = no limit. */
  readonly calls: number | null;
  readonly micros: number | null;
  /** ISO 8601, UTC. */
  readonly until: string | null;
  readonly build: boolean;
}

export async function whatIsToCome(coordinator: Pick<Coordinator, "readJob">, plan: Plan): Promise<ToCome> {
  const { asked } = plan;
  const { calls = null, micros = null } = await whatIsLeft(coordinator, asked, plan.jobs);
  return {
    operations: asked.kind === "list" ? asked.stages.slice(plan.placed).flat() : [],
    around: asked.kind === "around" ? asked.seeds : [],
    calls,
    micros,
    until: asked.untilMs === undefined ? null : new Date(asked.untilMs).toISOString(),
    build: asked.build,
  };
}

/** "followers, build; 241 calls and $3.10 not given out yet". */
export function describeToCome({ operations, around, calls, micros, until, build }: ToCome): string {
  const steps = [
    ...(around.length === 0 ? operations : [`growth around ${around.join(", ")}`]),
    ...(build ? ["build"] : []),
  ];
  const rest = [
    ...(calls === null ? [] : [`${countOf(calls, "calls")}`]),
    ...(micros === null ? [] : [formatMoney(micros)]),
  ];
  return [
    steps.length === 0 ? "the end of it" : steps.join(", then "),
    ...(rest.length === 0 ? [] : [`${rest.join(" and ")} not given out yet`]),
    ...(until === null ? [] : [`until ${until.slice(0, 16).replace("T", " ")} UTC`]),
  ].join("; ");
}
