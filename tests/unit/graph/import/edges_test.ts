import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describeColumns, importEdges } from "../../../../core/graph/import/mod.ts";
import { sqlText } from "../../../../core/graph/database.ts";
import { importEdgeTexts, listNames, npyFile, withFolder } from "./_fixture.ts";

Deno.test("importEdges() writes rows in the order of the file, and accounts, and nothing else", async () => {
  const { result, rows, files } = await importEdgeTexts({ "edges.csv": "user,artist\n7,1\n5,1\n7,1\n" });
  assert.deepEqual(rows, ["file:7 file:1", "file:5 file:1", "file:7 file:1"]);
  assert.deepEqual(files, ["accounts.parquet", "rows.npy"]);
  assert.equal(result.accounts, 3);
  assert.deepEqual(result.sources, [{ name: "edges.csv", bytes: 24 }]);
  assert.deepEqual(describeColumns(result.columns), [
    'edges.csv: CSV (comma-separated); "user" follows "artist" (guessed)',
  ]);
});

Deno.test("importEdges() takes an all-numeric first row for data, and guesses every separator", async () => {
  for (const [name, separator] of Object.entries({ comma: ",", tab: "\t", semicolon: ";", bar: "|", space: "   " })) {
    const { result, rows } = await importEdgeTexts({ name: `10${separator}2\r\n3${separator}4` });
    assert.deepEqual(rows, ["file:10 file:2", "file:3 file:4"], name);
    assert.equal(result.columns[0].header, false);
    assert.equal(result.columns[0].follower, "column 1");
  }
});

Deno.test("importEdges() takes texts that come again below for data, not for column names", async () => {
  const { rows } = await importEdgeTexts({ "a.csv": "ann,bob\nbob,ann\n" });
  assert.deepEqual(rows, ["file:ann file:bob", "file:bob file:ann"]);
});

Deno.test("importEdges() keeps ids as exact text: white space around goes, zeros in front stay", async () => {
  const { rows } = await importEdgeTexts({ "a.csv": "\ufefffrom,to\n 007 ,7\nx:12,bluesky:did:plc:abc\nÅse,日本\n" });
  assert.deepEqual(rows, ["file:007 file:7", "x:12 bluesky:did:plc:abc", "file:Åse file:日本"]);
});

Deno.test("importEdges() understands quoted fields with separators, quotes and line breaks in them", async () => {
  const { result, rows } = await importEdgeTexts({
    "a.csv": 'comment,user,page\n"a, ""b""\nc",1,"2"\n,"3",4\n"x"y,5,6\n',
  });
  assert.deepEqual(rows, ["file:1 file:2", "file:3 file:4"]);
  assert.deepEqual(result.bad.shown.map(({ line, reason }) => [line, reason]), [
    [5, "needed a closing quote at the end of field 1, found text behind it"],
  ]);
});

Deno.test("importEdges() is not swallowed by a quote that never closes", async () => {
  const { result, rows } = await importEdgeTexts({ "a.csv": 'user,page\n"1,2\n3,4\n5,6\n' });
  assert.deepEqual(rows, ["file:3 file:4", "file:5 file:6"]);
  assert.deepEqual(result.bad.shown.map(({ line }) => line), [2]);
});

Deno.test("importEdges() gives the same rows wherever blocks of a large file begin", async () => {
  // 300,000 rows of 10 to 22 bytes lie across several blocks of 1 MiB, quoted and plain ones mixed.
  const lines = Array.from(
    { length: 300_000 },
    (_, row) => row % 3 === 0 ? `"${row}","page ""${row % 97}"""` : `${row},p${row % 97}`,
  );
  const text = `user,page\r\n${lines.join("\r\n")}\r\n`;
  const plain = await importEdgeTexts({ "a.csv": text });
  assert.equal(plain.result.rowsWritten, 300_000);
  assert.equal(plain.result.bad.count, 0);
  assert.equal(plain.rows[299_997], 'file:299997 file:page "73"');
  assert.equal(plain.rows[299_998], "file:299998 file:p74");
  const packed = await importEdgeTexts({ "a.gz": gzipSync(text), "b.zst": zstdCompressSync(text) });
  assert.deepEqual(packed.rows, [...plain.rows, ...plain.rows]);
});

