/** Entry of the HTTP process; started by the supervisor with few permissions. */
import { openAnswers } from "../../core/answers/mod.ts";
import { runEdge } from "./_edge.ts";

await runEdge(JSON.parse(Deno.args[0]), openAnswers);
