/** Tries what a process of the server must not do and prints what came of each try. Run with the permissions of that process. */
const { readable, unreadable, writable, library, edits } = JSON.parse(Deno.args[0]);

const tries: Record<string, () => unknown> = {
  readOwn: () => Deno.readTextFile(readable),
  readElsewhere: () => Deno.readTextFile(unreadable),
  readSystem: () => Deno.readTextFile("/etc/hostname"),
  write: () => Deno.writeTextFile(writable, "x"),
  writeEdits: () => Deno.mkdir(edits).then(() => Deno.writeTextFile(`${edits}/a.ndjson`, "x")),
  writeBeside: () => Deno.writeTextFile(`${edits}-beside`, "x"),
  writeUp: () => Deno.writeTextFile(`${edits}/../keys.json`, "x"),
  renameOut: () => Deno.rename(`${edits}/a.ndjson`, `${edits}/../keys.json`),
  linkOut: () => Deno.link(readable, `${edits}/link`),
  symlinkOut: () => Deno.symlink(readable, `${edits}/symlink`),
  makeReadable: () => Deno.chmod(readable, 0o777),
  removeAll: () => Deno.remove(`${edits}/..`, { recursive: true }),
  run: () => new Deno.Command("true").output(),
  connect: () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
  fetch: () => fetch("http://192.0.2.1/"),
  listenElsewhere: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  environment: () => Deno.env.get("HOME"),
  openLibrary: () => Deno.dlopen(library, {}),
  openOtherLibrary: () => Deno.dlopen("/lib/other.so", {}),
  worker: () => Deno.readTextFileSync("/proc/self/environ"),
};

const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries(tries)) {
  try {
    await attempt();
    outcomes[name] = "done";
  } catch (error) {
    outcomes[name] = error instanceof Deno.errors.NotCapable ? "refused" : `failed: ${error}`;
  }
}
console.log(JSON.stringify(outcomes));
