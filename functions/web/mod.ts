/**
 * Serves the page: the same small document for every view, and the bundled files it names.
 * Where those files come from (a folder on this machine, a bucket at the edge) is handed in.
 */
import { Hono } from "hono";

export interface WebOptions {
  /** Bytes of a bundled file such as `index.html` or `app-1a2b3c4d.js`; undefined if there is none. */
  readonly readAsset: (path: string) => Promise<Uint8Array | undefined>;
}

/** Nothing from elsewhere, nothing inline, no frames around us. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** A file as the bundler names it. No slash and no leading dot, so that no path leads out of the folder. */
const ASSET_NAME = /^[a-z0-9][a-z0-9_-]*\.(css|js|svg)$/i;

/** Where the views of `router.ts` are. */
const viewPaths = ["/", "/accounts/:account", "/communities", "/communities/:community", "/build", "/map", "/changes"];

/**
 * Routes every view, `/assets/{file}` and `/favicon.svg`. Everything else is left to whoever mounts this at `/`.
 */
export function createWeb({ readAsset }: WebOptions): Hono {
  const web = new Hono();

  async function servePage(): Promise<Response> {
    const page = await readAsset("index.html");
    if (page === undefined) throw new Error('Cannot serve the page: needed "index.html" among its files, found none');
    return new Response(new Uint8Array(page), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        // Names the current bundle, so it is asked for again each time; the bundle itself never is.
        "cache-control": "no-cache",
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      },
    });
  }

  async function serveAsset(name: string, cacheControl: string): Promise<Response | undefined> {
    const extension = ASSET_NAME.exec(name)?.[1].toLowerCase();
    const asset = extension === undefined ? undefined : await readAsset(name);
    if (extension === undefined || asset === undefined) return undefined;
    return new Response(new Uint8Array(asset), {
      headers: {
        "content-type": CONTENT_TYPES[extension],
        "cache-control": cacheControl,
        "x-content-type-options": "nosniff",
      },
    });
  }

  for (const path of viewPaths) web.get(path, servePage);
  web.get(
    "/assets/:file",
    async (context, next) =>
      await serveAsset(context.req.param("file"), "public, max-age=31536000, immutable") ?? await next(),
  );
  web.get("/favicon.svg", async (_context, next) => await serveAsset("favicon.svg", "no-cache") ?? await next());
  return web;
}
