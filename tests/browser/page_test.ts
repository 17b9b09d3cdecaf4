/**
 * The page in a real browser, against the fake API: box, home and account view.
 */
import assert from "node:assert/strict";
import { findChromium, launch, type Page } from "./_browser.ts";
import { checkAccessible, checkFits, command, eventually, testPage } from "./_rules.ts";

testPage("page", async (rule) => {
  await rule("leads from a typed name over a suggestion to the account with its bars", {}, typedName);
  await rule("is worked by keyboard alone", {}, keyboardAlone);
  await rule("says why a suggestion matched, and that none does", {}, suggestionReasons);
  await rule("gives every order and kind an address, and goes back", {}, addresses);
  await rule("takes an account, its kind and its comparison from the address", {}, deepLink);
  await rule("compares the accounts that are ticked", {}, comparison);
  await rule("tells how it knows", {}, howDoYouKnow);
  await rule("gives the table away as CSV", {}, takeAway);
  await rule("says that an account is not there", { failuresExpected: true }, missingAccount);
  await rule("asks for a key and keeps it for the tab", { key: "ast_right", failuresExpected: true }, keyWanted);
  await rule("asks again when the server is busy", { failures: 2, failuresExpected: true }, busyServer);
  await rule("follows the system's colours until told otherwise", { colorScheme: "dark" }, colours);
  for (const width of [400, 1000, 1600]) {
    await rule(`fits ${width} pixels`, { width }, fitsWidth);
  }
  for (const colorScheme of ["light", "dark"] as const) {
    await rule(`has nothing for axe to complain of, ${colorScheme}`, { colorScheme }, accessible);
  }
});

Deno.test({
  name: "findChromium() brings the package's libraries where the system lacks them",
  ignore: "missing" in command || command.origin === "PATH" || command.origin === "$CHROMIUM",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const bare = await findChromium({
      getEnv: () => undefined,
      starts: (_executable, env) => Promise.resolve("LD_LIBRARY_PATH" in env),
    });
    assert(!("missing" in bare), "found none");
    assert.match(bare.origin, /with its libraries$/);
    const browser = await launch(bare);
    const page = await browser.newPage();
    await page.setContent("<title>here</title>");
    await eventually(async () => assert.equal(await page.title(), "here"));
    await browser.close();
  },
});

Deno.test("findChromium() does not look further when $CHROMIUM is wrong, and says so", async () => {
  const found = await findChromium({ getEnv: () => "/no/such/browser", starts: () => Promise.resolve(false) });
  assert.deepEqual(found, { missing: '"/no/such/browser", named by $CHROMIUM, does not start' });
});

const box = (page: Page) => page.getByRole("combobox");
const names = (page: Page) => page.locator(".row-name").allTextContents();

async function typedName(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await box(page).fill("lum");
  await page.getByRole("option").first().waitFor();
  await box(page).press("Enter");
  await page.getByRole("heading", { level: 1, name: "Lumen Running" }).waitFor();
  await eventually(() => assert.equal(new URL(page.url()).pathname, "/accounts/x:12"));
  await eventually(async () => assert.equal(await page.title(), "Lumen Running · Asterism"));
  await page.locator(".look-alikes .bar-value").first().waitFor();
  await eventually(async () => assert.equal((await names(page)).length, 16));
  await eventually(async () => assert.match(await page.locator("tbody.tied .rank").first().innerText(), /^1–\d/));
  await page.waitForFunction(() => document.querySelectorAll(".constellation .star-dot").length === 14);
}

