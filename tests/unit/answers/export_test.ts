import assert from "node:assert/strict";
import { parquetReadObjects } from "hyparquet";
import { writeCell } from "../../../core/answers/export/csv.ts";
import { escapeXml } from "../../../core/answers/export/gexf.ts";
import { exportFile } from "../../../core/answers/export/mod.ts";
import { colorOf } from "../../../core/answers/export/tables.ts";
import type { ExportQuery } from "../../../core/answers/export.ts";
import { InputError } from "../../../core/errors.ts";
import { fakeCommunityView, names } from "./_fake_communities.ts";

async function read(query: ExportQuery): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await new Response(ReadableStream.from(exportFile(fakeCommunityView(), query).bytes)).arrayBuffer(),
  );
}

async function readText(query: ExportQuery): Promise<string> {
  return new TextDecoder().decode(await read(query));
}

Deno.test("CSV: quotes where RFC 4180 asks for them, an apostrophe before what a spreadsheet would run, numbers as they are", () => {
  const cases: [string | number | boolean | null, string][] = [
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@sum(A1)", "'@sum(A1)"],
    ["\t=1", "'\t=1"],
    ['=cmd("x")', `"'=cmd(""x"")"`],
    [-1.5, "-1.5"],
    [true, "true"],
    [null, ""],
    ["", ""],
  ];
  for (const [cell, written] of cases) assert.equal(writeCell(cell), written);
});

Deno.test("communities as CSV: one row each, coarsest level first", async () => {
  assert.deepEqual((await readText({ what: "communities", format: "csv" })).split("\r\n"), [
    "id,level,parent,label,words,label_confidence,size,parts,stability,conductance,sensitive,sensitive_topics",
    "c-a,0,,label c-a,trail,0.333333,3,1,1,0.1,false,",
    "c-b,0,,label c-b,trail,0.333333,3,0,1,0.1,false,",
    "c-c,1,c-a,label c-c,trail,0.333333,2,0,1,0.1,false,",
    "",
  ]);
});

Deno.test("members: a row per influencer and community at each level; who is in none has none", async () => {
  const rows = await parquetReadObjects({ file: (await read({ what: "members" })).buffer });
  assert.equal(rows.length, 6 + 2);
  assert.deepEqual(rows.map(({ community }) => community), [
    ...Array(3).fill("c-a"),
    ...Array(3).fill("c-b"),
    "c-c",
    "c-c",
  ]);
  const zero = rows.find(({ account }) => account === "x:0")!;
  assert.deepEqual(zero, {
    account: "x:0",
    handle: null,
    name: "=1+1",
    followers: 5n,
    community: "c-a",
    level: 0n,
    label: "label c-a",
    sensitive: false,
    strength: 0.7,
    stability: 0.9,
    centrality: zero.centrality,
    x: 0.1,
    y: 0.1,
  });
  for (const row of rows) {
    assert.equal(row.name, names[Number(row.account.slice(2))], "Parquet has every text unchanged");
  }
  const lines = (await readText({ what: "members", format: "csv" })).split("\r\n");
  assert.ok(lines.some((line) => line.startsWith("x:0,,'=1+1,5,c-a,0,label c-a,false,0.7,0.9,")));
});

Deno.test("the graph as a table: every tie once, also where it stands in both rows", async () => {
  const rows = await parquetReadObjects({ file: (await read({ what: "graph" })).buffer });
  assert.deepEqual(
    rows.map(({ source, target, weight }) => `${source} ${target} ${weight}`),
    ["x:0 x:1 0.5", "x:1 x:2 0.25", "x:2 x:0 0.125", "x:2 x:3 0.1", "x:3 x:4 0.3", "x:4 x:5 0.2"],
  );
  assert.deepEqual([rows[3].source_community, rows[3].target_community], ["c-a", "c-b"]);
});

Deno.test("GEXF: nodes with position, size, colour and community, names escaped, what XML cannot say replaced", async () => {
  const text = await readText({ what: "graph", format: "gexf" });
  assert.match(text, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<gexf xmlns="http:\/\/gexf.net\/1.3"/);
  const nodes = [...text.matchAll(/<node id="([^"]*)" label="([^"]*)">(.*)<\/node>/g)];
  assert.deepEqual(nodes.map(([, id]) => id), names.map((_, i) => `x:${i}`));
  assert.deepEqual(nodes.map(([, , label]) => label), [
    "=1+1",
    "a &quot;b&quot;, c",
    "line&#10;break\ufffd",
    "🚀 &amp; &lt;b&gt;",
    "four",
    "@sum(A1)",
    "plain",
  ]);
  const [r, g, b] = colorOf(0);
  assert.ok(nodes[0][3].includes(`<viz:color r="${r}" g="${g}" b="${b}"/>`));
  assert.ok(nodes[0][3].includes('<attvalue for="community" value="c-a"/>'));
  assert.ok(!nodes[6][3].includes("community"), "what is in no community has no value");
  assert.match(nodes[0][3], /<viz:position x="-\d+\.?\d*" y="\d+\.?\d*" z="0"\/>/, "upwards, as Gephi draws");
  assert.equal([...text.matchAll(/<edge /g)].length, 6);
});

Deno.test("escapeXml() lets nothing through that ends an attribute or is no character of XML", () => {
  assert.equal(escapeXml("a'b"), "a'b");
  assert.equal(escapeXml("\u0000\u000b\u001f\ud800\ufffe"), "\ufffd".repeat(5));
  assert.equal(escapeXml("\u007f\u0085é🚀"), "\u007f\u0085é🚀");
});

Deno.test("a file has a name and a type; only the graph is written as GEXF", () => {
  const { name, mediaType } = exportFile(fakeCommunityView(), { what: "members", format: "csv" });
  assert.deepEqual([name, mediaType], ["asterism-members.csv", "text/csv; charset=utf-8"]);
  for (const what of ["members", "communities"] as const) {
    assert.throws(() => exportFile(fakeCommunityView(), { what, format: "gexf" }), InputError);
  }
});

Deno.test("colours: neighbours in number differ, and who is in no community is grey", () => {
  const colors = Array.from({ length: 50 }, (_, community) => colorOf(community));
  for (const channels of colors) {
    assert.ok(channels.every((value) => Number.isInteger(value) && value >= 0 && value <= 255));
  }
  colors.slice(1).forEach((color, i) => {
    assert.ok(color.reduce((sum, value, c) => sum + Math.abs(value - colors[i][c]), 0) > 100, `${i}`);
  });
  assert.equal(new Set(colorOf(0xffff_ffff)).size, 1);
});
