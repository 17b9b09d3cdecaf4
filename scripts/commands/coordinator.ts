import { join } from "node:path";
import { makeKey } from "../../core/workspace/keys.ts";
import { defineCommand, wholeNumber } from "../_command.ts";
import { bold } from "../_terminal.ts";
import { findMasterKeys } from "../crawl/master_key.ts";
import { firstKey, runCoordinator } from "../serve/coordinator.ts";

interface CoordinatorOptions {
  host: string;
  port: number;
  newKey: boolean;
}

export const coordinator = defineCommand<CoordinatorOptions>("coordinator", {
  description: "Coordinate crawls: hand out work to workers, account quotas and money",
  examples: [
    "deno task coordinator --new-key             # prints a key; it is kept nowhere",
    "ASTERISM_ADMIN_KEY=ast_… deno task coordinator",
    "deno task coordinator --host 0.0.0.0 --port 8070",
  ],
  options: (command) =>
    command
      .option("--host <address>", "address to listen on", "127.0.0.1")
      .option("--port <number>", "port to listen on; 0 = any free one", wholeNumber("--port", 0, 65535), 8070)
      .option("--new-key", "print a new key for ASTERISM_ADMIN_KEY and end", false),
  async action(context, { host, port, newKey }) {
    if (newKey) {
      const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
      const { text } = await makeKey({ name: "admin", scopes: ["crawl:admin"] }, { now: Date.now, random });
      context.note("It lets in once a coordinator is started with it in ASTERISM_ADMIN_KEY. It is stored nowhere:");
      context.print(bold(text), { key: text });
      return;
    }
    const folder = join(context.workspace, "crawl");
    await Deno.mkdir(folder, { recursive: true });
    await runCoordinator({
      folder,
      masterKeys: await findMasterKeys(folder, context.note),
      adminKey: Deno.env.get("ASTERISM_ADMIN_KEY") || undefined,
      host,
      port,
      signal: context.signal,
      onReady({ url, keys }) {
        context.print(`The coordinator answers at ${url}; its database is in ${folder}`, { url, folder });
        if (keys === 0) context.note(`No key lets anybody in: ${firstKey}`);
      },
    });
  },
});
