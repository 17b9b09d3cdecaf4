/** What infra/ says must be so: units that systemd understands, commands and options that there are. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { root, runCli, withFolder } from "./_cli.ts";

const folder = join(root, "infra/systemd");

Deno.test("systemd understands every unit, and would say so if it did not", async () => {
  const units = await readUnits();
  assert.equal(units.length, 4);
  const found = await verify(units.map(({ path }) => path));
  if (found === undefined) return console.log("skipped: there is no systemd-analyze here");
  assert.deepEqual(found, { code: 0, output: "" });
  await withFolder(async (folder) => {
    const wrong = join(folder, "wrong.service");
    await Deno.writeTextFile(wrong, units[0].text.replace("Restart=", "Restarts="));
    assert.match((await verify([wrong]))!.output, /Restarts/);
  });
});

Deno.test("every unit runs a task that there is, with options that it has", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const commands = (await readUnits()).flatMap(({ text }) =>
    [...text.matchAll(/^ExecStart=\/usr\/bin\/env deno task (.*)$/gm)].map(([, command]) => ({ command, text }))
  );
  assert.equal(commands.length, 3);
  for (const { command, text } of commands) {
    // Options that stand in a variable count as if they were written out.
    const words = command.replace("$TICK_OPTIONS", /TICK_OPTIONS=([^"]*)"/.exec(text)?.[1] ?? "").split(" ");
    assert.ok(tasks[words[0]], `deno task ${words[0]}`);
    const names = words.slice(0, words.findIndex((word) => word.startsWith("--")));
    const { out } = await runCli(...names, "--help");
    for (const option of words.filter((word) => word.startsWith("--"))) {
      assert.ok(out.includes(option), `${command}: ${option}`);
    }
  }
  assert.ok((await runCli("crawl", "tick", "--help")).out.includes("--work"), "as the unit says");
});

Deno.test("no secret stands in a unit: they come from files that only root may read", async () => {
  for (const { path, text } of await readUnits()) {
    assert.doesNotMatch(text.replaceAll(/^#.*$/gm, ""), /ast_|(KEY|SECRET|TOKEN)=/, path);
  }
});

async function readUnits(): Promise<{ path: string; text: string }[]> {
  const units = [];
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (/\.(service|timer)$/.test(name)) units.push({ path, text: await Deno.readTextFile(path) });
  }
  return units.sort((left, right) => left.path < right.path ? -1 : 1);
}

/** undefined where there is no systemd. */
async function verify(paths: readonly string[]): Promise<{ code: number; output: string } | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", {
      args: ["verify", "--man=no", ...paths],
    }).output();
    return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
