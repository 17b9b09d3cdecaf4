/**
 * Look-alikes as a table whose rows carry bars. What cannot be told apart shares one rank and one bracket.
 */
import type { VNode } from "preact";
import type { LookAlike, SimilarAnswer } from "../../../core/answers/answers.ts";
import { formatCount, formatCountInterval, groupDigits } from "../format.ts";
import { groupTies, type Measure, sketchInterval, type TieGroup } from "../measures.ts";
import { nameOf } from "../names.ts";
import { accountRoute, comparedCountMax } from "../router.ts";
import { Bar, chooseScaleMax } from "./bars.tsx";
import { CoverageChip, KindChip, VerifiedMark } from "./chip.tsx";
import { HowDoYouKnow, relationReasons } from "./evidence.tsx";
import { Link } from "./link.tsx";

export interface LookAlikesProps {
  readonly answer: SimilarAnswer;
  readonly measure: Measure;
  /** Ids of the accounts that are compared. */
  readonly compared: readonly string[];
  readonly onCompare: (id: string, chosen: boolean) => void;
  readonly pointed: string | null;
  readonly onPoint: (id: string | null) => void;
}

export function LookAlikes(props: LookAlikesProps): VNode {
  const { answer: { account, lookAlikes }, measure } = props;
  const scaleMax = chooseScaleMax(lookAlikes.map(measure.read));
  return (
    <table class="look-alikes">
      <caption class="unseen">Accounts whose audiences are like that of {nameOf(account)}</caption>
      <thead>
        <tr>
          <th scope="col" class="cell-rank">
            <span class="unseen">Rank</span>
          </th>
          <th scope="col" class="cell-account">
            <div class="row-body">
              <span>Account</span>
              <span class="scale" aria-hidden="true">
                <span>0</span>
                <span>{measure.format({ value: scaleMax, low: scaleMax, high: scaleMax * 1.1 })}</span>
              </span>
            </div>
          </th>
          <th scope="col" class="cell-number">{measure.heading}</th>
          <th scope="col" class="cell-shared">Follow both</th>
          <th scope="col" class="cell-how">
            <span class="unseen">How do you know?</span>
          </th>
        </tr>
      </thead>
      {groupTies(lookAlikes, measure.by).map((group) => (
        <Group key={group.members[0].account.id} {...props} group={group} scaleMax={scaleMax} />
      ))}
    </table>
  );
}

function Group({ group: { rank, members }, ...props }: LookAlikesProps & { group: TieGroup; scaleMax: number }): VNode {
  const tied = members.length > 1;
  const ranks = tied ? `${rank}–${rank + members.length - 1}` : String(rank);
  return (
    <tbody class={tied ? "tied" : undefined}>
      {members.map((lookAlike, position) => (
        <tr
          key={lookAlike.account.id}
          class={props.pointed === lookAlike.account.id ? "pointed" : undefined}
          onMouseEnter={() => props.onPoint(lookAlike.account.id)}
          onMouseLeave={() => props.onPoint(null)}
        >
          {position === 0 && (
            <th scope="rowgroup" rowSpan={members.length} class="cell-rank">
              <span class="rank" title={tied ? "These cannot be told apart: their intervals overlap" : undefined}>
                {ranks}
                {tied && <span class="unseen">: cannot be told apart</span>}
              </span>
            </th>
          )}
          <Cells {...props} lookAlike={lookAlike} />
        </tr>
      ))}
    </tbody>
  );
}

function Cells(
  { lookAlike, answer, measure, compared, onCompare, scaleMax }: LookAlikesProps & {
    lookAlike: LookAlike;
    scaleMax: number;
  },
): VNode {
  const { account: own, evidence } = answer;
  const { account } = lookAlike;
  const value = measure.read(lookAlike);
  const chosen = compared.includes(account.id);
  const full = !chosen && compared.length >= comparedCountMax;
  const sizes = { left: own.followers, right: account.followers, people: evidence.followers };
  return (
    <>
      <th scope="row" class="cell-account">
        <div class="row-body">
          <div class="row-who">
            <input
              type="checkbox"
              checked={chosen}
              disabled={full}
              aria-label={`Compare with ${nameOf(account)}`}
              title={full ? `At most ${comparedCountMax} can be compared at once` : "Compare"}
              onChange={(event) => onCompare(account.id, event.currentTarget.checked)}
            />
            <div>
              <Link to={accountRoute(account.id)} class="row-name">{nameOf(account)}</Link>
              {account.verified === true && <VerifiedMark />}
              <div class="row-facts">
                <KindChip kind={account.kind} />
                <span title={groupDigits(account.followers)}>{formatCount(account.followers)}</span>
                <CoverageChip coverage={account.coverage} short />
              </div>
            </div>
          </div>
          <Bar
            value={value}
            sketch={sketchInterval(lookAlike, measure.by, sizes)}
            scaleMax={scaleMax}
            reference={measure.by === "lift" ? 1 : undefined}
            open={lookAlike.coverage === "unknown"}
          />
        </div>
      </th>
      <td class="cell-number">
        <span class="number">{measure.format(value)}</span>
        <small>{lookAlike.exact && value.low === value.high ? "counted" : measure.formatInterval(value)}</small>
      </td>
      <td class="cell-shared">
        <span class="number">{formatCount(lookAlike.shared.value)}</span>
        <small>
          {lookAlike.shared.low === lookAlike.shared.high ? "people" : formatCountInterval(lookAlike.shared)}
        </small>
      </td>
      <td class="cell-how">
        <HowDoYouKnow
          about={`${nameOf(own)} and ${nameOf(account)}`}
          statement={
            <>
              <b>{measure.format(value)}</b>, 95 % interval {measure.formatInterval(value)}.{" "}
              {measure.explain(nameOf(own))}.
            </>
          }
          reasons={relationReasons(lookAlike, [own, account], evidence)}
          evidence={evidence}
        />
      </td>
    </>
  );
}