Deno.test("importEdges() tells packing by the bytes, not the name, and reads several gzip members", async () => {
  const [one, two] = [gzipSync("user,page\n1,2\n"), gzipSync("3,4\n")];
  const { result, rows } = await importEdgeTexts({ "edges.txt": new Uint8Array([...one, ...two]) });
  assert.equal(result.columns[0].compression, "gzip");
  assert.deepEqual(rows, ["file:1 file:2", "file:3 file:4"]);
  assert.deepEqual((await importEdgeTexts({ "edges.csv.gz": "user,page\n1,2\n" })).rows, ["file:1 file:2"]);
});

Deno.test("importEdges() reads standard input", async () => {
  const { result, rows } = await importEdgeTexts({ "-": gzipSync("user,page\n1,2\n") });
  assert.deepEqual(rows, ["file:1 file:2"]);
  assert.equal(result.columns[0].file, "-");
});

Deno.test("importEdges() counts comments of SNAP files and reads on", async () => {
  const { result, rows } = await importEdgeTexts({ "a.txt": "# Directed graph\n# Nodes: 3 Edges: 2\n0\t1\n\n0\t2\n" });
  assert.equal(result.columns[0].comments, 2);
  assert.equal(result.rows, 2);
  assert.deepEqual(rows, ["file:0 file:1", "file:0 file:2"]);
});

Deno.test("importEdges() reads NDJSON with ids above 2^53 and texts", async () => {
  const { rows, result } = await importEdgeTexts({
    "a.ndjson": '{"follower":{"x":1},"followed":2}\n{"at":1,"follower":18446744073709551615,"followed":"7"}\n' +
      '{"follower":1.5,"followed":2}\n{"follower":3}\nnot json\n{"follower":"a","followed":1e3}\n',
  });
  assert.deepEqual(rows, ["file:18446744073709551615 file:7", "file:a file:1000"]);
  assert.deepEqual(result.bad.shown.map(({ line }) => line), [1, 3, 4, 5]);
});

Deno.test("importEdges() reads Parquet, from a path and packed, and floating-point columns that hold whole numbers", async () => {
  const parquet = await withFolder({}, async (_, { database, folder }) => {
    const path = `${folder}/x.parquet`;
    await database.run(`COPY (SELECT * FROM (VALUES (1::DOUBLE, 5), (NULL, 6), (3, -7), (4, 8)) AS t(source, target))
      TO ${sqlText(path)} (FORMAT parquet)`);
    return await Deno.readFile(path);
  });
  for (const content of [parquet, gzipSync(parquet)]) {
    const { rows, result, files } = await importEdgeTexts({ "a.parquet": content });
    assert.deepEqual(rows, ["file:1 file:5", "file:4 file:8"]);
    assert.deepEqual(result.bad.shown.map(({ line }) => line), [2, 3]);
    assert.deepEqual(files, ["accounts.parquet", "rows.npy"]);
  }
  await assert.rejects(importEdgeTexts({ "a.parquet": parquet.subarray(0, parquet.length - 9) }), {
    name: "InputError",
    message: /needed a whole Parquet file/,
  });
});

Deno.test("importEdges() reads .npy of four integer types, and counts negative ids as bad", async () => {
  const arrays = {
    "<i4": new Int32Array([1, 2, -3, 4, 5, 6]),
    "<u4": new Uint32Array([1, 2, 3, 4, 5, 6]),
    "<i8": new BigInt64Array([1n, 2n, -3n, 4n, 5n, 6n]),
    "<u8": new BigUint64Array([1n, 2n, 3n, 4n, 5n, 2n ** 64n - 1n]),
  };
  for (const [descr, data] of Object.entries(arrays)) {
    const { rows, result } = await importEdgeTexts({ "a.npy": npyFile(descr, "(3, 2)", data) });
    assert.equal(rows[0], "file:1 file:2");
    assert.equal(rows.at(-1), descr === "<u8" ? "file:5 file:18446744073709551615" : "file:5 file:6");
    assert.deepEqual(result.bad.shown.map(({ line }) => line), descr.startsWith("<i") ? [2] : []);
  }
});

