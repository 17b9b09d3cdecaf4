/**
 * The map in a real browser with software GL, against the fake API.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "./_browser.ts";
import { addressOf, checkAccessible, checkFits, eventually, testPage } from "./_rules.ts";

testPage("map", async (rule) => {
  await rule("draws accounts in their communities' colours, sensitive ones in grey", {}, drawn);
  await rule("says who is under the pointer, and goes there on a click", {}, pointed);
  await rule("is moved and zoomed by wheel, hand, buttons and keys, and keeps it in the address", {}, moved);
  await rule("flies to a name, and marks it with the star", {}, flown);
  await rule("is a list as well: of what is in view", {}, listed);
  await rule("has a picture of each level", {}, levels);
  await rule("draws in the dark, and again when one switches to light", { colorScheme: "dark" }, recoloured);
  await rule("fits 400 pixels and leaves axe nothing", { width: 400 }, narrowAndAccessible);
  await rule("leaves axe nothing in the dark", { colorScheme: "dark" }, narrowAndAccessible);
});

const stage = (page: Page) => page.locator(".atlas-stage");

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.atlas-stage[data-drawn="3000"]').waitFor();
}

async function drawn(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  const pixels = await readPixels(page);
  // Blue, orange and green communities are far apart on the wheel; a grey one has no hue at all.
  const hues = new Set<number>();
  for (let place = 0; place < pixels.length; place += 4) {
    const [red, green, blue] = [pixels[place], pixels[place + 1], pixels[place + 2]];
    const most = Math.max(red, green, blue);
    const least = Math.min(red, green, blue);
    if (most - least < 70) continue;
    const hue = most === red
      ? (green - blue) / (most - least)
      : most === green
      ? 2 + (blue - red) / (most - least)
      : 4 + (red - green) / (most - least);
    hues.add(Math.floor((hue * 60 + 360) % 360 / 30));
  }
  assert(hues.size >= 5, `${hues.size} hues are drawn: ${[...hues]}`);
  const grey = await around(page, "c-faith");
  const green = await around(page, "c-game");
  assert(saturation(grey) < 0.1, `the sensitive community is ${grey}`);
  assert(saturation(green) > 0.16, `another community is ${green}`);
}

async function pointed(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  const place = await placeOf(page, "c-game");
  await page.mouse.move(place.x, place.y);
  const note = page.locator(".atlas-pointed");
  await note.waitFor();
  assert.match(await note.innerText(), /indie games, pixel art/);
  await open(page, `${url}/map?at=x:12`);
  const box = await stage(page).boundingBox();
  assert(box !== null);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await eventually(async () => assert.match(await note.innerText(), /Lumen Running[^]*in trail running, marathon/));
  await stage(page).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Lumen Running" }).waitFor();
  await page.goBack();
  await page.locator('.atlas-stage[data-drawn="3000"]').waitFor();
  await page.mouse.click(middle.x, middle.y);
  await page.getByRole("heading", { level: 1, name: "Lumen Running" }).waitFor();
  assert.equal(addressOf(page), "/accounts/x:12");
}

async function moved(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  const cameraOf = () => new URL(page.url()).searchParams.get("at")?.split(",").map(Number) ?? [];
  const settled = async (check: (camera: number[]) => void) => await eventually(() => check(cameraOf()));
  await page.getByRole("button", { name: "Zoom in" }).click();
  await settled(([, , zoom]) => assert(zoom > 2));
  const [x, y, zoom] = cameraOf();
  await stage(page).focus();
  await page.keyboard.press("ArrowRight");
  await settled((camera) => assert(camera[0] > x && camera[1] === y));
  await page.keyboard.press("ArrowDown");
  await settled((camera) => assert(camera[1] > y));
  await page.keyboard.press("-");
  await settled((camera) => assert(Math.abs(camera[2] - zoom / 1.5) < 0.02));
  const before = cameraOf();
  const place = { x: 300, y: 400 };
  await page.mouse.move(place.x, place.y);
  await page.mouse.down();
  await page.mouse.move(place.x + 40, place.y + 10);
  await page.mouse.move(place.x + 120, place.y + 10);
  await page.mouse.up();
  await settled((camera) => assert(camera[0] < before[0]));
  assert.match(addressOf(page), /^\/map\?at=/, "a drag is no click");
  await page.mouse.wheel(0, -300);
  await settled((camera) => assert(camera[2] > before[2]));
  // What one sees is what the address says, also for somebody else.
  const address = page.url();
  const [, , kept] = cameraOf();
  await open(page, address);
  await stage(page).focus();
  await page.keyboard.press("+");
  await settled((camera) => assert(Math.abs(camera[2] / kept - 1.5) < 0.02, `${camera[2]} after ${kept}`));
  await page.keyboard.press("0");
  await eventually(() => assert.equal(addressOf(page), "/map"));
}

async function flown(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  const finder = page.getByRole("combobox", { name: "Find on the map" });
  await finder.fill("kite");
  await finder.press("Enter");
  await eventually(() => assert.equal(addressOf(page), "/map?at=x:28"));
  await page.locator("[aria-live]", { hasText: "Kite & Keel on the map" }).waitFor({ state: "attached" });
  await eventually(async () => assert(await countGold(page) > 60, "the star is drawn"));
  await finder.fill("indie");
  await page.getByRole("option").first().waitFor();
  await finder.press("Enter");
  await eventually(() => assert.equal(addressOf(page), "/map?level=1&at=c-game"));
}

async function listed(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  const list = page.getByRole("region", { name: "Communities in view" });
  await list.getByText("All 9 communities").waitFor();
  assert.match(await list.innerText(), /trail running, marathon[^]*3,412[^]*parish, choir[^]*sensitive[^]*1,708/);
  await list.getByRole("button", { name: "Show sailing, keel on the map" }).focus();
  await page.keyboard.press("Enter");
  await eventually(() => assert.equal(addressOf(page), "/map?at=c-sail"));
  await eventually(async () => assert.match(await list.innerText(), /^[1-5] of 9 communities in view/));
  await list.getByRole("link", { name: "sailing, keel" }).click();
  await page.getByRole("heading", { level: 1, name: "sailing, keel" }).waitFor();
}

async function levels(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  await page.getByRole("link", { name: "Broad", exact: true }).click();
  await page.getByText("All 3 communities").waitFor();
  assert.equal(addressOf(page), "/map?level=0");
  await open(page, `${url}/map?level=0&at=c-city`);
  await page.locator("[aria-live]", { hasText: "coffee, cycling on the map" }).waitFor({ state: "attached" });
}

async function recoloured(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  const dark = await readPixels(page);
  assert(brightness(dark) < 60, `dark is ${brightness(dark)}`);
  await page.getByRole("button", { name: "Switch to light" }).click();
  await eventually(async () => assert(brightness(await readPixels(page)) > 200));
}

async function narrowAndAccessible(page: Page, url: string): Promise<void> {
  await open(page, `${url}/map`);
  await page.locator(".map-table").waitFor();
  await checkFits(page);
  await checkAccessible(page);
}

/** Where a community is in the window, from its row: pointing at it lights it, flying there would move it. */
async function placeOf(page: Page, id: string): Promise<{ x: number; y: number }> {
  return await page.evaluate(async (id) => {
    const map = await (await fetch("/v1/map?limit=0")).json();
    const [left, right, top, bottom] = map.communities.reduce(
      ([left, right, top, bottom]: number[], { x, y, radius }: { x: number; y: number; radius: number }) => [
        Math.min(left, x - radius),
        Math.max(right, x + radius),
        Math.min(top, y - radius),
        Math.max(bottom, y + radius),
      ],
      [1, 0, 1, 0],
    );
    const own = map.communities.find((community: { id: string }) => community.id === id);
    const box = document.querySelector(".atlas-stage")!.getBoundingClientRect();
    const scale = Math.min(box.width / (right - left), box.height / (bottom - top)) * 0.92;
    return {
      x: box.x + box.width / 2 + (own.x - (left + right) / 2) * scale,
      y: box.y + box.height / 2 + (own.y - (top + bottom) / 2) * scale,
    };
  }, id);
}

