/**
 * Communities that people built from seeds and kept: back to the builder, or away as CSV.
 */
import type { VNode } from "preact";
import type { SavedCommunity } from "../../../core/answers/communities.ts";
import { savedCsv } from "../csv.ts";
import { formatCount } from "../format.ts";
import { buildRoute } from "../router.ts";
import { Link } from "./link.tsx";
import { Notice } from "./notice.tsx";
import { TakeAway } from "./take_away.tsx";

export function SavedList({ saved, text }: { saved: readonly SavedCommunity[]; text: string }): VNode {
  const wanted = text.trim().toLowerCase();
  const rows = saved.filter(({ label }) => label.toLowerCase().includes(wanted));
  if (rows.length === 0) {
    return (
      <Notice title={saved.length === 0 ? "None kept yet" : "None of them"}>
        <Link to={buildRoute()}>Build a community</Link> from a few accounts or a topic, and keep it.
      </Notice>
    );
  }
  return (
    <ul class="saved-list">
      {rows.map((community) => (
        <li key={community.id}>
          <div>
            <Link to={buildRoute({ seeds: community.seeds })} class="row-name">{community.label}</Link>
            <div class="row-facts">
              <span>{formatCount(community.members.length)} members</span>
              <span>from {formatCount(community.seeds.length)} seeds</span>
              <span>kept {community.saved.slice(0, 10)}</span>
            </div>
          </div>
          <TakeAway what={community.label} fileName={`community-${community.id}.csv`} csv={() => savedCsv(community)} />
        </li>
      ))}
    </ul>
  );
}
