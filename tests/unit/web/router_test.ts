import assert from "node:assert/strict";
import {
  accountRoute,
  buildRoute,
  communitiesRoute,
  communityRoute,
  comparedCountMax,
  isSamePlace,
  mapRoute,
  parseRoute,
  type Route,
  routePath,
  seedCountMax,
} from "../../../functions/web/router.ts";

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
    communitiesRoute,
    { view: "communities", level: 0, text: "café & co", only: "unsure" },
    communityRoute("c-k3v9q2a"),
    { view: "community", community: "c/?#", limit: 400 },
    buildRoute(),
    buildRoute({ seeds: ["x:1", "bluesky:did:plc:a,b"] }),
    { ...buildRoute({ topic: "trail running?" }), size: 40, method: "idf", excluded: ["x:9"] },
    mapRoute(),
    { view: "map", level: 0, at: "0.4123,0.5,3.2" },
    mapRoute("x:12"),
    { view: "changes" },
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

Deno.test("routePath() keeps places on the map and seeds readable", () => {
  assert.equal(routePath({ view: "map", level: 1, at: "0.5,0.25,3" }), "/map?level=1&at=0.5,0.25,3");
  assert.equal(routePath(buildRoute({ seeds: ["x:1", "x:2"] })), "/build?seed=x:1&seed=x:2");
});

Deno.test("parseRoute() reads what it can of a builder's address, seeds before a topic", () => {
  assert.deepEqual(
    parse("/build?topic=a&seed=x:1&seed=x:1&size=0&method=magic&without="),
    buildRoute({ seeds: ["x:1"] }),
  );
  const many = Array.from({ length: seedCountMax + 5 }, (_none, seed) => `seed=x:${seed}`).join("&");
  const route = parse(`/build?${many}`);
  assert(route.view === "build");
  assert.equal(route.seeds.length, seedCountMax);
  assert.deepEqual(parse("/communities?level=-1&only=all"), communitiesRoute);
  assert.deepEqual(parse("/communities/"), communitiesRoute);
  assert.deepEqual(parse("/communities/c-1?limit=30"), communityRoute("c-1"));
  assert.deepEqual(parse("/communities/c-1/members"), { view: "missing", path: "/communities/c-1/members" });
  assert.deepEqual(parse("/map?level=x&at="), mapRoute());
});

Deno.test("isSamePlace() holds for another order of the same account, not for another account", () => {
  assert.equal(isSamePlace(accountRoute("x:1"), { ...accountRoute("x:1"), by: "lift" }), true);
  assert.equal(isSamePlace(accountRoute("x:1"), accountRoute("x:2")), false);
  assert.equal(isSamePlace(communityRoute("a"), communityRoute("b")), false);
  assert.equal(isSamePlace(mapRoute(), mapRoute("x:1")), true);
  assert.equal(isSamePlace(mapRoute(), { view: "home" }), false);
});

Deno.test("parseRoute() compares with each other account once and with no more than five", () => {
  const route = parse(
    "/accounts/x:1?" + ["x:1", "x:2", "x:2", "x:3", "x:4", "x:5", "x:6", "x:7"].map((id) => `with=${id}`).join("&"),
  );
  assert(route.view === "account");
  assert.deepEqual(route.compared, ["x:2", "x:3", "x:4", "x:5", "x:6"]);
  assert.equal(route.compared.length, comparedCountMax);
});
