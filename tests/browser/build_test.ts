/**
 * The builder in a real browser, against the fake API.
 */
import assert from "node:assert/strict";
import type { Page } from "./_browser.ts";
import { addressOf, checkAccessible, checkFits, eventually, testPage } from "./_rules.ts";

testPage("builder", async (rule) => {
  await rule("begins with an account or a topic, by keyboard alone", {}, begin);
  await rule("takes seeds in and out, each state with its address", {}, seeds);
  await rule("proposes seeds for a topic and says why", {}, topic);
  await rule("sizes by the slider, its natural end marked", {}, slider);
  await rule("gives each member a score, its error and a reason, and leaves out whom one does not want", {}, members);
  await rule("ranks by another method", {}, method);
  await rule("keeps what was built, and gives it away as CSV", {}, keep);
  await rule("says what is needed where one may not keep it", { editsRefused: true, failuresExpected: true }, refused);
  await rule("says that a topic is unknown", { failuresExpected: true }, unknown);
  await rule("starts from an account's own view", {}, fromAccount);
  await rule("fits 400 pixels and leaves axe nothing", { width: 400 }, narrowAndAccessible);
  await rule("leaves axe nothing in the dark", { width: 1280, colorScheme: "dark" }, narrowAndAccessible);
});

const memberRows = (page: Page) => page.locator(".built-table tbody tr");
const seedNames = (page: Page) => page.locator(".seed-chip a").allTextContents();
const built = async (page: Page, count: number) =>
  await eventually(async () => assert.equal(await memberRows(page).count(), count));

async function begin(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build`);
  await page.getByRole("combobox", { name: "Find a first account" }).focus();
  await page.keyboard.type("lumen");
  await page.keyboard.press("Enter");
  await built(page, 24);
  assert.equal(addressOf(page), "/build?seed=x:12");
  await page.goto(`${url}/build`);
  await page.getByRole("link", { name: "coffee", exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Find a topic" }).focus();
  await page.keyboard.type("roast");
  await page.keyboard.press("Enter");
  await built(page, 24);
  assert.equal(addressOf(page), "/build?topic=roasters");
}

async function seeds(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?seed=x:12&seed=x:13`);
  await built(page, 24);
  await eventually(async () => assert.deepEqual(await seedNames(page), ["Lumen Running", "Vega Athletics"]));
  const finder = page.getByRole("combobox", { name: "Add an account to the seeds" });
  await finder.fill("long mile");
  await finder.press("Enter");
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&seed=x:13&seed=x:14"));
  await eventually(async () => assert.equal((await seedNames(page)).at(-1), "The Long Mile"));
  assert.equal(await finder.evaluate((element) => element === document.activeElement), true, "one goes on typing");
  await page.getByRole("button", { name: "Take Vega Athletics out of the seeds" }).click();
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&seed=x:14"));
  await page.goBack();
  await eventually(async () => assert.equal((await seedNames(page)).length, 3));
  await page.getByRole("button", { name: "Take Mara Okonkwo as a seed" }).click();
  await eventually(() => assert.equal(new URL(page.url()).searchParams.getAll("seed").at(-1), "x:15"));
}

async function topic(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?topic=coffee`);
  await built(page, 24);
  const list = page.locator(".seed-list");
  assert.match(await list.innerText(), /Old Harbour Coffee[^]*“coffee” is in its name[^]*its bio says “coffee”/);
  await page.getByRole("button", { name: "Take Old Harbour Coffee out of the seeds" }).click();
  // Whoever chooses among the proposed has seeds of their own.
  await eventually(() => {
    const query = new URL(page.url()).searchParams;
    assert.deepEqual([query.get("topic"), query.getAll("seed").length], [null, 4]);
  });
  await page.getByText("Built from seeds").waitFor();
}

async function slider(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?seed=x:12`);
  await built(page, 24);
  const range = page.getByRole("slider", { name: "Size" });
  assert.equal(await range.getAttribute("aria-valuetext"), "24 members, the natural end");
  assert.equal(await page.locator(".curve-label").innerHTML(), "natural end, 24");
  await range.focus();
  await page.keyboard.press("ArrowRight");
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&size=25"));
  await built(page, 25);
  await page.locator(".past-end").waitFor();
  await page.getByText(/You asked for more than its natural end/).waitFor();
  await page.keyboard.press("ArrowLeft");
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12", "its natural end is no wish"));
  await built(page, 24);
  await range.fill("60");
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&size=60"));
  await built(page, 60);
  await page.getByRole("link", { name: "Back to its natural end, 24" }).click();
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12"));
  await built(page, 24);
  await page.goto(`${url}/build?seed=x:12&size=7`);
  await built(page, 7);
  assert.equal(await range.inputValue(), "7");
}

async function members(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?seed=x:12&seed=x:13`);
  await built(page, 24);
  assert.match(
    await memberRows(page).first().innerText(),
    /The Long Mile[^]*Shares its audience with 2 of 2 seeds, most with Lumen Running and Vega Athletics[^]*1\.00[^]*± 0\.04/,
  );
  await page.getByRole("button", { name: "Leave out The Long Mile" }).click();
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&seed=x:13&without=x:14"));
  await eventually(async () => assert.match(await memberRows(page).first().innerText(), /Mara Okonkwo/));
  await page.getByRole("link", { name: "Let them in again" }).click();
  await eventually(async () => assert.match(await memberRows(page).first().innerText(), /The Long Mile/));
}

async function method(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?seed=x:12`);
  await page.getByText("How members are ranked: Blend").click();
  const asked = page.waitForRequest((request) => request.url().endsWith("/expand"));
  await page.getByRole("radio", { name: /^Walks between neighbours/ }).check();
  assert.equal((await asked).postDataJSON().method, "pagerank");
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&method=pagerank"));
}

async function keep(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?seed=x:12&size=3`);
  await built(page, 3);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV of the members" }).click();
  const lines = (await Deno.readTextFile(await (await download).path())).trim().split("\r\n");
  assert.equal(lines.length, 5, "the header, the seed and three members");
  await page.getByLabel("Keep it as").fill("Race friends");
  await page.keyboard.press("Enter");
  await page.getByText("Kept as “Race friends”").waitFor();
  await page.getByRole("link", { name: "See what is kept" }).click();
  await page.getByRole("link", { name: "Race friends" }).waitFor();
  assert.equal(addressOf(page), "/communities?only=saved");
}

async function refused(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build?seed=x:12`);
  await page.getByRole("button", { name: "Keep", exact: true }).click();
  await page.getByRole("heading", { name: "Changing communities needs another key" }).waitFor();
}

async function unknown(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/build`);
  await page.getByRole("combobox", { name: "Find a topic" }).fill("zebra");
  await page.keyboard.press("Enter");
  await eventually(() => assert.equal(addressOf(page), "/build?topic=zebra", "any word may be tried"));
  await page.getByRole("heading", { name: "“zebra” is not in this network" }).waitFor();
}

async function fromAccount(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:17`);
  await page.getByRole("link", { name: /^outdoor gear, jackets/ }).waitFor();
  await page.getByRole("link", { name: "Build a community from this account" }).click();
  await built(page, 24);
  assert.equal(addressOf(page), "/build?seed=x:17");
}

async function narrowAndAccessible(page: Page, url: string): Promise<void> {
  for (const path of ["/build", "/build?topic=coffee&size=30"]) {
    await page.goto(url + path);
    await page.locator(path === "/build" ? ".chips a" : ".built-table").first().waitFor();
    if (path !== "/build") await page.locator(".methods summary").click();
    await checkFits(page);
    await checkAccessible(page);
  }
}
