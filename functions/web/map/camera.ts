/**
 * Where one looks on the map. The map is a unit square, y downwards; at zoom 1 all of it fits the frame.
 */
export interface Camera {
  /** Middle of the frame. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** In CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const wholeMap: Camera = { x: 0.5, y: 0.5, zoom: 1 };
/** A hundred thousand accounts are a few pixels apart at 30; at 400 the closest can be told apart. */
const zoomMax = 400;
const zoomMin = 0.6;
/** A network of one community need not fill the frame. */
const boxZoomMax = 3;
/** Of the frame's shorter side, so that names at the edge have room. */
const fill = 0.92;

/** Pixels of one unit. */
export function scaleOf({ zoom }: Camera, { width, height }: Frame): number {
  return Math.max(Math.min(width, height) * fill * zoom, 1);
}

export function toScreen({ x, y }: Point, { camera, frame }: { camera: Camera; frame: Frame }): Point {
  const scale = scaleOf(camera, frame);
  return { x: (x - camera.x) * scale + frame.width / 2, y: (y - camera.y) * scale + frame.height / 2 };
}

export function toMap({ x, y }: Point, { camera, frame }: { camera: Camera; frame: Frame }): Point {
  const scale = scaleOf(camera, frame);
  return { x: (x - frame.width / 2) / scale + camera.x, y: (y - frame.height / 2) / scale + camera.y };
}

/** Moves what is seen by so many pixels. */
export function panBy(camera: Camera, { x, y, frame }: Point & { frame: Frame }): Camera {
  const scale = scaleOf(camera, frame);
  return clampCamera({ ...camera, x: camera.x - x / scale, y: camera.y - y / scale });
}

/** Zooms so that what lies under `around` (in pixels) stays there. */
export function zoomBy(
  camera: Camera,
  { factor, around, frame }: { factor: number; around: Point; frame: Frame },
): Camera {
  const still = toMap(around, { camera, frame });
  const zoomed = clampCamera({ ...camera, zoom: camera.zoom * factor });
  const moved = toMap(around, { camera: zoomed, frame });
  return clampCamera({ ...zoomed, x: zoomed.x + still.x - moved.x, y: zoomed.y + still.y - moved.y });
}

/** A camera that shows a circle with room around it. */
export function frameCircle({ x, y, radius }: Point & { radius: number }): Camera {
  return clampCamera({ x, y, zoom: 0.35 / Math.max(radius, 1e-4) });
}

export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A camera that shows all of a box, as large as the frame allows. */
export function frameBox({ left, right, top, bottom }: Extent, { width, height }: Frame): Camera {
  const side = Math.min(width, height);
  if (side <= 0) return wholeMap;
  const [wide, high] = [Math.max(right - left, 1e-4), Math.max(bottom - top, 1e-4)];
  const zoom = Math.min(width / wide, height / high) / side;
  return clampCamera({ x: (left + right) / 2, y: (top + bottom) / 2, zoom: Math.min(zoom, boxZoomMax) });
}

/** The middle of the frame never leaves the map. */
export function clampCamera({ x, y, zoom }: Camera): Camera {
  return { x: clamp(x, 0, 1), y: clamp(y, 0, 1), zoom: clamp(zoom, zoomMin, zoomMax) };
}

/**
 * On the way from one camera to another: out, across, in, so that one sees where one goes.
 * @param share Of the way, in [0, 1].
 */
export function between(from: Camera, { to, share }: { to: Camera; share: number }): Camera {
  if (share >= 1) return to;
  const eased = share * share * (3 - 2 * share);
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  // Half-way both ends are in the frame, if they are not already.
  const over = Math.min(1, 0.8 / Math.max(distance, 1e-6) / Math.sqrt(from.zoom * to.zoom));
  const lift = Math.log(over) * 4 * eased * (1 - eased);
  const zoom = Math.exp(Math.log(from.zoom) * (1 - eased) + Math.log(to.zoom) * eased + lift);
  return { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased, zoom };
}

/** For addresses: `0.4123,0.5,3.2`. */
export function writeCamera({ x, y, zoom }: Camera): string {
  return [x.toFixed(4), y.toFixed(4), zoom.toFixed(2)].map(Number).join(",");
}

/** @returns Null for what is no camera, such as the id of an account. */
export function readCamera(text: string): Camera | null {
  const parts = text.split(",").map(Number);
  if (parts.length !== 3 || !parts.every(Number.isFinite) || text.split(",").some((part) => part.trim() === "")) {
    return null;
  }
  return clampCamera({ x: parts[0], y: parts[1], zoom: parts[2] });
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
