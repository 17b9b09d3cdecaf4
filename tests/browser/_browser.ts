/**
 * One headless Chromium for all tests of a file, and a page that remembers what must not happen on it.
 */
import assert from "node:assert/strict";
import { type Browser, chromium, type Page } from "npm:playwright-core@1.65.1";
import { type ChromiumCommand, findChromium } from "../../scripts/_chromium.ts";

export type { Page };

export async function launch(command: ChromiumCommand): Promise<Browser> {
  return await chromium.launch({
    executablePath: command.executable,
    args: [...command.args],
    env: { ...Deno.env.toObject(), ...command.env },
  });
}

export interface PageOptions {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
  /** Failed requests are written to the console by the browser itself; where they are the point, they are no fault. */
  readonly failuresExpected?: boolean;
}

/**
 * Opens a page, hands it over and closes it.
 * @throws {AssertionError} If it wrote an error to its console or asked another origin.
 */
export async function withPage(
  browser: Browser,
  { width = 1280, colorScheme = "light", failuresExpected = false }: PageOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const faults: string[] = [];
  const origins = new Set<string>();
  page.on("console", (message) => {
    const ofRequest = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !(failuresExpected && ofRequest)) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:") origins.add(origin);
  });
  try {
    await use(page);
    assert.deepEqual(faults, []);
    assert(origins.size <= 1, `asked several origins: ${[...origins].join(", ")}`);
  } finally {
    await context.close();
  }
}

export { findChromium };
