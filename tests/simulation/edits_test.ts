/** What people say about communities, by the commands that they type and over HTTP: it holds at once, and over later runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Answers, type EditOutcome, type EditRecord, openAnswers } from "../../core/answers/mod.ts";
import type { CommunitySummary, CommunityTree } from "../../core/answers/mod.ts";
import { openReferenceKernel } from "../../core/kernel/reference/mod.ts";
import { openOrCreateWorkspace } from "../../core/workspace/workspace.ts";
import { serve } from "../../scripts/serve/supervisor.ts";
import { createWorld, writeWorld } from "../../scripts/simulator/world/mod.ts";
import { type Outcome, runCli, withFolder } from "./_cli.ts";

const seed = 11;
/** Few, since files take most of the time. */
const sampleCount = 4;
const world = { seed, influencerCount: 500, followerCount: 12_000, communityCount: 10 };

function parse<T>({ code, out, err }: Outcome): T {
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

interface Bench {
  readonly folder: string;
  readonly workspace: string;
  /** Runs `asterism communities …` on the workspace. */
  readonly communities: (...args: string[]) => Promise<Outcome>;
  readonly ask: <T>(act: (answers: Answers) => Promise<T>) => Promise<T>;
}

let built: Promise<string> | undefined;

/** A workspace with communities, built once; each test gets its own copy. */
function buildOnce(): Promise<string> {
  return built ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "asterism-test-" });
    globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    const { edges, profiles } = await writeWorld(createWorld(world), join(folder, "world"), {});
    const workspace = join(folder, "workspace");
    await openOrCreateWorkspace(workspace, { sampleCount });
    const started = await runCli("start", edges, "--profiles", profiles, "--no-serve", "-w", workspace, "--quiet");
    assert.equal(started.code, 0, started.err);
    return workspace;
  })();
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

async function withBench(act: (bench: Bench) => Promise<void>): Promise<void> {
  const source = await buildOnce();
  await withFolder(async (folder) => {
    const workspace = join(folder, "workspace");
    await copyFolder(source, workspace);
    await act({
      folder,
      workspace,
      communities: (...args) => runCli("communities", ...args, "--json", "--workspace", workspace, "--quiet"),
      ask: async (question) => await question(await openAnswers(workspace, openReferenceKernel("only asked"))),
    });
  });
}

/** Account ids of a community's members, most central first. */
async function membersOf(answers: Answers, id: string): Promise<string[]> {
  return (await answers.community({ id, limit: 1000 })).members.map(({ account }) => account.id);
}

const baseOf = ({ communities, baseLevel }: CommunityTree) => communities.filter(({ level }) => level === baseLevel);

