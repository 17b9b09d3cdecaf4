import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { drawImports, forbiddenArrows, readImports } from "../../../scripts/imports.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

Deno.test("the import picture has no forbidden arrow", async () => {
  const graph = await readImports(root);
  assert.ok(graph.size > 20, `needed the project's sources, found ${graph.size} files`);
  assert.deepEqual(forbiddenArrows(graph), [], drawImports(graph));
});

Deno.test("forbiddenArrows() names each kind of arrow that must not be", () => {
  const faultsOf = (file: string, ...targets: string[]) =>
    forbiddenArrows(new Map([[file, targets], ["core/kernel/native/mod.ts", []]]));
  assert.equal(faultsOf("core/a.ts", "functions/b.ts").length, 1);
  assert.equal(faultsOf("core/a.ts", "core/graph/_b.ts").length, 1);
  assert.equal(faultsOf("core/a.ts", "core/kernel/native/mod.ts").length, 1);
  assert.equal(faultsOf("functions/a.ts", "scripts/b.ts").length, 1);
  assert.equal(faultsOf("scripts/a.ts", "tests/b.ts").length, 1);
  assert.equal(faultsOf("scripts/a.ts", "core/kernel/native/mod.ts", "functions/b.ts").length, 0);
  const roundabout = new Map([
    ["functions/a.ts", ["core/b.ts"]],
    ["core/b.ts", ["core/c.ts"]],
    ["core/c.ts", ["core/kernel/native/mod.ts"]],
    ["core/kernel/native/mod.ts", []],
  ]);
  assert.ok(forbiddenArrows(roundabout).some((fault) => fault.startsWith("functions/a.ts -> core/b.ts -> core/c.ts")));
});
