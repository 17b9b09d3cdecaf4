/**
 * One suggestion of a finder: an account, a community or a passion, and why it matched.
 */
import type { VNode } from "preact";
import type { AccountHit, CommunityHit, PassionHit, SearchHit } from "../../../core/answers/answers.ts";
import { formatCount } from "../format.ts";
import { nameOf } from "../names.ts";
import { KindChip, VerifiedMark } from "./chip.tsx";
import { Highlight } from "./highlight.tsx";

export function Suggestion({ hit, text }: { hit: SearchHit; text: string }): VNode {
  if (hit.type === "community") return <CommunitySuggestion hit={hit} text={text} />;
  if (hit.type === "passion") return <PassionSuggestion hit={hit} text={text} />;
  return <AccountSuggestion hit={hit} text={text} />;
}

function AccountSuggestion({ hit: { account, matched }, text }: { hit: AccountHit; text: string }): VNode {
  const inName = matched.field === "name" || (matched.field === "handle" && account.name === null);
  return (
    <>
      <span class="suggestion-name">
        {inName ? <Highlight text={nameOf(account)} query={text} /> : nameOf(account)}
        {account.verified === true && <VerifiedMark />}
      </span>
      <span class="suggestion-facts">
        <KindChip kind={account.kind} />
        {formatCount(account.followers)} followers
      </span>
      <span class="suggestion-why">
        {account.handle !== null && matched.field !== "handle" && <>@{account.handle}</>}
        {!inName && (
          <>
            {matched.field !== "handle" && `${account.handle === null ? "" : " · "}${matched.field}: `}
            {matched.field === "handle" && "@"}
            <Highlight text={matched.text} query={text} before={40} />
          </>
        )}
      </span>
    </>
  );
}

function CommunitySuggestion({ hit: { community, matched }, text }: { hit: CommunityHit; text: string }): VNode {
  return (
    <>
      <span class="suggestion-name">
        <Sign type="community" />
        {matched.field === "label" ? <Highlight text={community.label} query={text} /> : community.label}
      </span>
      <span class="suggestion-facts">
        <KindChip kind="community" />
        {formatCount(community.size)} accounts
      </span>
      {matched.field !== "label" && (
        <span class="suggestion-why">
          {matched.field === "word" ? "its members say: " : "id: "}
          <Highlight text={matched.text} query={text} before={40} />
        </span>
      )}
    </>
  );
}

function PassionSuggestion({ hit: { passion }, text }: { hit: PassionHit; text: string }): VNode {
  const { word, accounts, communities } = passion;
  return (
    <>
      <span class="suggestion-name">
        <Sign type="passion" />
        <Highlight text={word} query={text} />
      </span>
      <span class="suggestion-facts">
        <KindChip kind="topic" />
        {formatCount(accounts)} {accounts === 1 ? "account says it" : "accounts say it"}
      </span>
      <span class="suggestion-why">
        build a community from it
        {communities.length > 0 && ` · in ${communities.slice(0, 3).map(({ label }) => label).join(", ")}`}
      </span>
    </>
  );
}

/** Three stars joined, or a hash: what is no account is told by more than its chip. */
export function Sign({ type }: { type: "community" | "passion" }): VNode {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      {type === "community"
        ? (
          <>
            <path d="M4 11.5 8 4l4.5 6z" />
            <circle cx="4" cy="11.5" r="1.9" />
            <circle cx="8" cy="4" r="1.9" />
            <circle cx="12.5" cy="10" r="1.9" />
          </>
        )
        : <path d="M6.5 2.5 5 13.5M11 2.5 9.5 13.5M2.8 6h11M2.2 10h11" />}
    </svg>
  );
}
