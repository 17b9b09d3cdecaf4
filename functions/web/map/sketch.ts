/**
 * What is drawn on 2D canvases: outlines and ties below the accounts, names above them.
 */
import { starPath } from "../components/mark.tsx";
import { type Point, scaleOf, toScreen } from "./camera.ts";
import { communityColour, cssColour, type Theme } from "./colours.ts";
import { type Box, type PlacedLabel, placeLabels, type View } from "./labels.ts";
import type { Scene } from "./scene.ts";

/** Colours and letters of the page, as its style sheet has them. */
export interface Ink {
  readonly theme: Theme;
  readonly ink: string;
  readonly soft: string;
  readonly paper: string;
  readonly line: string;
  readonly gold: string;
  readonly serif: string;
}

export interface SketchOptions {
  readonly view: View;
  readonly ink: Ink;
  readonly ratio: number;
  /** Position of the community that is pointed at, or -1. */
  readonly lit: number;
  /** What one asked for, in the unit square. */
  readonly star: Star | null;
}

export interface Star extends Point {
  readonly name: string;
}

/** Discs and ties: where communities are, and which share many followers. */
export function sketchBelow(canvas: HTMLCanvasElement, scene: Scene, { view, ink, ratio, lit }: SketchOptions): void {
  const context = begin(canvas, ratio);
  const { communities, ties } = scene.answer;
  const scale = scaleOf(view.camera, view.frame);
  for (const { from, to, weight } of ties) {
    const [one, other] = [communities[from], communities[to]];
    if (one === undefined || other === undefined) continue;
    const [start, end] = [toScreen(one, view), toScreen(other, view)];
    const touches = lit < 0 || from === lit || to === lit;
    context.globalAlpha = touches ? Math.min(0.25 + weight, 0.9) : 0.08;
    context.strokeStyle = ink.line;
    context.lineWidth = Math.min(0.75 + weight * 4, 4);
    context.beginPath();
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
    context.stroke();
  }
  for (const [position, community] of communities.entries()) {
    const at = toScreen(community, view);
    const radius = Math.max(community.radius * scale, 3);
    const { width, height } = view.frame;
    if (at.x + radius < 0 || at.x - radius > width || at.y + radius < 0 || at.y - radius > height) continue;
    const colour = communityColour(position, { theme: ink.theme, sensitive: community.sensitive });
    const faded = lit >= 0 && lit !== position;
    context.globalAlpha = faded ? 0.3 : 1;
    context.beginPath();
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    context.fillStyle = cssColour(colour, ink.theme === "light" ? 0.11 : 0.13);
    context.fill();
    context.strokeStyle = cssColour(colour, lit === position ? 1 : 0.45);
    context.lineWidth = lit === position ? 2 : 1;
    // Sensitive groups are grey and dashed: they differ in more than colour.
    context.setLineDash(community.sensitive ? [3, 3] : []);
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

export function sketchAbove(canvas: HTMLCanvasElement, scene: Scene, options: SketchOptions): readonly PlacedLabel[] {
  const { view, ink, ratio, lit, star } = options;
  const context = begin(canvas, ratio);
  const fontOf = (kind: PlacedLabel["kind"], size: number) =>
    `${kind === "account" ? "italic" : "500"} ${size}px ${ink.serif}`;
  const labels = placeLabels(scene, {
    view,
    measure: (text, size, kind) => {
      context.font = fontOf(kind, size);
      return context.measureText(text).width;
    },
    taken: star === null ? [] : [boxAround(context, options, star)],
  });
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { text, x, y, fontSize, kind, position } of labels) {
    const community = kind === "community" ? position : scene.communities[position];
    context.globalAlpha = lit >= 0 && community !== lit ? 0.3 : 1;
    context.font = fontOf(kind, fontSize);
    context.textAlign = kind === "community" ? "center" : "left";
    context.strokeStyle = ink.paper;
    context.lineWidth = 4;
    context.strokeText(text, x, y);
    const sensitive = kind === "community" && scene.answer.communities[position].sensitive;
    context.fillStyle = sensitive || kind === "account" ? ink.soft : ink.ink;
    context.fillText(text, x, y);
  }
  context.globalAlpha = 1;
  if (star !== null) drawStar(context, { ...options, star });
  return labels;
}

const starSize = 13;
const starNameFont = (serif: string) => `600 15px ${serif}`;
const starNameBelow = 24;

/** The star with its name, which no other name may cover. */
function boxAround(context: CanvasRenderingContext2D, { view, ink }: SketchOptions, star: Star): Box {
  const at = toScreen(star, view);
  context.font = starNameFont(ink.serif);
  const half = Math.max(context.measureText(star.name).width / 2, starSize);
  return { left: at.x - half, right: at.x + half, top: at.y - starSize, bottom: at.y + starNameBelow + 9 };
}

/** Gold is for what one asked about, here as everywhere. */
function drawStar(
  context: CanvasRenderingContext2D,
  { view, ink, star }: SketchOptions & { star: Star },
): void {
  const at = toScreen(star, view);
  context.save();
  context.translate(at.x, at.y);
  context.scale(starSize, starSize);
  const path = new Path2D(starPath);
  context.lineWidth = 0.3;
  context.strokeStyle = ink.paper;
  context.stroke(path);
  context.fillStyle = ink.gold;
  context.fill(path);
  context.restore();
  context.font = starNameFont(ink.serif);
  context.textAlign = "center";
  context.lineWidth = 5;
  context.strokeStyle = ink.paper;
  context.strokeText(star.name, at.x, at.y + starNameBelow);
  context.fillStyle = ink.ink;
  context.fillText(star.name, at.x, at.y + starNameBelow);
}

function begin(canvas: HTMLCanvasElement, ratio: number): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("Cannot draw the map: needed a 2D canvas, got none");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}
