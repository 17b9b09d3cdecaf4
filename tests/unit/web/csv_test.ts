import assert from "node:assert/strict";
import { expansionCsv, lookAlikesCsv, membersCsv, overlapCsv, savedCsv, toCsv } from "../../../functions/web/csv.ts";
import { createFakeApi } from "../../browser/_fake_api.ts";

Deno.test("toCsv() quotes what needs it and leaves nothing a spreadsheet would run", () => {
  assert.equal(
    toCsv([["a,b", 'say "hi"', "two\nlines", null, 0.5, true], ["=1+1", "@sum", "-2", -2, "+3", "plain"]]),
    `"a,b","say ""hi""","two\nlines",,0.5,true\r\n'=1+1,'@sum,'-2,-2,'+3,plain\r\n`,
  );
});

Deno.test("lookAlikesCsv() and overlapCsv() give every row as many cells as the header", async () => {
  const api = createFakeApi();
  const similar = await (await api.request("/v1/accounts/x:12/similar")).json();
  const body = JSON.stringify({ accounts: ["x:12", "x:13", "x:14"] });
  const overlap = await (await api.request("/v1/overlap", { method: "POST", body })).json();
  for (const [csv, rowCount] of [[lookAlikesCsv(similar), 16], [overlapCsv(overlap), 7]] as const) {
    const [header, ...rows] = csv.trim().split("\r\n").map((row) => row.split(",").length);
    assert.deepEqual(rows, Array.from({ length: rowCount }, () => header));
  }
});

Deno.test("membersCsv(), expansionCsv() and savedCsv() give every row as many cells as the header", async () => {
  const api = createFakeApi();
  const community = await (await api.request("/v1/communities/c-game?limit=30")).json();
  const tree = await (await api.request("/v1/communities")).json();
  const body = JSON.stringify({ topic: "coffee", size: 12 });
  const expansion = await (await api.request("/v1/communities/expand", { method: "POST", body })).json();
  const tables: [string, number][] = [
    [membersCsv(community), 30],
    [expansionCsv(expansion), 5 + 12],
    [savedCsv(tree.saved[0]), 2 + 3],
  ];
  for (const [csv, rowCount] of tables) {
    const [header, ...rows] = csv.trim().split("\r\n").map((row) => row.replaceAll(/"[^"]*"/g, "x").split(",").length);
    assert.deepEqual(rows, Array.from({ length: rowCount }, () => header));
  }
});
