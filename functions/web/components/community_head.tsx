/**
 * What a community is called and why, how large and stable it is, and what can be done with it.
 */
import type { VNode } from "preact";
import type { Community } from "../../../core/answers/communities.ts";
import { formatCount, formatCountInterval, formatPlainShare, groupDigits } from "../format.ts";
import { buildRoute, communitiesRoute, communityRoute, mapRoute } from "../router.ts";
import { HowDoYouKnow } from "./evidence.tsx";
import { communityReasons, LabelHow, LabelMarks } from "./label.tsx";
import { Link } from "./link.tsx";

/** Enough seeds to say what is meant, few enough to read. */
const seedCount = 5;

export interface CommunityHeadProps {
  readonly community: Community;
  readonly correcting: boolean;
  readonly onCorrect: () => void;
}

export function CommunityHead({ community, correcting, onCorrect }: CommunityHeadProps): VNode {
  const { id, label, size, sensitive, path, evidence, members, level } = community;
  const seeds = members.slice(0, seedCount).map(({ account }) => account.id);
  return (
    <header class="page-head community-head">
      <nav class="path" aria-label="Where it belongs">
        <Link to={communitiesRoute}>Communities</Link>
        {path.map(({ id, label }) => <Link key={id} to={communityRoute(id)}>{label}</Link>)}
      </nav>
      <h1>{label.text}</h1>
      <p class="head-marks">
        <LabelMarks label={label} sensitive={sensitive} />
        <code>{id}</code>
        <LabelHow label={label} size={size} evidence={evidence} sensitive={sensitive} />
      </p>
      {label.words.length > 0 && <Words community={community} />}
      <Figures community={community} />
      <p class="head-actions">
        {seeds.length > 0 && <Link to={buildRoute({ seeds })} class="button">Build from its top {seeds.length}</Link>}
        <Link to={{ ...mapRoute(id), level }} class="button">Show on the map</Link>
        <button type="button" aria-expanded={correcting} onClick={onCorrect}>
          {correcting ? "Stop correcting" : "Correct it"}
        </button>
      </p>
    </header>
  );
}

/** The words that stand out, each with how many members use it. */
function Words({ community: { label, size } }: { community: Community }): VNode {
  return (
    <ul class="words" aria-label="Words that stand out among its members">
      {label.words.slice(0, 8).map(({ text, members, accounts }) => (
        <li
          key={text}
          title={`${groupDigits(members)} of ${groupDigits(size)} members; ${groupDigits(accounts)} in all`}
        >
          <span class="word">{text}</span>
          <span class="word-share">{formatPlainShare(members / size)}</span>
        </li>
      ))}
    </ul>
  );
}

function Figures({ community }: { community: Community }): VNode {
  const { size, stability, interested, conductance, evidence, sensitive, label } = community;
  return (
    <ul class="figures">
      <li>
        <span class="big-number" title={groupDigits(size)}>{formatCount(size)}</span>
        <span class="figure-name">accounts</span>
      </li>
      {interested !== null && (
        <li>
          <span class="big-number" title={groupDigits(interested.people.value)}>
            {formatCount(interested.people.value)}
          </span>
          <span class="figure-name">
            people interested
            {interested.people.low < interested.people.high && <small>{formatCountInterval(interested.people)}</small>}
            <HowDoYouKnow
              about={`People interested in ${label.text}`}
              statement={
                <>
                  <b>{groupDigits(interested.people.value)} people</b> of whose follows at least{" "}
                  {formatPlainShare(interested.shareMin)} are accounts known for it; over all people it has{" "}
                  {formatPlainShare(interested.meanShare)} of the interest
                </>
              }
              reasons={communityReasons(evidence)}
              evidence={evidence}
            />
          </span>
        </li>
      )}
      {interested === null && sensitive !== null && (
        <li class="withheld">
          <span class="big-number" aria-hidden="true">–</span>
          <span class="figure-name">people interested: withheld</span>
        </li>
      )}
      <li>
        <span class="big-number">{formatPlainShare(stability)}</span>
        <span class="figure-name">
          stable
          <HowDoYouKnow
            about={`Stability of ${label.text}`}
            statement={
              <>
                Of all pairs of members, <b>{formatPlainShare(stability)}</b>{" "}
                stay together when communities are looked for with other seeds and in halves of the people.{" "}
                {formatPlainShare(conductance)} of its ties lead out of it (conductance)
              </>
            }
            reasons={communityReasons(evidence)}
            evidence={evidence}
          />
        </span>
      </li>
    </ul>
  );
}
