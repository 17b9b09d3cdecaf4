/**
 * One community: what it is called and why, who is in it, what is near, what changed; and correcting it.
 */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Community } from "../../../core/answers/communities.ts";
import { useAnswer } from "../answer.ts";
import { CommunityChangesPanel } from "../components/community_changes.tsx";
import { CommunityFailure } from "../components/community_failure.tsx";
import { CommunityHead } from "../components/community_head.tsx";
import { Corrections } from "../components/corrections.tsx";
import { Exports } from "../components/exports.tsx";
import { Failure } from "../components/notice.tsx";
import { Members } from "../components/members.tsx";
import { MiniMap } from "../components/mini_map.tsx";
import { NearbyList, PartsList } from "../components/nearby.tsx";
import { SensitiveBanner } from "../components/sensitive_banner.tsx";
import { TakeAway } from "../components/take_away.tsx";
import { usePage } from "../context.ts";
import { membersCsv } from "../csv.ts";
import { groupDigits } from "../format.ts";
import { type CommunityRoute, memberCounts } from "../router.ts";
import { Link } from "../components/link.tsx";
import { useTitle } from "../title.ts";

export function CommunityView({ route }: { route: CommunityRoute }): VNode {
  const { api, navigate, announce } = usePage();
  const { community: id, limit } = route;
  const [version, setVersion] = useState(0);
  const [correcting, setCorrecting] = useState(false);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const asked = useAnswer(JSON.stringify([id, limit, version]), (signal) => api.community({ id, limit }, signal));
  const { value: community, error, retrying, loading } = asked;
  const name = community?.label.text ?? "Community";
  useTitle(name);
  useEffect(() => {
    if (community !== null) announce(`${name}, ${groupDigits(community.size)} accounts`);
  }, [community]);

  if (community === null) {
    return (
      <div class="page">
        {error === null
          ? <Skeleton />
          : <CommunityFailure error={error} retrying={retrying} what={`Community “${id}”`} />}
      </div>
    );
  }
  const more = memberCounts.find((count) => count > limit);
  return (
    <div class="page community" aria-busy={loading}>
      <div class="community-main">
        {error !== null && <Failure error={error} retrying={retrying} what={name} />}
        <CommunityHead
          community={community}
          correcting={correcting}
          onCorrect={() => setCorrecting(!correcting)}
        />
        {community.sensitive !== null && <SensitiveBanner sensitivity={community.sensitive} />}
        {correcting && (
          <Corrections
            community={community}
            ticked={ticked}
            onDone={(next) => {
              setTicked([]);
              setVersion(version + 1);
              if (next !== id) navigate({ ...route, community: next });
            }}
          />
        )}
        <section class="members" aria-labelledby="members-title">
          <div class="section-head">
            <h2 id="members-title">Members</h2>
            <TakeAway what="the members" fileName={`members-${id}.csv`} csv={() => membersCsv(community)} />
          </div>
          <p class="section-note">
            Most central first: those with the strongest ties to the others. “Known for” is the share of an account's
            nearest look-alikes that are in this community.
          </p>
          <Members
            community={community}
            ticked={correcting ? ticked : null}
            onTick={(account, chosen) =>
              setTicked(chosen ? [...ticked, account] : ticked.filter((other) => other !== account))}
          />
          <p class="section-foot">
            <span>
              {groupDigits(community.members.length)} of {groupDigits(community.size)} members
            </span>
            {more !== undefined && community.size > limit && (
              <Link to={{ ...route, limit: more }} class="button">Show {Math.min(more, community.size)}</Link>
            )}
          </p>
        </section>
      </div>
      <Aside community={community} version={version} />
    </div>
  );
}

function Aside({ community, version }: { community: Community; version: number }): VNode {
  return (
    <aside class="community-aside" aria-label="Around it">
      <MiniMap community={community} />
      {community.parts.length > 0 && <PartsList parts={community.parts} />}
      {community.nearby.length > 0 && <NearbyList nearby={community.nearby} conductance={community.conductance} />}
      <CommunityChangesPanel key={version} id={community.id} />
      <Exports />
    </aside>
  );
}

function Skeleton(): VNode {
  return (
    <section aria-busy="true" aria-label="Loading">
      <div class="skeleton" />
      <div class="skeleton skeleton-title" />
      <div class="skeleton skeleton-block" />
    </section>
  );
}
