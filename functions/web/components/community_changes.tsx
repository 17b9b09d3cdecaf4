/**
 * What became of one community since the last run: its events, who joined, who left.
 */
import type { VNode } from "preact";
import type { AccountSummary } from "../../../core/answers/answers.ts";
import { useAnswer } from "../answer.ts";
import { eventText } from "../community_words.ts";
import { usePage } from "../context.ts";
import { nameOf } from "../names.ts";
import { accountRoute } from "../router.ts";
import { Link } from "./link.tsx";

const namesShown = 8;

export function CommunityChangesPanel({ id }: { id: string }): VNode | null {
  const { api } = usePage();
  const { value, error, retrying } = useAnswer(id, (signal) => api.communityChanges(id, signal));
  if (value === null) {
    return error === null || error.status === 404 ? null : (
      <section class="around" aria-labelledby="changes-title">
        <h2 id="changes-title">What changed</h2>
        <p class="section-note">{retrying ? "The server is busy. Trying again …" : error.message}</p>
      </section>
    );
  }
  const { before, events, joined, left } = value;
  const still = events.length === 0 && joined.length === 0 && left.length === 0;
  return (
    <section class="around" aria-labelledby="changes-title">
      <h2 id="changes-title">What changed</h2>
      {before === null && <p class="section-note">This is the first run, so there is nothing to compare it with.</p>}
      {before !== null && still && <p class="section-note">Nothing since the last run.</p>}
      {events.length > 0 && (
        <ul class="around-events">
          {events.map((event) => (
            <li key={`${event.kind} ${event.community.id}`}>
              {event.community.id === id ? "It" : `“${event.community.label}”`} {eventText(event)}.
            </li>
          ))}
        </ul>
      )}
      <Names title="Joined" accounts={joined} />
      <Names title="Left" accounts={left} />
    </section>
  );
}

function Names({ title, accounts }: { title: string; accounts: readonly AccountSummary[] }): VNode | null {
  if (accounts.length === 0) return null;
  return (
    <p class="around-names">
      <b>{title}</b> {accounts.slice(0, namesShown).map((account, position) => (
        <span key={account.id}>
          {position > 0 && ", "}
          <Link to={accountRoute(account.id)}>{nameOf(account)}</Link>
        </span>
      ))}
      {accounts.length > namesShown &&
        ` and ${accounts.length - namesShown}${accounts.length >= 100 ? " or more" : ""} others`}
    </p>
  );
}