Deno.test("each kind of edit holds at once, over runs with another seed and resolution, and over a new import", () =>
  withBench(async ({ folder, workspace, communities, ask }) => {
    const before = await ask((answers) => answers.communities({}));
    const [named, from, into, wide, flagged] = baseOf(before).map(({ id }) => id);
    const found = await ask((answers) =>
      Promise.all([named, from, into, wide, flagged].map((id) => membersOf(answers, id)))
    );
    const [namedMembers, fromMembers, intoMembers, wideMembers, flaggedMembers] = found;
    const pinned = flaggedMembers.at(-1)!;
    const apart = wideMembers.slice(2, 9);

    const truth = join(folder, "truth.csv");
    const groups = createWorld(world).influencers.map(({ id, communities }) => `${id},${communities[0]}`);
    await Deno.writeTextFile(truth, `id,community\n${groups.join("\n")}\n`);
    const score = async () => parse(await communities("score", "--truth", truth));
    const scored = await score();

    const edit = async (...args: string[]) => parse<EditOutcome>(await communities(...args));
    assert.equal((await edit("rename", named, "people", "of", "note")).community, named);
    await edit("pin", named, pinned);
    assert.equal((await edit("merge", from, into)).community, into);
    await edit("rename", into, "joined");
    const made = await edit("split", wide, ...apart, "--name", "apart");
    await edit("review", flagged, "--sensitive");
    await edit("save", "our own", namedMembers[0], namedMembers[1], "--seeds", namedMembers[0]);

    const check = async (told: string) => {
      const records = parse<EditRecord[]>(await communities("edits"));
      assert.deepEqual(records.map(({ notApplied }) => notApplied), records.map(() => null), `seed ${seed}, ${told}`);
      await ask(async (answers) => {
        const tree = await answers.communities({});
        const called = (name: string): CommunitySummary => {
          const hits = tree.communities.filter(({ label }) => label.text === name);
          assert.equal(hits.length, 1, `${told}: ${hits.length} communities are called "${name}"`);
          assert.equal(hits[0].label.confidence, 1);
          return hits[0];
        };
        const holds = async (name: string, accounts: readonly string[]) => {
          const members = new Set(await membersOf(answers, called(name).id));
          return accounts.filter((account) => members.has(account)).length / accounts.length;
        };
        assert.ok(await holds("people of note", namedMembers.slice(0, 10)) > 0.5, told);
        assert.equal(await holds("people of note", [pinned]), 1, `${told}: the pinned account is there`);
        assert.ok(await holds("joined", fromMembers.slice(0, 10)) > 0.5, told);
        assert.ok(await holds("joined", intoMembers.slice(0, 10)) > 0.5, told);
        assert.deepEqual((await membersOf(answers, called("apart").id)).sort(), [...apart].sort(), told);
        assert.equal(called("apart").id, made.community, "a split keeps the id that the edit gave it");
        const sensitive = baseOf(tree).filter((community) => community.sensitive !== null);
        assert.equal(sensitive.length, 1, told);
        assert.equal(sensitive[0].sensitive!.reviewed, true);
        const members = new Set(await membersOf(answers, sensitive[0].id));
        assert.ok(flaggedMembers.slice(0, 10).filter((account) => members.has(account)).length > 5, told);
        assert.deepEqual(tree.saved.map(({ label, members }) => [label, members]), [[
          "our own",
          namedMembers.slice(0, 2),
        ]]);
        const known = (await answers.account(apart[0])).knownFor.map(({ id }) => id);
        const ids = new Set(baseOf(tree).map(({ id }) => id));
        assert.ok(known.length > 0 && known.every((id) => ids.has(id)), `${told}: known for what there is`);
      });
    };
    await check("at once");
    assert.deepEqual(await score(), scored, "scores judge what was found, not what somebody said");
    for (const rerun of [["--seed", "9"], ["--resolution", "1.5", "--seed", "4"]]) {
      parse(await communities("detect", ...rerun));
      await check(`detect ${rerun.join(" ")}`);
    }
    const other = await writeWorld(createWorld({ ...world, followerCount: 14_000 }), join(folder, "other"), {});
    for (const args of [["import", "edges", other.edges], ["build"]]) {
      const { code, err } = await runCli(...args, "--workspace", workspace, "--quiet");
      assert.equal(code, 0, err);
    }
    await check("a new import");

    await Deno.rename(join(workspace, "edits"), join(folder, "aside"));
    const plain = await ask((answers) => answers.communities({}));
    await Deno.rename(join(folder, "aside"), join(workspace, "edits"));
    const records = parse<EditRecord[]>(await communities("edits"));
    for (const { community } of records.toReversed()) await edit("undo", community);
    assert.deepEqual(parse(await communities("edits")), []);
    assert.deepEqual(
      await ask((answers) => answers.communities({})),
      plain,
      "undo of everything is as if nothing was said",
    );
  }));

