import assert from "node:assert/strict";
import { followerKey } from "../../../../core/graph/follower_key.ts";
import { AccountTable } from "../../../../core/graph/import/_account_table.ts";
import { sqlText } from "../../../../core/graph/database.ts";
import { withFolder } from "./_fixture.ts";

const encoder = new TextEncoder();

function internText(table: AccountTable, text: string): number {
  const bytes = encoder.encode(text);
  return table.intern(bytes, 0, bytes.length);
}

Deno.test("AccountTable gives one entry to one text, and keys as followerKey() does, past every growth", async () => {
  await withFolder({}, async (_, tools) => {
    const table = await AccountTable.open(tools, "x");
    const texts = Array.from({ length: 50_000 }, (_, index) => index % 2 === 0 ? String(index * 977) : `name-${index}`);
    const entries = texts.map((text) => internText(table, text));
    assert.deepEqual(texts.map((text) => internText(table, ` ${text}\t`)), entries);
    assert.equal(new Set(entries).size, texts.length);
    await table.resolve();
    const keys = new BigUint64Array(table.keyWords.buffer);
    for (const index of [0, 1, 2, 1023, 1024, 49_998, 49_999]) {
      assert.equal(keys[entries[index]], followerKey(`x:${texts[index]}`));
    }
    assert.equal(await table.finish(tools.database), texts.length);
  });
});

Deno.test("AccountTable that is full begins again, and accounts stay distinct", async () => {
  await withFolder({}, async (_, tools) => {
    const table = await AccountTable.open(tools, "x", 100);
    for (let round = 0; round < 5; round++) {
      for (let id = 0; id < 150; id++) internText(table, String(id + 50 * round));
      await table.resolve();
      table.forgetIfFull();
    }
    assert.equal(await table.finish(tools.database), 350);
    const path = sqlText(`${tools.folder}/accounts.parquet`);
    const [row] = await tools.database.rows(`SELECT count(DISTINCT key) AS keys, min(id) AS id FROM ${path}`);
    assert.deepEqual({ ...row }, { keys: 350n, id: "x:0" });
  });
});

Deno.test("AccountTable says why a text is no id, among others that are", async () => {
  await withFolder({}, async (_, tools) => {
    const table = await AccountTable.open(tools, "x");
    const [good, empty, long, broken] = ["7", " ", "é".repeat(400), "a\nb"].map((text) => internText(table, text));
    await table.resolve();
    table.close();
    assert.equal(table.refusals.get(good), undefined);
    assert.equal(table.refusals.get(empty), "it is empty");
    assert.equal(table.refusals.get(long), "it is longer than 512 bytes");
    assert.equal(table.refusals.get(broken), "it has a control character");
  });
});
