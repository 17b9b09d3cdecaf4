/**
 * The map in headless Chromium with software GL: from navigation to painted. The limit is fetching and reading the same
 * answer and drawing nothing; the peer, at full size, is sigma with graphology on the same accounts.
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Hono } from "hono";
import type { Browser, Page } from "npm:playwright-core@1.65.1";
import type { ChromiumCommand } from "../../scripts/_chromium.ts";
import { type Bench, median } from "./_harness.ts";

/** Of the scattered accounts; see `tests/browser/_fake_map.ts`. */
const seed = 7;
const viewport = { width: 1280, height: 900 };

/** @param command The browser to measure in. */
export function createMapBench(command: ChromiumCommand): Bench {
  return {
    name: "map",
    unit: "accounts/s",
    async run({ size }) {
      const { launch } = await import("../browser/_browser.ts");
      const { serveSite } = await import("../browser/_site.ts");
      const accountCount = size === "full" ? 100_000 : 2_000;
      const runs = size === "full" ? 5 : 2;
      const pages = new Hono();
      for (const [path, text, type] of await makePages(size === "full")) {
        pages.get(path, (context) => context.body(text, 200, { "content-type": type }));
      }
      await using site = await serveSite({ mapAccounts: accountCount, more: pages });
      const answer = await (await fetch(`${site.url}/v1/map?limit=100000`)).text();
      const browser = await launch(command);
      try {
        const measure = (path: string, count = runs) => measurePage(browser, { url: site.url + path, runs: count });
        const painted = await measure("/map");
        const baseline = await measure("/nothing");
        const read = await measure("/read");
        const sigma = size === "full" ? await measure("/sigma", 2) : [];
        return {
          input: `${accountCount} accounts in 9 communities, ${
            (answer.length / 1e6).toFixed(1)
          } MB of JSON over loopback, ${viewport.width} x ${viewport.height}, SwiftShader`,
          seed,
          count: accountCount,
          seconds: painted,
          baselineSeconds: baseline,
          digest: createHash("sha256").update(answer).digest("hex").slice(0, 16),
          limits: [{ name: "fetching and reading the answer, nothing drawn", rate: accountCount / median(read) }],
          peers: sigma.length > 0
            ? [{ name: "sigma 3.0.3 with graphology 0.26.0", rate: accountCount / median(sigma) }]
            : [],
          quality: `${(median(painted) * 1000).toFixed(0)} ms from navigation to painted`,
        };
      } finally {
        await browser.close();
      }
    },
  };
}

/** Seconds from navigation to painted, of every run after one that is not counted; caches stay warm. */
async function measurePage(browser: Browser, { url, runs }: { url: string; runs: number }): Promise<number[]> {
  const context = await browser.newContext({ viewport });
  const seconds: number[] = [];
  try {
    for (let run = 0; run <= runs; run++) {
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.addInitScript(notePainted);
      await page.goto(url);
      const milliseconds = await readPainted(page);
      if (run > 0) seconds.push(milliseconds / 1000);
      await page.close();
    }
  } finally {
    await context.close();
  }
  return seconds;
}

async function readPainted(page: Page): Promise<number> {
  const painted = await page.waitForFunction(() => (globalThis as { paintedMs?: number }).paintedMs);
  return await painted.jsonValue() as number;
}

/** Runs in the page: waits until what was drawn has come out of the GL pipeline and one more frame was made. */
const notePainted = `
  new PerformanceObserver((list) => {
    if (!list.getEntries().some(({ name }) => name === "map drawn")) return;
    for (const canvas of document.querySelectorAll("canvas")) {
      canvas.getContext("webgl2")?.readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4));
    }
    requestAnimationFrame(() => requestAnimationFrame(() => globalThis.paintedMs = performance.now()));
  }).observe({ type: "mark", buffered: true });
`;

const drawn = `performance.mark("map drawn");`;

/** Path, text and type of what is measured beside the page. */
async function makePages(withSigma: boolean): Promise<(readonly [string, string, string])[]> {
  const html = (script: string) =>
    `<!doctype html><div id="place" style="width:1280px;height:850px"></div><script type="module">${script}</script>`;
  const pages: (readonly [string, string, string])[] = [
    ["/nothing", html(drawn), "text/html"],
    ["/read", html(`await (await fetch("/v1/map?limit=100000")).json(); ${drawn}`), "text/html"],
  ];
  if (withSigma) {
    pages.push(["/sigma", html(`import "/sigma.js"`), "text/html"]);
    pages.push(["/sigma.js", await bundleSigma(), "text/javascript"]);
  }
  return pages;
}

async function bundleSigma(): Promise<string> {
  // Imported so that they are in the package cache, from which the bundler is told where each lies.
  await Promise.all([
    import("npm:sigma@3.0.3/types"),
    import("npm:graphology@0.26.0"),
    import("npm:graphology-utils@2.5.2"),
    import("npm:events@3.3.0"),
  ]);
  const { resolve } = createRequire(import.meta.url);
  const esbuild = await import("npm:esbuild@0.28.2");
  try {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: sigmaPage, resolveDir: "/", loader: "js" },
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      alias: {
        sigma: resolve("sigma"),
        graphology: resolve("graphology"),
        "graphology-utils": dirname(resolve("graphology-utils")),
        // Without the slash it would be Node's own.
        events: resolve("events/"),
      },
      logLevel: "silent",
    });
    return outputFiles[0].text;
  } finally {
    await esbuild.stop();
  }
}

const sigmaPage = `
  import Graph from "graphology";
  import Sigma from "sigma";
  const { accounts, communities } = await (await fetch("/v1/map?limit=100000")).json();
  const colours = communities.map((_none, position) => \`hsl(\${position * 137.5 % 360} 50% 50%)\`);
  const graph = new Graph({ multi: false, type: "undirected" });
  for (let place = 0; place < accounts.ids.length; place++) {
    graph.addNode(accounts.ids[place], {
      x: accounts.x[place],
      y: accounts.y[place],
      size: 1 + Math.log10(accounts.followers[place]) / 3,
      color: colours[accounts.community[place]] ?? "#888",
      label: accounts.names[place],
    });
  }
  const sigma = new Sigma(graph, document.getElementById("place"));
  sigma.once("afterRender", () => performance.mark("map drawn"));
  sigma.refresh();
`;
