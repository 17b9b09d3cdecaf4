import { InputError, UsageError } from "../../core/errors.ts";
import { platforms } from "../../core/platforms/mod.ts";
import { defineCommand, defineGroup } from "../_command.ts";
import { bold, formatCount } from "../_terminal.ts";
import { type CrawlOptions, withCrawl } from "../crawl/connect.ts";
import { nextCommand, tabulateTokens, tabulateWindows } from "../crawl/describe.ts";
import { findPlatform } from "../crawl/platform.ts";
import { readSecret } from "../crawl/secret_input.ts";
import { addCrawlOptions } from "./crawl/options.ts";

interface AddOptions extends CrawlOptions {
  platform?: string;
  app: string;
  name?: string;
  share: number;
  fromEnv?: string;
}

const add = defineCommand<AddOptions>("add", {
  description:
    "Add a platform token; its secret comes from standard input, a question or a variable, never from the line",
  examples: [
    "deno task tokens add --platform x --app brandwatch            # asks for the secret, without showing it",
    "deno task tokens add --platform x --app brandwatch < secret.txt",
    "deno task tokens add --platform x --app brandwatch --from-env X_BEARER_TOKEN --share 0.5",
  ],
  options: (command) =>
    addCrawlOptions(command)
      .option("--platform <name>", "platform that gave it")
      .requiredOption("--app <name>", "app that it belongs to: tokens of one app share its limits and its budget")
      .option("--name <name>", "for people (default: a number within the app)")
      .option("--share <share>", "of each window, where others use the token too", parseShare, 1)
      .option("--from-env <variable>", "variable that holds the secret"),
  async action(context, { fromEnv, platform: named, app, name, share, ...options }) {
    const platform = findPlatform(named);
    if (!platform.needsCredential) {
      throw new InputError(`Cannot add a token: ${platform.title} is crawled without any`);
    }
    const secret = await readSecret({ fromEnv, question: `Secret of the ${platform.title} token: ` });
    await withCrawl(context, { ...options, create: true }, async ({ coordinator }) => {
      const known = (await coordinator.listTokens()).filter((token) =>
        token.platform === platform.name && token.app === app
      );
      const token = await coordinator.addToken({
        platform: platform.name,
        app,
        name: name ?? `${app}-${known.length + 1}`,
        secret,
        share,
      });
      context.print(
        `Added ${bold(token.name)} (${token.id}); its secret is kept encrypted and not shown again`,
        token,
      );
    });
  },
});

const list = defineCommand<CrawlOptions>("list", {
  description: "List the platform tokens, without their secrets",
  examples: ["deno task tokens list", "deno task tokens list --json"],
  options: addCrawlOptions,
  async action(context, options) {
    await withCrawl(context, options, async ({ coordinator }) => {
      // Platforms that need none are counted by address; that is no token.
      const tokens = (await coordinator.listTokens()).filter(({ platform }) => platforms[platform]?.needsCredential);
      context.print(tokens.length === 0 ? noTokens() : tabulateTokens(tokens), tokens);
    });
  },
});

const check = defineCommand<CrawlOptions>("check", {
  description: "What each token may still spend: every quota window; ends with 1 where a token does not work",
  examples: ["deno task tokens check"],
  options: addCrawlOptions,
  async action(context, options) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const tokens = await coordinator.listTokens();
      context.print(
        tokens.length === 0 ? noTokens() : `${tabulateTokens(tokens)}\n\n${tabulateWindows(tokens)}`,
        tokens,
      );
      const ill = tokens.filter(({ state }) => state === "quarantined");
      if (ill.length > 0) {
        throw new InputError(
          `${ill.map(({ name, reason }) => `${name} does not work (${reason ?? "no reason given"})`).join("; ")}`,
        );
      }
    });
  },
});

const retire = defineCommand<CrawlOptions, [string]>("retire", {
  operands: "<id>",
  description: "Take a token out of use; its secret is destroyed, work under way ends by itself",
  examples: ["deno task tokens retire t-3"],
  options: addCrawlOptions,
  async action(context, options, id) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const token = await coordinator.retireToken(id);
      context.print(`Retired ${token.name} (${token.id})`, token);
    });
  },
});

const rotate = defineCommand<CrawlOptions>("rotate", {
  description: "Encrypt every secret with the newest master key; may be run while crawling",
  examples: ["deno task tokens rotate"],
  options: addCrawlOptions,
  async action(context, options) {
    await withCrawl(context, options, async ({ coordinator }) => {
      const changed = await coordinator.rotateTokens();
      context.print(`${formatCount(changed)} ${changed === 1 ? "secret" : "secrets"} encrypted anew`, { changed });
    });
  },
});

export const tokensGroup = defineGroup("tokens", "Platform tokens: credentials whose quota and money crawls spend", [
  add,
  list,
  check,
  retire,
  rotate,
]);

function noTokens(): string {
  return `No platform tokens yet; add one with ${nextCommand("tokens add --platform x --app NAME")}`;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) {
    throw new UsageError(`Cannot use --share "${text}": needed a share above 0 and at most 1, such as 0.5`);
  }
  return share;
}
