/** Whatever a person throws at the command line: a message that helps, the right exit code, nothing half-written. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { npyHeader } from "../../core/workspace/npy.ts";
import { findTemporaries, runCli, runProcess, withFolder } from "./_cli.ts";

const good = "follower,influencer\n1,10\n2,10\n2,11\n";

interface BadInput {
  name: string;
  file: string;
  content: string | Uint8Array;
  args?: string[];
  /** What the message must say. */
  says: RegExp[];
}

const randomBytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 0xff);
const packed = gzipSync(good.repeat(1000));
const truncatedNpy = new Uint8Array([...npyHeader("<u8", [100, 2]), ...new Uint8Array(64)]);

const cases: BadInput[] = [
  {
    name: "a missing column",
    file: "a.csv",
    content: good,
    args: ["--follower-column", "who"],
    says: [/a\.csv/, /"who"/, /follower/],
  },
  { name: "an empty file", file: "a.csv", content: "", says: [/a\.csv/, /empty/] },
  { name: "a header and nothing else", file: "a.csv", content: "follower,influencer\n", says: [/a\.csv/, /row/] },
  { name: "binary garbage", file: "a.csv", content: randomBytes, says: [/a\.csv/] },
  {
    name: "a cut gzip",
    file: "a.csv.gz",
    content: packed.subarray(0, packed.length - 40),
    says: [/a\.csv\.gz/, /gzip/],
  },
  {
    name: "a damaged gzip",
    file: "a.csv.gz",
    content: packed.map((byte, at) => at > 30 && at < 60 ? byte ^ 0x5a : byte),
    says: [/a\.csv\.gz/, /gzip/],
  },
  { name: "one field a row", file: "a.csv", content: "1\n2\n3\n", says: [/a\.csv/, /column/] },
  {
    name: "ids of 10,000 characters",
    file: "a.csv",
    content: `follower,influencer\n${`${"9".repeat(10_000)},2\n`.repeat(200)}`,
    says: [/a\.csv/, /512/, /a\.csv:2:/],
  },
  {
    name: "a truncated .npy",
    file: "a.npy",
    content: truncatedNpy,
    says: [/a\.npy/, /needed 5696 bytes/, /found 4160/],
  },
  {
    name: "a .npy of the wrong shape",
    file: "a.npy",
    content: new Uint8Array([...npyHeader("<u8", [4]), ...new Uint8Array(32)]),
    says: [/a\.npy/, /shape|two columns/],
  },
  {
    name: "a .npy of the wrong type",
    file: "a.npy",
    content: new Uint8Array([...npyHeader("<f8", [2, 2]), ...new Uint8Array(32)]),
    says: [/a\.npy/, /f8/],
  },
  { name: "broken Parquet", file: "a.parquet", content: "PAR1 and then nothing PAR1", says: [/a\.parquet/] },
  {
    name: "NDJSON that is no JSON",
    file: "a.ndjson",
    content: `{"follower": 1, "influencer": 2}\n${"{nonsense\n".repeat(200)}`,
    says: [/a\.ndjson:2:/],
  },
];

for (const { name, file, content, args = [], says } of cases) {
  Deno.test(`start says what is wrong with ${name}`, () =>
    withFolder(async (folder) => {
      const path = join(folder, file);
      await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
      const workspace = join(folder, "workspace");
      const { code, err } = await runCli("start", path, ...args, "--no-serve", "-w", workspace);
      assert.equal(code, 1, err);
      for (const pattern of says) assert.match(err, pattern);
      assert.doesNotMatch(err, /bug in Asterism|\n\s+at /);
      await assert.rejects(Deno.stat(workspace), Deno.errors.NotFound);
    }));
}

Deno.test("a failed import leaves a workspace that was there before, and what lies beside it, as it was", () =>
  withFolder(async (folder) => {
    const [bad, fine] = [join(folder, "bad.csv"), join(folder, "fine.csv")];
    await Deno.writeTextFile(bad, "1\n2\n");
    await Deno.writeTextFile(fine, good);
    const workspace = join(folder, "workspace");
    await Deno.mkdir(workspace);
    await Deno.writeTextFile(join(workspace, "mine.txt"), "keep");
    assert.equal((await runCli("import", "edges", bad, "-w", workspace)).code, 1);
    assert.deepEqual([...Deno.readDirSync(workspace)].map(({ name }) => name), ["mine.txt"]);
    assert.equal((await runCli("import", "edges", fine, "-w", workspace)).code, 0);
    const before = await runCli("info", "--json", "-w", workspace);
    assert.equal((await runCli("import", "edges", bad, "-w", workspace)).code, 1);
    assert.equal((await runCli("info", "--json", "-w", workspace)).out, before.out);
    assert.deepEqual(await findTemporaries(workspace), []);
  }));

