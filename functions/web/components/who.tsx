/**
 * Who an account is, and how many people in this network follow it.
 */
import type { VNode } from "preact";
import type { Account } from "../../../core/answers/answers.ts";
import { formatCount, formatPlainShare, groupDigits } from "../format.ts";
import { nameOf, platformName } from "../names.ts";
import { CoverageChip, VerifiedMark } from "./chip.tsx";
import { buildRoute, communityRoute, mapRoute } from "../router.ts";
import { coverageReason, HowDoYouKnow } from "./evidence.tsx";
import { Link } from "./link.tsx";

export function Who({ account }: { account: Account }): VNode {
  const { handle, id, kind, bio, location, url, created, platform, evidence } = account;
  const link = readWebLink(url);
  const extra = Object.entries(account.extra).filter(([, value]) => value !== null && value !== "");
  return (
    <section class="who" aria-labelledby="who-name">
      <p class="eyebrow">{[platformName(platform), kind].filter((part) => part !== null).join(" · ")}</p>
      <h1 id="who-name">
        {nameOf(account)}
        {account.verified === true && <VerifiedMark />}
      </h1>
      <p class="who-ids">
        {handle !== null && <span>@{handle}</span>}
        <code>{id}</code>
      </p>
      {bio !== null && <p class="who-bio">{bio}</p>}
      {(location ?? created ?? link) !== null && (
        <ul class="who-facts">
          {location !== null && <li>{location}</li>}
          {created !== null && <li>since {created.slice(0, 4)}</li>}
          {link !== null && (
            <li>
              <a href={link.href} rel="noopener noreferrer nofollow">{link.hostname.replace(/^www\./, "")}</a>
            </li>
          )}
        </ul>
      )}
      <p class="who-followers">
        <span class="big-number" title={groupDigits(account.followers)}>{formatCount(account.followers)}</span>
        <span>
          followers in this network
          <span class="who-coverage">
            <CoverageChip coverage={account.coverage} />
            <HowDoYouKnow
              about={`Followers of ${nameOf(account)}`}
              statement={
                <>
                  <b>{groupDigits(account.followers)} people</b> follow this account in the network
                  {account.followersClaimed !== null &&
                    `, of ${groupDigits(account.followersClaimed)} that its profile claims`}
                </>
              }
              reasons={[
                { term: "Method", text: "Counted: each person once, however often the link was seen" },
                coverageReason(account.coverage === null ? "unknown" : account.coverage < 1 ? "partial" : "full", [
                  account,
                ]),
                {
                  term: "Signature",
                  text: account.exact ? "Its full list of followers, so pairs of such accounts are exact" : "Registers",
                },
              ]}
              evidence={evidence}
            />
          </span>
        </span>
      </p>
      <KnownFor account={account} />
      {extra.length > 0 && (
        <details class="who-extra">
          <summary>More from its profile</summary>
          <dl>
            {extra.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

/** The communities it stands in, and the way to one built around it. */
function KnownFor({ account: { id, knownFor } }: { account: Account }): VNode {
  return (
    <div class="known-for">
      {knownFor.length > 0 && (
        <p class="chips">
          Known for {knownFor.map(({ id, label, strength }) => (
            <Link key={id} to={communityRoute(id)} class="chip">
              {label} <span class="chip-count">{formatPlainShare(strength)}</span>
            </Link>
          ))}
        </p>
      )}
      <p class="known-for-ways">
        <Link to={buildRoute({ seeds: [id] })}>Build a community from this account</Link>
        {knownFor.length > 0 && <Link to={mapRoute(id)}>Show it on the map</Link>}
      </p>
    </div>
  );
}

/** Profiles are written by strangers: only web addresses become links. */
function readWebLink(text: string | null): URL | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}