Deno.test("what cannot be is refused with the reason and leaves no trace; what cannot be found again is told, not dropped", () =>
  withBench(async ({ folder, workspace, communities, ask }) => {
    const tree = await ask((answers) => answers.communities({}));
    const [one, two] = baseOf(tree).map(({ id }) => id);
    const part = tree.communities.find(({ level }) => level > tree.baseLevel)!.id;
    const [stranger, ...own] = await ask(async (answers) => [
      (await membersOf(answers, two))[0],
      ...(await membersOf(answers, one)),
    ]);
    const refused: [args: string[], code: number, words: RegExp][] = [
      [["rename", "c-nothere", "x"], 1, /Cannot find community "c-nothere"/],
      [["rename", one, " "], 1, /needed 1 to 120 characters/],
      [["rename", one, "x".repeat(121)], 1, /got 121/],
      [["pin", one, "nobody-by-this-name"], 1, /Cannot find account "nobody-by-this-name"/],
      [["merge", one, one], 1, /with itself/],
      [["merge", one, part], 1, /needed two of one level/],
      [["split", one, own[0], own[1]], 1, /needed 3 accounts or more/],
      [["split", one, ...own], 1, /at least one that stays/],
      [["split", one, own[0], own[1], stranger], 1, /needed accounts of its own, got/],
      [["review", one], 2, /needed one of --sensitive and --not-sensitive/],
      [["undo", one], 1, /needed an edit of it that holds, found none/],
      [["undo", "s-abcdefghij"], 1, /Cannot find saved community/],
      [["pin", "s-abcdefghij", own[0]], 1, /Cannot find saved community/],
    ];
    for (const [args, code, words] of refused) {
      const outcome = await communities(...args);
      assert.equal(outcome.code, code, `${args.join(" ")}: ${outcome.out}`);
      assert.match(outcome.err, words);
    }
    assert.deepEqual(parse(await communities("edits")), []);

    parse(await communities("rename", one, "first"));
    parse(await communities("merge", one, two));
    const shown = await runCli("communities", "show", "--workspace", workspace, "--quiet");
    assert.match(shown.out, new RegExp(`${two} .*edited`));
    assert.match((await communities("show", one)).err, /Cannot find community/);
    const path = join(workspace, "edits", "communities.ndjson");
    const log = await Deno.readFile(path);
    await Deno.writeFile(path, log.subarray(0, log.length - 20));
    const cut = await runCli("communities", "edits", "--json", "--workspace", workspace);
    assert.match(
      cut.err,
      /Line 2 of edits\/communities.ndjson, at byte \d+, was cut or changed and counts for nothing/,
    );
    assert.equal(parse<EditRecord[]>(cut).length, 1);
    assert.equal(parse<EditOutcome>(await communities("merge", one, two)).community, two);
    assert.equal(parse<EditRecord[]>(await communities("edits")).length, 2);
    for (const command of ["verify", "prune"]) {
      const outcome = await runCli(command, "--workspace", workspace);
      assert.equal(outcome.code, 0, outcome.err);
    }
    assert.equal(parse<EditRecord[]>(await communities("edits")).length, 2, "prune leaves what people said");

    const elsewhere = join(folder, "elsewhere");
    const rows = Array.from({ length: 400 }, (_, i) => `p${i % 100},a${(i * 7 + Math.floor(i / 100)) % 12}`);
    await Deno.writeTextFile(join(folder, "few.csv"), `follower,influencer\n${rows.join("\n")}\n`);
    await openOrCreateWorkspace(elsewhere, { sampleCount });
    const started = await runCli("start", join(folder, "few.csv"), "--no-serve", "-w", elsewhere, "--quiet");
    assert.equal(started.code, 0, started.err);
    await Deno.mkdir(join(elsewhere, "edits"));
    await Deno.copyFile(path, join(elsewhere, "edits", "communities.ndjson"));
    const records = parse<EditRecord[]>(await runCli("communities", "edits", "--json", "-w", elsewhere, "--quiet"));
    for (const { notApplied } of records) assert.match(notApplied!, /is not there, and none of its accounts/);
    assert.equal(records.length, 2);
  }));

