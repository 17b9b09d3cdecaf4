/** Tries what a process of the server must not do and prints what came of each try. Run with the permissions of that process. */
const { readable, unreadable, writable, library } = JSON.parse(Deno.args[0]);

const tries: Record<string, () => unknown> = {
  readOwn: () => Deno.readTextFile(readable),
  readElsewhere: () => Deno.readTextFile(unreadable),
  readSystem: () => Deno.readTextFile("/etc/hostname"),
  write: () => Deno.writeTextFile(writable, "x"),
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