/** Mean colour of what is drawn around the middle of a community. */
async function around(page: Page, id: string): Promise<number[]> {
  const { x, y } = await placeOf(page, id);
  const pixels = await decode(page, await page.screenshot({ clip: { x: x - 30, y: y - 34, width: 60, height: 20 } }));
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let place = channel; place < pixels.length; place += 4) sum += pixels[place];
    return sum / (pixels.length / 4);
  });
}

function saturation([red, green, blue]: readonly number[]): number {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  return (most - least) / most;
}

function brightness(pixels: Uint8Array): number {
  let sum = 0;
  for (let place = 1; place < pixels.length; place += 4) sum += pixels[place];
  return sum / (pixels.length / 4);
}

async function countGold(page: Page): Promise<number> {
  const pixels = await readPixels(page);
  let count = 0;
  for (let place = 0; place < pixels.length; place += 4) {
    const [red, green, blue] = [pixels[place], pixels[place + 1], pixels[place + 2]];
    if (Math.abs(red - 0xb7) < 6 && Math.abs(green - 0x7f) < 6 && Math.abs(blue - 0x0a) < 12) count++;
  }
  return count;
}

/** Red, green, blue, alpha of the stage as it is seen. */
async function readPixels(page: Page): Promise<Uint8Array> {
  return await decode(page, await stage(page).screenshot());
}

/** The browser reads its own pictures. */
async function decode(page: Page, png: Uint8Array): Promise<Uint8Array> {
  const text = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let out = "";
    for (let start = 0; start < data.length; start += 8192) {
      out += String.fromCharCode(...data.subarray(start, start + 8192));
    }
    return btoa(out);
  }, Buffer.from(png).toString("base64"));
  return new Uint8Array(Buffer.from(text, "base64"));
}
