import assert from "node:assert/strict";
import { join } from "node:path";
import { InputError, NotFoundError, UsageError } from "../../../core/errors.ts";
import { completeParameters, parametersDiffer } from "../../../core/workspace/parameters.ts";
import { openOrCreateWorkspace, openWorkspace } from "../../../core/workspace/workspace.ts";

async function withFolder(act: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  await act(folder).finally(() => Deno.remove(folder, { recursive: true }));
}

Deno.test("a workspace keeps its parameters and refuses others", () =>
  withFolder(async (folder) => {
    const made = await openOrCreateWorkspace(folder, { registerCount: 128 });
    assert.deepEqual((await openWorkspace(folder)).parameters, made.parameters);
    assert.equal(made.parameters.listLimit, 64);
    await openOrCreateWorkspace(folder, { registerCount: 128 });
    await assert.rejects(openOrCreateWorkspace(folder, { registerCount: 256 }), UsageError);
  }));

Deno.test("openWorkspace() says what is wrong: none, newer format, no JSON, missing field", () =>
  withFolder(async (folder) => {
    await assert.rejects(openWorkspace(folder), NotFoundError);
    const path = join(folder, "asterism.json");
    for (
      const [content, message] of [
        ['{"format": 7}', /its format is 7, this Asterism reads up to 1/],
        ["not json", /is not JSON/],
        ['{"format": 1, "name": "a"}', /parameters/],
      ] as const
    ) {
      await Deno.writeTextFile(path, content);
      await assert.rejects(
        openWorkspace(folder),
        (error) => error instanceof InputError && message.test(error.message),
      );
    }
  }));

Deno.test("completeParameters() fills the defaults of the design and refuses what is out of range", () => {
  const defaults = completeParameters();
  assert.deepEqual(
    [defaults.registerCount, defaults.listLimit, defaults.sampleCount, defaults.seed],
    [1024, 512, 100, "0x9e3779b97f4a7c15"],
  );
  assert.equal(completeParameters({ seed: "5" }).seed, "0x0000000000000005");
  for (
    const wrong of [
      { registerCount: 1000 },
      { registerCount: 32 },
      { registerCount: 32768 },
      { listLimit: 513 },
      { listLimit: -1 },
      { sampleCount: 0 },
      { seed: "abc" },
      { seed: "0x10000000000000000" },
    ]
  ) assert.throws(() => completeParameters(wrong), UsageError, JSON.stringify(wrong));
});

Deno.test("parametersDiffer() names the first difference with both values", () => {
  const left = completeParameters();
  assert.equal(parametersDiffer(left, completeParameters()), undefined);
  assert.equal(parametersDiffer(left, completeParameters({ sampleCount: 4 })), "sampleCount (100 and 4)");
});
