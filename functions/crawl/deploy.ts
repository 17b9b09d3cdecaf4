/** Entry for Deno Deploy: see infra/deploy. Secrets come from the environment, the database is the platform's own. */
import { openBucket } from "./bucket.ts";
import type { KvDatabase } from "./deno_kv_store.ts";
import { openDeployment } from "./deployment.ts";

const env = (name: string) => Deno.env.get(name);
const bucket = env("ASTERISM_SINK");
const deployment = await openDeployment({
  database: await Deno.openKv() as unknown as KvDatabase,
  secrets: { masterKey: env("ASTERISM_MASTER_KEY"), adminKey: env("ASTERISM_ADMIN_KEY") },
  sink: bucket === undefined ? undefined : openBucket(bucket, { env }),
});

/** The one tick of crawls: may be called at any time, twice and late. */
export async function tick(): Promise<void> {
  console.log(JSON.stringify(await deployment.tick()));
}

Deno.cron("crawl tick", "* * * * *", tick);
Deno.serve(deployment.app.fetch);
