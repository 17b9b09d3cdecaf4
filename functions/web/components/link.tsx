/**
 * A link to another view: a real one (it can be copied, opened in a tab) that changes the view without a reload.
 */
import type { ComponentChildren, JSX, VNode } from "preact";
import { usePage } from "../context.ts";
import { type Route, routePath } from "../router.ts";

export interface LinkProps extends Omit<JSX.AnchorHTMLAttributes, "href" | "onClick"> {
  readonly to: Route;
  readonly children: ComponentChildren;
}

export function Link({ to, children, ...attributes }: LinkProps): VNode {
  const { navigate } = usePage();

  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  }

  return <a {...attributes} href={routePath(to)} onClick={follow}>{children}</a>;
}
