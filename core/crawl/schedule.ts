/** Jobs that come again: what is refreshed, how often. */
import type { JobRequest } from "./job.ts";

export interface ScheduleRequest {
  readonly name: string;
  /** Made anew each period; its `accounts` are kept with the schedule. */
  readonly job: JobRequest;
  /** Length of a period; periods are counted from 1970 in UTC, so that every tick anywhere names them alike. */
  readonly everyMs: number;
}

export interface Schedule extends ScheduleRequest {
  readonly id: string;
  readonly created: string;
  /** Period for which a job was made last; null = none yet. */
  readonly lastPeriod: string | null;
}

export interface TickReport {
  /** Ids of the jobs that this tick made. A second tick in the same period makes none. */
  readonly started: readonly string[];
  /** Jobs that have ended and whose data was not built yet, for the build that follows. */
  readonly ended: readonly string[];
}
