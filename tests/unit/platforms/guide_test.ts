import assert from "node:assert/strict";
import { platforms } from "../../../core/platforms/mod.ts";

Deno.test("docs/platforms.md has the limits and prices of the tables", async () => {
  const guide = await Deno.readTextFile(new URL("../../../docs/platforms.md", import.meta.url));
  for (const { title, operations } of Object.values(platforms)) {
    for (const { endpoint, limits, price } of Object.values(operations)) {
      const row = guide.split("\n").find((line) =>
        line.includes(title) && line.includes(`${endpoint.replace(/^GET .*/, "`$&`")} `)
      );
      assert.ok(row, `needed a row of ${title} for ${endpoint}`);
      for (const { limit, windowMs } of limits) {
        assert.ok(
          row.includes(`${limit.toLocaleString("en-US")} / ${windowMs / 60_000} min`),
          `${row} has not ${limit}`,
        );
      }
      const dollars = price.microsPerResource / 1e6;
      assert.ok(row.includes(dollars === 0 ? "free" : `$${dollars.toFixed(3)} `), `${row} has not ${dollars}`);
    }
  }
});
