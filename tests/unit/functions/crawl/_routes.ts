/** Every route of the crawl with a request that is good, and what it answers. Written by hand: what the document says is checked against it. */
export interface RouteCase {
  readonly method: string;
  /** As in the document. */
  readonly route: string;
  readonly path: string;
  readonly scope: "crawl:admin" | "crawl:work";
  readonly body?: unknown;
  readonly good: number;
}

const job = { platform: "x", operation: "followers", accounts: ["12"] };
const admin = { scope: "crawl:admin", good: 200 } as const;
const work = { scope: "crawl:work", good: 200, method: "POST" } as const;

export const routes: readonly RouteCase[] = [
  {
    ...admin,
    method: "POST",
    route: "/forecast",
    path: "/forecast",
    body: { platform: "x", operation: "posts", accounts: 1 },
  },
  { ...admin, method: "POST", route: "/jobs", path: "/jobs", body: job, good: 201 },
  { ...admin, method: "GET", route: "/jobs", path: "/jobs?limit=5" },
  { ...admin, method: "GET", route: "/jobs/{id}", path: "/jobs/j-1" },
  { ...admin, method: "PATCH", route: "/jobs/{id}", path: "/jobs/j-1", body: { state: "paused" } },
  { ...admin, method: "POST", route: "/jobs/{id}/accounts", path: "/jobs/j-1/accounts", body: { accounts: ["12"] } },
  { ...admin, method: "GET", route: "/jobs/{id}/accounts", path: "/jobs/j-1/accounts" },
  { ...admin, method: "GET", route: "/jobs/{id}/pages", path: "/jobs/j-1/pages" },
  { ...admin, method: "GET", route: "/jobs/{id}/events", path: "/jobs/j-1/events" },
  {
    ...admin,
    method: "POST",
    route: "/tokens",
    path: "/tokens",
    body: { platform: "x", app: "research", name: "first", secret: "AAAA" },
    good: 201,
  },
  { ...admin, method: "GET", route: "/tokens", path: "/tokens" },
  { ...admin, method: "DELETE", route: "/tokens/{id}", path: "/tokens/t-1" },
  { ...admin, method: "POST", route: "/tokens/rotate", path: "/tokens/rotate" },
  { ...admin, method: "GET", route: "/budgets/month", path: "/budgets/month" },
  { ...admin, method: "PUT", route: "/budgets/month", path: "/budgets/month", body: { micros: null } },
  { ...admin, method: "GET", route: "/budgets/apps/{platform}/{app}", path: "/budgets/apps/x/research" },
  {
    ...admin,
    method: "PUT",
    route: "/budgets/apps/{platform}/{app}",
    path: "/budgets/apps/x/research",
    body: { micros: 7 },
  },
  {
    ...admin,
    method: "POST",
    route: "/schedules",
    path: "/schedules",
    body: { name: "w", job, everyMs: 60_000 },
    good: 201,
  },
  { ...admin, method: "GET", route: "/schedules", path: "/schedules" },
  { ...admin, method: "DELETE", route: "/schedules/{id}", path: "/schedules/s-1", good: 204 },
  { ...admin, method: "POST", route: "/tick", path: "/tick" },
  { ...admin, method: "POST", route: "/jobs/{id}/built", path: "/jobs/j-1/built", good: 204 },
  { ...admin, method: "POST", route: "/keys", path: "/keys", body: { name: "w1", scopes: ["crawl:work"] }, good: 201 },
  { ...admin, method: "GET", route: "/keys", path: "/keys" },
  { ...admin, method: "DELETE", route: "/keys/{id}", path: "/keys/id-of-a-key" },
  { ...work, route: "/leases", path: "/leases", body: { calls: 4, platforms: ["x"] } },
  { ...work, route: "/leases/{id}/renew", path: "/leases/l-1/renew", body: { calls: 0 } },
  { ...work, route: "/leases/{id}/pages", path: "/leases/l-1/pages", body: { pages: [], calls: 0 } },
  { ...work, route: "/leases/{id}/finish", path: "/leases/l-1/finish", body: { unused: [] }, good: 204 },
];