Deno.test("importEdges() drops self-follows where columns are of one kind, keeps them where not, and says why", async () => {
  const one = await importEdgeTexts({ "a.csv": "source,target\n1,1\n1,2\n" });
  assert.deepEqual(one.rows, ["file:1 file:2"]);
  assert.equal(one.result.selfFollows, 1);
  assert.equal(one.result.selfFollowsPolicy.policy, "drop");
  assert.equal(one.result.bipartite, false);
  const two = await importEdgeTexts({ "a.csv": "user,anime\n1,1\n1,2\n" });
  assert.deepEqual(two.rows, ["file:1 file:1", "file:1 file:2"]);
  assert.match(two.result.selfFollowsPolicy.why, /"user" and "anime" are of two kinds/);
  assert.equal(two.result.bipartite, true);
  const asked = await importEdgeTexts({ "a.csv": "user,anime\n1,1\n1,2\n" }, { selfFollows: "drop" });
  assert.deepEqual(asked.rows, ["file:1 file:2"]);
  await assert.rejects(importEdgeTexts({ "a.csv": "source,target\n1,1\n", "b.csv": "user,anime\n1,1\n" }), {
    message: /needed one way with self-follows/,
  });
});

Deno.test("importEdges() writes both directions of an undirected file, a self-follow once", async () => {
  const { rows, result } = await importEdgeTexts({ "a.csv": "from,to\n1,2\n3,3\n" }, {
    undirected: true,
    selfFollows: "keep",
  });
  assert.deepEqual(rows, ["file:1 file:2", "file:2 file:1", "file:3 file:3"]);
  assert.equal(result.reversed, 1);
});

Deno.test("importEdges() takes columns by name or number, and lists those there are when one is missing", async () => {
  const text = "a,b,c\n1,2,3\n";
  assert.deepEqual((await importEdgeTexts({ "a.csv": text }, { followerColumn: "c", influencerColumn: "1" })).rows, [
    "file:3 file:1",
  ]);
  await assert.rejects(importEdgeTexts({ "a.csv": text }, { followerColumn: "user" }), {
    name: "InputError",
    message: /a\.csv": needed a column "user", found "a", "b", "c"$/,
  });
});

Deno.test("importEdges() counts bad rows, shows the first ten with line and reason, and stops past the limit", async () => {
  const long = "9".repeat(10_000);
  const text = new Uint8Array([
    ...new TextEncoder().encode(`user,page\n1\n1,\n1,${long}\n1,a\x01b\n1,2,3\n`),
    ...[0x31, 0x2c, 0xff, 0xfe, 0x0a],
    ...new TextEncoder().encode("1,2\n"),
  ]);
  const { result, rows } = await importEdgeTexts({ "a.csv": text });
  assert.deepEqual(rows, ["file:1 file:2"]);
  assert.equal(result.rows, 7);
  assert.deepEqual(result.bad.shown.map(({ line, reason }) => `${line} ${reason}`), [
    "2 needed 2 fields, found one",
    '3 needed an account id in "page": it is empty',
    '4 needed an account id in "page": it is longer than 512 bytes',
    '5 needed an account id in "page": it has a control character',
    "6 needed 2 fields, found 3",
    '7 needed an account id in "page": its bytes are not UTF-8',
  ]);
  await assert.rejects(importEdgeTexts({ "a.csv": text }, { maxBad: 3 }), {
    name: "InputError",
    message: /at most 3 bad rows are allowed \(--max-bad\), found more\n.*a\.csv:2: needed 2 fields, found one\n/,
  });
  const many = await importEdgeTexts({ "a.csv": `1,2\n${"x\n".repeat(50)}3,4\n` });
  assert.equal(many.result.bad.count, 50);
  assert.equal(many.result.bad.shown.length, 10);
});

