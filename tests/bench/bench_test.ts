import assert from "node:assert/strict";
import { benches, runBenches } from "./main.ts";

Deno.test("every bench runs at its small size and reports all its figures", async () => {
  const reports = await runBenches([], "small");
  assert.deepEqual(reports.map(({ name }) => name), benches.map(({ name }) => name));
  for (const report of reports) {
    assert.ok(report.rate > 0 && Number.isFinite(report.rate), `${report.name}: rate ${report.rate}`);
    assert.match(report.digest, /^[0-9a-f]{16}$/);
    assert.ok(report.seconds.length >= 2 && report.baselineSeconds.length >= 2, report.name);
    assert.ok(report.peakMemoryBytes > 0);
    assert.ok(report.limits.length + report.peers.length > 0, `${report.name} has no yardstick`);
    for (const { name, rate, ratio } of [...report.limits, ...report.peers]) {
      assert.ok(name.length > 0 && rate > 0 && Math.abs(ratio - report.rate / rate) < 1e-9 * ratio, report.name);
    }
  }
});

Deno.test("a bench of unknown name is refused with the names there are", async () => {
  await assert.rejects(
    runBenches(["minihash"], "small"),
    /needed one of import, network, minhash, similar, neighbours, leiden/,
  );
});
