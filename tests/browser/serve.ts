/**
 * The page on the invented network, to look at: `deno run -A tests/browser/serve.ts [PORT]`.
 */
import { serveSite } from "./_site.ts";

const site = await serveSite({ port: Number(Deno.args[0] ?? 8790) });
console.log(site.url);
