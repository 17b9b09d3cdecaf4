/**
 * The page: one box, one view at a time, everything from our own API.
 */
import { render, type VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { createApi } from "./api.ts";
import { PageContext } from "./context.ts";
import { Masthead } from "./components/masthead.tsx";
import { Notice } from "./components/notice.tsx";
import { AccountView } from "./views/account.tsx";
import { HomeView } from "./views/home.tsx";
import { parseRoute, type Route, routePath } from "./router.ts";

/** Kept for this tab only: gone when it is closed. */
const keyName = "asterism.key";

function Page(): VNode {
  const [route, setRoute] = useState<Route>(() => parseRoute(new URL(location.href)));
  const [keyVersion, setKeyVersion] = useState(0);
  const [announcement, announce] = useState("");
  const api = useMemo(
    () => createApi({ fetch: fetch.bind(globalThis), readKey: () => sessionStorage.getItem(keyName) }),
    [],
  );

  useEffect(() => {
    const follow = () => setRoute(parseRoute(new URL(location.href)));
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);

  function navigate(next: Route): void {
    const path = routePath(next);
    if (path === location.pathname + location.search) return;
    history.pushState(null, "", path);
    // Another account is another page; another order of the same one is not.
    const stays = route.view === "account" && next.view === "account" && route.account === next.account;
    if (!stays) scrollTo(0, 0);
    setRoute(next);
  }

  function enterKey(key: string): void {
    sessionStorage.setItem(keyName, key);
    setKeyVersion(keyVersion + 1);
  }

  return (
    <PageContext.Provider value={{ api, navigate, keyVersion, enterKey, announce }}>
      <a class="skip" href="#main">Skip to the content</a>
      <Masthead home={route.view === "home"} />
      <main id="main" tabIndex={-1} class={`view-${route.view}`}>
        {route.view === "home" && <HomeView />}
        {route.view === "account" && <AccountView key={route.account} route={route} />}
        {route.view === "missing" && (
          <Notice title="There is no such page">
            <code>{route.path}</code> leads nowhere. Type a name in the box above.
          </Notice>
        )}
      </main>
      <div class="unseen" aria-live="polite">{announcement}</div>
    </PageContext.Provider>
  );
}

const place = document.getElementById("page");
if (place !== null) render(<Page />, place);
