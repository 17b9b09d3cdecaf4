import { defineGroup } from "../../_command.ts";
import { detect } from "./detect.ts";
import { expand } from "./expand.ts";
import { score } from "./score.ts";
import { show } from "./show.ts";

export const communitiesGroup = defineGroup("communities", "Find communities of accounts that share an audience", [
  detect,
  show,
  expand,
  score,
]);