Deno.test("a few bad rows are left out, counted, and shown with their lines", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.csv");
    await Deno.writeTextFile(path, `${good}onlyone\n,5\n3,11\n`);
    const { code, out, err } = await runCli("import", "edges", path, "-w", join(folder, "workspace"));
    assert.equal(code, 0, err);
    assert.match(out, /2 bad rows left out/);
    assert.match(out, /a\.csv, line 5/);
    assert.match(out, /a\.csv, line 6/);
  }));

Deno.test("more bad rows than --max-bad stop the import", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.csv");
    await Deno.writeTextFile(path, `${good}onlyone\n,5\n`);
    const { code, err } = await runCli("import", "edges", path, "--max-bad", "1", "-w", join(folder, "workspace"));
    assert.equal(code, 1);
    assert.match(err, /a\.csv:5:/);
  }));

Deno.test("a missing file, a folder, and a missing workspace are named", () =>
  withFolder(async (folder) => {
    const workspace = join(folder, "workspace");
    assert.match((await runCli("start", join(folder, "no.csv"), "-w", workspace)).err, /no\.csv.*no such file/);
    assert.match((await runCli("start", folder, "-w", workspace)).err, /folder/);
    const { code, err } = await runCli("info", "-w", join(folder, "nowhere"));
    assert.equal(code, 1);
    assert.match(err, /nowhere.*asterism\.json/);
  }));

Deno.test("a newer workspace format is refused, with both versions", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "asterism.json"), '{"format": 99}');
    const { code, err } = await runCli("info", "-w", folder);
    assert.equal(code, 1);
    assert.match(err, /format is 99.*up to 1/);
  }));

Deno.test("wrong usage exits with 2 and points at the help", async () => {
  for (
    const [args, says] of [
      [["similr"], /unknown command 'similr'/],
      [["similar"], /missing required argument 'account'/],
      [["similar", "1", "--limits", "3"], /unknown option '--limits'/],
      [["similar", "1", "--limit", "many"], /--limit "many"/],
      [["similar", "1", "--by", "taste"], /jaccard, containment, lift/],
      [["minhash", "--threads", "0"], /--threads "0"/],
      [["import", "edges"], /missing required argument/],
      [["keys", "create", "a", "--scope", "everything"], /everything/],
    ] as const
  ) {
    const { code, err } = await runCli(...args);
    assert.equal(code, 2, `${args.join(" ")}: ${err}`);
    assert.match(err, says);
    assert.match(err, /--help/);
  }
});

Deno.test("every command has --help with an example", async () => {
  const help = await runCli("--help");
  assert.equal(help.code, 0);
  const names = [...help.out.matchAll(/^ {2}(\w+)(?=[ |])/gm)].map(([, name]) => name);
  assert.ok(names.length >= 14, names.join(" "));
  for (const name of names.filter((name) => !["help", "asterism"].includes(name))) {
    const { code, out } = await runCli(name, "--help");
    assert.equal(code, 0, name);
    if (!/^Commands:/m.test(out)) assert.match(out, /Examples:\n {2}(asterism|deno)/, name);
  }
});

Deno.test("a full disk is said so, and nothing half-written stays", async (test) => {
  await withFolder(async (folder) => {
    const disk = join(folder, "disk");
    await Deno.mkdir(disk);
    const mount = await new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk],
      stderr: "null",
    })
      .output().catch(() => ({ success: false }));
    if (!mount.success) {
      console.log("skipped: a small disk cannot be mounted here (needs root)");
      await test.step({ name: "needs root", ignore: true, fn: () => {} });
      return;
    }
    try {
      const path = join(folder, "a.csv");
      const rows = Array.from({ length: 200_000 }, (_, row) => `${row},${row % 997}`);
      await Deno.writeTextFile(path, `follower,influencer\n${rows.join("\n")}\n`);
      const workspace = join(disk, "workspace");
      const { code, err } = await runProcess(["start", path, "--no-serve", "-w", workspace]);
      assert.equal(code, 1, err);
      assert.match(err, /disk|space/i);
      assert.doesNotMatch(err, /bug in Asterism/);
      await assert.rejects(Deno.stat(workspace), Deno.errors.NotFound);
    } finally {
      await new Deno.Command("umount", { args: [disk] }).output();
    }
  });
});
