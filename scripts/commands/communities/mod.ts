import { defineGroup } from "../../_command.ts";
import { changes } from "./changes.ts";
import { detect } from "./detect.ts";
import { editCommands } from "./edit.ts";
import { edits, save, saved } from "./edits.ts";
import { label } from "./label.ts";
import { expand } from "./expand.ts";
import { score } from "./score.ts";
import { show } from "./show.ts";

export const communitiesGroup = defineGroup("communities", "Find communities of accounts that share an audience", [
  detect,
  show,
  label,
  expand,
  score,
  ...editCommands,
  edits,
  save,
  saved,
  changes,
]);
