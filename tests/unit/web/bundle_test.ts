import assert from "node:assert/strict";
import { join } from "node:path";
import { ensurePage } from "../../../scripts/_page.ts";

Deno.test("the page is bundled with the Preact that it is checked with", async () => {
  const pinned = /npm:preact@[\d.]+/;
  const [checked, bundled] = await Promise.all(
    ["functions/web/deno.json", "scripts/_page.ts"].map((path) =>
      Deno.readTextFile(new URL(`../../../${path}`, import.meta.url))
    ),
  );
  assert.equal(pinned.exec(checked)?.[0], pinned.exec(bundled)?.[0]);
});

Deno.test("ensurePage() gives a document that names files beside it, with nothing inline and nothing from elsewhere", async () => {
  const { folder } = await ensurePage();
  const page = await Deno.readTextFile(join(folder, "index.html"));
  const named = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  assert.equal(named.length, 3);
  for (const address of named) await Deno.stat(join(folder, address.replace("/assets/", "")));
  assert.doesNotMatch(page, /<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
});
