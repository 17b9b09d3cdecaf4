/**
 * The map: communities and accounts in the plane, near where they share an audience.
 */
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SearchHit } from "../../../core/answers/answers.ts";
import type { MapAnswer } from "../../../core/answers/map.ts";
import { useAnswer } from "../answer.ts";
import { levelName } from "../community_words.ts";
import { AtlasFrame } from "../components/atlas_frame.tsx";
import { CommunityFailure } from "../components/community_failure.tsx";
import { HowDoYouKnow } from "../components/evidence.tsx";
import { Finder } from "../components/finder.tsx";
import { communityReasons } from "../components/label.tsx";
import { Link } from "../components/link.tsx";
import { MapList } from "../components/map_list.tsx";
import { usePage } from "../context.ts";
import { formatCount, groupDigits } from "../format.ts";
import type { Atlas, Hit } from "../map/atlas.ts";
import { frameCircle, readCamera, writeCamera } from "../map/camera.ts";
import { communitiesInView, type View } from "../map/labels.ts";
import { buildScene } from "../map/scene.ts";
import { nameOf } from "../names.ts";
import { accountRoute, communityRoute, type MapRoute } from "../router.ts";
import { useTitle } from "../title.ts";

/** Accounts that are asked for; more no longer fit the two seconds until they are drawn. */
const accountCountMax = 100_000;
/** Accounts seen around one that one flies to, if they lay evenly. */
const neighbourCount = 60;

export function MapView({ route }: { route: MapRoute }): VNode {
  const { api, navigate, announce } = usePage();
  const { level, at } = route;
  const atlas = useRef<Atlas | null>(null);
  const [view, setView] = useState<View | null>(null);
  const asked = useAnswer(
    `${level}`,
    (signal) => api.map({ ...level === null ? {} : { level }, limit: accountCountMax }, signal),
  );
  const levels = useAnswer("levels", (signal) => api.communities({ level: 0 }, signal)).value?.levels ?? 1;
  const { value: answer, error, retrying, loading } = asked;
  const scene = useMemo(() => answer === null ? null : buildScene(answer), [answer]);
  const inView = useMemo(
    () =>
      answer === null
        ? []
        : view === null
        ? answer.communities.map((_community, position) => position)
        : communitiesInView(answer.communities, view),
    [answer, view],
  );
  // An address that we wrote ourselves while one moved leads nowhere else.
  const written = useRef<string | null>(null);
  useTitle("Map");

  useEffect(() => {
    if (answer === null || loading || atlas.current === null) return;
    const isPlace = at === null || readCamera(at) !== null;
    if (isPlace && at === written.current) return;
    written.current = at;
    goTo(answer, at);
  }, [answer, loading, at]);

  function goTo(answer: MapAnswer, at: string | null): void {
    if (at === null) return atlas.current?.fly(atlas.current.whole);
    const camera = readCamera(at);
    if (camera !== null) return atlas.current?.look(camera);
    const { communities, accounts } = answer;
    const community = communities.find(({ id }) => id === at);
    if (community !== undefined) {
      atlas.current?.mark({ x: community.x, y: community.y, name: community.label });
      atlas.current?.fly(frameCircle(community));
      announce(`${community.label} on the map`);
      return;
    }
    const account = accounts.ids.indexOf(at);
    if (account >= 0) {
      const place = { x: accounts.x[account], y: accounts.y[account] };
      atlas.current?.mark({ ...place, name: accounts.names[account] || accounts.ids[account] });
      atlas.current?.fly(frameCircle({ ...place, radius: Math.sqrt(neighbourCount / Math.PI / accounts.ids.length) }));
      announce(`${accounts.names[account] || accounts.ids[account]} on the map`);
      return;
    }
    announce(`${at} is not among what this map draws`);
  }

  async function flyTo(hit: SearchHit): Promise<void> {
    if (hit.type === "community") navigate({ ...route, at: hit.community.id, level: hit.community.level });
    else if (hit.type === "passion") {
      const [community] = hit.passion.communities;
      if (community === undefined) announce(`No community is named by ${hit.passion.word}`);
      else navigate({ ...route, at: community.id });
    } else if (answer !== null && answer.accounts.ids.includes(hit.account.id)) {
      navigate({ ...route, at: hit.account.id });
    } else {
      // Too small to be drawn: its community is where it would be.
      const { knownFor } = await api.account(hit.account.id, new AbortController().signal);
      const community = knownFor.find(({ id }) => answer?.communities.some((other) => other.id === id));
      if (community === undefined) announce(`${nameOf(hit.account)} is not on this map`);
      else navigate({ ...route, at: community.id });
    }
  }

  function settle(next: View, byHand: boolean): void {
    setView(next);
    if (!byHand) return;
    const now = writeCamera(next.camera);
    written.current = atlas.current !== null && now === writeCamera(atlas.current.whole) ? null : now;
    navigate({ ...route, at: written.current }, { replace: true });
  }

  function choose({ type, position }: Hit): void {
    if (answer === null) return;
    navigate(
      type === "account"
        ? accountRoute(answer.accounts.ids[position])
        : communityRoute(answer.communities[position].id),
    );
  }

  return (
    <div class="map-view">
      <header class="map-head">
        <h1>Map</h1>
        {levels > 1 && (
          <nav class="segments" aria-label="Level">
            {Array.from({ length: levels }, (_none, each) => (
              <Link
                key={each}
                to={{ ...route, level: each }}
                aria-current={each === (answer?.level ?? level) ? "true" : undefined}
              >
                {levelName(each, levels)}
              </Link>
            ))}
          </nav>
        )}
        <Finder
          label="Find on the map"
          placeholder="Fly to a name"
          class="box-small"
          onChoose={(hit) => void flyTo(hit)}
        />
      </header>
      {error !== null && <CommunityFailure error={error} retrying={retrying} what="The map" />}
      {(error === null || answer !== null) && (
        <div class="map-body" aria-busy={loading}>
          <AtlasFrame
            scene={scene}
            onReady={(ready) => {
              atlas.current = ready;
              const camera = at === null ? null : readCamera(at);
              if (camera !== null) ready.look(camera);
            }}
            onChoose={choose}
            onSettled={settle}
          />
          <section class="map-list" aria-label="Communities in view">
            {answer === null ? <div class="skeleton skeleton-block" /> : (
              <>
                <MapList
                  answer={answer}
                  inView={inView}
                  onPoint={(position) => atlas.current?.light(position)}
                  onFly={(position) => navigate({ ...route, at: answer.communities[position].id })}
                />
                <About answer={answer} />
              </>
            )}
          </section>
        </div>
      )}
    </div>
  );
}

function About({ answer: { accounts, total, communities, evidence } }: { answer: MapAnswer }): VNode {
  return (
    <p class="section-note map-about">
      {accounts.ids.length < total
        ? `The ${formatCount(accounts.ids.length)} accounts with most followers, of ${formatCount(total)}.`
        : `All ${groupDigits(total)} accounts.`}{" "}
      Near is alike; left, right, up and down mean nothing. Grey and dashed: sensitive.{" "}
      <HowDoYouKnow
        about="The map"
        statement={
          <>
            Accounts lie near those whose audiences are like theirs. <b>{groupDigits(communities.length)}</b>{" "}
            communities; a disc is as wide as most of its members need, a line stands for many shared ties
          </>
        }
        reasons={communityReasons(evidence)}
        evidence={evidence}
      />
    </p>
  );
}
