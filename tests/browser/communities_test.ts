/**
 * Communities in a real browser, against the fake API: the box, the list, one community, corrections, what changed.
 */
import assert from "node:assert/strict";
import type { Page } from "./_browser.ts";
import { addressOf, checkAccessible, checkFits, eventually, testPage } from "./_rules.ts";

testPage("communities", async (rule) => {
  await rule("lead from the box to a community, and from a topic to the builder", {}, boxLeads);
  await rule("are a tree that opens, and a list of each level", {}, tree);
  await rule("are found by name and by what to beware of, each with its address", {}, filters);
  await rule("say why they are called so, who is in them and what is near", {}, oneCommunity);
  await rule("show more members on demand, and give them away as CSV", {}, moreMembers);
  await rule("say what is withheld of a sensitive group, and why", {}, sensitive);
  await rule("are corrected, and the correction taken back", {}, corrections);
  await rule("split off the members that are ticked, and merge into another", {}, splitAndMerge);
  await rule("say what is needed where one may not correct them", {
    editsRefused: true,
    failuresExpected: true,
  }, refused);
  await rule("are taken away whole", {}, exportsAll);
  await rule("say what changed, most important first", {}, changes);
  await rule("say that there is nothing to compare with yet", { firstRun: true }, firstRun);
  await rule("name the command while none were detected", { undetected: true, failuresExpected: true }, undetected);
  for (const colorScheme of ["light", "dark"] as const) {
    await rule(
      `fit 400 pixels and leave axe nothing, ${colorScheme}`,
      { width: 400, colorScheme },
      narrowAndAccessible,
    );
  }
  await rule("leave axe nothing at 1600 pixels", { width: 1600 }, narrowAndAccessible);
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();
const rows = (page: Page) => page.locator(".community-table .row-name").allTextContents();

async function boxLeads(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const box = page.getByRole("combobox");
  await box.fill("cinema");
  const options = page.getByRole("option");
  await eventually(async () => assert.equal(await options.count(), 2));
  assert.match(await options.nth(0).innerText(), /cinema, festival[^]*community[^]*2,105 accounts/);
  assert.match(await options.nth(1).innerText(), /topic[^]*312 accounts say it[^]*in cinema, festival/);
  await box.press("Enter");
  await heading(page, "cinema, festival");
  assert.equal(addressOf(page), "/communities/c-film");
  await page.keyboard.press("/");
  await page.keyboard.type("cinema");
  await options.nth(1).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("Built from the topic “cinema”").waitFor();
  assert.equal(addressOf(page), "/build?topic=cinema");
  // A word of a community that is not in its name leads to it as well, and says so.
  await page.keyboard.press("/");
  await page.keyboard.type("espre");
  await options.first().waitFor();
  await eventually(async () => assert.match(await options.first().innerText(), /its members say: espresso/));
}

async function tree(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities`);
  await page.locator(".community-table").waitFor();
  assert.deepEqual((await rows(page)).slice(0, 3), [
    "running, sport",
    "trail running, marathon",
    "outdoor gear, jackets",
  ]);
  const toggle = page.getByRole("button", { name: "Parts of running, sport" });
  assert.equal(await toggle.getAttribute("aria-expanded"), "true");
  await toggle.focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.deepEqual((await rows(page)).slice(0, 2), ["running, sport", "coffee, cycling"]));
  await page.getByRole("link", { name: "Fine", exact: true }).click();
  await eventually(async () => assert.equal((await rows(page)).length, 9));
  assert.equal(addressOf(page), "/communities?level=1");
  await page.goBack();
  await eventually(() => assert.equal(addressOf(page), "/communities"));
  await page.getByRole("heading", { name: "Built and kept" }).waitFor();
  await page.getByRole("link", { name: "Autumn race sponsors" }).click();
  await eventually(() => assert.equal(addressOf(page), "/build?seed=x:12&seed=x:13"));
  await page.goto(`${url}/communities?only=saved`);
  await page.getByRole("button", { name: "Take back Autumn race sponsors" }).click();
  await page.getByRole("heading", { name: "None kept yet" }).waitFor();
}

async function filters(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities`);
  await page.getByRole("searchbox").fill("bike");
  await eventually(async () => assert.deepEqual(await rows(page), ["coffee, cycling", "cyclists, bike lanes"]));
  assert.equal(addressOf(page), "/communities?q=bike");
  await page.goto(`${url}/communities?only=unsure`);
  await eventually(async () =>
    assert.deepEqual((await rows(page)).filter((name) => /Falk|sailing/.test(name)), [
      "Cadence Podcast, Dr. Ines Falk",
      "sailing, keel",
    ])
  );
  assert.equal(await page.locator(".on-the-way").count(), 2, "with the communities that hold them");
  await page.getByRole("link", { name: "sensitive 1" }).click();
  await eventually(async () => assert.deepEqual(await rows(page), ["coffee, cycling", "parish, choir"]));
  await page.goto(`${url}/communities?q=zebra`);
  await page.getByRole("link", { name: "Look at all" }).click();
  await eventually(async () => assert.equal((await rows(page)).length, 12));
}

async function oneCommunity(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities/c-trail`);
  await heading(page, "trail running, marathon");
  await eventually(async () => assert.equal(await page.title(), "trail running, marathon · Asterism"));
  const text = await page.locator("main").innerText();
  for (const part of ["3,412", "141 k people interested".slice(0, 3), "94", "trail running", "52"]) {
    assert(text.includes(part), `"${part}" in ${text}`);
  }
  await page.getByRole("button", { name: "How do you know? The name “trail running, marathon”" }).click();
  const popover = await page.getByRole("dialog").innerText();
  assert.match(popover, /made anew from half of the members, 93.% of it comes back/);
  assert.match(popover, /marathon: 986 of 3,412 members/);
  for (const part of ["98", "Modularity 0.742", "0004-19be7d35", "0003-a81c22f0", "edges-2026-11.parquet"]) {
    assert(popover.includes(part), `"${part}" in ${popover}`);
  }
  await page.keyboard.press("Escape");
  await page.locator(".mini-own").first().waitFor();
  await page.getByRole("heading", { name: "What changed" }).waitFor();
  assert.match(
    await page.locator(".around-events").innerText(),
    /It was made of “road running” and “ultra, mountains”/,
  );
  await page.locator(".around").getByRole("link", { name: "outdoor gear, jackets" }).click();
  await heading(page, "outdoor gear, jackets");
  await page.getByRole("navigation", { name: "Where it belongs" }).getByRole("link", { name: "running, sport" })
    .click();
  await heading(page, "running, sport");
  await page.getByRole("heading", { name: "Its parts" }).waitFor();
  await page.getByRole("link", { name: "Build from its top 5" }).click();
  await eventually(() => assert.equal(new URL(page.url()).searchParams.getAll("seed").length, 5));
}

async function moreMembers(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities/c-trail`);
  const members = page.locator(".members-table tbody tr");
  await eventually(async () => assert.equal(await members.count(), 25));
  assert.match(await members.nth(1).innerText(), /The Long Mile[^]*also known for/);
  await page.getByRole("link", { name: "Show 100" }).click();
  await eventually(async () => assert.equal(await members.count(), 100));
  assert.equal(addressOf(page), "/communities/c-trail?limit=100");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV of the members" }).click();
  const lines = (await Deno.readTextFile(await (await download).path())).replace(/^\ufeff/, "").trim().split("\r\n");
  assert.equal(lines.length, 101);
  assert.match(lines[0], /^rank,community,label,account,/);
}

