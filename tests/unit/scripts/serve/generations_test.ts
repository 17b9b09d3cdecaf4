import assert from "node:assert/strict";
import { join } from "node:path";
import type { Answers } from "../../../../core/answers/answers.ts";
import { followGenerations } from "../../../../scripts/serve/generations.ts";
import { evidence, fakeAnswers } from "../../functions/api/_fake.ts";

Deno.test("followGenerations() serves nothing, then what there is, then the newer", () =>
  withGenerations(async ({ generations, publish, seen }) => {
    await generations.check();
    assert.equal(generations.current(), undefined);
    await publish("network", "n1");
    await generations.check();
    assert.equal(generations.current()!.evidence.network, "n1");
    await generations.check();
    await publish("network", "n2");
    assert.equal(generations.current()!.evidence.network, "n1", "nothing changes between two looks");
    await generations.check();
    assert.equal(generations.current()!.evidence.network, "n2");
    assert.deepEqual(seen.opened, ["n1", "n2"], "what has not changed is not opened again");
  }));

Deno.test("followGenerations() lets go of a generation when its last question is answered, and of no other", () =>
  withGenerations(async ({ generations, publish, seen, folder }) => {
    await publish("network", "n1");
    await publish("signatures", "s1");
    await generations.check();
    const asked = generations.current()!.similar({ account: "x:12" });
    await publish("network", "n2");
    await generations.check();
    await turns();
    assert.deepEqual(seen.released, [], "a question is still asked of it");
    seen.answer();
    assert.ok(await asked);
    await turns();
    assert.deepEqual(seen.released, [join(folder, "network", "n1")], "the signatures are still in use");
    await publish("signatures", "s2");
    await generations.check();
    await turns();
    assert.deepEqual(seen.released.slice(1), [join(folder, "signatures", "s1")]);
  }));

Deno.test("followGenerations() keeps what it has when the newer cannot be opened, and tries less and less often", () =>
  withGenerations(async ({ generations, publish, seen, setNow }) => {
    await publish("network", "n1");
    await generations.check();
    await publish("network", "broken");
    let tries = 0;
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
      setNow(nowMs);
      const before = seen.opened.length;
      await generations.check();
      tries += seen.opened.length - before;
    }
    assert.equal(generations.current()!.evidence.network, "n1");
    assert.ok(tries >= 5 && tries <= 12, `tried ${tries} times in a minute`);
    assert.deepEqual(seen.failures, ["Error: broken"], "each reason is told once");
    await publish("network", "n3");
    await generations.check();
    assert.equal(generations.current()!.evidence.network, "n3", "a new one is tried at once");
  }));

Deno.test("followGenerations() takes up edits at each look, shows their revision, and tells once why it cannot", () =>
  withGenerations(async ({ generations, publish, seen }) => {
    await publish("network", "n1");
    await generations.check();
    const { revision } = generations.current()!;
    await generations.check();
    assert.notEqual(generations.current()!.revision, revision, "the same answers, edited");
    assert.deepEqual(seen.opened, ["n1"], "nothing is opened again");
    seen.edits = "damaged";
    await generations.check();
    await generations.check();
    assert.deepEqual(seen.failures, ["Error: damaged"]);
    assert.equal(generations.current()!.evidence.network, "n1");
  }));

Deno.test("followGenerations() looks once when asked twice at a time", () =>
  withGenerations(async ({ generations, publish, seen }) => {
    await publish("network", "n1");
    await Promise.all([generations.check(), generations.check(), generations.check()]);
    assert.deepEqual(seen.opened, ["n1"]);
  }));

interface Bench {
  readonly folder: string;
  readonly generations: ReturnType<typeof followGenerations>;
  readonly publish: (step: string, name: string) => Promise<void>;
  readonly setNow: (nowMs: number) => void;
  readonly seen: {
    opened: string[];
    released: string[];
    failures: string[];
    answer: () => void;
    /** What is wrong with the edits; "" = nothing. */
    edits: string;
  };
}

/** Generations that are files with a name in them; `similar` waits for `seen.answer()`. */
async function withGenerations(run: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    let nowMs = 0;
    const seen: Bench["seen"] = { opened: [], released: [], failures: [], answer: () => {}, edits: "" };
    for (const step of ["network", "signatures"]) await Deno.mkdir(join(folder, step));
    const nameOf = (step: string) => Deno.readTextFile(join(folder, step, "current"));
    const open = async (): Promise<Answers> => {
      const network = await nameOf("network");
      seen.opened.push(network);
      if (network === "broken") throw new Error("broken");
      const signatures = await nameOf("signatures").catch(() => "s0");
      const plain = fakeAnswers();
      let edits = 0;
      const edited = {
        refresh: () => seen.edits === "" ? Promise.resolve(void edits++) : Promise.reject(new Error(seen.edits)),
        get revision() {
          return `${network} ${signatures} ${edits}`;
        },
      };
      return Object.defineProperties(
        fakeAnswers([], {
          evidence: { ...evidence, network, signatures },
          similar: (query) => new Promise((resolve) => seen.answer = () => resolve(plain.similar(query))),
        }),
        Object.getOwnPropertyDescriptors(edited),
      );
    };
    const generations = followGenerations({
      workspace: folder,
      kernel: { release: (path) => Promise.resolve(void seen.released.push(path)) },
      open,
      clock: () => nowMs,
      onFailure: (error) => {
        if (!(error instanceof Deno.errors.NotFound)) seen.failures.push(String(error));
      },
    });
    const publish = (step: string, name: string) => Deno.writeTextFile(join(folder, step, "current"), name);
    await run({ folder, generations, publish, seen, setNow: (value) => nowMs = value });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Lets what is ready run. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}
