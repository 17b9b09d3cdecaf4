/**
 * The map's frame on the page: canvases, zoom buttons, and a note of who is under the pointer.
 */
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MapAnswer } from "../../../core/answers/map.ts";
import { formatCount } from "../format.ts";
import { type Atlas, createAtlas, type Hit } from "../map/atlas.ts";
import type { Point } from "../map/camera.ts";
import { listenForGestures, zoomMiddle } from "../map/gestures.ts";
import { showsAccounts, type View } from "../map/labels.ts";
import type { Scene } from "../map/scene.ts";
import type { Ink } from "../map/sketch.ts";

export interface AtlasFrameProps {
  readonly scene: Scene | null;
  /** Called once, when there is something to steer. */
  readonly onReady: (atlas: Atlas) => void;
  readonly onChoose: (hit: Hit) => void;
  /** Some time after the last move; `byHand` where whoever looks made it. */
  readonly onSettled: (view: View, byHand: boolean) => void;
}

const settleMs = 250;
const zoomStep = 2;

export function AtlasFrame({ scene, onReady, onChoose, onSettled }: AtlasFrameProps): VNode {
  const stage = useRef<HTMLDivElement>(null);
  const [below, points, above] = [
    useRef<HTMLCanvasElement>(null),
    useRef<HTMLCanvasElement>(null),
    useRef<HTMLCanvasElement>(null),
  ];
  const atlas = useRef<Atlas | null>(null);
  const [pointed, setPointed] = useState<{ hit: Hit; at: Point } | null>(null);
  const [close, setClose] = useState(false);
  const [drawsAccounts, setDrawsAccounts] = useState(true);
  // The newest of each: what the atlas calls was handed to it once.
  const latest = useRef({ scene, onChoose, onSettled });
  latest.current = { scene, onChoose, onSettled };
  const byHand = useRef(false);

  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null || below.current === null || points.current === null || above.current === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const layers = { below: below.current, points: points.current, above: above.current };
    const own = createAtlas(layers, {
      readInk,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      onDrawn: (view) => {
        const count = latest.current.scene?.count ?? 0;
        if (element.dataset.drawn === undefined) performance.mark("map drawn");
        element.dataset.drawn = String(count);
        setClose(showsAccounts(view, count));
        clearTimeout(timer);
        timer = setTimeout(() => {
          latest.current.onSettled(view, byHand.current);
          byHand.current = false;
        }, settleMs);
      },
    });
    atlas.current = own;
    setDrawsAccounts(own.drawsAccounts);

    const point = (at: Point | null) => {
      const hit = at === null ? null : own.hit(at);
      own.light(hit === null ? -1 : communityOf(hit, latest.current.scene));
      element.classList.toggle("on-something", hit !== null);
      setPointed(hit === null || at === null ? null : { hit, at });
    };
    const stopGestures = listenForGestures(element, {
      atlas: own,
      onPoint: point,
      onMove: () => void (byHand.current = true),
      onChoose: (at) => {
        const hit = own.hit(at);
        if (hit !== null) latest.current.onChoose(hit);
      },
    });
    const observer = new ResizeObserver(([{ contentRect: { width, height } }]) => own.resize({ width, height }));
    observer.observe(element);
    const stopTheme = followTheme(() => own.recolour());
    own.resize({ width: element.clientWidth, height: element.clientHeight });
    onReady(own);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      stopGestures();
      stopTheme();
      own.close();
    };
  }, []);

  useLayoutEffect(() => {
    if (scene !== null) atlas.current?.show(scene);
  }, [scene]);

  const steer = (act: (atlas: Atlas) => void) => () => {
    byHand.current = true;
    if (atlas.current !== null) act(atlas.current);
  };
  return (
    <div class="atlas">
      <div
        ref={stage}
        class="atlas-stage"
        tabIndex={0}
        role="application"
        aria-label="Map of communities. Arrow keys move, plus and minus zoom, 0 shows all of it, Enter goes to what is in the middle. The list of communities in view says the same in words."
      >
        <canvas ref={below} />
        <canvas ref={points} />
        <canvas ref={above} />
        <span class="atlas-middle" aria-hidden="true" />
        {pointed !== null && scene !== null && <Pointed {...pointed} answer={scene.answer} />}
      </div>
      <div class="atlas-zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={steer((atlas) => zoomMiddle(atlas, zoomStep))}>+</button>
        <button type="button" aria-label="Zoom out" onClick={steer((atlas) => zoomMiddle(atlas, 1 / zoomStep))}>
          −
        </button>
        <button type="button" aria-label="Show all of it" onClick={steer((atlas) => atlas.fly(atlas.whole))}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
          </svg>
        </button>
      </div>
      <p class="atlas-hint">
        {!drawsAccounts
          ? "This browser draws no accounts (it has no WebGL 2): outlines, names and the list are all there is"
          : close
          ? "Each point is an account; larger ones have more followers"
          : "Each disc is a community; come closer to see who is in it"}
      </p>
    </div>
  );
}

function Pointed({ hit, at, answer }: { hit: Hit; at: Point; answer: MapAnswer }): VNode {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    const frame = element?.parentElement;
    if (element === null || frame === null || frame === undefined) return;
    const x = Math.min(at.x + 14, frame.clientWidth - element.offsetWidth - 4);
    const y = at.y + 18 + element.offsetHeight > frame.clientHeight ? at.y - element.offsetHeight - 10 : at.y + 18;
    element.style.transform = `translate(${Math.max(x, 4)}px, ${Math.max(y, 4)}px)`;
  });
  const { accounts, communities } = answer;
  const community = communities[hit.type === "community" ? hit.position : accounts.community[hit.position]];
  return (
    <div ref={place} class="atlas-pointed" aria-hidden="true">
      {hit.type === "account" && (
        <>
          <b>{accounts.names[hit.position] || accounts.ids[hit.position]}</b>
          <span>{formatCount(accounts.followers[hit.position])} followers</span>
        </>
      )}
      {community === undefined ? <span>in no community</span> : (
        <span>
          {hit.type === "community" ? <b>{community.label}</b> : <>in {community.label}</>}
          {hit.type === "community" && ` · ${formatCount(community.size)} accounts`}
          {community.sensitive && " · sensitive"}
        </span>
      )}
    </div>
  );
}

/** Position of the community that is meant, or -1. */
function communityOf(hit: Hit, scene: Scene | null): number {
  if (hit.type === "community") return hit.position;
  return scene?.answer.accounts.community[hit.position] ?? -1;
}

function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const theme = style.colorScheme === "light" || style.colorScheme === "dark"
    ? style.colorScheme
    : matchMedia("(prefers-color-scheme: dark)").matches
    ? "dark"
    : "light";
  return { theme, ...readColours(), serif: style.getPropertyValue("--serif") || "serif" };
}

/** Custom properties keep `light-dark()` unresolved: an element that wears them knows what comes out. */
function readColours(): Pick<Ink, "ink" | "soft" | "paper" | "line" | "gold"> {
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: read("--ink"),
    soft: read("--ink-soft"),
    paper: read("--paper"),
    line: read("--line-strong"),
    gold: read("--gold"),
  };
  probe.remove();
  return colours;
}

function followTheme(change: () => void): () => void {
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", change);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", change);
  };
}
