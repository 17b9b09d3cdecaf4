/**
 * How a test file states rules of the page: each on a site and in a page of its own, all in one browser.
 */
import assert from "node:assert/strict";
import axe from "npm:axe-core@4.14.1";
import { findChromium, launch, type Page, type PageOptions, withPage } from "./_browser.ts";
import type { FakeApiOptions } from "./_fake_api.ts";
import { serveSite } from "./_site.ts";

/** The browser, or in words why there is none. */
export const command = await findChromium();

export type Setting = FakeApiOptions & PageOptions;
export type Check = (page: Page, url: string) => Promise<void>;
/** States one rule; its name says what must hold. */
export type State = (name: string, setting: Setting, check: Check) => Promise<unknown>;

/** Skipped, with the reason, where no Chromium can be had. Sanitizers are off: the browser outlives each step. */
export function testPage(name: string, rules: (rule: State) => Promise<void>): void {
  const missing = "missing" in command;
  if ("missing" in command) console.log(`${name} tests skipped: ${command.missing}`);
  Deno.test({
    name,
    ignore: missing,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (test) => {
      if ("missing" in command) return;
      const browser = await launch(command);
      try {
        await rules((name, setting, check) =>
          test.step(name, async () => {
            await using site = await serveSite(setting);
            await withPage(browser, setting, (page) => check(page, site.url));
          })
        );
      } finally {
        await browser.close();
      }
    },
  });
}

/** The page is drawn a moment after a key or a click: tries until the rule holds, 50 ms apart, for five seconds at most. */
export async function eventually(check: () => Promise<void> | void, tryCountMax = 100): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await check();
    } catch (error) {
      if (attempt === tryCountMax) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @throws {AssertionError} If axe still complains when all that moves has come to rest. */
export async function checkAccessible(page: Page): Promise<void> {
  await eventually(async () => assert.deepEqual(await complaints(page), [], addressOf(page)), 5);
}

/** Broken rules of axe, each with the first place. The source goes in by the debugger, which the page's policy does not bind. */
async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run()") as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html} ${nodes[0].failureSummary}`);
}

/** @throws {AssertionError} If the page has to be scrolled sideways. */
export async function checkFits(page: Page): Promise<void> {
  const [scrollWidth, clientWidth] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  const { pathname, search } = new URL(page.url());
  assert(scrollWidth <= clientWidth, `${pathname}${search} is ${scrollWidth} pixels wide in ${clientWidth}`);
}

/** Path and query that the page is at. */
export function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}
