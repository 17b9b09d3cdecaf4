/**
 * Communities around one: its parts, and those that share most ties with it.
 */
import type { VNode } from "preact";
import type { Community, CommunitySummary } from "../../../core/answers/communities.ts";
import { formatCount, formatPlainShare } from "../format.ts";
import { communityRoute } from "../router.ts";
import { Bar } from "./bars.tsx";
import { LabelMarks } from "./label.tsx";
import { Link } from "./link.tsx";

const partsShown = 12;

export function PartsList({ parts }: { parts: readonly CommunitySummary[] }): VNode {
  return (
    <section class="around" aria-labelledby="parts-title">
      <h2 id="parts-title">Its parts</h2>
      <ul>
        {parts.slice(0, partsShown).map(({ id, label, size, sensitive }) => (
          <li key={id} class="around-row">
            <span class="around-name">
              <Link to={communityRoute(id)}>{label.text}</Link> <LabelMarks label={label} sensitive={sensitive} />
            </span>
            <span class="around-number">{formatCount(size)}</span>
          </li>
        ))}
      </ul>
      {parts.length > partsShown && <p class="section-note">and {parts.length - partsShown} smaller ones</p>}
    </section>
  );
}

export function NearbyList({ nearby, conductance }: Pick<Community, "nearby" | "conductance">): VNode {
  const largest = Math.max(...nearby.map(({ weight }) => weight));
  return (
    <section class="around" aria-labelledby="nearby-title">
      <h2 id="nearby-title">Near it</h2>
      <p class="section-note">
        {formatPlainShare(conductance)} of its ties lead out of it; most of those lead here
      </p>
      <ul>
        {nearby.map(({ id, label, weight }) => (
          <li key={id} class="around-row">
            <span class="around-name">
              <Link to={communityRoute(id)}>{label}</Link>
              <Bar value={{ value: weight, low: weight, high: weight }} scaleMax={largest} />
            </span>
            <span class="around-number">{formatPlainShare(weight)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
