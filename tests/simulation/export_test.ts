/** What is exported opens in other people's programs: DuckDB, networkx, and Gephi where its toolkit is given. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../scripts/_duckdb.ts";
import { createWorld, writeWorld } from "../../scripts/simulator/world/mod.ts";
import { findTemporaries, root, runCli, withFolder } from "./_cli.ts";

/** Names that break careless writers, each given to one influencer. */
const names = [
  "=HYPERLINK(1)",
  'say "hi", you',
  "<b>&amp;</b>",
  "tab\tand 🚀",
  "-1",
  "O'Neil; DROP",
  "\u202eback\u0007",
];

const networkxScript = `
import json, sys
import networkx
graph = networkx.read_gexf(sys.argv[1])
nodes = {node: [data["label"], data["viz"]["position"]["x"], data["viz"]["position"]["y"]] for node, data in graph.nodes(data=True)}
print(json.dumps({"nodes": nodes, "edges": graph.number_of_edges(), "weights": sum(d["weight"] for _, _, d in graph.edges(data=True))}))
`;

Deno.test("exports open in DuckDB, networkx and Gephi, and all say the same", async (test) => {
  await withFolder(async (folder) => {
    const seed = 9;
    const world = createWorld({ seed, influencerCount: 300, followerCount: 6_000, communityCount: 6 });
    const { edges, profiles } = await writeWorld(world, join(folder, "world"), {});
    const lines = (await Deno.readTextFile(profiles)).trim().split("\n").map((line, row) =>
      row < names.length ? JSON.stringify({ ...JSON.parse(line), name: names[row] }) : line
    );
    await Deno.writeTextFile(profiles, lines.join("\n") + "\n");
    const workspace = ["--workspace", join(folder, "workspace"), "--quiet"];
    const started = await runCli("start", edges, "--profiles", profiles, "--no-serve", ...workspace);
    assert.equal(started.code, 0, `seed ${seed}: ${started.err}`);
    const paths: Record<string, string> = {};
    for (
      const name of [
        "communities.csv",
        "communities.parquet",
        "members.csv",
        "members.parquet",
        "graph.csv",
        "graph.parquet",
        "graph.gexf",
      ]
    ) {
      paths[name] = join(folder, name);
      const { code, err } = await runCli("export", name.split(".")[0], "--out", paths[name], ...workspace);
      assert.equal(code, 0, `${name}: ${err}`);
    }
    assert.deepEqual(await findTemporaries(folder), []);
    const refused = await runCli("export", "members", "--format", "gexf", "--out", paths["members.csv"], ...workspace);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /needed parquet or csv/);
    assert.equal((await runCli("export", "followers", ...workspace)).code, 2);

    const database = await openDatabase();
    let edgeCount = 0;
    let weights = 0;
    let placed = new Map<string, { x: number; y: number; community: string }>();
    try {
      for (const what of ["communities", "members", "graph"]) {
        const parquet = await database.rows(`FROM '${paths[`${what}.parquet`]}'`);
        const csv = await database.rows(
          `FROM read_csv('${paths[`${what}.csv`]}', header = true, all_varchar = true, strict_mode = true)`,
        );
        assert.ok(parquet.length > 5 && parquet.length === csv.length, what);
        // An apostrophe is all that CSV adds.
        const plain = (cell: unknown) =>
          cell === null || cell === "" ? "" : String(cell).replace(/^'(?=[=+\-@\t\r])/, "");
        for (const [row, cells] of parquet.entries()) {
          for (const [name, cell] of Object.entries(cells)) {
            const [left, right] = [plain(cell), plain(csv[row][name])];
            assert.ok(left === right || Number(left) === Number(right), `${what} ${row} ${name}: ${left}, ${right}`);
          }
        }
        if (what === "members") {
          const found = new Set(parquet.map(({ name }) => name));
          for (const name of names) assert.ok(found.has(name), name);
          placed = new Map(
            parquet.filter(({ level }) => Number(level) === 0).map((
              { account, x, y, community },
            ) => [String(account), { x: Number(x), y: Number(y), community: String(community) }]),
          );
          assert.equal(placed.size, parquet.filter(({ level }) => Number(level) === 0).length, "one row at each level");
        }
        if (what === "graph") {
          edgeCount = parquet.length;
          weights = parquet.reduce((sum, { weight }) => sum + Number(weight), 0);
          const pairs = new Set(parquet.map(({ source, target }) => [source, target].sort().join(" ")));
          assert.equal(pairs.size, edgeCount, "every tie once");
        }
      }
    } finally {
      database.close();
    }

    await test.step("networkx", async (step) => {
      if (!await runs(python(), "-c", "import networkx")) {
        console.log("skipped: python3 with networkx is missing (set $PYTHON to one that has it)");
        await step.step({ name: "python3 with networkx is missing", ignore: true, fn: () => {} });
        return;
      }
      const graph = JSON.parse(await outputOf(python(), "-c", networkxScript, paths["graph.gexf"]));
      assert.equal(Object.keys(graph.nodes).length, 300);
      assert.equal(graph.edges, edgeCount);
      assert.ok(Math.abs(graph.weights - weights) < 1e-6 * weights);
      const labels = new Set(Object.values<[string]>(graph.nodes).map(([label]) => label));
      for (const name of names) assert.ok(labels.has(name.replace("\u0007", "\ufffd")), name);
      checkPlaces(Object.entries<number[]>(graph.nodes).map(([id, [, x, y]]) => ({ id, x, y })), placed);
    });

    // The jar: mvn dependency:get -Dartifact=org.gephi:gephi-toolkit:0.10.1:jar:all -Dtransitive=false
    await test.step("Gephi", async (step) => {
      const toolkit = Deno.env.get("GEPHI_TOOLKIT");
      if (toolkit === undefined) {
        console.log("skipped: GEPHI_TOOLKIT does not name the jar of gephi-toolkit (tests/simulation/README.md)");
        await step.step({ name: "GEPHI_TOOLKIT is not set", ignore: true, fn: () => {} });
        return;
      }
      const source = join(root, "tests/simulation/GephiImport.java");
      const rows = (await outputOf("java", "-Djava.awt.headless=true", "-cp", toolkit, source, paths["graph.gexf"]))
        .trim().split("\n").map((line) => line.split("\t"));
      assert.deepEqual(rows[0], ["graph", "300", String(edgeCount)]);
      const nodes = rows.slice(1).map(([, id, x, y, size, color, community]) => ({
        ...{ id, x: Number(x), y: Number(y), size: Number(size), color, community },
      }));
      checkPlaces(nodes, placed);
      assert.ok(nodes.every(({ size }) => size >= 10 && size <= 25));
      const colors = new Map(nodes.map(({ community, color }) => [community, color]));
      for (const { id, community, color } of nodes) {
        assert.equal(community, placed.get(id)?.community ?? "null", id);
        assert.equal(color, colors.get(community), "one colour for a community");
      }
    });
  });
});

/** Positions are those of the map, scaled and turned upside down. */
function checkPlaces(
  nodes: readonly { id: string; x: number; y: number }[],
  placed: ReadonlyMap<string, { x: number; y: number }>,
): void {
  const side = 30 * Math.sqrt(nodes.length);
  for (const { id, x, y } of nodes) {
    const place = placed.get(id);
    if (place === undefined) continue;
    assert.ok(Math.abs(x / side + 0.5 - place.x) < 1e-4 && Math.abs(0.5 - y / side - place.y) < 1e-4, id);
  }
}

async function runs(command: string, ...args: string[]): Promise<boolean> {
  return await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()
    .then(({ success }) => success, () => false);
}

async function outputOf(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, stdout: "piped", stderr: "piped" })
    .output();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stderr));
  return decoder.decode(stdout);
}

function python(): string {
  return Deno.env.get("PYTHON") ?? "python3";
}
