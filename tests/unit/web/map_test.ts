import assert from "node:assert/strict";
import type { MapAnswer, MapCommunity } from "../../../core/answers/map.ts";
import {
  between,
  type Camera,
  type Frame,
  frameBox,
  frameCircle,
  panBy,
  readCamera,
  toMap,
  toScreen,
  wholeMap,
  writeCamera,
  zoomBy,
} from "../../../functions/web/map/camera.ts";
import { communityColour, oklchToRgb } from "../../../functions/web/map/colours.ts";
import { buildGrid } from "../../../functions/web/map/grid.ts";
import { communitiesInView, placeLabels, radiusRange, showsAccounts } from "../../../functions/web/map/labels.ts";
import { buildScene, noCommunity, paintScene } from "../../../functions/web/map/scene.ts";
import { createRandom } from "../../../scripts/_random.ts";

const frame: Frame = { width: 1000, height: 600 };
const near = (one: number, other: number, words = "") =>
  assert(Math.abs(one - other) < 1e-9, `${one} ${other} ${words}`);

function answerOf(
  communities: readonly Partial<MapCommunity>[],
  accounts: Partial<MapAnswer["accounts"]> = {},
): MapAnswer {
  const none = { ids: [], names: [], x: [], y: [], community: [], followers: [] };
  return {
    level: 0,
    communities: communities.map((community, position) => ({
      id: `c-${position}`,
      label: `community ${position}`,
      x: 0.5,
      y: 0.5,
      radius: 0.1,
      size: 10,
      sensitive: false,
      ...community,
    })),
    ties: [],
    accounts: { ...none, ...accounts },
    total: accounts.ids?.length ?? 0,
    evidence: {} as MapAnswer["evidence"],
  };
}

Deno.test("toMap() undoes toScreen() at every camera", () => {
  const random = createRandom(11);
  for (let trial = 0; trial < 200; trial++) {
    const camera: Camera = { x: random(), y: random(), zoom: 0.6 + random() * 300 };
    const point = { x: random(), y: random() };
    const back = toMap(toScreen(point, { camera, frame }), { camera, frame });
    near(back.x, point.x, `seed 11, trial ${trial}`);
    near(back.y, point.y, `seed 11, trial ${trial}`);
  }
});

Deno.test("zoomBy() leaves what lies under the pointer where it is", () => {
  const camera: Camera = { x: 0.4, y: 0.6, zoom: 3 };
  const around = { x: 620, y: 210 };
  const before = toMap(around, { camera, frame });
  for (const factor of [1.3, 4, 0.7]) {
    const after = toMap(around, { camera: zoomBy(camera, { factor, around, frame }), frame });
    near(after.x, before.x);
    near(after.y, before.y);
  }
});

Deno.test("panBy() and zoomBy() keep the middle of the frame on the map, and the zoom in bounds", () => {
  assert.equal(panBy(wholeMap, { x: -1e6, y: 1e6, frame }).x, 1);
  assert.equal(panBy(wholeMap, { x: -1e6, y: 1e6, frame }).y, 0);
  assert.equal(zoomBy(wholeMap, { factor: 1e9, around: { x: 0, y: 0 }, frame }).zoom, 400);
  assert.equal(zoomBy(wholeMap, { factor: 1e-9, around: { x: 0, y: 0 }, frame }).zoom, 0.6);
});

Deno.test("frameBox() and frameCircle() show all of it", () => {
  const box = { left: 0.2, right: 0.5, top: 0.3, bottom: 0.9 };
  const camera = frameBox(box, frame);
  for (const [x, y] of [[box.left, box.top], [box.right, box.bottom]]) {
    const at = toScreen({ x, y }, { camera, frame });
    assert(at.x >= 0 && at.x <= frame.width && at.y >= 0 && at.y <= frame.height, JSON.stringify(at));
  }
  assert(camera.zoom > 1, "and as large as it can be");
  const circle = { x: 0.3, y: 0.7, radius: 0.05 };
  const top = toScreen({ x: circle.x, y: circle.y - circle.radius }, { camera: frameCircle(circle), frame });
  assert(top.y > 0 && top.y < frame.height / 2);
});

