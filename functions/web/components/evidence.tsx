/**
 * "How do you know?" beside a number: a small button, and behind it what the number rests on.
 */
import type { ComponentChildren, VNode } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AccountSummary, Evidence, Relation } from "../../../core/answers/answers.ts";
import { formatCount, formatPlainShare, formatShareInterval, groupDigits } from "../format.ts";
import { nameOf, platformPhrase } from "../names.ts";

/** One sentence or term of an explanation. */
export interface Reason {
  readonly term: string;
  readonly text: ComponentChildren;
}

export interface HowDoYouKnowProps {
  /** What the number is, for the button's name and the popover's title. */
  readonly about: string;
  readonly statement: ComponentChildren;
  readonly reasons: readonly Reason[];
  readonly evidence: Evidence;
}

export function HowDoYouKnow(props: HowDoYouKnowProps): VNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="how"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`How do you know? ${props.about}`}
        title="How do you know?"
        onClick={() => setOpen(!open)}
      >
        ?
      </button>
      {open && button.current !== null && <Popover {...props} anchor={button.current} onClose={() => setOpen(false)} />}
    </>
  );
}

type PopoverProps = HowDoYouKnowProps & { anchor: HTMLElement; onClose: () => void };

function Popover({ about, statement, reasons, evidence, anchor, onClose }: PopoverProps): VNode {
  const panel = useRef<HTMLDivElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    element.showPopover();
    placeBeside(element, anchor);
    element.focus({ preventScroll: true });
    // The browser closes it on Escape and on a click elsewhere; a press on its own button is left to the button.
    const follow = (event: ToggleEvent) => event.newState === "closed" && onClose();
    element.addEventListener("toggle", follow);
    return () => {
      element.removeEventListener("toggle", follow);
      if (element.contains(document.activeElement)) anchor.focus({ preventScroll: true });
    };
  }, []);

  return (
    <div ref={panel} popover="auto" role="dialog" aria-labelledby={titleId} tabIndex={-1} class="evidence">
      <p class="eyebrow">How do you know?</p>
      <p id={titleId} class="evidence-title">{about}</p>
      <p class="evidence-statement">{statement}</p>
      <dl>
        {[...reasons, ...networkReasons(evidence)].map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="quiet" onClick={() => panel.current?.hidePopover()}>Close</button>
    </div>
  );
}

/** How a relation of two audiences was found and how sure that is. */
export function relationReasons(
  relation: Relation,
  [left, right]: readonly [AccountSummary, AccountSummary],
  { registerCount }: Evidence,
): Reason[] {
  const counting = relation.exact
    ? "Counted, not estimated: both lists of followers are kept in full"
    : `Estimated from signatures of ${groupDigits(registerCount)} registers. By that alone, ${
      formatShareInterval(relation.sketch)
    } of the joint audience is in common, with 95 % confidence`;
  return [{ term: "Method", text: counting }, coverageReason(relation.coverage, [left, right])];
}

/** What the crawl saw of these audiences, and whether the intervals hold what it did not see. */
export function coverageReason(
  coverage: "full" | "partial" | "unknown",
  accounts: readonly AccountSummary[],
): Reason {
  const held = {
    full: "All followers were seen, so nothing is missing from the interval",
    partial: "The dashed ends of the interval stand for followers that the crawl did not see",
    unknown: "The interval leaves out what was not seen, because nobody knows how much that is",
  }[coverage];
  return {
    term: "Coverage",
    text: (
      <>
        {held}.
        {accounts.map((account) => (
          <span class="evidence-line" key={account.id}>
            {nameOf(account)}: {account.coverage === null
              ? "no profile says how many followers there are"
              : `${formatPlainShare(account.coverage)} of the claimed followers seen`}
          </span>
        ))}
      </>
    ),
  };
}

function networkReasons(evidence: Evidence): Reason[] {
  const { samples, sampleCount, registerCount, followers, influencers, edges } = evidence;
  return [
    {
      term: "People",
      text: `${formatCount(followers)} people, ${formatCount(influencers)} accounts, ${formatCount(edges)} links (${
        evidence.edgeKind === "follow" ? "follows" : evidence.edgeKind
      })${platformPhrase(evidence.platform)}`,
    },
    {
      term: "Samples",
      text: samples === sampleCount
        ? `All ${sampleCount} samples of the people`
        : `${samples} of ${sampleCount} samples of the people, each a fair share`,
    },
    {
      term: "Registers",
      text: `${groupDigits(registerCount)} per account; full lists up to ${evidence.listLimit} followers`,
    },
    {
      term: "Generations",
      text: (
        <>
          network <code>{evidence.network}</code>, signatures <code>{evidence.signatures}</code>
        </>
      ),
    },
    { term: "Sources", text: evidence.sources.length > 0 ? evidence.sources.join(", ") : "not recorded" },
  ];
}

/** Below the button if there is room, else above, else beside it; never outside the window. */
function placeBeside(element: HTMLElement, anchor: HTMLElement): void {
  const margin = 8;
  const { clientWidth, clientHeight } = document.documentElement;
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = bottom + margin + height <= clientHeight - margin;
  const above = top - margin - height >= margin;
  const beside = !below && !above && left - margin - width >= margin;
  const x = beside ? left - margin - width : left + width <= clientWidth - margin ? left : right - width;
  const y = below ? bottom + margin : above ? top - margin - height : clientHeight - height - margin;
  element.style.left = `${Math.max(margin, Math.min(x, clientWidth - width - margin))}px`;
  element.style.top = `${Math.max(margin, y)}px`;
}
