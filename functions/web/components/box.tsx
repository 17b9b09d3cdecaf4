/**
 * The one box: an account, a community or a topic, whatever one has in mind; "/" leads to it from everywhere.
 */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SearchHit } from "../../../core/answers/answers.ts";
import { usePage } from "../context.ts";
import { accountRoute, buildRoute, communityRoute, type Route } from "../router.ts";
import { Finder } from "./finder.tsx";

export function Box({ large = false }: { large?: boolean }): VNode {
  const { navigate } = usePage();
  const input = useRef<HTMLInputElement>(null);
  useSlashKey(input);
  return (
    <Finder
      label="Find an account, a community or a topic"
      placeholder={large ? "Type a name, a handle or a topic" : "A name or a topic"}
      class={large ? "box-large" : undefined}
      hint="/"
      input={input}
      onChoose={(hit) => navigate(routeOf(hit))}
    />
  );
}

/** Where a hit leads: a passion to the builder, which proposes seeds for it. */
export function routeOf(hit: SearchHit): Route {
  if (hit.type === "account") return accountRoute(hit.account.id);
  return hit.type === "community" ? communityRoute(hit.community.id) : buildRoute({ topic: hit.passion.word });
}

/** "/" goes to the box from anywhere but another field. */
function useSlashKey(input: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const elsewhere = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || elsewhere) return;
      event.preventDefault();
      input.current?.focus();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
