/**
 * What a community is called, how sure that is, and what it rests on.
 */
import type { VNode } from "preact";
import type { CommunityEvidence, CommunitySummary, Label } from "../../../core/answers/communities.ts";
import { isUnsure, sensitiveTopics } from "../community_words.ts";
import { formatCount, formatPlainShare, groupDigits } from "../format.ts";
import { HowDoYouKnow, type Reason } from "./evidence.tsx";

/** Chips for what a reader must know before the name is believed. */
export function LabelMarks({ label, sensitive }: Pick<CommunitySummary, "label" | "sensitive">): VNode {
  return (
    <>
      {isUnsure(label) && (
        <span class="chip chip-unsure" title="Its words do not stand out clearly; look at the members">
          unsure name
        </span>
      )}
      {sensitive !== null && (
        <span class="chip chip-sensitive" title={sensitive.reason}>
          <SensitiveSign />
          sensitive
        </span>
      )}
    </>
  );
}

export function SensitiveSign(): VNode {
  return (
    <svg class="sensitive-sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 1.8 2.5 4v4c0 3.2 2.3 5.5 5.5 6.3 3.2-.8 5.5-3.1 5.5-6.3V4z" />
      <path d="M8 5v3.6M8 10.7v.1" />
    </svg>
  );
}

/** How much of the time its members stay together, drawn and said. */
export function Stability({ share, short = false }: { share: number; short?: boolean }): VNode {
  return (
    <span class="stability" title="Share of pairs that stay together when other people and other seeds are taken">
      <svg class="gauge" viewBox="0 0 28 6" aria-hidden="true">
        <rect class="gauge-whole" width="28" height="6" rx="3" />
        <rect class="gauge-part" width={Math.max(28 * share, 3)} height="6" rx="3" />
      </svg>
      {formatPlainShare(share)}
      <span class={short ? "unseen" : undefined}>stable</span>
    </span>
  );
}

/** "How do you know?" beside a community's name. */
export function LabelHow({ label, size, evidence, sensitive = null }: {
  label: Label;
  size: number;
  evidence: CommunityEvidence;
  sensitive?: CommunitySummary["sensitive"];
}): VNode {
  return (
    <HowDoYouKnow
      about={`The name “${label.text}”`}
      statement={statementOf(label)}
      reasons={[...wordReasons(label, size, evidence), ...sensitiveReasons(sensitive), ...communityReasons(evidence)]}
      evidence={evidence}
    />
  );
}

function statementOf({ confidence, words, text }: Label): VNode {
  if (confidence === 1) return <>A person gave this name.</>;
  if (words.length === 0) return <>No word stands out, so it is called after its most central members.</>;
  return (
    <>
      When the name is made anew from half of the members, <b>{formatPlainShare(confidence)}</b> of it comes back
      {isUnsure({ confidence, words, text }) && ": unsure, look at the members before you rely on it"}.
    </>
  );
}

function wordReasons({ words }: Label, size: number, { influencers }: CommunityEvidence): Reason[] {
  if (words.length === 0) return [];
  return [{
    term: "Words",
    text: (
      <>
        {words.slice(0, 6).map(({ text, members, accounts }) => (
          <span class="evidence-line" key={text}>
            <b>{text}</b>: {formatCount(members)} of {formatCount(size)} members, {formatCount(accounts)} of all{" "}
            {formatCount(influencers)} accounts
          </span>
        ))}
      </>
    ),
  }];
}

function sensitiveReasons(sensitive: CommunitySummary["sensitive"]): Reason[] {
  if (sensitive === null) return [];
  const topics = sensitive.topics.map((topic) => sensitiveTopics[topic]).join(", ");
  return [{ term: "Sensitive", text: `${topics === "" ? "" : `${topics}: `}${sensitive.reason}` }];
}

/** How communities were found, and how good that is. */
export function communityReasons(evidence: CommunityEvidence): Reason[] {
  const { neighbourCount, recall, quality, resolution, modularity, seed, neighbours, communities } = evidence;
  return [
    {
      term: "Method",
      text: `Each account is tied to the ${groupDigits(neighbourCount)} whose audiences are most like its own (${
        formatPlainShare(recall)
      } of the true ones found); the Leiden method cuts these ties where they are thin`,
    },
    {
      term: "Quality",
      text: `Modularity ${modularity.toFixed(3)}; ${
        quality === "cpm" ? "constant Potts model" : "modularity"
      }, resolution ${resolution}, seed ${seed}`,
    },
    {
      term: "Runs",
      text: (
        <>
          neighbours <code>{neighbours}</code>, communities <code>{communities}</code>
        </>
      ),
    },
  ];
}
