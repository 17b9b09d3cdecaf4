/**
 * Communities as a table: names in their tree, how large, how stable, what to know before they are used.
 */
import type { VNode } from "preact";
import type { TreeRow } from "../community_tree.ts";
import { levelName } from "../community_words.ts";
import { formatCount, groupDigits } from "../format.ts";
import { communityRoute } from "../router.ts";
import { Bar } from "./bars.tsx";
import { LabelMarks, Stability } from "./label.tsx";
import { Link } from "./link.tsx";

export interface CommunityTableProps {
  readonly rows: readonly TreeRow[];
  readonly levels: number;
  readonly open: ReadonlySet<string>;
  /** Everything that matches is open, so there is nothing to open or close. */
  readonly asked: boolean;
  readonly onToggle: (id: string) => void;
}

export function CommunityTable({ rows, levels, open, asked, onToggle }: CommunityTableProps): VNode {
  const largest = Math.max(1, ...rows.map(({ community }) => community.size));
  return (
    <table class="listing community-table">
      <caption class="unseen">Communities, largest first, with their parts below them</caption>
      <thead>
        <tr>
          <th scope="col">Community</th>
          <th scope="col" class="listing-bar">
            <span class="unseen">Size, drawn</span>
          </th>
          <th scope="col" class="listing-number">Accounts</th>
          <th scope="col" class="listing-stability">Stability</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ community, depth, parts, onTheWay }) => {
          const { id, label, size, stability, sensitive, level } = community;
          const isOpen = asked || open.has(id);
          return (
            <tr key={id} class={onTheWay ? "on-the-way" : undefined}>
              <th scope="row">
                <div class={`tree tree-${Math.min(depth, 4)}`}>
                  {parts > 0 && !asked
                    ? (
                      <button
                        type="button"
                        class="tree-toggle"
                        aria-expanded={isOpen}
                        aria-label={`Parts of ${label.text}`}
                        onClick={() => onToggle(id)}
                      >
                        <svg viewBox="0 0 12 12" aria-hidden="true">
                          <path d={isOpen ? "M2.5 4.5 6 8l3.5-3.5" : "M4.5 2.5 8 6 4.5 9.5"} />
                        </svg>
                      </button>
                    )
                    : <span class="tree-leaf" />}
                  <div>
                    <Link to={communityRoute(id)} class="row-name">{label.text}</Link>
                    <div class="row-facts">
                      <span class="unseen">{levelName(level, levels)},</span>
                      {parts > 0 && <span>{parts === 1 ? "1 part" : `${formatCount(parts)} parts`}</span>}
                      <LabelMarks label={label} sensitive={sensitive} />
                    </div>
                  </div>
                </div>
              </th>
              <td class="listing-bar">
                <Bar value={{ value: size, low: size, high: size }} scaleMax={largest} />
              </td>
              <td class="listing-number">
                <span class="number" title={groupDigits(size)}>{formatCount(size)}</span>
              </td>
              <td class="listing-stability">
                <Stability share={stability} short />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