async function sensitive(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities/c-faith`);
  const banner = page.getByRole("region", { name: "A sensitive group: faith" });
  await banner.waitFor();
  const text = await banner.innerText();
  for (
    const part of [
      "no count of interested people",
      "no audience",
      "no weight in reach",
      "parish",
      "No person has looked",
    ]
  ) {
    assert(text.includes(part), `"${part}" in ${text}`);
  }
  await page.getByText("people interested: withheld").waitFor();
  assert.equal(await page.getByText(/^people interested$/).count(), 0);
  // Once a person has said that it is none, it has its figures.
  await page.getByRole("button", { name: "Correct it" }).click();
  await page.getByRole("button", { name: "It is not" }).click();
  await banner.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^How do you know\? People interested/ }).waitFor();
}

async function corrections(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities/c-coach`);
  await page.getByText("unsure name").first().waitFor();
  await page.getByRole("button", { name: "Correct it" }).click();
  await page.getByLabel("Its name").fill("Coaches");
  await page.keyboard.press("Enter");
  await heading(page, "Coaches");
  await page.locator(".done", { hasText: "Renamed to Coaches" }).waitFor();
  assert.equal(await page.getByText("unsure name").count(), 0, "a person is sure");
  await page.getByRole("button", { name: "Take it back" }).click();
  await heading(page, "Cadence Podcast, Dr. Ines Falk");
  const finder = page.getByRole("combobox", { name: "Find the account that belongs here" });
  await finder.fill("kite");
  await finder.press("Enter");
  await page.locator(".done", { hasText: "Kite & Keel is pinned to it" }).waitFor();
  await eventually(async () =>
    assert.equal(await page.locator(".members-table .row-name").first().innerText(), "Kite & Keel")
  );
}

