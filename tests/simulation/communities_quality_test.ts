/** Communities of real and of planted graphs are as good as promised; `deno task communities-quality` has the whole table. */
import assert from "node:assert/strict";
import { ensureLibrary } from "../../scripts/_library.ts";
import { openKernel } from "../../scripts/_tools.ts";
import { measurePlanted, measureRealGraphs } from "../bench/communities_quality.ts";

const library = await ensureLibrary({ quiet: true });
if ("missing" in library) console.log(`the quality of communities is not tested: ${library.missing}`);

Deno.test({
  name:
    "Leiden is at least Louvain on small real graphs, finds countries in lastfm-asia, and planted communities at mixing 0.4",
  ignore: "missing" in library,
  fn: async () => {
    const kernel = await openKernel({ quiet: true });
    try {
      const rows = [...await measureRealGraphs(kernel, true), ...await measurePlanted(kernel)];
      for (const { name, text } of rows) if (text.startsWith("not measured")) console.log(`${name} is ${text}`);
      assert.deepEqual(rows.filter(({ faults }) => faults.length > 0), []);
    } finally {
      await kernel.close();
    }
  },
});
