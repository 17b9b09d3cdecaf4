/** Does not compile unless every schema says exactly what the shape in `core/crawl` says. Holds no code. */
import type { z } from "@hono/zod-openapi";
import type * as job from "../../core/crawl/job.ts";
import type * as protocol from "../../core/crawl/protocol.ts";
import type * as schedule from "../../core/crawl/schedule.ts";
import type { AllTrue, Same } from "../http/agreement.ts";
import type * as jobSchemas from "./job_schemas.ts";
import type * as leaseSchemas from "./lease_schemas.ts";
import type * as tokenSchemas from "./token_schemas.ts";

type Agrees<Schema extends z.ZodType, Shape> = Same<z.infer<Schema>, Shape>;
/** On the wire the idempotency key is a header. */
type JobRequest = Omit<job.JobRequest, "idempotencyKey">;

export type Agreement = AllTrue<{
  jobRequest: Agrees<typeof jobSchemas.JobRequestSchema, JobRequest>;
  job: Agrees<typeof jobSchemas.JobSchema, job.Job>;
  jobStatus: Agrees<typeof jobSchemas.JobStatusSchema, job.JobStatus>;
  forecastRequest: Agrees<typeof jobSchemas.ForecastRequestSchema, job.ForecastRequest>;
  forecast: Agrees<typeof jobSchemas.ForecastSchema, job.Forecast>;
  page: Agrees<typeof jobSchemas.CommittedPageSchema, protocol.CommittedPage>;
  account: Agrees<typeof jobSchemas.AccountRecordSchema, protocol.AccountRecord>;
  money: Agrees<typeof jobSchemas.MoneyStatusSchema, job.MoneyStatus>;
  tokenRequest: Agrees<typeof tokenSchemas.TokenRequestSchema, job.TokenRequest>;
  token: Agrees<typeof tokenSchemas.TokenStatusSchema, job.TokenStatus>;
  scheduleRequest: Agrees<
    typeof tokenSchemas.ScheduleRequestSchema,
    Omit<schedule.ScheduleRequest, "job"> & { job: JobRequest }
  >;
  schedule: Agrees<typeof tokenSchemas.ScheduleSchema, Omit<schedule.Schedule, "job"> & { job: JobRequest }>;
  tick: Agrees<typeof tokenSchemas.TickReportSchema, schedule.TickReport>;
  leaseRequest: Agrees<typeof leaseSchemas.LeaseRequestSchema, protocol.LeaseRequest>;
  leaseAnswer: Agrees<typeof leaseSchemas.LeaseAnswerSchema, protocol.LeaseAnswer>;
  renewRequest: Agrees<typeof leaseSchemas.RenewRequestSchema, protocol.RenewRequest>;
  renewAnswer: Agrees<typeof leaseSchemas.RenewAnswerSchema, protocol.RenewAnswer>;
  pagesRequest: Agrees<typeof leaseSchemas.PagesRequestSchema, protocol.PagesRequest>;
  pagesAnswer: Agrees<typeof leaseSchemas.PagesAnswerSchema, protocol.PagesAnswer>;
  finishRequest: Agrees<typeof leaseSchemas.FinishRequestSchema, protocol.FinishRequest>;
}>;
