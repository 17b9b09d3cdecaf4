import assert from "node:assert/strict";
import { abiVersion, benchSymbols, statuses, symbols } from "../../../core/kernel/native/_symbols.ts";

const source = await Deno.readTextFile(new URL("../../../zig/src/exports.zig", import.meta.url));
const statusSource = await Deno.readTextFile(new URL("../../../zig/src/status.zig", import.meta.url));

/** How a Zig parameter travels. */
function travelsAs(zigType: string): string {
  if (zigType.startsWith("?*") || zigType.startsWith("?[*]")) return "buffer";
  return { Status: "i32" }[zigType] ?? zigType;
}

Deno.test("_symbols.ts declares exactly what exports.zig exports", () => {
  const exported = new Map(
    [...source.matchAll(/^export fn (\w+)\(([^)]*)\) (\S+) \{/gm)].map(([, name, list, result]) => {
      const parameters = list.split(",").filter((text) => text.trim() !== "").map((text) => text.split(":")[1].trim());
      return [name, { parameters: parameters.map(travelsAs), result: travelsAs(result) }];
    }),
  );
  const declared = Object.entries({ ...symbols, ...benchSymbols });
  assert.deepEqual(declared.map(([name]) => name).sort(), [...exported.keys()].sort());
  for (const [name, { parameters, result }] of declared) {
    assert.deepEqual({ parameters: [...parameters], result }, exported.get(name), name);
  }
});

Deno.test("the interface version and the statuses are the library's", () => {
  assert.match(source, new RegExp(`asterism_abi_version\\(\\) u32 \\{\\s+return ${abiVersion};`));
  const numbers = [...statusSource.matchAll(/^ {4}(\w+) = (\d+),$/gm)].map((
    [, name, number],
  ) => [name, Number(number)]);
  assert.deepEqual(numbers, statuses.map((name, number) => [name, number]));
});
