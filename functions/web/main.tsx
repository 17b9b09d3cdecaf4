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
import { BuildView } from "./views/build.tsx";
import { ChangesView } from "./views/changes.tsx";
import { CommunitiesView } from "./views/communities.tsx";
import { CommunityView } from "./views/community.tsx";
import { MapView } from "./views/map.tsx";
import { isSamePlace, parseRoute, type Route, routePath } from "./router.ts";

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

  function navigate(next: Route, { replace = false } = {}): void {
    const path = routePath(next);
    if (path === location.pathname + location.search) return;
    if (replace) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    if (!isSamePlace(route, next)) scrollTo(0, 0);
    setRoute(next);
  }

  function enterKey(key: string): void {
    sessionStorage.setItem(keyName, key);
    setKeyVersion(keyVersion + 1);
  }

  return (
    <PageContext.Provider value={{ api, navigate, keyVersion, enterKey, announce }}>
      <a class="skip" href="#main">Skip to the content</a>
      <Masthead route={route} />
      <main id="main" tabIndex={-1} class={`view-${route.view}`}>
        {route.view === "home" && <HomeView />}
        {route.view === "account" && <AccountView key={route.account} route={route} />}
        {route.view === "communities" && <CommunitiesView route={route} />}
        {route.view === "community" && <CommunityView key={route.community} route={route} />}
        {route.view === "build" && <BuildView route={route} />}
        {route.view === "map" && <MapView route={route} />}
        {route.view === "changes" && <ChangesView />}
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