Deno.test("between() begins and ends where it should, and shows both ends on the way", () => {
  const from: Camera = { x: 0.1, y: 0.1, zoom: 40 };
  const to: Camera = { x: 0.9, y: 0.8, zoom: 60 };
  const start = between(from, { to, share: 0 });
  near(start.x, from.x);
  near(start.zoom, from.zoom);
  assert.deepEqual(between(from, { to, share: 1 }), to);
  assert(between(from, { to, share: 0.5 }).zoom < 2);
});

Deno.test("readCamera() undoes writeCamera(), and takes ids for what they are", () => {
  assert.deepEqual(readCamera(writeCamera({ x: 0.41234, y: 0.5, zoom: 3.2 })), { x: 0.4123, y: 0.5, zoom: 3.2 });
  for (const id of ["x:12", "c-k3v9q2a", "1,2", "1,,2", "", "a,b,c"]) assert.equal(readCamera(id), null, id);
});

Deno.test("the grid finds the nearest account, as looking at each does", () => {
  const random = createRandom(5);
  const places = Float32Array.from({ length: 2 * 3000 }, random);
  const grid = buildGrid(places);
  for (let trial = 0; trial < 300; trial++) {
    const point = { x: random() * 1.2 - 0.1, y: random() * 1.2 - 0.1 };
    const radius = random() * 0.05;
    let best = -1;
    let least = radius * radius;
    for (let place = 0; place < 3000; place++) {
      const distance = (places[2 * place] - point.x) ** 2 + (places[2 * place + 1] - point.y) ** 2;
      if (distance <= least) [best, least] = [place, distance];
    }
    assert.equal(grid.nearest(point, radius), best, `seed 5, trial ${trial}`);
  }
  assert.equal(buildGrid(new Float32Array(0)).nearest({ x: 0.5, y: 0.5 }, 1), -1);
  assert.equal(buildGrid(Float32Array.of(0.5, 0.5, 0.5, 0.5)).nearest({ x: 0.5, y: 0.5 }, 0.1), 1, "the one on top");
});

Deno.test("buildScene() draws the largest accounts last, whatever their order in the answer", () => {
  const followers = [30, 900, 5, 900, 0];
  const answer = answerOf([{}], {
    ids: ["a", "b", "c", "d", "e"],
    names: ["A", "B", "C", "D", "E"],
    x: [0.1, 0.2, 0.3, 0.4, 0.5],
    y: [0, 0, 0, 0, 0],
    community: [0, 0, -1, 0, -1],
    followers,
  });
  const scene = buildScene(answer);
  assert.deepEqual([...scene.order].map((account) => followers[account]), [0, 5, 30, 900, 900]);
  assert.deepEqual([...scene.communities], [noCommunity, noCommunity, 0, 0, 0]);
  assert.deepEqual([scene.sizes[0], scene.sizes[4]], [0, 255]);
  assert.equal(scene.places[0], 0.5);
  const colours = paintScene(scene, "light");
  assert.notDeepEqual([...colours.slice(0, 3)], [...colours.slice(12)]);
});

Deno.test("buildScene() takes a map without accounts, and one without communities", () => {
  assert.equal(buildScene(answerOf([{}])).count, 0);
  assert.deepEqual(buildScene(answerOf([])).extent, { left: 0, right: 1, top: 0, bottom: 1 });
  assert.deepEqual(buildScene(answerOf([{ x: 0.3, y: 0.4, radius: 0.1 }])).extent, {
    left: 0.3 - 0.1,
    right: 0.4,
    top: 0.4 - 0.1,
    bottom: 0.5,
  });
});

