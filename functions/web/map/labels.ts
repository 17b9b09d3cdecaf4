/**
 * Which names are written on the map, and where: communities first, the largest accounts where there is room between them.
 */
import type { MapCommunity } from "../../../core/answers/map.ts";
import { type Camera, type Frame, type Point, scaleOf, toMap, toScreen } from "./camera.ts";
import type { Scene } from "./scene.ts";

export interface PlacedLabel {
  readonly text: string;
  /** Middle of the text, or its left end for accounts, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly fontSize: number;
  readonly kind: "community" | "account";
  /** Position in the answer's communities, or place in drawing order. */
  readonly position: number;
}

export interface View {
  readonly camera: Camera;
  readonly frame: Frame;
}

/** Mean pixels between accounts from which single accounts are named and pointed at. */
const spacingMin = 12;
const accountLabelCount = 60;
const communityLabelCount = 120;

/** Whether one looks close enough for single accounts to be told apart. */
export function showsAccounts({ camera, frame }: View, count: number): boolean {
  return count > 0 && scaleOf(camera, frame) / Math.sqrt(count) >= spacingMin;
}

/** Radius of an account in pixels, for size 0 and size 255. */
export function radiusRange({ camera, frame }: View, count: number): readonly [number, number] {
  const spacing = scaleOf(camera, frame) / Math.sqrt(Math.max(count, 1));
  const low = Math.min(Math.max(spacing * 0.13, 0.7), 3);
  return [low, Math.min(low * 4, 11)];
}

/**
 * Communities that are in the frame, the one that takes most of it first.
 * @returns Positions in `communities`.
 */
export function communitiesInView(communities: readonly MapCommunity[], { camera, frame }: View): number[] {
  const scale = scaleOf(camera, frame);
  const seen: { position: number; area: number }[] = [];
  for (const [position, { x, y, radius }] of communities.entries()) {
    const at = toScreen({ x, y }, { camera, frame });
    const reach = radius * scale;
    const width = Math.min(at.x + reach, frame.width) - Math.max(at.x - reach, 0);
    const height = Math.min(at.y + reach, frame.height) - Math.max(at.y - reach, 0);
    if (width > 0 && height > 0) seen.push({ position, area: width * height });
  }
  return seen.sort((one, other) => other.area - one.area || one.position - other.position)
    .map(({ position }) => position);
}

export interface LabelOptions {
  readonly view: View;
  /** Width of a text in pixels. */
  readonly measure: (text: string, fontSize: number, kind: PlacedLabel["kind"]) => number;
  /** Where no name may be written, in pixels. */
  readonly taken?: readonly Box[];
}

export function placeLabels(scene: Scene, { view, measure, taken = [] }: LabelOptions): PlacedLabel[] {
  const labels: PlacedLabel[] = [];
  const boxes: Box[] = [...taken];

  function offer(label: PlacedLabel): void {
    const width = measure(label.text, label.fontSize, label.kind);
    const left = label.kind === "community" ? label.x - width / 2 : label.x;
    const half = label.fontSize * 0.62;
    const box = { left: left - 4, right: left + width + 4, top: label.y - half, bottom: label.y + half };
    const { width: frameWidth, height: frameHeight } = view.frame;
    if (box.left < 0 || box.right > frameWidth || box.top < 0 || box.bottom > frameHeight) return;
    if (boxes.some((other) => overlap(box, other))) return;
    boxes.push(box);
    labels.push(label);
  }

  for (const label of communityLabels(scene, view)) offer(label);
  if (showsAccounts(view, scene.count)) { for (const label of accountLabels(scene, view)) offer(label); }
  return labels;
}

function communityLabels({ answer: { communities } }: Scene, view: View): PlacedLabel[] {
  const scale = scaleOf(view.camera, view.frame);
  return communitiesInView(communities, view)
    .sort((one, other) => communities[other].size - communities[one].size)
    .slice(0, communityLabelCount)
    .map((position) => {
      const { label, x, y, radius } = communities[position];
      const at = toScreen({ x, y }, view);
      const fontSize = Math.round(Math.min(Math.max(11 + radius * scale * 0.07, 12), 22));
      return { text: shortenLabel(label), ...at, fontSize, kind: "community" as const, position };
    });
}

function accountLabels({ answer: { accounts }, order, places, sizes, count }: Scene, view: View): PlacedLabel[] {
  const first = toMap({ x: 0, y: 0 }, view);
  const last = toMap({ x: view.frame.width, y: view.frame.height }, view);
  const [low, high] = radiusRange(view, count);
  const labels: PlacedLabel[] = [];
  // The largest are drawn last.
  for (let place = count - 1; place >= 0 && labels.length < accountLabelCount; place--) {
    const [x, y] = [places[2 * place], places[2 * place + 1]];
    if (x < first.x || x > last.x || y < first.y || y > last.y) continue;
    const at: Point = toScreen({ x, y }, view);
    const radius = low + (high - low) * sizes[place] / 255;
    const text = accounts.names[order[place]] || accounts.ids[order[place]];
    labels.push({ text, x: at.x + radius + 3, y: at.y, fontSize: 12, kind: "account", position: place });
  }
  return labels;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** A label of many words would cover its neighbours. */
function shortenLabel(label: string): string {
  const characters = [...label];
  return characters.length <= 32 ? label : `${characters.slice(0, 31).join("").trimEnd()}…`;
}
