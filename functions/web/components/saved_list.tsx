/**
 * Communities that people built from seeds and kept: back to the builder, or away as CSV.
 */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { SavedCommunity } from "../../../core/answers/communities.ts";
import { ApiError } from "../api.ts";
import { usePage } from "../context.ts";
import { savedCsv } from "../csv.ts";
import { formatCount } from "../format.ts";
import { buildRoute } from "../router.ts";
import { Link } from "./link.tsx";
import { EditFailure, Notice } from "./notice.tsx";
import { TakeAway } from "./take_away.tsx";

export interface SavedListProps {
  readonly saved: readonly SavedCommunity[];
  /** Only those whose names have it. */
  readonly text: string;
  /** Something was taken back. */
  readonly onChange: () => void;
}

export function SavedList({ saved, text, onChange }: SavedListProps): VNode {
  const { api, announce } = usePage();
  const [failure, setFailure] = useState<ApiError | null>(null);

  async function takeBack({ id, label }: SavedCommunity): Promise<void> {
    try {
      await api.edit(id, { action: "undo" });
      setFailure(null);
      announce(`${label}: taken back`);
      onChange();
    } catch (error) {
      setFailure(error instanceof ApiError ? error : new ApiError(0, "The answer could not be read"));
    }
  }

  const wanted = text.trim().toLowerCase();
  const rows = saved.filter(({ label }) => label.toLowerCase().includes(wanted));
  if (rows.length === 0) {
    return (
      <Notice title={saved.length === 0 ? "None kept yet" : "None of them"}>
        <Link to={buildRoute()}>Build a community</Link> from a few accounts or a topic, and keep it.
      </Notice>
    );
  }
  return (
    <>
      {failure !== null && <EditFailure error={failure} />}
      <ul class="saved-list">
        {rows.map((community) => (
          <li key={community.id}>
            <div>
              <Link to={buildRoute({ seeds: community.seeds })} class="row-name">{community.label}</Link>
              <div class="row-facts">
                <span>{formatCount(community.members.length)} members</span>
                <span>from {formatCount(community.seeds.length)} seeds</span>
                <span>kept {community.saved.slice(0, 10)}</span>
              </div>
            </div>
            <span>
              <TakeAway
                what={community.label}
                fileName={`community-${community.id}.csv`}
                csv={() => savedCsv(community)}
              />
              <button
                type="button"
                class="quiet saved-undo"
                aria-label={`Take back ${community.label}`}
                title="Undoes the last change of it: its name, or that it was kept"
                onClick={() => void takeBack(community)}
              >
                Take back
              </button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
