/**
 * Small facts about an account: what kind it is, how much of its audience was seen.
 */
import type { VNode } from "preact";
import { formatPlainShare } from "../format.ts";

export function KindChip({ kind }: { kind: string | null }): VNode | null {
  return kind === null ? null : <span class="chip">{kind}</span>;
}

/** How many of the account's followers the crawl saw, or that nobody knows. */
export function CoverageChip({ coverage, short = false }: { coverage: number | null; short?: boolean }): VNode {
  if (coverage === null) {
    return (
      <span class="chip chip-unknown" title="No profile says how many followers this account has">
        coverage unknown
      </span>
    );
  }
  return (
    <span class="chip chip-coverage" title="Followers seen, of those the account claims to have">
      <svg class="gauge" viewBox="0 0 28 6" aria-hidden="true">
        <rect class="gauge-whole" width="28" height="6" rx="3" />
        <rect class="gauge-part" width={Math.max(28 * coverage, 3)} height="6" rx="3" />
      </svg>
      {formatPlainShare(coverage)}
      <span class={short ? "unseen" : undefined}>seen</span>
    </span>
  );
}

/** A tick beside the name of an account whose platform vouches for it. */
export function VerifiedMark(): VNode {
  return (
    <svg class="verified" viewBox="0 0 16 16" role="img" aria-label="verified">
      <circle cx="8" cy="8" r="7.5" />
      <path d="m4.6 8.3 2.3 2.3 4.5-5" />
    </svg>
  );
}
