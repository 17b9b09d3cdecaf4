/**
 * Top of every view: the mark, the box (not at home, where it stands in the middle), the ways to the other views,
 * the switch between light and dark.
 */
import type { VNode } from "preact";
import { buildRoute, communitiesRoute, mapRoute, type Route } from "../router.ts";
import { Box } from "./box.tsx";
import { Link } from "./link.tsx";
import { Mark } from "./mark.tsx";
import { ThemeSwitch } from "./theme.tsx";

const places: readonly { readonly label: string; readonly to: Route; readonly views: readonly Route["view"][] }[] = [
  { label: "Communities", to: communitiesRoute, views: ["communities", "community"] },
  { label: "Map", to: mapRoute(), views: ["map"] },
  { label: "Build", to: buildRoute(), views: ["build"] },
  { label: "Changes", to: { view: "changes" }, views: ["changes"] },
];

export function Masthead({ route }: { route: Route }): VNode {
  return (
    <header class="masthead">
      <Link to={{ view: "home" }} class="brand" aria-label="Asterism, home">
        <Mark />
        <span class="brand-name">Asterism</span>
      </Link>
      {route.view !== "home" && <Box />}
      <nav class="places" aria-label="Views">
        {places.map(({ label, to, views }) => (
          <Link key={label} to={to} aria-current={views.includes(route.view) ? "page" : undefined}>{label}</Link>
        ))}
      </nav>
      <ThemeSwitch />
    </header>
  );
}