async function keyboardAlone(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("link", { name: "Vega Athletics", exact: true }).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("a");
  await page.getByRole("option").first().waitFor();
  const second = await page.getByRole("option").nth(1).getAttribute("id");
  await page.keyboard.press("ArrowDown");
  await eventually(async () => assert.equal(await box(page).getAttribute("aria-activedescendant"), second));
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await eventually(async () =>
    assert.notEqual(await box(page).getAttribute("aria-activedescendant"), second, "goes round to the last")
  );
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.getByRole("option").count(), 0));
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await box(page).inputValue(), ""));
  // Enter before the answer is there takes the first suggestion once it is.
  await page.keyboard.type("vega");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Vega Athletics" }).waitFor();
  await page.getByRole("checkbox", { name: "Compare with Lumen Running" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("heading", { name: "Who follows which" }).waitFor();
}

async function suggestionReasons(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await box(page).fill("coaches");
  const option = page.getByRole("option");
  await option.waitFor();
  await eventually(async () =>
    assert.match(await option.innerText(), /Cadence Podcast[^]*bio: Two coaches and a microphone/)
  );
  await eventually(async () => assert.equal(await option.locator("mark").innerText(), "coaches"));
  await box(page).fill("<b>nobody</b>");
  await page.locator(".suggestions-none").waitFor();
  await eventually(async () =>
    assert.match(await page.locator(".suggestions-none").innerText(), /Nothing matches “<b>nobody<\/b>”/)
  );
  await page.locator("[aria-live]", { hasText: "Nothing matches" }).waitFor({ state: "attached" });
}

async function addresses(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:12`);
  await page.locator(".row-name").first().waitFor();
  const alike = await names(page);
  await page.getByRole("link", { name: "More than by chance" }).click();
  await page.locator("th", { hasText: "Times chance" }).waitFor();
  await eventually(() => assert.equal(new URL(page.url()).search, "?by=lift"));
  await eventually(async () => assert.notDeepEqual(await names(page), alike));
  await page.getByRole("navigation", { name: "Kind" }).getByRole("link", { name: "media" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".row-name").length === 5);
  await eventually(() => assert.equal(new URL(page.url()).search, "?by=lift&kind=media"));
  await page.goBack();
  await page.goBack();
  await page.locator("th", { hasText: "Audience in common" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".row-name").length === 16);
  await eventually(async () => assert.deepEqual(await names(page), alike));
  await page.locator(".row-name", { hasText: "The Long Mile" }).click();
  await page.getByRole("heading", { level: 1, name: "The Long Mile" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Lumen Running" }).waitFor();
  await page.goForward();
  await page.getByRole("heading", { level: 1, name: "The Long Mile" }).waitFor();
}

async function deepLink(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:12?by=containment&kind=brand&with=x:13&with=x:17`);
  await page.locator(".upset tbody tr").first().waitFor();
  await eventually(async () =>
    assert.equal(await page.getByRole("link", { name: "Share of this audience" }).getAttribute("aria-current"), "true")
  );
  await eventually(async () =>
    assert.equal(await page.getByRole("link", { name: "brand", exact: true }).getAttribute("aria-current"), "true")
  );
  await eventually(async () =>
    assert.equal(await page.getByRole("checkbox", { name: "Compare with Vega Athletics" }).isChecked(), true)
  );
  await page.goto(`${url}/accounts/x:12?kind=ghost`);
  await page.getByText("No ghost shows a sign of sharing followers with Lumen Running").waitFor();
}

async function comparison(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:12`);
  await page.locator(".row-name").first().waitFor();
  const boxes = page.getByRole("checkbox");
  for (let row = 0; row < 5; row++) {
    await boxes.nth(row).check();
    await eventually(() => assert.equal(new URL(page.url()).searchParams.getAll("with").length, row + 1));
  }
  await eventually(async () => assert.equal(await boxes.nth(5).isDisabled(), true, "no more than five"));
  await page.waitForFunction(() => document.querySelectorAll(".upset tbody tr:first-child circle").length === 6);
  await eventually(async () => assert.equal(await page.locator(".upset tbody tr").count(), 12));
  await page.getByRole("button", { name: "Show all 63 groups of people" }).click();
  await eventually(async () => assert.equal(await page.locator(".upset tbody tr").count(), 63));
  const row = await page.locator(".upset tbody th").first().innerText();
  assert.match(row, /^Only /);
  await page.getByRole("button", { name: /^Remove / }).first().click();
  await eventually(() => assert.equal(new URL(page.url()).searchParams.getAll("with").length, 4));
  await page.getByRole("button", { name: "Clear" }).click();
  await eventually(async () => assert.equal(await page.locator("#compare").count(), 0));
}

async function howDoYouKnow(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:12`);
  const button = page.getByRole("button", { name: "How do you know? Lumen Running and Vega Athletics" });
  await button.click();
  const popover = page.getByRole("dialog", { name: "Lumen Running and Vega Athletics" });
  await popover.waitFor();
  const text = await popover.innerText();
  const wanted = [
    "1,024 registers",
    "Lumen Running: 62",
    "0003-5f1a09c2",
    "0003-77ab03de",
    "edges-2026-11.parquet",
    "All 100 samples",
  ];
  for (const part of wanted) assert(text.includes(part), `"${part}" in ${text}`);
  await page.keyboard.press("Escape");
  await popover.waitFor({ state: "detached" });
  await eventually(async () =>
    assert.equal(await button.evaluate((element) => element === document.activeElement), true, "focus goes back")
  );
}

