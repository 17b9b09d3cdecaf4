/** `deno task test`: builds what the tests need, then runs Deno's test runner with the arguments given. */
const args = Deno.args.length > 0 ? Deno.args : ["tests"];
const { code } = await new Deno.Command(Deno.execPath(), { args: ["test", "-A", "--quiet", ...args] }).spawn().status;
Deno.exit(code);
