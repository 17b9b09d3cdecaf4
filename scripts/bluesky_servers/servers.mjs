/**
 * Runs under Node 24, not under Deno: Bluesky's own servers (directory of DIDs, server of accounts, AppView) on loopback, filled with
 * what the first line of standard input describes. Says what it did as lines of JSON; ends when standard input does.
 */
import { createInterface } from "node:readline";

const { Agent, CredentialSession } = await load("@atproto/api");
const { TestNetwork } = await load("@atproto/dev-env");

const lines = createInterface({ input: process.stdin });
// At any time, and at once: all that it holds goes away with its folder.
lines.once("close", () => process.exit(0));
const world = JSON.parse(await new Promise((resolve) => lines.once("line", resolve)));
/** Lets the filling through the limits that are to be met afterwards. */
const bypassKey = "filling";

const network = await TestNetwork.create({
  dbPostgresSchema: "asterism",
  pds: { rateLimitsEnabled: true, rateLimitBypassKey: bypassKey },
});
say({ kind: "up", appView: network.bsky.url, accounts: network.pds.url });

const sessions = [];
for (const account of world.accounts) {
  const session = new CredentialSession(new URL(network.pds.url), fetchPastLimits);
  await session.createAccount({
    handle: account.handle,
    email: `${account.handle}@example.test`,
    password: "invented",
  });
  sessions.push(new Agent(session));
}
const dids = sessions.map((agent) => agent.assertDid);
say({ kind: "accounts", dids });

for (const [index, { name, bio, posts, follows }] of world.accounts.entries()) {
  const records = [
    { collection: "app.bsky.actor.profile", rkey: "self", value: { displayName: name, description: bio } },
    ...posts.map((value) => ({ collection: "app.bsky.feed.post", value: { $type: "app.bsky.feed.post", ...value } })),
    // One after the other in time, so that "newest first" can be seen.
    ...follows.map((followed, order) => ({
      collection: "app.bsky.graph.follow",
      value: { subject: dids[followed], createdAt: new Date(world.sinceMs + index * 1000 + order).toISOString() },
    })),
  ];
  for (let start = 0; start < records.length; start += 200) {
    await sessions[index].com.atproto.repo.applyWrites({
      repo: dids[index],
      writes: records.slice(start, start + 200).map((record) => ({
        $type: "com.atproto.repo.applyWrites#create",
        ...record,
      })),
    });
  }
}
await network.processAll(120_000);
for (const index of world.deactivated) await sessions[index].com.atproto.server.deactivateAccount({});
for (const index of world.suspended) await network.bsky.ctx.dataplane.takedownActor({ did: dids[index], ref: "test" });
await network.processAll(120_000);
say({ kind: "filled", session: sessions[0].sessionManager.session.accessJwt });

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function fetchPastLimits(input, init) {
  const request = new Request(input, init);
  request.headers.set("x-ratelimit-bypass", bypassKey);
  return fetch(request);
}

/** The packages are in the folder that they were installed to, this file is in the project. */
async function load(name) {
  const { createRequire } = await import("node:module");
  const { pathToFileURL } = await import("node:url");
  const require = createRequire(pathToFileURL(`${process.cwd()}/package.json`));
  return await import(pathToFileURL(require.resolve(name)).href);
}