async function takeAway(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:12?by=lift`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV of the look-alikes" }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), "look-alikes-x-12-lift.csv");
  const lines = (await Deno.readTextFile(await file.path())).replace(/^\ufeff/, "").trim().split("\r\n");
  assert.equal(lines.length, 17);
  assert.match(lines[0], /^rank,account,look_alike,/);
}

async function missingAccount(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:999`);
  await page.getByRole("heading", { name: "“x:999” is not in this network" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("lumen");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Lumen Running" }).waitFor();
}

async function keyWanted(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/accounts/x:12`);
  await page.getByLabel("API key").fill("ast_wrong");
  const refused = page.waitForResponse((response) => response.status() === 401);
  await page.keyboard.press("Enter");
  await refused;
  await page.getByLabel("API key").fill("ast_right");
  await page.getByRole("button", { name: "Use this key" }).click();
  await page.locator(".row-name").first().waitFor();
  await page.reload();
  await page.locator(".row-name").first().waitFor();
  await eventually(async () =>
    assert.equal(await page.evaluate(() => localStorage.length), 0, "the key is kept for the tab alone")
  );
}

async function busyServer(page: Page, url: string): Promise<void> {
  const answers: number[] = [];
  page.on("response", (response) => response.url().includes("/v1/") && answers.push(response.status()));
  await page.goto(`${url}/accounts/x:12`);
  await page.locator(".row-name").first().waitFor();
  await page.getByRole("heading", { level: 1, name: "Lumen Running" }).waitFor();
  assert.equal(answers.filter((status) => status === 503).length, 2);
}

async function colours(page: Page, url: string): Promise<void> {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.goto(url);
  await page.getByRole("button", { name: "Switch to light" }).waitFor();
  const dark = await ground();
  await page.getByRole("button", { name: "Switch to light" }).click();
  await eventually(async () => assert.notEqual(await ground(), dark));
  await page.reload();
  await page.getByRole("button", { name: "Switch to dark" }).click();
  await eventually(async () => assert.equal(await ground(), dark));
}

async function fitsWidth(page: Page, url: string): Promise<void> {
  for (const path of ["/", "/accounts/x:12?with=x:13&with=x:14&with=x:15&with=x:16&with=x:17", "/nowhere"]) {
    if (path === "/nowhere") {
      await page.evaluate(() => history.pushState(null, "", "/nowhere"));
      await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
      await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    } else {
      await page.goto(url + path);
      await page.locator(path === "/" ? ".home-largest a" : ".upset tbody tr").first().waitFor();
    }
    await checkFits(page);
  }
}

async function accessible(page: Page, url: string): Promise<void> {
  for (const path of ["/", "/accounts/x:12?with=x:13&with=x:14"]) {
    await page.goto(url + path);
    await page.locator(path === "/" ? ".home-largest a" : ".upset tbody tr").first().waitFor();
    await page.locator(".bond").first().waitFor({ state: "attached" });
    if (path !== "/") await page.getByRole("button", { name: /^How do you know\? Followers/ }).click();
    else await box(page).fill("lu");
    await checkAccessible(page);
  }
}
