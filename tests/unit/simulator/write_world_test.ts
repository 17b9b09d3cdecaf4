import assert from "node:assert/strict";
import { createWorld, type World, type WorldFiles, writeWorld } from "../../../scripts/simulator/world/mod.ts";

const options = { seed: 5, influencerCount: 300, followerCount: 2000 } as const;

Deno.test("writeWorld() writes the edges that followsOf() says, each once", async () => {
  await using folder = await temporaryFolder();
  const world = createWorld(options);
  const { edges, counts } = await writeWorld(world, folder.path);
  const [header, ...rows] = lines(await Deno.readTextFile(edges));
  assert.equal(header, "follower,influencer");
  assert.deepEqual(rows, expectedRows(world));
  assert.equal(counts.edges, rows.length);
  assert.equal(counts.edgeBytes, (await Deno.stat(edges)).size);
});

Deno.test("writeWorld() writes the same bytes for the same seed, other bytes for another", async () => {
  await using folder = await temporaryFolder();
  const write = async (name: string, seed: number) =>
    await contents(await writeWorld(createWorld({ ...options, seed }), `${folder.path}/${name}`));
  const first = await write("first", 5);
  assert.deepEqual(await write("second", 5), first);
  const other = await write("other", 6);
  first.forEach((text, i) => assert.notEqual(other[i], text));
});

Deno.test("writeWorld() writes one valid profile for every account, with counts that are true or more", async () => {
  await using folder = await temporaryFolder();
  const world = createWorld(options);
  const { profiles, followerProfiles, truthInfluencers, bytes, counts } = await writeWorld(world, folder.path);
  const rows = [profiles, followerProfiles!].flatMap((path) =>
    lines(Deno.readTextFileSync(path)).map((line) => JSON.parse(line))
  );
  assert.equal(rows.length, 2300);
  const sizes = [profiles, followerProfiles!].map((path) => Deno.statSync(path).size);
  assert.equal(counts.profileBytes, sizes[0] + sizes[1]);
  assert.equal(bytes, counts.edgeBytes + counts.profileBytes);
  const truths = lines(await Deno.readTextFile(truthInfluencers)).map((line) => JSON.parse(line));
  let claimless = 0;
  let partial = 0;
  world.influencers.forEach(({ id, handle, bio, name }, i) => {
    assert.deepEqual([rows[i].id, rows[i].handle, rows[i].bio, rows[i].name], [id, handle, bio, name]);
    assert.equal(rows[i].followers_count, truths[i].claimed);
    if (rows[i].followers_count === null) claimless++;
    else assert.ok(rows[i].followers_count >= truths[i].followers);
    if (rows[i].followers_count > truths[i].followers) partial++;
  });
  assert.ok(claimless > 0 && claimless < 40, `${claimless} of 300 profiles claim no follower count`);
  assert.ok(partial > 40 && partial < 110, `${partial} of 300 accounts are held in part`);
  for (let i = 0; i < 2000; i++) {
    const row = rows[300 + i];
    const { id, createdMs, ...follower } = world.follower(i);
    assert.equal(row.id, id);
    assert.equal(row.following_count, world.followsOf(i).length);
    assert.equal(Date.parse(row.created_at), Math.floor(createdMs / 1000) * 1000);
    assert.deepEqual([row.location, row.url, row.verified], [follower.location, follower.url, follower.verified]);
    assert.ok(!("bot" in row || "age" in row || "gender" in row), "a profile tells what only the truth may know");
  }
});

Deno.test("writeWorld() writes truth that the edges bear out", async () => {
  await using folder = await temporaryFolder();
  const world = createWorld(options);
  const files = await writeWorld(world, folder.path);
  const followers = new Map<string, string[]>();
  for (const row of lines(await Deno.readTextFile(files.edges)).slice(1)) {
    const [follower, influencer] = row.split(",");
    followers.set(influencer, [...followers.get(influencer) ?? [], follower]);
  }
  const people = lines(await Deno.readTextFile(files.truthFollowers!)).map((line) => JSON.parse(line));
  const bots = new Set(people.filter(({ bot }) => bot).map(({ id }) => id));
  for (const line of lines(await Deno.readTextFile(files.truthInfluencers))) {
    const truth = JSON.parse(line);
    const audience = followers.get(truth.id) ?? [];
    assert.deepEqual([truth.followers, truth.bots], [audience.length, audience.filter((id) => bots.has(id)).length]);
  }
  const truth = JSON.parse(await Deno.readTextFile(files.truth));
  assert.deepEqual(truth.counts, files.counts);
  assert.equal(truth.counts.bots, bots.size);
  assert.equal(truth.planted.rival.followers, followers.get(truth.planted.rival.id)?.length);
  assert.deepEqual(truth.options, world.options);
  assert.equal(truth.communities.length, world.communities.length);
});

Deno.test("writeWorld() leaves the platform and the followers' profiles out when asked to", async () => {
  await using folder = await temporaryFolder();
  const world = createWorld({ ...options, platform: "bluesky" });
  const files = await writeWorld(world, folder.path, { bareIds: true, followerProfiles: false });
  assert.match(lines(await Deno.readTextFile(files.edges))[1], /^\d+,\d+$/);
  assert.equal(lines(await Deno.readTextFile(files.profiles)).length, 300);
  assert.deepEqual([files.followerProfiles, files.truthFollowers], [null, null]);
  assert.match(world.influencers[0].id, /^bluesky:\d+$/);
});

Deno.test("writeWorld() tells its progress and stops when told to", async () => {
  await using folder = await temporaryFolder();
  const world = createWorld({ ...options, followerCount: 20_000 });
  const controller = new AbortController();
  const seen: number[] = [];
  const progress = (done: number) => {
    seen.push(done);
    if (done > 0) controller.abort();
  };
  await assert.rejects(writeWorld(world, folder.path, { progress, signal: controller.signal }), { name: "AbortError" });
  assert.deepEqual(seen, [0, 8192]);
});

function expectedRows(world: World): string[] {
  return Array.from({ length: world.options.followerCount }, (_, i) => i).flatMap((i) =>
    Array.from(world.followsOf(i), (influencer) => `${world.followerId(i)},${world.influencers[influencer].id}`)
  );
}

async function contents({ counts: _counts, bytes: _bytes, ...paths }: WorldFiles): Promise<string[]> {
  return await Promise.all(Object.values(paths).map((path) => Deno.readTextFile(path!)));
}

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "asterism-world-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
