/** A supervisor in a process of its own; prints the address when it is ready. */
import { serve } from "../../../scripts/serve/supervisor.ts";

const signal = new AbortController().signal;
await serve({ ...JSON.parse(Deno.args[0]), signal, onReady: (url) => console.log(url) });
