/** A log that survives crashes: what was kept stays, what was cut is told apart, and several writers do not mix. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UnavailableError } from "../../../core/errors.ts";
import { logSize, readLog, withLogLock } from "../../../core/workspace/append_log.ts";

const entries = [{ id: "a", text: 'café \u2028 "x"' }, { id: "b", list: [1, "\n", null] }, {
  id: "c",
  crc: "not ours",
}];

async function withLog(act: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(join(folder, "edits", "log.ndjson"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const write = (path: string, list: readonly object[]) =>
  withLogLock(path, async (append) => {
    for (const entry of list) await append(entry);
  });

Deno.test("what is added is read again in order, each line valid JSON; nothing where there is no file", () =>
  withLog(async (path) => {
    assert.deepEqual(await readLog(path), { entries: [], damaged: [], bytes: 0 });
    assert.equal(await logSize(path), 0);
    await write(path, entries);
    const { entries: found, damaged, bytes } = await readLog(path);
    assert.deepEqual([found, damaged], [entries, []]);
    assert.equal(bytes, await logSize(path));
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line).id), ["a", "b", "c"]);
  }));

Deno.test("a log cut at any byte keeps every whole line, counts no cut one, and glues none to the next", () =>
  withLog(async (path) => {
    await write(path, entries);
    const whole = await Deno.readFile(path);
    const ends = [...whole].flatMap((byte, at) => byte === 0x0a ? [at] : []);
    const added = { id: "next" };
    for (let cut = 0; cut <= whole.length; cut++) {
      await Deno.writeFile(path, whole.subarray(0, cut));
      // A line without its newline is whole: its checksum stands.
      const kept = entries.slice(0, ends.filter((end) => end <= cut).length);
      const isCut = cut > 0 && !ends.includes(cut) && !ends.includes(cut - 1);
      const before = await readLog(path);
      assert.deepEqual(before.entries, kept, `cut at ${cut}`);
      assert.equal(before.damaged.length, Number(isCut), `cut at ${cut}`);
      await write(path, [added]);
      const after = await readLog(path);
      assert.deepEqual(after.entries, [...kept, added], `cut at ${cut}, then written on`);
      assert.deepEqual(after.damaged, before.damaged);
      assert.deepEqual((await Deno.readFile(path)).subarray(0, cut), whole.subarray(0, cut), "nothing is rewritten");
    }
  }));

Deno.test("a byte that is changed costs its own line and no other, and the message says where it is", () =>
  withLog(async (path) => {
    await write(path, entries);
    const whole = await Deno.readFile(path);
    const ends = [...whole].flatMap((byte, at) => byte === 0x0a ? [at] : []);
    for (let at = 0; at < whole.length; at++) {
      if (ends.includes(at)) continue;
      const changed = whole.slice();
      changed[at] ^= 0x04;
      await Deno.writeFile(path, changed);
      const line = ends.findIndex((end) => at < end);
      const found = await readLog(path);
      const [fault] = found.damaged;
      assert.deepEqual(found.entries, entries.filter((_, i) => i !== line), `byte ${at}`);
      assert.deepEqual(fault, { line: line + 1, offset: line === 0 ? 0 : ends[line - 1] + 1 });
    }
  }));

Deno.test("a writer that was stopped keeps nobody waiting for ever, and when it goes on nothing is lost", () =>
  withLog(async (path) => {
    let goOn = () => {};
    const stopped = new Promise<void>((resolve) => goOn = resolve);
    let holds = () => {};
    const held = new Promise<void>((resolve) => holds = resolve);
    const first = withLogLock(path, async (append) => {
      holds();
      await stopped;
      await append({ id: "first" });
    });
    await held;
    await assert.rejects(withLogLock(path, (append) => append({ id: "no" }), { waitMsMax: 20 }), UnavailableError);
    goOn();
    await first;
    await write(path, [{ id: "second" }]);
    assert.deepEqual((await readLog(path)).entries, [{ id: "first" }, { id: "second" }]);
  }));

Deno.test("writers of several processes, and several at once in this one, lose and mix nothing", () =>
  withLog(async (path) => {
    await write(path, []);
    const module = new URL("../../../core/workspace/append_log.ts", import.meta.url).href;
    // Each writes how many were there before it: what is read under the lock stays true until it is written.
    const code = `import { readLog, withLogLock } from "${module}";
      const [path, name] = Deno.args;
      for (let i = 0; i < 40; i++) {
        await withLogLock(path, async (append) => {
          const { entries } = await readLog(path);
          await append({ name, before: entries.length, pad: "x".repeat(i * 97) });
        });
      }`;
    const others = ["left", "right"].map(async (name) => {
      const { success } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", "--config", fileURLToPath(new URL("../../../deno.json", import.meta.url)), code, path, name],
        stderr: "inherit",
      }).output();
      assert.ok(success);
    });
    const here = Array.from({ length: 40 }, () =>
      withLogLock(path, async (append) => {
        await append({ name: "here", before: (await readLog(path)).entries.length });
      }));
    await Promise.all([...others, ...here]);
    const { entries, damaged } = await readLog(path);
    assert.deepEqual(damaged, []);
    const found = entries as { name: string; before: number }[];
    assert.deepEqual(found.map(({ before }) => before), Array.from({ length: 120 }, (_, i) => i));
    for (const name of ["left", "right", "here"]) {
      assert.equal(found.filter((entry) => entry.name === name).length, 40, name);
    }
  }));
