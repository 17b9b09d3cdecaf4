/**
 * Draws the import picture of the project, folder by folder, and names the arrows that must not be (STYLE 1):
 * `scripts -> functions -> core`, only `core/kernel/native` knows the native library, and nothing that `functions/`
 * can reach imports it.
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** From each source file to the project's files that it imports, paths relative to the root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const rooms = ["core", "functions", "infra", "scripts", "tests"] as const;
/** Whom each top-level room may import, besides itself. */
const allowed: Record<typeof rooms[number], readonly string[]> = {
  core: [],
  functions: ["core"],
  infra: [],
  scripts: ["functions", "core"],
  tests: ["core", "functions", "infra", "scripts"],
};
const nativeRoom = "core/kernel/native/";

export async function readImports(root: string): Promise<ImportGraph> {
  const graph = new Map<string, string[]>();
  for (const room of rooms) {
    for (const file of await sourceFiles(join(root, room))) {
      const source = await Deno.readTextFile(file);
      const targets = importSpecifiers(source)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => relative(root, join(dirname(file), specifier)));
      graph.set(relative(root, file), targets);
    }
  }
  return graph;
}

/** Every arrow that must not be, as a sentence. Empty when the house is in order. */
export function forbiddenArrows(graph: ImportGraph): string[] {
  const faults: string[] = [];
  for (const [file, targets] of graph) {
    const room = file.split("/")[0] as typeof rooms[number];
    for (const target of targets) {
      const targetRoom = target.split("/")[0];
      if (targetRoom !== room && !allowed[room].includes(targetRoom)) {
        faults.push(`${file} imports ${target}: ${room} may import ${allowed[room].join(", ") || "nothing else"}`);
      }
      const name = target.split("/").pop()!;
      if (room !== "tests" && name.startsWith("_") && !isPrivateTo(dirname(target), file)) {
        faults.push(`${file} imports ${target}: a name with _ is private to its folder`);
      }
      if (target.startsWith(nativeRoom) && room === "core" && !file.startsWith(nativeRoom)) {
        faults.push(`${file} imports ${target}: only scripts open the native library`);
      }
    }
  }
  for (const file of graph.keys()) {
    if (!file.startsWith("functions/")) continue;
    const path = pathTo(graph, file, (target) => target.startsWith(nativeRoom));
    if (path !== undefined) faults.push(`${path.join(" -> ")}: functions/ must not reach the native library`);
  }
  return faults;
}

/** The picture: one line per folder with the folders it imports. */
export function drawImports(graph: ImportGraph): string {
  const arrows = new Map<string, Set<string>>();
  for (const [file, targets] of graph) {
    if (file.startsWith("tests/")) continue;
    const from = roomOf(file);
    const to = arrows.get(from) ?? new Set();
    for (const target of targets) if (roomOf(target) !== from) to.add(roomOf(target));
    arrows.set(from, to);
  }
  return [...arrows].sort().map(([from, to]) => `${from.padEnd(24)} -> ${[...to].sort().join(", ") || "nothing"}`).join(
    "\n",
  );
}

function roomOf(file: string): string {
  return dirname(file).split("/").slice(0, 2).join("/");
}

function isPrivateTo(folder: string, file: string): boolean {
  return dirname(file) === folder || dirname(file).startsWith(`${folder}/`);
}

function pathTo(graph: ImportGraph, start: string, isEnd: (file: string) => boolean): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  const queue = [start];
  for (const file of queue) {
    if (isEnd(file)) {
      const path = [];
      for (let at: string | undefined = file; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
      return path;
    }
    for (const target of graph.get(file) ?? []) {
      if (!cameFrom.has(target)) {
        cameFrom.set(target, file);
        queue.push(target);
      }
    }
  }
  return undefined;
}

function importSpecifiers(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const pattern =
    /(?:^|[\s;])(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']|^import\s*["']([^"']+)["']/gm;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3]);
}

async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) files.push(...await sourceFiles(path));
    else if (/\.tsx?$/.test(entry.name)) files.push(path);
  }
  return files.sort();
}

if (import.meta.main) {
  const graph = await readImports(fileURLToPath(new URL("..", import.meta.url)));
  console.log(drawImports(graph));
  const faults = forbiddenArrows(graph);
  for (const fault of faults) console.error(fault);
  Deno.exit(faults.length === 0 ? 0 : 1);
}