const wholeFiles: [what: string, content: string | Uint8Array, message: RegExp][] = [
  ["an empty file", "", /needed rows, found an empty file$/],
  ["only a header", "user,page\n", /needed rows below the header, found only "user,page"$/],
  ["only comments", "# nothing\n\n", /found only blank lines and comments$/],
  ["one column", "user\n1\n2\n", /needed at least two columns separated by .*, found one \(first row: "user"\)$/],
  [
    "binary garbage",
    new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 0, 0]),
    /found binary data \(byte 0x02 at offset 4\)$/,
  ],
  ["binary in gzip", gzipSync(new Uint8Array(99)), /byte 0x00 at offset 0 of what is packed in it \(gzip\)\)$/],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x31, 0]), /needed .* in UTF-8, found UTF-16$/],
  ["a ZIP", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /needed a plain, gzip or zstd file, found ZIP$/],
  ["a JSON array", "[1,2]", /needed one JSON object a line, found a JSON array$/],
  [
    "truncated gzip",
    gzipSync("user,page\n1,2\n").subarray(0, 20),
    /needed a whole gzip stream, found its end at byte 20$/,
  ],
  ["wrong gzip", damaged(gzipSync("user,page\n1,2\n"), 12), /needed intact gzip data, found damage within the first/],
  [
    "truncated zstd",
    zstdCompressSync("user,page\n1,2\n").subarray(0, 15),
    /needed a whole zstd stream, found its end at byte 15$/,
  ],
  ["wrong zstd", damaged(zstdCompressSync("user,page\n1,2\n".repeat(99)), 9), /needed intact zstd data, found damage/],
  [
    "truncated .npy",
    npyFile("<u4", "(3, 2)", new Uint32Array(5)),
    /needed 152 bytes \(3 rows of 8 bytes behind a header of 128\), found 148$/,
  ],
  ["too long .npy", npyFile("<u4", "(1, 2)", new Uint32Array(5)), /needed 136 bytes .*, found more$/],
  [
    "float .npy",
    npyFile("<f8", "(1, 2)", new Float64Array(2)),
    /needed elements of type <i4, <u4, <i8, <u8, found <f8$/,
  ],
  ["flat .npy", npyFile("<u4", "(2,)", new Uint32Array(2)), /needed an array of shape \(rows, 2\), found \(2,\)$/],
  ["only self-follows", "from,to\n1,1\n", /needed at least one usable row, found 1 self-follows$/],
  ["only bad rows", "from,to\n1,\n", /found 1 bad ones\n.*bad\.data:2: needed an account id in "to": it is empty$/],
];

function damaged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => index === at ? byte ^ 0xff : byte);
}

for (const [what, content, message] of wholeFiles) {
  Deno.test(`importEdges() refuses ${what} and names file, need and finding`, async () => {
    await assert.rejects(importEdgeTexts({ "bad.data": content }), (error: Error) => {
      assert.equal(error.name, "InputError");
      assert.match(error.message, /bad\.data"/);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("importEdges() refuses missing files and folders before it reads any", async () => {
  await withFolder({ "a.csv": "1,2\n" }, async ([path], tools) => {
    await assert.rejects(importEdges([path, `${path}x`], {}, tools), { message: /a\.csvx": there is no such file$/ });
    await assert.rejects(importEdges([tools.folder], {}, tools), { message: /needed a file, found a folder$/ });
    assert.deepEqual(listNames(tools.folder), []);
  });
});

Deno.test("importEdges() stops when its signal says so", async () => {
  await withFolder({ "a.csv": "1,2\n" }, async (paths, tools) => {
    await assert.rejects(importEdges(paths, {}, { ...tools, signal: AbortSignal.abort() }), { name: "AbortError" });
  });
});
