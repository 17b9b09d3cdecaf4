import assert from "node:assert/strict";
import { join } from "node:path";
import { CorruptFileError, NotFoundError } from "../../../core/errors.ts";
import {
  isFresh,
  listGenerations,
  publishGeneration,
  readCurrent,
  referenceTo,
  requireCurrent,
  setCurrent,
} from "../../../core/workspace/generation.ts";
import type { Recipe } from "../../../core/workspace/manifest.ts";
import { findUnused } from "../../../core/workspace/prune.ts";
import { verifyGeneration } from "../../../core/workspace/verify.ts";
import { openOrCreateWorkspace, withWorkspaceLock, type Workspace } from "../../../core/workspace/workspace.ts";
import { checksummer } from "./_fake_kernel.ts";

async function withWorkspace(act: (workspace: Workspace) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await act(await openOrCreateWorkspace(join(folder, "workspace"), { sampleCount: 4 }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const recipeOf = (workspace: Workspace, options: Recipe["options"] = {}): Recipe => ({
  step: "network",
  stepVersion: 1,
  parameters: workspace.parameters,
  options,
  inputs: [],
});

const writeText = (text: string) => async (folder: string) => {
  await Deno.mkdir(join(folder, "sample-00"));
  await Deno.writeTextFile(join(folder, "sample-00", "data.txt"), text);
  return { counts: { letters: text.length } };
};

Deno.test("publishGeneration() leaves files, a manifest with their checksums, and no temporary name", () =>
  withWorkspace(async (workspace) => {
    const generation = await publishGeneration(workspace, recipeOf(workspace), checksummer, writeText("hello"));
    assert.equal(await Deno.readTextFile(join(generation.folder, "sample-00/data.txt")), "hello");
    assert.deepEqual(generation.manifest.files.map(({ path, bytes }) => [path, bytes]), [["sample-00/data.txt", 5]]);
    assert.deepEqual([...Deno.readDirSync(join(workspace.folder, "network"))].map(({ name }) => name), [
      generation.name,
    ]);
    assert.deepEqual(await verifyGeneration(generation, checksummer), []);
  }));

Deno.test("publishGeneration() removes everything and changes nothing when the builder fails", () =>
  withWorkspace(async (workspace) => {
    const failing = async (folder: string) => {
      await writeText("half")(folder);
      throw new Error("No space left on device");
    };
    await assert.rejects(publishGeneration(workspace, recipeOf(workspace), checksummer, failing), /No space left/);
    assert.deepEqual([...Deno.readDirSync(join(workspace.folder, "network"))], []);
    assert.deepEqual(await readCurrent(workspace, "network"), []);
  }));

Deno.test("the same recipe has the same name and is not built twice; another option is another generation", () =>
  withWorkspace(async (workspace) => {
    const first = await publishGeneration(workspace, recipeOf(workspace), checksummer, writeText("a"));
    const again = await publishGeneration(workspace, recipeOf(workspace), checksummer, () => {
      throw new Error("built again");
    });
    assert.equal(again.digest, first.digest);
    const other = await publishGeneration(
      workspace,
      recipeOf(workspace, { kind: "like" }),
      checksummer,
      writeText("b"),
    );
    assert.notEqual(other.name, first.name);
    assert.deepEqual(
      (await listGenerations(workspace, "network")).map(({ name }) => name).sort(),
      [first.name, other.name].sort(),
    );
  }));

Deno.test("a step is fresh only while its recipe is the current one", () =>
  withWorkspace(async (workspace) => {
    await assert.rejects(requireCurrent(workspace, "network"), NotFoundError);
    const recipe = recipeOf(workspace);
    const generation = await publishGeneration(workspace, recipe, checksummer, writeText("a"));
    assert.equal(await isFresh(workspace, recipe), false);
    await setCurrent(workspace, "network", [generation]);
    assert.equal(await isFresh(workspace, recipe), true);
    assert.equal(await isFresh(workspace, { ...recipe, inputs: [referenceTo(generation)] }), false);
    assert.equal(await isFresh(workspace, { ...recipe, stepVersion: 2 }), false);
  }));

Deno.test("readCurrent() refuses a manifest that was changed after it was published", () =>
  withWorkspace(async (workspace) => {
    const generation = await publishGeneration(workspace, recipeOf(workspace), checksummer, writeText("a"));
    await setCurrent(workspace, "network", [generation]);
    const path = join(generation.folder, "manifest.json");
    await Deno.chmod(path, 0o644);
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"letters": 1', '"letters": 2'));
    await assert.rejects(readCurrent(workspace, "network"), CorruptFileError);
  }));

Deno.test("verifyGeneration() names the file that was changed, cut, removed or added", () =>
  withWorkspace(async (workspace) => {
    const generation = await publishGeneration(workspace, recipeOf(workspace), checksummer, writeText("hello"));
    const path = join(generation.folder, "sample-00/data.txt");
    await Deno.chmod(path, 0o644);
    for (
      const [damage, reason] of [["jello", /checksum/], ["hell", /checksum|5 bytes/], [undefined, /missing/]] as const
    ) {
      if (damage === undefined) await Deno.remove(path);
      else await Deno.writeTextFile(path, damage);
      const [fault, ...others] = await verifyGeneration(generation, checksummer);
      assert.equal(others.length, 0);
      assert.equal(fault.file, path);
      assert.match(fault.reason, reason);
    }
    await Deno.writeTextFile(path, "hello");
    await Deno.writeTextFile(join(generation.folder, "stray.txt"), "");
    assert.match((await verifyGeneration(generation, checksummer))[0].message, /stray.txt.*does not know/);
  }));

Deno.test("findUnused() keeps what is current and what it was made from", () =>
  withWorkspace(async (workspace) => {
    const network = await publishGeneration(workspace, recipeOf(workspace), checksummer, writeText("a"));
    const old = await publishGeneration(workspace, recipeOf(workspace, { kind: "like" }), checksummer, writeText("b"));
    const recipe: Recipe = { ...recipeOf(workspace), step: "signatures", inputs: [referenceTo(network)] };
    await setCurrent(workspace, "signatures", [
      await publishGeneration(workspace, recipe, checksummer, writeText("c")),
    ]);
    assert.deepEqual((await findUnused(workspace)).map(({ name }) => name), [old.name]);
  }));

Deno.test("withWorkspaceLock() refuses a second writer and clears what a dead one left", () =>
  withWorkspace(async (workspace) => {
    const stale = join(workspace.folder, "network", ".tmp-dead");
    await Deno.mkdir(stale, { recursive: true });
    await withWorkspaceLock(workspace, async () => {
      await assert.rejects(Deno.stat(stale), Deno.errors.NotFound);
      await assert.rejects(withWorkspaceLock(workspace, () => Promise.resolve()), /another command is writing/);
    });
    await withWorkspaceLock(workspace, () => Promise.resolve());
  }));
