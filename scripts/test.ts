/** `deno task test`: builds what the tests need, then runs Deno's test runner on the files given, or on all. */
import { root } from "./_cache.ts";
import { ensureLibrary } from "./_library.ts";
import { ensurePage } from "./_page.ts";

const library = await ensureLibrary({ all: true });
console.log("missing" in library ? `No native library: ${library.missing}` : library.description);
await ensurePage();

const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-P=test", ...(Deno.args.length > 0 ? Deno.args : ["tests"])],
  cwd: root,
}).spawn().status;
Deno.exit(code);
