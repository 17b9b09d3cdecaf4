/**
 * An answer as arrays to draw from, smallest accounts first so that the largest lie on top.
 */
import type { MapAnswer } from "../../../core/answers/map.ts";
import type { Extent } from "./camera.ts";
import { communityColour, type Rgb, strayColour, type Theme } from "./colours.ts";

export interface Scene {
  readonly answer: MapAnswer;
  readonly count: number;
  /** Around all communities, or all accounts where there are none. */
  readonly extent: Extent;
  /** Position in the answer's `accounts` of the n-th that is drawn. */
  readonly order: Uint32Array;
  /** x and y in turn, in drawing order. */
  readonly places: Float32Array;
  /** Position in the answer's `communities`, 0xFFFF for none, in drawing order. */
  readonly communities: Uint16Array;
  /** 0 for the fewest followers, 255 for the most, by logarithm, in drawing order. */
  readonly sizes: Uint8Array;
}

export const noCommunity = 0xFFFF;

export function buildScene(answer: MapAnswer): Scene {
  const { x, y, community, followers, ids } = answer.accounts;
  const count = ids.length;
  const order = orderBySize(followers);
  const places = new Float32Array(2 * count);
  const communities = new Uint16Array(count);
  const sizes = new Uint8Array(count);
  const least = count === 0 ? 0 : logOf(followers[order[0]]);
  const range = count === 0 ? 1 : Math.max(logOf(followers[order[count - 1]]) - least, 1e-9);
  for (let place = 0; place < count; place++) {
    const account = order[place];
    places[2 * place] = x[account];
    places[2 * place + 1] = y[account];
    communities[place] = community[account] < 0 ? noCommunity : community[account];
    sizes[place] = 255 * (logOf(followers[account]) - least) / range;
  }
  return { answer, count, extent: extentOf(answer), order, places, communities, sizes };
}

function extentOf({ communities, accounts: { x, y } }: MapAnswer): Extent {
  const circles = communities.length > 0
    ? communities
    : x.map((_none, account) => ({ x: x[account], y: y[account], radius: 0 }));
  if (circles.length === 0) return { left: 0, right: 1, top: 0, bottom: 1 };
  const extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y, radius } of circles) {
    extent.left = Math.min(extent.left, x - radius);
    extent.right = Math.max(extent.right, x + radius);
    extent.top = Math.min(extent.top, y - radius);
    extent.bottom = Math.max(extent.bottom, y + radius);
  }
  return extent;
}

/** Red, green, blue of each account in drawing order. */
export function paintScene({ answer, count, communities }: Scene, theme: Theme): Uint8Array {
  const stray = strayColour(theme);
  const palette = answer.communities.map(({ sensitive }, position) => communityColour(position, { theme, sensitive }));
  const colours = new Uint8Array(3 * count);
  for (let place = 0; place < count; place++) {
    const [red, green, blue]: Rgb = palette[communities[place]] ?? stray;
    colours[3 * place] = red;
    colours[3 * place + 1] = green;
    colours[3 * place + 2] = blue;
  }
  return colours;
}

/** Fewest followers first. Answers come with the most first, which only has to be turned round. */
function orderBySize(followers: readonly number[]): Uint32Array {
  const count = followers.length;
  const order = Uint32Array.from({ length: count }, (_none, place) => count - 1 - place);
  for (let account = 1; account < count; account++) {
    if (followers[account] > followers[account - 1]) {
      return order.sort((one, other) => followers[one] - followers[other] || other - one);
    }
  }
  return order;
}

function logOf(followers: number): number {
  return Math.log1p(Math.max(followers, 0));
}
