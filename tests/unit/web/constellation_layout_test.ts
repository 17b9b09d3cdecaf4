import assert from "node:assert/strict";
import type { AccountSummary } from "../../../core/answers/answers.ts";
import { type ConstellationData, layoutConstellation } from "../../../functions/web/components/constellation_layout.ts";

const size = { width: 500, height: 400 };

function account(id: string, followers = 1000): AccountSummary {
  return { id, handle: null, name: `Account ${id}`, kind: null, verified: null, followers, coverage: null };
}

/** Look-alikes with these Jaccard values, in order, that share nothing among themselves. */
function data(values: readonly number[]): ConstellationData {
  return {
    center: account("x:0"),
    neighbours: values.map((value, position) => ({
      account: account(`x:${position + 1}`),
      jaccard: { value, low: value * 0.8, high: value * 1.2 },
    })),
    similarity: () => 0,
  };
}

Deno.test("layoutConstellation() puts the more alike nearer and equals at equal distance", () => {
  const { stars } = layoutConstellation(data([0.3, 0.1, 0.1, 0.02]), size);
  const distances = stars.map(({ x, y }) => Math.hypot(x, y));
  assert(distances[0] < distances[1] && distances[2] < distances[3], String(distances));
  assert(Math.abs(distances[1] - distances[2]) < 1e-9);
});

Deno.test("layoutConstellation() hangs each account on the one that it is most alike", () => {
  // 1 and 2 are more like each other than the centre; 0 hangs on the centre.
  const chart = layoutConstellation(
    { ...data([0.3, 0.2, 0.1]), similarity: (left, right) => left + right === 3 ? 0.5 : 0.05 },
    size,
  );
  assert.deepEqual(chart.stars.map(({ parent }) => parent), [-1, -1, 1]);
});

Deno.test("layoutConstellation() draws the same answer the same way and stays inside its frame", () => {
  const values = Array.from({ length: 14 }, (_none, position) => 0.3 / (position + 1));
  const chart = layoutConstellation(data(values), size);
  assert.deepEqual(chart, layoutConstellation(data(values), size));
  for (const { x, y } of chart.stars) assert(Math.abs(x) <= size.width / 2 && Math.abs(y) <= size.height / 2);
  assert(chart.above <= size.height / 2 && chart.height <= size.height);
});

Deno.test("layoutConstellation() lets no two labels touch", () => {
  const values = Array.from({ length: 14 }, (_none, position) => 0.3 - position * 0.001);
  const boxes = layoutConstellation(data(values), size).stars.flatMap(({ label }) => {
    if (label === null) return [];
    const width = label.text.length * 6;
    const left = label.anchor === "start" ? label.x : label.anchor === "end" ? label.x - width : label.x - width / 2;
    return [{ left, right: left + width, y: label.y }];
  });
  assert(boxes.length > 4);
  for (const [position, one] of boxes.entries()) {
    for (const other of boxes.slice(position + 1)) {
      assert(Math.abs(one.y - other.y) >= 14 || one.right <= other.left || other.right <= one.left);
    }
  }
});

Deno.test("layoutConstellation() has room for equal and for absent look-alikes", () => {
  assert.deepEqual(layoutConstellation(data([]), size).stars, []);
  for (const { x, y } of layoutConstellation(data([0.1, 0.1]), size).stars) assert(Number.isFinite(x + y));
});
