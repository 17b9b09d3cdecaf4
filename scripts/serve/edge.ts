/** Entry of the HTTP process; started by the supervisor with few permissions. */
import { openAnswers } from "../../core/answers/mod.ts";
import { runEdge } from "./_edge.ts";

await runEdge(JSON.parse(Deno.args[0]), (workspace, kernel) =>
  openAnswers(workspace, kernel, {
    edits: {
      now: Date.now,
      random: (bytes) => void crypto.getRandomValues(bytes),
      warn: (message) => console.error(message),
    },
  }));
