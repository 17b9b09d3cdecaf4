import { defineGroup } from "../../_command.ts";
import { budget } from "./budget.ts";
import { cancel, pause, resume } from "./change.ts";
import { forecast } from "./forecast.ts";
import { schedule } from "./schedule.ts";
import { start } from "./start.ts";
import { list, status } from "./status.ts";
import { tick } from "./tick.ts";

export const crawlGroup = defineGroup("crawl", "Fetch accounts, followers and posts within quota and budget", [
  start,
  forecast,
  status,
  list,
  pause,
  resume,
  cancel,
  budget,
  schedule,
  tick,
]);
