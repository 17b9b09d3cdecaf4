/**
 * The bundled page and the fake API on one loopback port.
 */
import { Hono } from "hono";
import { join } from "node:path";
import { createWeb } from "../../functions/web/mod.ts";
import { ensurePage } from "../../scripts/_page.ts";
import { createFakeApi, type FakeApiOptions } from "./_fake_api.ts";

export interface Site extends AsyncDisposable {
  readonly url: string;
}

export interface SiteOptions extends FakeApiOptions {
  /** A free one where left out. */
  readonly port?: number;
  /** Routes of a test's own. */
  readonly more?: Hono;
}

export async function serveSite({ port = 0, more, ...options }: SiteOptions = {}): Promise<Site> {
  const { folder } = await ensurePage();
  const site = new Hono();
  if (more !== undefined) site.route("/", more);
  site.route("/", createFakeApi(options));
  site.route("/", createWeb({ readAsset: (name) => Deno.readFile(join(folder, name)).catch(() => undefined) }));
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, site.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
