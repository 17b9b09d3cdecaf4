/**
 * What changed since the last run: communities that are new, split, joined, gone, grew or shrank.
 */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { ChangesAnswer, CommunityEvent } from "../../../core/answers/changes.ts";
import { useAnswer } from "../answer.ts";
import { eventKinds, eventText, eventTitle, eventTitles, growthText } from "../community_words.ts";
import { CommunityFailure } from "../components/community_failure.tsx";
import { EventSign } from "../components/event_sign.tsx";
import { Link } from "../components/link.tsx";
import { Notice } from "../components/notice.tsx";
import { usePage } from "../context.ts";
import { formatCount, formatPlainShare } from "../format.ts";
import { communitiesRoute, communityRoute } from "../router.ts";
import { useTitle } from "../title.ts";

export function ChangesView(): VNode {
  const { api } = usePage();
  const { value, error, retrying } = useAnswer("changes", (signal) => api.changes(signal));
  useTitle("What changed");
  return (
    <div class="page changes">
      <header class="page-head">
        <h1>What changed</h1>
        {value !== null && value.before !== null && <Lead answer={value} />}
      </header>
      {error !== null && <CommunityFailure error={error} retrying={retrying} what="What changed" />}
      {value === null && error === null && <div class="skeleton skeleton-block" />}
      {value !== null && value.before === null && (
        <Notice title="Nothing to compare with yet">
          <p>
            Communities were found once, in{" "}
            <code>{value.after}</code>. After the next run, this page says which are new, which split or joined, and
            which grew. Until then: <Link to={communitiesRoute}>all communities</Link>.
          </p>
        </Notice>
      )}
      {value !== null && value.before !== null && value.events.length === 0 && (
        <Notice title="All as it was">
          No community of the last run was born, split, joined, went or changed its size.
        </Notice>
      )}
      {value !== null && value.events.length > 0 && <Events events={value.events} />}
    </div>
  );
}

function Lead({ answer: { before, after, compared, moved } }: { answer: ChangesAnswer }): VNode {
  return (
    <p class="page-lead">
      Of {formatCount(compared)} accounts in both runs, {formatCount(moved)}{" "}
      ({formatPlainShare(compared === 0 ? 0 : moved / compared)}) are in another community now. Compared:{" "}
      <code>{before}</code> with <code>{after}</code>.
    </p>
  );
}

function Events({ events }: { events: readonly CommunityEvent[] }): VNode {
  const [only, setOnly] = useState<CommunityEvent["kind"] | null>(null);
  const kinds = eventKinds.filter((kind) => events.some((event) => event.kind === kind));
  const shown = only === null ? events : events.filter(({ kind }) => kind === only);
  return (
    <>
      <div class="kinds" role="group" aria-label="Only">
        <button type="button" class="chip" aria-pressed={only === null} onClick={() => setOnly(null)}>
          everything <span class="chip-count">{events.length}</span>
        </button>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            class="chip"
            aria-pressed={only === kind}
            onClick={() => setOnly(kind)}
          >
            {eventTitles[kind].toLowerCase()}{" "}
            <span class="chip-count">{events.filter((event) => event.kind === kind).length}</span>
          </button>
        ))}
      </div>
      <ol class="events">
        {shown.map((event) => <Event key={`${event.kind} ${event.community.id}`} event={event} />)}
      </ol>
    </>
  );
}

function Event({ event }: { event: CommunityEvent }): VNode {
  const { kind, community, kin } = event;
  return (
    <li class={`event event-${kind}`}>
      <EventSign event={event} />
      <div>
        <p class="eyebrow">{eventTitle(event)}</p>
        <p class="event-text">
          {kind === "death"
            ? <b class="row-name">{community.label}</b>
            : <Link to={communityRoute(community.id)} class="row-name">{community.label}</Link>} {eventText(event)}.
        </p>
        {kind !== "continues" && kin.length > 0 && (
          <ul class="kin">
            {kin.map(({ id, label, share, size }) => (
              <li key={id}>
                {kind === "split"
                  ? <Link to={communityRoute(id)} class="chip">{label}</Link>
                  : <span class="chip">{label}</span>}
                <small>
                  {formatCount(size)} accounts, {formatPlainShare(share)} {kind === "split" ? "went there" : "of it"}
                </small>
              </li>
            ))}
          </ul>
        )}
      </div>
      {kind === "continues" && <span class="event-growth">{growthText(event)}</span>}
    </li>
  );
}
