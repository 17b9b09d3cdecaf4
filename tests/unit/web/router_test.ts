import assert from "node:assert/strict";
import { accountRoute, comparedCountMax, parseRoute, type Route, routePath } from "../../../functions/web/router.ts";

const parse = (path: string) => parseRoute(new URL(path, "http://localhost"));

Deno.test("parseRoute() undoes routePath() for every view", () => {
  const routes: Route[] = [
    { view: "home" },
    accountRoute("x:12"),
    {
      ...accountRoute("mastodon:a/b?c#d &é@host"),
      by: "lift",
      kind: "sport & play",
      limit: 50,
      compared: ["x:1", "x:&=+"],
    },
  ];
  for (const route of routes) assert.deepEqual(parse(routePath(route)), route);
});

Deno.test("routePath() leaves colons as they are and out what is as usual", () => {
  assert.equal(routePath(accountRoute("x:12")), "/accounts/x:12");
  assert.equal(
    routePath({ ...accountRoute("x:12"), by: "containment", kind: "brand", compared: ["x:3", "x:4"] }),
    "/accounts/x:12?by=containment&kind=brand&with=x:3&with=x:4",
  );
});

Deno.test("parseRoute() leaves out what it does not understand", () => {
  assert.deepEqual(parse("/accounts/x:12?by=magic&limit=7&kind=&with="), accountRoute("x:12"));
  assert.deepEqual(parse("/accounts/%E0%A4%A"), accountRoute("%E0%A4%A"));
  assert.deepEqual(parse("/nowhere/x"), { view: "missing", path: "/nowhere/x" });
});

Deno.test("parseRoute() compares with each other account once and with no more than five", () => {
  const route = parse(
    "/accounts/x:1?" + ["x:1", "x:2", "x:2", "x:3", "x:4", "x:5", "x:6", "x:7"].map((id) => `with=${id}`).join("&"),
  );
  assert(route.view === "account");
  assert.deepEqual(route.compared, ["x:2", "x:3", "x:4", "x:5", "x:6"]);
  assert.equal(route.compared.length, comparedCountMax);
});
