/**
 * Members of a community in order of centrality: how central, how much they are known for it, how surely they belong.
 */
import type { VNode } from "preact";
import type { Community, CommunityMember } from "../../../core/answers/communities.ts";
import { formatCount, formatPlainShare, groupDigits } from "../format.ts";
import { nameOf } from "../names.ts";
import { accountRoute, communityRoute } from "../router.ts";
import { Bar } from "./bars.tsx";
import { CoverageChip, KindChip, VerifiedMark } from "./chip.tsx";
import { Stability } from "./label.tsx";
import { Link } from "./link.tsx";

/** Below this a member might as well be elsewhere. */
const stabilityMin = 0.5;

export interface MembersProps {
  readonly community: Community;
  /** Accounts ticked to be split off; null where none can be. */
  readonly ticked: readonly string[] | null;
  readonly onTick: (account: string, chosen: boolean) => void;
}

export function Members({ community, ticked, onTick }: MembersProps): VNode {
  return (
    <table class="listing members-table">
      <caption class="unseen">Members of {community.label.text}, most central first</caption>
      <thead>
        <tr>
          <th scope="col" class="listing-rank">
            <span class="unseen">Rank</span>
          </th>
          <th scope="col">Account</th>
          <th scope="col" class="listing-bar">Central</th>
          <th scope="col" class="listing-number">Known for</th>
          <th scope="col" class="listing-stability">Stability</th>
        </tr>
      </thead>
      <tbody>
        {community.members.map((member, position) => (
          <Row key={member.account.id} member={member} rank={position + 1} ticked={ticked} onTick={onTick} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ member, rank, ticked, onTick }: Omit<MembersProps, "community"> & {
  member: CommunityMember;
  rank: number;
}): VNode {
  const { account, centrality, strength, stability, alsoKnownFor } = member;
  return (
    <tr>
      <td class="listing-rank">
        {ticked === null ? rank : (
          <input
            type="checkbox"
            checked={ticked.includes(account.id)}
            aria-label={`Tick ${nameOf(account)}`}
            onChange={(event) => onTick(account.id, event.currentTarget.checked)}
          />
        )}
      </td>
      <th scope="row">
        <Link to={accountRoute(account.id)} class="row-name">{nameOf(account)}</Link>
        {account.verified === true && <VerifiedMark />}
        <div class="row-facts">
          <KindChip kind={account.kind} />
          <span title={groupDigits(account.followers)}>{formatCount(account.followers)} followers</span>
          {account.coverage !== null && <CoverageChip coverage={account.coverage} short />}
        </div>
        {alsoKnownFor.length > 0 && (
          <div class="also">
            also known for{" "}
            {alsoKnownFor.slice(0, 3).map(({ id, label, strength }) => (
              <Link key={id} to={communityRoute(id)} class="also-name">
                {label}
                {"\u00a0"}
                <span class="also-share">{formatPlainShare(strength)}</span>
              </Link>
            ))}
          </div>
        )}
      </th>
      <td class="listing-bar">
        <Bar value={{ value: centrality, low: centrality, high: centrality }} scaleMax={1} />
        <span class="unseen">{formatPlainShare(centrality)}</span>
      </td>
      <td class="listing-number">
        <span class="number">{formatPlainShare(strength)}</span>
      </td>
      <td class={stability < stabilityMin ? "listing-stability shaky" : "listing-stability"}>
        <Stability share={stability} short />
        {stability < stabilityMin && <small>may belong elsewhere</small>}
      </td>
    </tr>
  );
}
