/**
 * Takes pictures of a running page: `deno run -A scripts/screenshots.ts URL FOLDER [PATH…]`.
 * Each path (just `/` when none is given) at 400, 1000 and 1600 pixels, light and dark.
 */
import { join } from "node:path";
import { chromium } from "npm:playwright-core@1.65.1";
import { findChromium } from "./_chromium.ts";

const widths = [400, 1000, 1600];

export async function takeScreenshots(url: string, folder: string, paths: readonly string[]): Promise<string[]> {
  const command = await findChromium();
  if ("missing" in command) throw new Error(`Cannot take screenshots: needed Chromium, found that ${command.missing}`);
  await Deno.mkdir(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: command.executable,
    args: [...command.args],
    env: { ...Deno.env.toObject(), ...command.env },
  });
  const files: string[] = [];
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of widths) {
        const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme, reducedMotion: "reduce" });
        for (const path of paths) {
          await page.goto(new URL(path, url).href, { waitUntil: "networkidle" });
          const name = path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
          const file = join(folder, `${name}-${width}-${colorScheme}.png`);
          await page.screenshot({ path: file, fullPage: true });
          files.push(file);
        }
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  return files;
}

if (import.meta.main) {
  const [url, folder, ...paths] = Deno.args;
  if (url === undefined || folder === undefined) {
    console.error("Usage: deno run -A scripts/screenshots.ts URL FOLDER [PATH…]");
    Deno.exit(2);
  }
  for (const file of await takeScreenshots(url, folder, paths.length > 0 ? paths : ["/"])) console.log(file);
}