Deno.test("a running server keeps edits in its one writable folder, answers by them at once, and takes up those of the command line", () =>
  withBench(async ({ folder, workspace, communities, ask }) => {
    const page = join(folder, "page");
    await Deno.mkdir(page);
    const controller = new AbortController();
    let ended = Promise.resolve();
    const url = await new Promise<string>((resolve, reject) => {
      const { signal } = controller;
      ended = serve({ workspace, page, host: "127.0.0.1", port: 0, open: true, signal, onReady: resolve });
      ended.then(() => reject(new Error("it ended before it was ready")), reject);
    });
    try {
      const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
        const response = await fetch(`${url}/v1${path}`, {
          method,
          headers: { "content-type": "application/json", ...headers },
          body: body === undefined ? undefined : JSON.stringify(body),
        });
        return { status: response.status, etag: response.headers.get("etag"), answer: await response.json() };
      };
      const { answer: tree, etag } = await send("GET", "/communities");
      const [one, two] = baseOf(tree).map(({ id }) => id);
      const renamed = await send("PATCH", `/communities/${one}`, { action: "rename", text: "by the page" });
      assert.deepEqual([renamed.status, renamed.answer.community], [200, one], JSON.stringify(renamed.answer));
      const after = await send("GET", "/communities");
      assert.equal(after.answer.communities.find(({ id }: CommunitySummary) => id === one).label.text, "by the page");
      assert.notEqual(after.etag, etag, "what was said is a new answer");
      assert.equal((await send("GET", `/communities/${one}`)).answer.label.text, "by the page");

      const members = await ask((answers) => membersOf(answers, one));
      const request = { text: "kept", seeds: [members[0]], members: members.slice(0, 4) };
      const save = (body: unknown) => send("POST", "/communities", body, { "idempotency-key": "only once" });
      const saves = await Promise.all([save(request), save(request), save(request)]);
      assert.deepEqual(saves.map(({ status }) => status), [201, 201, 201]);
      assert.equal(new Set(saves.map(({ answer }) => answer.edit)).size, 1, "asked three times, kept once");
      assert.equal((await save({ ...request, text: "other" })).status, 422);
      assert.deepEqual((await send("GET", "/communities")).answer.saved.map(({ label }: { label: string }) => label), [
        "kept",
      ]);

      const names = Array.from({ length: 8 }, (_, i) => `name ${i}`);
      const rename = (text: string) => send("PATCH", `/communities/${two}`, { action: "rename", text });
      const [cli] = await Promise.all([communities("rename", one, "by hand"), ...names.map(rename)]);
      assert.equal(cli.code, 0, cli.err);
      const saidMs = performance.now();
      for (let label = ""; label !== "by hand";) {
        label = (await send("GET", `/communities/${one}`)).answer.label.text;
        assert.ok(performance.now() - saidMs < 3000, `still "${label}"`);
      }
      console.log(`taken up from the command line after ${Math.round(performance.now() - saidMs)} ms`);
      const { answer: { edits } } = await send("GET", "/edits");
      assert.equal(edits.length, 11, "of writers at once none is lost");
      assert.equal((await send("PATCH", `/communities/${one}`, { action: "undo" })).status, 200);
      assert.equal((await send("GET", `/communities/${one}`)).answer.label.text, "by the page");
      const foreign = await send("PATCH", `/communities/${one}`, { action: "undo" }, { origin: "http://evil.example" });
      assert.equal(foreign.status, 403);
      assert.equal((await send("PATCH", "/communities/c-nothere", { action: "undo" })).status, 404);
      assert.equal((await send("PATCH", `/communities/${one}`, { action: "merge", into: one })).status, 422);

      const log = join(workspace, "edits", "communities.ndjson");
      await Deno.remove(log);
      await Deno.mkdir(log);
      const refused = await send("PATCH", `/communities/${one}`, { action: "rename", text: "lost" });
      assert.equal(refused.status >= 500, true, "what is not kept is not said to be");
      assert.ok(!JSON.stringify(refused.answer).includes(folder), "and no path is shown");
      assert.equal((await send("GET", `/communities/${one}`)).answer.label.text, "by the page");
    } finally {
      controller.abort();
      await ended;
    }
  }));
