/**
 * The map as one thing to look at: three canvases on top of one another, a camera, and what lies under the pointer.
 * Draws when something changed, once a frame at most.
 */
import {
  between,
  type Camera,
  clampCamera,
  type Frame,
  frameBox,
  type Point,
  scaleOf,
  toMap,
  wholeMap,
} from "./camera.ts";
import { buildGrid, type Grid } from "./grid.ts";
import { showsAccounts, type View } from "./labels.ts";
import { createPointPainter, type PointPainter } from "./points.ts";
import { paintScene, type Scene } from "./scene.ts";
import { type Ink, sketchAbove, sketchBelow, type SketchOptions } from "./sketch.ts";

export interface Layers {
  readonly below: HTMLCanvasElement;
  readonly points: HTMLCanvasElement;
  readonly above: HTMLCanvasElement;
}

export interface Hit {
  readonly type: "account" | "community";
  /** Position in the answer's accounts or communities. */
  readonly position: number;
}

export interface AtlasOptions {
  readonly readInk: () => Ink;
  /** After each picture. `settled` once nothing moves any more. */
  readonly onDrawn: (view: View) => void;
  /** Whether to go there at once instead of flying. */
  readonly still: boolean;
}

export interface Atlas {
  readonly view: View;
  /** Shows all there is. */
  readonly whole: Camera;
  /** False where the browser has no WebGL: outlines and names are drawn all the same. */
  readonly drawsAccounts: boolean;
  show(scene: Scene): void;
  resize(frame: Frame): void;
  look(camera: Camera): void;
  fly(camera: Camera): void;
  light(community: number): void;
  mark(star: SketchOptions["star"]): void;
  /** Reads the colours of the page again. */
  recolour(): void;
  /** @param at In pixels. */
  hit(at: Point): Hit | null;
  close(): void;
}

const flightMs = 900;
/** Pixels around the pointer in which an account is meant. */
const reach = 10;

export function createAtlas(layers: Layers, { readInk, onDrawn, still }: AtlasOptions): Atlas {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  let painter: PointPainter | null = createPointPainter(layers.points);
  let scene: Scene | null = null;
  let grid: Grid | null = null;
  let ink = readInk();
  let camera = wholeMap;
  let frame: Frame = { width: 0, height: 0 };
  let lit = -1;
  let star: SketchOptions["star"] = null;
  let request = 0;
  /** Nobody has steered yet: whatever comes is shown whole. */
  let untouched = true;
  let flight: { from: Camera; to: Camera; startMs: number } | null = null;

  function draw(nowMs: number): void {
    request = 0;
    if (flight !== null) {
      const share = (nowMs - flight.startMs) / flightMs;
      camera = between(flight.from, { to: flight.to, share: Math.max(share, 0) });
      if (share >= 1) flight = null;
    }
    if (scene === null || frame.width === 0) return;
    const view = { camera, frame };
    const options = { view, ink, ratio, lit, star };
    sketchBelow(layers.below, scene, options);
    painter?.draw(view, options);
    sketchAbove(layers.above, scene, options);
    onDrawn(view);
    if (flight !== null) schedule();
  }

  function whole(): Camera {
    return scene === null ? wholeMap : frameBox(scene.extent, frame);
  }

  function schedule(): void {
    if (request === 0) request = requestAnimationFrame(draw);
  }

  function load(): void {
    if (scene !== null) painter?.load(scene, paintScene(scene, ink.theme));
  }

  function restore(): void {
    painter = createPointPainter(layers.points);
    load();
    schedule();
  }

  const lose = (event: Event) => event.preventDefault();
  layers.points.addEventListener("webglcontextlost", lose);
  layers.points.addEventListener("webglcontextrestored", restore);

  return {
    get view() {
      return { camera, frame };
    },
    get whole() {
      return whole();
    },
    drawsAccounts: painter !== null,
    show(next) {
      scene = next;
      grid = null;
      lit = -1;
      load();
      if (untouched) camera = whole();
      // The first picture is not kept waiting for a frame.
      cancelAnimationFrame(request);
      draw(performance.now());
    },
    resize(next) {
      frame = next;
      for (const canvas of Object.values(layers) as HTMLCanvasElement[]) {
        canvas.width = Math.round(next.width * ratio);
        canvas.height = Math.round(next.height * ratio);
      }
      if (untouched) camera = whole();
      // Resizing empties a canvas: it is filled again before it is shown.
      cancelAnimationFrame(request);
      draw(performance.now());
    },
    look(next) {
      flight = null;
      untouched = false;
      camera = clampCamera(next);
      schedule();
    },
    fly(next) {
      untouched = false;
      if (still) camera = clampCamera(next);
      else flight = { from: camera, to: clampCamera(next), startMs: performance.now() };
      schedule();
    },
    light(community) {
      if (lit === community) return;
      lit = community;
      schedule();
    },
    mark(next) {
      star = next;
      schedule();
    },
    recolour() {
      ink = readInk();
      if (scene !== null) painter?.recolour(paintScene(scene, ink.theme));
      schedule();
    },
    hit(at) {
      if (scene === null) return null;
      const view = { camera, frame };
      const point = toMap(at, view);
      if (showsAccounts(view, scene.count)) {
        grid ??= buildGrid(scene.places);
        const place = grid.nearest(point, reach / scaleOf(camera, frame));
        if (place >= 0) return { type: "account", position: scene.order[place] };
      }
      return hitCommunity(scene, point);
    },
    close() {
      cancelAnimationFrame(request);
      layers.points.removeEventListener("webglcontextlost", lose);
      layers.points.removeEventListener("webglcontextrestored", restore);
    },
  };
}

/** The smallest community whose circle holds the point: small ones may lie inside large ones. */
function hitCommunity({ answer: { communities } }: Scene, { x, y }: Point): Hit | null {
  let best: Hit | null = null;
  let least = Infinity;
  for (const [position, community] of communities.entries()) {
    if (community.radius >= least || Math.hypot(community.x - x, community.y - y) > community.radius) continue;
    least = community.radius;
    best = { type: "community", position };
  }
  return best;
}
