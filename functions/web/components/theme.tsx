/**
 * Light or dark: as the system has it until somebody says otherwise.
 */
import type { VNode } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

type Theme = "light" | "dark";

const themeName = "asterism.theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");

export function ThemeSwitch(): VNode {
  const [chosen, setChosen] = useState<Theme | null>(readTheme);
  const [system, setSystem] = useState<Theme>(systemTheme);

  useLayoutEffect(() => {
    const follow = () => setSystem(systemTheme());
    systemDark.addEventListener("change", follow);
    return () => systemDark.removeEventListener("change", follow);
  }, []);

  useLayoutEffect(() => {
    if (chosen === null) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  }, [chosen]);

  const next: Theme = (chosen ?? system) === "dark" ? "light" : "dark";

  function change(): void {
    // Back to what the system says is no choice at all, so it is not kept.
    if (next === system) localStorage.removeItem(themeName);
    else localStorage.setItem(themeName, next);
    setChosen(next === system ? null : next);
  }

  return (
    <button type="button" class="icon-button theme-switch" aria-label={`Switch to ${next}`} onClick={change}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {next === "light"
          ? (
            <>
              <circle cx="10" cy="10" r="3.6" />
              <path d="M10 1.5v2.5M10 16v2.5M1.5 10H4M16 10h2.5M4 4l1.8 1.8M14.2 14.2 16 16M16 4l-1.8 1.8M5.8 14.2 4 16" />
            </>
          )
          : <path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />}
      </svg>
    </button>
  );
}

function readTheme(): Theme | null {
  const stored = localStorage.getItem(themeName);
  return stored === "light" || stored === "dark" ? stored : null;
}

function systemTheme(): Theme {
  return systemDark.matches ? "dark" : "light";
}