Deno.test("communitiesInView() lists what one sees, what takes most of the frame first", () => {
  const { communities } = answerOf([{ x: 0.1, y: 0.1, radius: 0.05 }, { x: 0.5, radius: 0.02 }, {
    x: 0.55,
    radius: 0.2,
  }]);
  assert.deepEqual(communitiesInView(communities, { camera: wholeMap, frame }), [2, 0, 1]);
  assert.deepEqual(communitiesInView(communities, { camera: { x: 0.5, y: 0.5, zoom: 8 }, frame }), [2, 1]);
});

Deno.test("placeLabels() never writes one name over another nor over the edge, and large communities come first", () => {
  const random = createRandom(3);
  const communities = Array.from({ length: 80 }, (_none, position) => ({
    x: random(),
    y: random(),
    radius: 0.01 + random() * 0.05,
    size: position === 40 ? 1e6 : Math.floor(random() * 1000),
  }));
  const count = 400;
  const column = <T>(make: (place: number) => T) => Array.from({ length: count }, (_none, place) => make(place));
  const scene = buildScene(answerOf(communities, {
    ids: column((place) => `x:${place}`),
    names: column((place) => `Account ${place}`),
    x: column(random),
    y: column(random),
    community: column((place) => place % 80),
    followers: column((place) => 10_000 - place),
  }));
  const measure = (text: string, fontSize: number) => text.length * fontSize * 0.55;
  for (const zoom of [0.7, 1, 3, 20]) {
    const view = { camera: { x: 0.5, y: 0.5, zoom }, frame };
    const labels = placeLabels(scene, { view, measure });
    const boxes = labels.map(({ text, x, y, fontSize, kind }) => {
      const width = measure(text, fontSize);
      const left = kind === "community" ? x - width / 2 : x;
      return { left, right: left + width, top: y - fontSize / 2, bottom: y + fontSize / 2 };
    });
    for (const [place, box] of boxes.entries()) {
      assert(box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height);
      for (const other of boxes.slice(place + 1)) {
        const apart = box.right <= other.left || other.right <= box.left || box.bottom <= other.top ||
          other.bottom <= box.top;
        assert(apart, `zoom ${zoom}: ${JSON.stringify(box)} ${JSON.stringify(other)}`);
      }
    }
    if (zoom === 1) assert.equal(labels[0].position, 40);
    assert.equal(labels.some(({ kind }) => kind === "account"), showsAccounts(view, count), `zoom ${zoom}`);
  }
});

Deno.test("showsAccounts() waits until accounts can be told apart; they grow as one comes closer", () => {
  const at = (zoom: number) => ({ camera: { ...wholeMap, zoom }, frame });
  assert.equal(showsAccounts(at(1), 100_000), false);
  assert.equal(showsAccounts(at(10), 100_000), true);
  assert.equal(showsAccounts(at(1), 500), true);
  assert.equal(showsAccounts(at(400), 0), false);
  assert(radiusRange(at(10), 100_000)[1] > radiusRange(at(1), 100_000)[1]);
});

Deno.test("communities that follow one another differ in colour, sensitive ones are grey, in light and dark", () => {
  for (const theme of ["light", "dark"] as const) {
    for (let position = 0; position < 60; position++) {
      const [one, other] = [position, position + 1].map((each) => communityColour(each, { theme, sensitive: false }));
      const apart = Math.hypot(...one.map((channel, index) => channel - other[index]));
      assert(apart > 50, `${theme} ${position}: ${one} ${other}`);
    }
    const grey = communityColour(3, { theme, sensitive: true });
    assert(Math.max(...grey) - Math.min(...grey) < 32);
  }
});

Deno.test("oklchToRgb() agrees with the reference colours of CSS Color 4", () => {
  assert.deepEqual(oklchToRgb({ lightness: 0.62796, chroma: 0.25768, hue: 29.234 }), [255, 0, 0]);
  assert.deepEqual(oklchToRgb({ lightness: 0.51975, chroma: 0.17686, hue: 142.495 }), [0, 128, 0]);
  assert.deepEqual(oklchToRgb({ lightness: 1, chroma: 0, hue: 0 }), [255, 255, 255]);
});
