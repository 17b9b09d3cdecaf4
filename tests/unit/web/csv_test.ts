import assert from "node:assert/strict";
import { lookAlikesCsv, overlapCsv, toCsv } from "../../../functions/web/csv.ts";
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