async function splitAndMerge(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities/c-trail`);
  await page.getByRole("button", { name: "Correct it" }).click();
  assert.equal(await page.getByRole("button", { name: "Tick members below" }).isDisabled(), true);
  await page.getByRole("checkbox", { name: "Tick Lumen Running" }).check();
  await page.getByRole("checkbox", { name: "Tick Vega Athletics" }).check();
  const request = page.waitForRequest((request) => request.method() === "PATCH");
  await page.getByLabel("Name of the part").fill("Shoes");
  await page.getByRole("button", { name: "Split 2 off" }).click();
  assert.deepEqual((await request).postDataJSON(), { action: "split", accounts: ["x:12", "x:13"], text: "Shoes" });
  await page.locator(".done", { hasText: "2 accounts split off" }).waitFor();
  const finder = page.getByRole("combobox", { name: "Find the community it is part of" });
  await finder.fill("coffee");
  // Only those of its own level: the broad one of that name is not offered.
  await eventually(async () => assert.deepEqual(await page.getByRole("option").count(), 1));
  await finder.press("Enter");
  await heading(page, "coffee, roasters");
  assert.equal(addressOf(page), "/communities/c-coffee");
}

async function refused(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities/c-trail`);
  await page.getByRole("button", { name: "Correct it" }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("heading", { name: "Changing communities needs another key" }).waitFor();
  await page.getByText("It needs a key with scope admin; this one has read").waitFor();
  await page.getByLabel("API key").waitFor();
}

async function exportsAll(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/communities`);
  await page.getByText("Take everything away").click();
  for (
    const [button, file] of [["The graph as GEXF for Gephi", "graph.gexf"], [
      "All members as Parquet",
      "members.parquet",
    ]]
  ) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    assert.equal((await download).suggestedFilename(), file);
  }
}

async function changes(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/changes`);
  const events = page.locator(".event");
  await eventually(async () => assert.equal(await events.count(), 6));
  const text = await page.locator(".events").innerText();
  const said = [
    /indie games, pixel art is new, with 1,644 accounts, most of them from “cinema, festival”\./,
    /walking, wheels fell apart into “cyclists, bike lanes” and “coffee, roasters”\./,
    /trail running, marathon was made of “road running” and “ultra, mountains”, and has 3,412 accounts now\./,
    /six second videos is gone: its 640 accounts went nowhere together\./,
    /outdoor gear, jackets grew from 2,204 to 2,588 accounts\.[^]*\+17/,
    /sailing, keel shrank from 780 to 717 accounts\.[^]*−8\.1/,
  ];
  const places = said.map((pattern) => text.search(pattern));
  assert(
    places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1])),
    `${places} in ${text}`,
  );
  await page.getByRole("button", { name: "split 1" }).click();
  await eventually(async () => assert.equal(await events.count(), 1));
  await page.getByRole("link", { name: "cyclists, bike lanes" }).click();
  await heading(page, "cyclists, bike lanes");
}

async function firstRun(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/changes`);
  await page.getByRole("heading", { name: "Nothing to compare with yet" }).waitFor();
  await page.goto(`${url}/communities/c-trail`);
  await page.getByText("This is the first run, so there is nothing to compare it with.").waitFor();
}

async function undetected(page: Page, url: string): Promise<void> {
  for (const path of ["/communities", "/communities/c-1", "/changes", "/map", "/build?topic=coffee"]) {
    await page.goto(url + path);
    await page.getByRole("heading", { name: "No communities yet" }).waitFor();
    await page.locator("code", { hasText: "asterism communities detect" }).waitFor();
  }
  await page.goto(`${url}/accounts/x:12`);
  await page.getByRole("link", { name: "Build a community from this account" }).waitFor();
  assert.equal(await page.getByText("Known for").count(), 0);
}

async function narrowAndAccessible(page: Page, url: string): Promise<void> {
  const places: [string, string][] = [
    ["/communities", ".community-table"],
    ["/communities/c-faith", ".mini-own"],
    ["/changes", ".event"],
  ];
  for (const [path, wanted] of places) {
    await page.goto(url + path);
    await page.locator(wanted).first().waitFor();
    if (path.includes("c-faith")) {
      await page.getByRole("button", { name: "Correct it" }).click();
      await page.locator(".corrections").waitFor();
    }
    await checkFits(page);
    await checkAccessible(page);
  }
}
