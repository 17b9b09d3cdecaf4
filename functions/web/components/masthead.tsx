/**
 * Top of every view: the mark, the box (not at home, where it stands in the middle), the switch between light and dark.
 */
import type { VNode } from "preact";
import { Box } from "./box.tsx";
import { Link } from "./link.tsx";
import { Mark } from "./mark.tsx";
import { ThemeSwitch } from "./theme.tsx";

export function Masthead({ home }: { home: boolean }): VNode {
  return (
    <header class="masthead">
      <Link to={{ view: "home" }} class="brand" aria-label="Asterism, home">
        <Mark />
        <span class="brand-name">Asterism</span>
      </Link>
      {!home && <Box />}
      <ThemeSwitch />
    </header>
  );
}
