import { defineCommand, wholeNumber } from "../_command.ts";
import { runServer } from "../serve/mod.ts";

interface ServeOptions {
  host: string;
  port: number;
  open: boolean;
}

export const serve = defineCommand<ServeOptions>("serve", {
  description: "Serve the API and the page; a new build is picked up without a restart",
  examples: [
    "deno task serve --open",
    "deno task serve --host 0.0.0.0 --port 8080   # needs a key: deno task keys create NAME",
  ],
  options: (command) =>
    command
      .option("--host <address>", "address to listen on", "127.0.0.1")
      .option("--port <number>", "port to listen on; 0 = any free one", wholeNumber("--port", 0, 65535), 8080)
      .option("--open", "let everybody on this machine read and edit without a key; on loopback only", false),
  async action(context, { host, port, open }) {
    await runServer({ workspace: context.workspace, host, port, open, signal: context.signal });
  },
});
