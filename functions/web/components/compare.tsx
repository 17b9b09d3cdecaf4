/**
 * Several audiences side by side: who follows which of them, and the strip at the bottom that remembers the choice.
 */
import type { VNode } from "preact";
import type { OverlapAnswer } from "../../../core/answers/answers.ts";
import type { Asked } from "../answer.ts";
import { overlapCsv } from "../csv.ts";
import { formatCount, groupDigits } from "../format.ts";
import { nameOf } from "../names.ts";
import type { AccountRoute } from "../router.ts";
import { Failure } from "./notice.tsx";
import { TakeAway } from "./take_away.tsx";
import { Upset } from "./upset.tsx";

const listFormat = new Intl.ListFormat("en");

export function Compare({ asked }: { asked: Asked<OverlapAnswer> }): VNode {
  const { value, error, retrying, loading } = asked;
  return (
    <section class="compare" id="compare" tabIndex={-1} aria-labelledby="compare-title" aria-busy={loading}>
      <div class="section-head">
        <h2 id="compare-title">Who follows which</h2>
        {value !== null && (
          <TakeAway
            what="the overlap"
            fileName={`overlap-${value.accounts.map(({ id }) => id).join("-")}.csv`}
            csv={() => overlapCsv(value)}
          />
        )}
      </div>
      {error !== null && <Failure error={error} retrying={retrying} what="One of these accounts" />}
      {value !== null && (
        <>
          <p class="section-note">
            <b title={groupDigits(value.union.value)}>{formatCount(value.union.value)} people</b> follow at least one of
            {" "}
            {listFormat.format(value.accounts.map(nameOf))}. Each row is a group of people; filled dots say whom they
            follow{value.exact ? "; they were counted one by one" : ""}.
          </p>
          <Upset answer={value} />
        </>
      )}
      {value === null && error === null && <div class="skeleton skeleton-block" />}
    </section>
  );
}

export interface CompareStripProps {
  readonly route: AccountRoute;
  /** Name of an account as far as it is known yet, else its id. */
  readonly nameById: (id: string) => string;
  readonly onRemove: (id: string) => void;
  readonly onClear: () => void;
}

/** Stays in sight while accounts are chosen further down. */
export function CompareStrip({ route, nameById, onRemove, onClear }: CompareStripProps): VNode {
  function show(): void {
    const panel = document.getElementById("compare");
    panel?.scrollIntoView({ block: "start" });
    panel?.focus({ preventScroll: true });
  }

  return (
    <section class="strip" aria-label="Compared accounts">
      <span class="strip-label">{nameById(route.account)} with</span>
      <ul>
        {route.compared.map((id) => (
          <li key={id}>
            <button
              type="button"
              class="chip chip-remove"
              aria-label={`Remove ${nameById(id)}`}
              onClick={() => onRemove(id)}
            >
              {nameById(id)} <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="strong" onClick={show}>See the overlap</button>
      <button type="button" class="quiet" onClick={onClear}>Clear</button>
    </section>
  );
}
