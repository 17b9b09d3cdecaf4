/**
 * What every component may ask for: the API, the way to another view, the key.
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "./api.ts";
import type { Route } from "./router.ts";

export interface PageContext {
  readonly api: Api;
  /** @param options `replace`: without a step that "back" goes to, for what changes while one moves. */
  readonly navigate: (route: Route, options?: { readonly replace?: boolean }) => void;
  /** Changes when another key is entered, so that what failed is asked again. */
  readonly keyVersion: number;
  readonly enterKey: (key: string) => void;
  /** Says something to screen readers. */
  readonly announce: (text: string) => void;
}

export const PageContext = createContext<PageContext | null>(null);

export function usePage(): PageContext {
  const page = useContext(PageContext);
  if (page === null) throw new Error("Cannot use the page's context outside of the page");
  return page;
}
