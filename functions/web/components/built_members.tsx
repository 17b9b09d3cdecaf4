/**
 * Members of a built community: how well each fits, how sure that is, and why; out with them, or in as seeds.
 */
import type { VNode } from "preact";
import type { ExpansionAnswer, ExpansionMember } from "../../../core/answers/expansion.ts";
import { usePage } from "../context.ts";
import { formatCount, groupDigits } from "../format.ts";
import { nameOf } from "../names.ts";
import { accountRoute, type BuildRoute, seedCountMax } from "../router.ts";
import { Bar } from "./bars.tsx";
import { CoverageChip, KindChip, VerifiedMark } from "./chip.tsx";
import { Link } from "./link.tsx";

/** Two sides of a normal 95 % interval. */
const standardErrors = 1.96;

export function BuiltMembers({ route, answer }: { route: BuildRoute; answer: ExpansionAnswer }): VNode {
  return (
    <table class="listing built-table">
      <caption class="unseen">Members of {answer.label.text}, best first</caption>
      <thead>
        <tr>
          <th scope="col" class="listing-rank">
            <span class="unseen">Rank</span>
          </th>
          <th scope="col">Account</th>
          <th scope="col" class="listing-bar">Fit to the seeds</th>
          <th scope="col" class="listing-number">
            <span class="unseen">Score</span>
          </th>
          <th scope="col" class="listing-act">
            <span class="unseen">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {answer.members.map((member, position) => (
          <Row key={member.account.id} {...{ route, answer, member }} rank={position + 1} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly route: BuildRoute;
  readonly answer: ExpansionAnswer;
  readonly member: ExpansionMember;
  readonly rank: number;
}

function Row({ route, answer, member: { account, score, standardError, reason }, rank }: RowProps): VNode {
  const { navigate } = usePage();
  const name = nameOf(account);
  const error = standardErrors * standardError;
  const seeds = answer.seeds.map(({ account }) => account.id);

  return (
    <tr class={rank === answer.naturalSize + 1 ? "past-end" : undefined}>
      <td class="listing-rank">{rank}</td>
      <th scope="row">
        <Link to={accountRoute(account.id)} class="row-name">{name}</Link>
        {account.verified === true && <VerifiedMark />}
        <div class="row-facts">
          <KindChip kind={account.kind} />
          <span title={groupDigits(account.followers)}>{formatCount(account.followers)} followers</span>
          {account.coverage !== null && <CoverageChip coverage={account.coverage} short />}
        </div>
        <div class="reason">{reason.text}</div>
      </th>
      <td class="listing-bar">
        <Bar value={{ value: score, low: Math.max(score - error, 0), high: score + error }} scaleMax={1.1} />
      </td>
      <td class="listing-number">
        <span class="number">{score.toFixed(2)}</span>
        <small>± {error.toFixed(2)}</small>
      </td>
      <td class="listing-act">
        <button
          type="button"
          class="quiet"
          aria-label={`Take ${name} as a seed`}
          title="Take as a seed"
          disabled={seeds.length >= seedCountMax}
          onClick={() => navigate({ ...route, topic: null, seeds: [...seeds, account.id], size: null })}
        >
          <span aria-hidden="true">as a seed</span>
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={`Leave out ${name}`}
          title="Leave out"
          onClick={() => navigate({ ...route, excluded: [...route.excluded, account.id] })}
        >
          <span aria-hidden="true">leave out</span>
        </button>
      </td>
    </tr>
  );
}
