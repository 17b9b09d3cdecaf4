/** The whole road on small files, by the command line: what is fresh is not built again, and the same edges give the same bytes. */
import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { join } from "node:path";
import type { OverlapAnswer, SimilarAnswer } from "../../core/answers/mod.ts";
import { type Generation, readCurrent } from "../../core/workspace/generation.ts";
import type { Step } from "../../core/workspace/manifest.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { findTemporaries, type Outcome, root, runCli, runProcess, withFolder } from "./_cli.ts";

/** 60 accounts with audiences of all sizes among 3,000 people: seeded by arithmetic alone. */
const edges = Array.from({ length: 3000 }, (_, follower) =>
  Array.from({ length: 60 }, (_, influencer) => influencer)
    .filter((influencer) => (follower * 2654435761 + influencer * 40503) % (influencer + 2) === 0)
    .map((influencer) => `p${follower},a${influencer}`)).flat();
const csvOf = (rows: readonly string[]) => `follower,influencer\n${rows.join("\n")}\n`;

async function readGeneration(folder: string, step: Step): Promise<Generation> {
  const [generation] = await readCurrent(await openWorkspace(folder), step);
  return generation;
}

/** Checksums of a generation's arrays, which must not depend on how they came about. */
async function digestArrays(folder: string, step: Step): Promise<string> {
  const { manifest } = await readGeneration(folder, step);
  return JSON.stringify(manifest.files.filter(({ path }) => path.endsWith(".npy")));
}

function parse<T>({ code, out, err }: Outcome): T {
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

async function start(folder: string, content: string | Uint8Array, ...args: string[]): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, "edges");
  await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  const workspace = join(folder, "workspace");
  const { code, err } = await runCli("start", path, "--no-serve", "-w", workspace, ...args);
  assert.equal(code, 0, err);
  return workspace;
}

Deno.test("start goes from a file to look-alikes that equal exact counts within their intervals", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges));
    const answer = parse<SimilarAnswer>(await runCli("similar", "a0", "--json", "-w", workspace));
    assert.equal(answer.account.followers, 1500);
    const [nearest] = answer.lookAlikes;
    const regions = parse<OverlapAnswer>(await runCli("overlap", "a0", nearest.account.id, "--json", "-w", workspace));
    const audiences = [0, Number(nearest.account.id.slice("file:a".length))].map((influencer) =>
      new Set(edges.filter((edge) => edge.endsWith(`,a${influencer}`)).map((edge) => edge.split(",")[0]))
    );
    const shared = [...audiences[0]].filter((follower) => audiences[1].has(follower)).length;
    assert.equal(regions.regions.find(({ members }) => members.length === 2)?.size.value, shared);
    assert.equal(regions.union.value, audiences[0].size + audiences[1].size - shared);
    assert.ok(nearest.shared.low <= shared && shared <= nearest.shared.high, JSON.stringify(nearest.shared));
  }));

Deno.test("start on the same file builds nothing; on a changed one it builds again", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges));
    const before = await readGeneration(workspace, "signatures");
    await start(folder, csvOf(edges));
    assert.equal((await readGeneration(workspace, "signatures")).digest, before.digest);
    const { out } = await runCli("build", "-w", workspace);
    assert.match(out, /up to date/);
    await start(folder, csvOf(edges.slice(1)));
    const after = await readGeneration(workspace, "signatures");
    assert.notEqual(after.digest, before.digest);
    const info = parse<{ unusedGenerations: number }>(await runCli("info", "--json", "-w", workspace));
    assert.equal(info.unusedGenerations, 5);
    assert.match((await runCli("prune", "-w", workspace)).out, /Removed 5 generations/);
    assert.equal((await runCli("verify", "-w", workspace)).code, 0);
  }));

Deno.test("the same edges give the same bytes whatever their order, duplicates, packing, format and threads", () =>
  withFolder(async (folder) => {
    const reference = await start(join(folder, "reference"), csvOf(edges));
    const shuffled = edges.map((edge, index) => ({ edge, rank: (index * 7919) % 104_729 }))
      .sort((left, right) => left.rank - right.rank).map(({ edge }) => edge);
    const ndjson = edges.map((edge) => {
      const [follower, influencer] = edge.split(",");
      return JSON.stringify({ influencer, follower });
    }).join("\n");
    const variants: [name: string, content: string | Uint8Array, args: string[]][] = [
      ["shuffled", csvOf(shuffled), []],
      ["duplicated", csvOf([...edges, ...shuffled.slice(0, 500)]), []],
      ["gzip", gzipSync(csvOf(edges)), []],
      ["zstd", zstdCompressSync(csvOf(edges)), []],
      ["tabs, no header", edges.join("\n").replaceAll(",", "\t"), []],
      ["ndjson", ndjson, []],
    ];
    for (const [name, content, args] of variants) {
      const workspace = await start(join(folder, name), content, ...args);
      for (const step of ["network", "signatures"] as const) {
        assert.equal(await digestArrays(workspace, step), await digestArrays(reference, step), `${name}: ${step}`);
      }
    }
    const before = await digestArrays(reference, "signatures");
    await Deno.remove(join(reference, "signatures"), { recursive: true });
    assert.equal((await runCli("minhash", "--threads", "1", "-w", reference)).code, 0);
    assert.equal(await digestArrays(reference, "signatures"), before);
  }));

