/**
 * Overlap of audiences as an UpSet plot that is a table: one row a region, dots for the accounts its people follow, a bar
 * for how many they are.
 *
 * Source: "UpSet: Visualization of Intersecting Sets", 2014, doi:10.1109/TVCG.2014.2346248.
 */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { AccountSummary, OverlapAnswer } from "../../../core/answers/answers.ts";
import { formatCount, formatCountInterval, formatPlainShare, formatShare, groupDigits } from "../format.ts";
import { nameOf, shorten } from "../names.ts";
import { Bar, chooseScaleMax } from "./bars.tsx";
import { coverageReason, HowDoYouKnow } from "./evidence.tsx";

type Region = OverlapAnswer["regions"][number];

/** Regions shown at first; the rest are small. */
const regionCount = 12;
const columnWidth = 22;
const rowHeight = 22;

export function Upset({ answer }: { answer: OverlapAnswer }): VNode {
  const [all, setAll] = useState(false);
  const { accounts, exact, coverage, evidence } = answer;
  const regions = answer.regions.filter(({ size }) => size.high > 0);
  const shown = all ? regions : regions.slice(0, regionCount);
  const scaleMax = chooseScaleMax(regions.map(({ size }) => size));
  return (
    <div class="upset">
      <Legend accounts={accounts} />
      <table>
        <caption class="unseen">
          People by which of the {accounts.length} accounts they follow, most people first
        </caption>
        <thead class="unseen">
          <tr>
            <th scope="col">They follow</th>
            <th scope="col">People</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((region) => {
            const name = describe(region, accounts);
            return (
              <tr key={region.members.join()}>
                <th scope="row">
                  <Dots members={region.members} count={accounts.length} />
                  <span class="unseen">{name}</span>
                </th>
                <td class="upset-bar">
                  <Bar value={region.size} scaleMax={scaleMax} open={coverage === "unknown"} />
                </td>
                <td class="upset-size">
                  <span title={`${groupDigits(region.size.value)} people`}>{formatCount(region.size.value)}</span>
                  <small>{formatPlainShare(region.share.value)}</small>
                </td>
                <td class="upset-how">
                  <HowDoYouKnow
                    about={name}
                    statement={
                      <>
                        <b>{groupDigits(region.size.value)} people</b>, {formatShare(region.share)}{" "}
                        of everyone who follows at least one of these
                        {region.size.low !== region.size.high && ` (95 % interval ${formatCountInterval(region.size)})`}
                      </>
                    }
                    reasons={[
                      {
                        term: "Method",
                        text: exact ? "Counted person by person in the stored links" : "Estimated from signatures",
                      },
                      coverageReason(coverage, accounts),
                    ]}
                    evidence={evidence}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {regions.length > regionCount && (
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${regions.length} groups of people`}
        </button>
      )}
    </div>
  );
}

/** Names of the dots' columns as stairs: each name ends in a line down to its column. */
function Legend({ accounts }: { accounts: readonly AccountSummary[] }): VNode {
  const height = accounts.length * rowHeight;
  return (
    <svg class="upset-legend" width="100%" height={height + 4} aria-hidden="true">
      {accounts.map((account, position) => {
        const x = position * columnWidth + columnWidth / 2;
        const y = (position + 0.5) * rowHeight;
        const end = accounts.length * columnWidth + 8;
        return (
          <g key={account.id}>
            <path d={`M${end - 3} ${y}H${x}V${height + 4}`} />
            <text x={end} y={y} class={position === 0 ? "upset-own" : undefined}>
              {shorten(nameOf(account), 26)}
              <tspan dx="8">{formatCount(account.followers)}</tspan>
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Dots({ members, count }: { members: readonly number[]; count: number }): VNode {
  const x = (position: number) => position * columnWidth + columnWidth / 2;
  return (
    <svg class="dots" width={count * columnWidth} height={rowHeight} aria-hidden="true">
      <line x1={x(Math.min(...members))} x2={x(Math.max(...members))} y1={rowHeight / 2} y2={rowHeight / 2} />
      {Array.from(
        { length: count },
        (_none, position) => (
          <circle
            key={position}
            class={members.includes(position) ? "in" : "out"}
            cx={x(position)}
            cy={rowHeight / 2}
            r="5"
          />
        ),
      )}
    </svg>
  );
}

/** "Only Lumen", "Lumen and Vega, none of the others", "All of them". */
export function describe({ members }: Pick<Region, "members">, accounts: readonly AccountSummary[]): string {
  const names = members.map((member) => nameOf(accounts[member]));
  if (members.length === accounts.length) return accounts.length === 2 ? "Both" : `All ${accounts.length} of them`;
  if (names.length === 1) return `Only ${names[0]}`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}, none of the others`;
}
