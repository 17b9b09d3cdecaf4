/**
 * What a person knows better: rename, pin, merge, split, review, and taking the last one back.
 */
import type { ComponentChildren, VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { Community } from "../../../core/answers/communities.ts";
import type { CommunityEdit } from "../../../core/answers/edits.ts";
import { ApiError } from "../api.ts";
import { usePage } from "../context.ts";
import { nameOf } from "../names.ts";
import { Finder } from "./finder.tsx";
import { EditFailure } from "./notice.tsx";

export interface CorrectionsProps {
  readonly community: Community;
  /** Members ticked in the table, for a split. */
  readonly ticked: readonly string[];
  /** @param next The community to look at now. */
  readonly onDone: (next: string) => void;
}

export function Corrections({ community, ticked, onDone }: CorrectionsProps): VNode {
  const { id, label, level, sensitive, size } = community;
  const { api, announce } = usePage();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  /** What stands in the field once somebody typed there; until then it is the present name. */
  const [typed, setTyped] = useState<string | null>(null);
  const [partName, setPartName] = useState("");
  const ids = useId();
  const name = typed ?? label.text;

  async function change(edit: CommunityEdit, words: string): Promise<void> {
    setBusy(true);
    setFailure(null);
    setDone(null);
    try {
      const { community: next } = await api.edit(id, edit);
      setDone(words);
      setTyped(null);
      announce(words);
      onDone(next);
    } catch (error) {
      setFailure(error instanceof ApiError ? error : new ApiError(0, "The answer could not be read"));
    } finally {
      setBusy(false);
    }
  }

  const splits = ticked.length > 0 && ticked.length < size;
  return (
    <section class="corrections" aria-labelledby={`${ids}-title`} aria-busy={busy}>
      <h2 id={`${ids}-title`}>Correct it</h2>
      <p class="section-note">
        What you say here is kept and holds for later runs too; the last of it can be taken back.
      </p>
      {failure !== null && <EditFailure error={failure} />}
      {done !== null && failure === null && <p class="done" role="status">{done}</p>}
      <div class="correction-list">
        <Correction title="Name">
          <form
            class="field-row"
            onSubmit={(event) => {
              event.preventDefault();
              void change({ action: "rename", text: name.trim() }, `Renamed to ${name.trim()}`);
            }}
          >
            <input
              class="field"
              aria-label="Its name"
              maxLength={120}
              value={name}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            <button type="submit" disabled={busy || name.trim() === "" || name.trim() === label.text}>Rename</button>
          </form>
        </Correction>
        <Correction title="An account belongs here">
          <Finder
            label="Find the account that belongs here"
            placeholder="Type its name"
            noun="account"
            class="box-small"
            offers={(hit) => hit.type === "account"}
            onChoose={(hit) =>
              hit.type === "account" &&
              void change({ action: "pin", account: hit.account.id }, `${nameOf(hit.account)} is pinned to it`)}
          />
        </Correction>
        <Correction title="It is part of another">
          <Finder
            label="Find the community it is part of"
            placeholder="Type that one's name"
            noun="community of this level"
            class="box-small"
            offers={(hit) => hit.type === "community" && hit.community.level === level && hit.community.id !== id}
            onChoose={(hit) =>
              hit.type === "community" &&
              void change({ action: "merge", into: hit.community.id }, `Merged into ${hit.community.label}`)}
          />
        </Correction>
        <Correction title="Some of it is a community of its own">
          <form
            class="field-row"
            onSubmit={(event) => {
              event.preventDefault();
              const text = partName.trim();
              void change(
                { action: "split", accounts: ticked, ...text === "" ? {} : { text } },
                `${ticked.length} accounts split off`,
              );
            }}
          >
            <input
              class="field"
              aria-label="Name of the part"
              placeholder="Its name, if you have one"
              maxLength={120}
              value={partName}
              onInput={(event) => setPartName(event.currentTarget.value)}
            />
            <button type="submit" disabled={busy || !splits}>
              {ticked.length === 0 ? "Tick members below" : `Split ${ticked.length} off`}
            </button>
          </form>
        </Correction>
        <Correction title="Sensitive group">
          <span class="field-row">
            <button
              type="button"
              disabled={busy}
              aria-pressed={sensitive !== null && sensitive.reviewed}
              onClick={() => void change({ action: "review", sensitive: true }, "Reviewed: a sensitive group")}
            >
              It is one
            </button>
            <button
              type="button"
              disabled={busy}
              onClick={() => void change({ action: "review", sensitive: false }, "Reviewed: not a sensitive group")}
            >
              It is not
            </button>
          </span>
        </Correction>
        <Correction title="Last correction">
          <button type="button" disabled={busy} onClick={() => void change({ action: "undo" }, "Taken back")}>
            Take it back
          </button>
        </Correction>
      </div>
    </section>
  );
}

function Correction({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <div class="correction">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
