import { readCoordinatorAddress } from "../../core/crawl/http_client.ts";
import { UsageError } from "../../core/errors.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { runServer } from "../serve/mod.ts";

interface ServeOptions {
  host: string;
  port: number;
  open: boolean;
  crawl: boolean;
  coordinator?: string;
}

export const serve = defineCommand<ServeOptions>("serve", {
  description: "Serve the API and the page; a new build is picked up without a restart",
  examples: [
    "deno task serve --open",
    "deno task serve --host 0.0.0.0 --port 8080   # needs a key: deno task keys create NAME",
    "deno task serve --crawl    # workers and jobs too; a worker's key: deno task keys create NAME --scope crawl:work",
    "deno task serve --coordinator https://crawl.example.org",
  ],
  options: (command) =>
    command
      .option("--host <address>", "address to listen on", "127.0.0.1")
      .option("--port <number>", "port to listen on; 0 = any free one", wholeNumber("--port", 0, 65535), 8080)
      .option("--open", "let everybody on this machine read and edit without a key; on loopback only", false)
      .option("--crawl", "answer workers and those who order crawls, from this workspace's database", false)
      .option("--coordinator <url>", "hand crawl questions on to a coordinator elsewhere, with the caller's own key"),
  async action(context, { host, port, open, crawl, coordinator }) {
    if (crawl && coordinator !== undefined) {
      throw new UsageError("Cannot serve crawls twice: needed --crawl or --coordinator, found both");
    }
    const address = coordinator === undefined ? undefined : { address: readCoordinatorAddress(coordinator) };
    await runServer({
      workspace: context.workspace,
      host,
      port,
      open,
      crawl: crawl ? "here" : address,
      signal: context.signal,
    });
  },
});
