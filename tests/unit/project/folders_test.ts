import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const rooms = [
  "functions functions/api functions/crawl functions/web",
  "core core/platforms core/crawl core/graph core/signature core/similarity core/community core/enrichment",
  "core/kernel core/workspace core/answers zig infra",
  "tests tests/unit tests/contract tests/simulation tests/golden tests/browser tests/bench tests/fuzz",
  "scripts scripts/simulator",
].join(" ").split(" ");

Deno.test("every folder of the tree has a README of about ten lines", async () => {
  for (const room of rooms) {
    const text = await Deno.readTextFile(join(root, room, "README.md"));
    const lines = text.trim().split("\n").length;
    assert.ok(lines >= 3 && lines <= 14, `${room}/README.md: needed 3 to 14 lines, found ${lines}`);
  }
});

Deno.test("every npm package is pinned to an exact version", async () => {
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  for (const [alias, target] of Object.entries<string>(config.imports)) {
    if (target.startsWith("npm:")) assert.match(target, /@\d+\.\d+\.\d+(-[\w.]+)?\/?$/, `import ${alias}`);
  }
});

Deno.test("heavy packages stay out of the root imports", async () => {
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const targets = Object.values<string>(config.imports).join(" ");
  for (const heavy of ["duckdb", "zigc", "playwright", "chromium", "esbuild"]) {
    assert.ok(!targets.includes(heavy), `${heavy} is in the imports of deno.json, so every task would fetch it`);
  }
});

Deno.test("every task says what it does", async () => {
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  for (const [name, task] of Object.entries<{ description?: string }>(config.tasks)) {
    assert.ok(task.description, `task ${name} has no description`);
  }
});