Deno.test("parts of different samples merge to what one run gives; overlapping and foreign parts are refused", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges));
    const whole = await digestArrays(workspace, "signatures");
    await Deno.remove(join(workspace, "signatures"), { recursive: true });
    const part = async (samples: string, ...args: string[]) =>
      parse<{ generation: string }>(
        await runCli("minhash", "--part", "--samples", samples, "--json", "-w", workspace, ...args),
      ).generation;
    const [first, second, third] = [await part("0-24"), await part("25-60"), await part("61-99")];
    assert.equal((await runCli("merge", third, first, second, first, "-w", workspace)).code, 0);
    assert.equal(await digestArrays(workspace, "signatures"), whole);
    const overlapping = await part("20-30");
    assert.match((await runCli("merge", first, overlapping, "-w", workspace)).err, /both cover sample 20/);
    const foreign = await part("61-99", "--registers", "128");
    assert.match((await runCli("merge", first, foreign, "-w", workspace)).err, /registerCount \(1024 and 128\)/);
    assert.match((await runCli("merge", "nosuchpart", "-w", workspace)).err, /found/);
  }));

Deno.test("start reads standard input, and --undirected counts both directions", () =>
  withFolder(async (folder) => {
    const workspace = join(folder, "workspace");
    const input = new TextEncoder().encode("1 2\n2 3\n3 3\n");
    const { code, err, out } = await runProcess(["start", "-", "--undirected", "--no-serve", "-w", workspace], {
      input,
    });
    assert.equal(code, 0, err);
    assert.match(err, /3 rows, 1 self-follows dropped, 3 accounts/);
    assert.match(err, /3 influencers, 3 followers, 4 edges, 0 duplicate rows/);
    assert.match(out, /file:2/);
  }));

Deno.test("a workspace remembers nothing of a file that --replace or start put aside, and adds what import adds", () =>
  withFolder(async (folder) => {
    const [one, other] = [join(folder, "one.csv"), join(folder, "other.csv")];
    await Deno.writeTextFile(one, csvOf(["p1,a1", "p2,a1"]));
    await Deno.writeTextFile(other, csvOf(["p3,a1"]));
    const workspace = join(folder, "workspace");
    for (const file of [one, other]) assert.equal((await runCli("import", "edges", file, "-w", workspace)).code, 0);
    assert.equal((await runCli("build", "-w", workspace)).code, 0);
    assert.equal((await readGeneration(workspace, "network")).manifest.counts.edges, 3);
    await runCli("import", "edges", other, "--replace", "-w", workspace);
    await runCli("build", "-w", workspace);
    assert.equal((await readGeneration(workspace, "network")).manifest.counts.edges, 1);
  }));

Deno.test("platforms and kinds of edges are not mixed unless asked", () =>
  withFolder(async (folder) => {
    const file = join(folder, "one.csv");
    await Deno.writeTextFile(file, csvOf(["1,2"]));
    const workspace = join(folder, "workspace");
    await runCli("import", "edges", file, "--platform", "x", "-w", workspace);
    await runCli("import", "edges", file, "--platform", "bluesky", "--kind", "like", "-w", workspace);
    assert.match((await runCli("build", "-w", workspace)).err, /2 platforms \(bluesky, x\).*--platform/);
    assert.equal((await runCli("build", "--platform", "x", "-w", workspace)).code, 0);
    assert.equal((await readGeneration(workspace, "network")).manifest.counts.edges, 1);
    assert.equal((await runCli("build", "--platform", "mixed", "--kind", "mixed", "-w", workspace)).code, 0);
    assert.equal((await readGeneration(workspace, "network")).manifest.counts.edges, 2);
    assert.equal((await readGeneration(workspace, "network")).manifest.recipe.options.platform, "mixed");
  }));

Deno.test("--minimum-followers keeps the larger influencers and says what share of edges stays", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges), "--minimum-followers", "1000");
    const { manifest } = await readGeneration(workspace, "network");
    assert.equal(manifest.counts.influencers, 2);
    const kept = edges.filter((edge) => /,a[01]$/.test(edge)).length;
    assert.equal(manifest.counts.edges, kept);
    assert.ok(Math.abs(Number(manifest.details.edgeShare) - kept / edges.length) < 1e-12);
  }));

