/** What the platforms allow and take, by their own documentation; and the same scaled, or read from a table of adapters. */
import type { Platform } from "../../core/platforms/platform.ts";
import type { PlatformRules } from "./_dialect.ts";
import { blueskyEndpoints } from "./bluesky.ts";
import { xEndpoints } from "./x.ts";
import type { Limit } from "./windows.ts";

export type { PlatformRules };

const quarterMs = 15 * 60_000;

/** X, pay-per-usage. Source: docs.x.com, "Rate Limits" and "Pricing", 2026: the limits of app-only tokens, which an app shares. */
export function xRules(): PlatformRules {
  const perApp = (endpoint: string, limit: number): Limit => (
    { name: endpoint, endpoints: [endpoint], scope: "app", limit, windowMs: quarterMs }
  );
  const user = { microsPerCall: 0, microsPerResource: 10_000 };
  const post = { microsPerCall: 0, microsPerResource: 5_000 };
  const { users, usersBy, user: one, userBy, followers, following, posts } = xEndpoints;
  return {
    limits: [
      ...[users, usersBy, one, userBy, followers, following].map((endpoint) => perApp(endpoint, 300)),
      perApp(posts, 10_000),
    ],
    enforcement: "fixed",
    prices: {
      ...Object.fromEntries([users, usersBy, one, userBy, followers, following].map((endpoint) => [endpoint, user])),
      [posts]: post,
    },
    volume: { endpoints: [posts], resources: 3_000_000 },
  };
}

/** Bluesky's public server. Source: docs.bsky.app, "Rate Limits": 3,000 calls in 5 minutes from one address, whatever they are. */
export function blueskyRules(): PlatformRules {
  return {
    limits: [{
      name: "all calls",
      endpoints: Object.values(blueskyEndpoints),
      scope: "address",
      limit: 3000,
      windowMs: 5 * 60_000,
    }],
    enforcement: "fixed",
    prices: {},
  };
}

/** The same with windows `factor` times as short and months' volumes as they are: a crawl of days in minutes. */
export function speedUp(rules: PlatformRules, factor: number): PlatformRules {
  return {
    ...rules,
    limits: rules.limits.map((limit) => ({ ...limit, windowMs: Math.max(1, Math.round(limit.windowMs / factor)) })),
  };
}

/** The same with `factor` times as many calls in a window. */
export function scaleLimits(rules: PlatformRules, factor: number): PlatformRules {
  return {
    ...rules,
    limits: rules.limits.map((limit) => ({ ...limit, limit: Math.max(1, Math.round(limit.limit * factor)) })),
  };
}

/**
 * Exactly what an adapter's table says is allowed: for simulations that ask how much of it is used. A name that is no endpoint of
 * the platform stands for all of them; without credentials, the address is what an app would be.
 */
export function rulesOfTable(
  { name, needsCredential, operations }: Platform,
): Pick<PlatformRules, "limits" | "prices"> {
  const known: readonly string[] = Object.values(name === "x" ? xEndpoints : blueskyEndpoints);
  const limits = new Map<string, Limit>();
  const prices: Record<string, PlatformRules["prices"][string]> = {};
  for (const { endpoint, price, limits: ofEndpoint } of Object.values(operations)) {
    const endpoints = known.includes(endpoint) ? [endpoint] : known;
    for (const each of endpoints) prices[each] = price;
    for (const { scope: told, limit, windowMs } of ofEndpoint) {
      const scope = told === "app" && !needsCredential ? "address" : told;
      const words = `${endpoint} per ${scope}, ${limit} in ${windowMs / 1000} s`;
      limits.set(words, { name: words, endpoints, scope, limit, windowMs });
    }
  }
  return { limits: [...limits.values()], prices };
}
