/**
 * Hands and keys: drag, wheel, pinch, arrows, plus and minus.
 */
import type { Atlas } from "./atlas.ts";
import { type Camera, panBy, type Point, zoomBy } from "./camera.ts";

export interface GestureOptions {
  readonly atlas: Atlas;
  /** In pixels of the element; null when the pointer leaves. */
  readonly onPoint: (at: Point | null) => void;
  readonly onChoose: (at: Point) => void;
  /** Before the camera is moved. */
  readonly onMove: () => void;
}

/** Share of the frame that an arrow moves. */
const arrowStep = 0.12;
const keyZoom = 1.5;
/** Pixels that a hand may tremble in a click. */
const tremble = 5;

/** @returns Takes everything off again. */
export function listenForGestures(
  element: HTMLElement,
  { atlas, onPoint, onChoose, onMove }: GestureOptions,
): () => void {
  const pointers = new Map<number, Point>();
  let moved = 0;

  function look(camera: Camera): void {
    onMove();
    atlas.look(camera);
  }

  const at = (event: PointerEvent | WheelEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    if (pointers.size === 1) moved = 0;
  }

  function move(event: PointerEvent): void {
    const now = at(event);
    const before = pointers.get(event.pointerId);
    if (before === undefined) return onPoint(now);
    const { camera, frame } = atlas.view;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other === undefined) {
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved > tremble) look(panBy(camera, { x: now.x - before.x, y: now.y - before.y, frame }));
    } else {
      moved = Infinity;
      const factor = Math.hypot(now.x - other.x, now.y - other.y) /
        Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1);
      const around = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      const zoomed = zoomBy(camera, { factor, around, frame });
      look(panBy(zoomed, { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2, frame }));
    }
  }

  function up(event: PointerEvent): void {
    if (pointers.delete(event.pointerId) && pointers.size === 0 && moved <= tremble) onChoose(at(event));
  }

  function cancel(event: PointerEvent): void {
    pointers.delete(event.pointerId);
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002));
    look(zoomBy(atlas.view.camera, { factor, around: at(event), frame: atlas.view.frame }));
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== element) return;
    const { camera, frame } = atlas.view;
    const pan = pans[event.key];
    if (pan !== undefined) {
      const [x, y] = [pan.x * arrowStep * frame.width, pan.y * arrowStep * frame.height];
      look(panBy(camera, { x, y, frame }));
    } else if (event.key === "+" || event.key === "=") zoomMiddle(atlas, keyZoom);
    else if (event.key === "-" || event.key === "_") zoomMiddle(atlas, 1 / keyZoom);
    else if (event.key === "0" || event.key === "Home") atlas.fly(atlas.whole);
    else if (event.key === "Enter") onChoose({ x: frame.width / 2, y: frame.height / 2 });
    else return;
    onMove();
    event.preventDefault();
  }

  const leave = () => onPoint(null);
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", cancel);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("wheel", wheel, { passive: false });
  element.addEventListener("keydown", press);
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", cancel);
    element.removeEventListener("pointerleave", leave);
    element.removeEventListener("wheel", wheel);
    element.removeEventListener("keydown", press);
  };
}

/** What the zoom buttons and keys do. */
export function zoomMiddle(atlas: Atlas, factor: number): void {
  const { camera, frame } = atlas.view;
  atlas.fly(zoomBy(camera, { factor, around: { x: frame.width / 2, y: frame.height / 2 }, frame }));
}

/** An arrow shows what lies in its direction, so the map moves the other way. */
const pans: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};
