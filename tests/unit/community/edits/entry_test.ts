import assert from "node:assert/strict";
import {
  drawEditId,
  type EditEntry,
  editLogPath,
  listHolding,
  madeId,
  readEdits,
} from "../../../../core/community/edits/entry.ts";
import { withLogLock } from "../../../../core/workspace/append_log.ts";

const entry: EditEntry = {
  id: "e-abcdefghij",
  at: "2026-01-01T00:00:00.000Z",
  community: "c-abcdefg",
  depth: 0,
  anchors: ["x:1"],
  edit: { action: "rename", text: "runners" },
};

Deno.test("edits are read as they were written; what a newer version wrote is counted, and hides nothing else", async () => {
  const workspace = await Deno.makeTempDir();
  try {
    assert.deepEqual((await readEdits(workspace)).entries, []);
    await withLogLock(editLogPath(workspace), async (append) => {
      await append(entry);
      await append({ ...entry, id: "e-abcdefghik", edit: { action: "paint", colour: "red" } });
      await append({ ...entry, id: "e-abcdefghil", undoes: entry.id, edit: { action: "undo" } });
    });
    const { entries, unknown, damaged } = await readEdits(workspace);
    assert.deepEqual([entries.map(({ id }) => id), unknown, damaged], [["e-abcdefghij", "e-abcdefghil"], 1, []]);
    assert.deepEqual(entries[0], entry);
    assert.deepEqual(listHolding(entries), [], "an undo is no edit, and what it takes back is none any more");
  } finally {
    await Deno.remove(workspace, { recursive: true });
  }
});

Deno.test("ids of edits are ten letters and digits of the randomness given, and name what a split or a save makes", () => {
  const id = drawEditId((bytes) => bytes.forEach((_, i) => bytes[i] = 37 * i));
  assert.equal(id, "e-afkpuz6din");
  assert.equal(madeId({ id, edit: { action: "split", accounts: [] } }), "c-afkpuz6din");
  assert.equal(madeId({ id, edit: { action: "save", text: "", seeds: [], members: [] } }), "s-afkpuz6din");
  assert.equal(madeId({ id, edit: { action: "undo" } }), undefined);
});
