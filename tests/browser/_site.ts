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

/** @param options On a free port unless one is named. */
export async function serveSite({ port = 0, ...options }: FakeApiOptions & { port?: number } = {}): Promise<Site> {
  const { folder } = await ensurePage();
  const site = new Hono();
  site.route("/", createFakeApi(options));
  site.route("/", createWeb({ readAsset: (name) => Deno.readFile(join(folder, name)).catch(() => undefined) }));
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, site.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