Deno.test("profiles give names, kinds and coverage, and the box finds them", () =>
  withFolder(async (folder) => {
    const profiles = join(folder, "who.ndjson");
    await Deno.writeTextFile(
      profiles,
      [
        { id: "a0", username: "moss", name: "Moss & Mile", followers_count: 6000, kind: "brand", motto: "run" },
        { id: "a1", username: "mile", name: "Mile End", followers_count: 10, kind: "person" },
      ].map((profile) => JSON.stringify(profile)).join("\n"),
    );
    const workspace = await start(folder, csvOf(edges), "--profiles", profiles);
    const answer = parse<SimilarAnswer>(await runCli("similar", "@moss", "--json", "-w", workspace));
    assert.equal(answer.account.name, "Moss & Mile");
    assert.equal(answer.account.coverage, 0.25);
    assert.deepEqual(answer.kinds, ["brand", "person"]);
    const persons = parse<SimilarAnswer>(
      await runCli("similar", "@moss", "--kind", "person", "--json", "-w", workspace),
    );
    assert.deepEqual(persons.lookAlikes.map(({ account }) => account.handle), ["mile"]);
    assert.equal(persons.lookAlikes[0].coverage, "partial");
    assert.match((await runCli("info", "-w", workspace)).out, /coverage known for 2 influencers, median 62.5 %/);
    assert.match((await runCli("similar", "@nobody", "-w", workspace)).err, /"@nobody".*handle/);
  }));

Deno.test("verify finds a changed byte and names file and block", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges));
    const { folder: signatures } = await readGeneration(workspace, "signatures");
    const path = join(signatures, "follower_counts.npy");
    await Deno.chmod(path, 0o644);
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 3] ^= 1;
    await Deno.writeFile(path, bytes);
    const { code, err } = await runCli("verify", "-w", workspace);
    assert.equal(code, 1);
    assert.match(err, /follower_counts\.npy" at byte 0: needed block checksum/);
  }));

Deno.test("Ctrl-C in the middle leaves nothing half-written, and the next run finishes", () =>
  withFolder(async (folder) => {
    const path = join(folder, "large.csv");
    const rows = Array.from({ length: 1_500_000 }, (_, row) => `${row % 400_003},${row % 997}`);
    await Deno.writeTextFile(path, csvOf(rows));
    const workspace = join(folder, "workspace");
    const args = ["start", path, "--no-serve", "-w", workspace];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-P=compute", join(root, "scripts/asterism.ts"), ...args],
      cwd: root,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    // As soon as the import has begun to write.
    while ((await findTemporaries(workspace).catch(() => [])).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    assert.equal(code, 1);
    assert.match(new TextDecoder().decode(stderr), /interrupted/);
    await assert.rejects(Deno.stat(workspace), Deno.errors.NotFound);
    assert.equal((await runCli(...args)).code, 0);
  }));

Deno.test("a killed command leaves only a temporary folder, which the next one removes", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges));
    await Deno.mkdir(join(workspace, "network", ".tmp-killed"));
    assert.equal((await runCli("minhash", "-w", workspace)).code, 0);
    assert.deepEqual(await findTemporaries(workspace), []);
  }));

Deno.test("look-alikes stand in the order of the values that are shown, whatever the coverage, by every measure", () =>
  withFolder(async (folder) => {
    const profiles = join(folder, "who.csv");
    const claims = Array.from({ length: 60 }, (_, influencer) => {
      const seen = edges.filter((edge) => edge.endsWith(`,a${influencer}`)).length;
      return `a${influencer},${influencer % 7 === 0 ? "" : seen * (1 + (influencer % 5))}`;
    });
    await Deno.writeTextFile(profiles, `id,followers_count\n${claims.join("\n")}\n`);
    const workspace = await start(folder, csvOf(edges), "--profiles", profiles);
    for (const by of ["jaccard", "containment", "lift"] as const) {
      const { lookAlikes } = parse<SimilarAnswer>(await runCli("similar", "a3", "--by", by, "--json", "-w", workspace));
      assert.ok(lookAlikes.length > 20);
      const values = lookAlikes.map((entry) =>
        ({ jaccard: entry.jaccard, containment: entry.containmentLeft, lift: entry.lift })[by].value
      );
      const least = values[5];
      const fewer = parse<SimilarAnswer>(
        await runCli("similar", "a3", "--by", by, "--minimum", String(least * 0.999999), "--json", "-w", workspace),
      );
      assert.equal(fewer.lookAlikes.length, values.filter((value) => value >= least * 0.999999).length);
      values.reduce((before, value) => {
        assert.ok(value <= before * (1 + 1e-9), `${by}: ${value} after ${before}`);
        return value;
      });
    }
  }));

Deno.test("signatures of other registers, or of some samples, answer with what they were made of", () =>
  withFolder(async (folder) => {
    const workspace = await start(folder, csvOf(edges));
    const ask = async () => parse<SimilarAnswer>(await runCli("similar", "a0", "--json", "-w", workspace));
    assert.equal((await runCli("minhash", "--registers", "128", "--list-limit", "0", "-w", workspace)).code, 0);
    const coarse = await ask();
    assert.deepEqual([coarse.evidence.registerCount, coarse.evidence.listLimit], [128, 0]);
    assert.ok(coarse.lookAlikes.length > 0 && coarse.lookAlikes.every(({ exact }) => !exact));
    assert.equal((await runCli("minhash", "--samples", "0-49", "-w", workspace)).code, 0);
    const half = await ask();
    assert.equal(half.evidence.samples, 50);
    assert.ok(half.lookAlikes.every(({ exact }) => !exact));
    assert.equal((await runCli("build", "-w", workspace)).code, 0);
    assert.equal((await ask()).evidence.samples, 100);
  }));
