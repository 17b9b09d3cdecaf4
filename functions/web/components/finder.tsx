/**
 * Type a name, see who or what it may be and why, choose one. A combobox with a list (WAI-ARIA 1.2).
 */
import type { Ref, VNode } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { SearchHit } from "../../../core/answers/answers.ts";
import type { SearchAnswer } from "../api.ts";
import { useAnswer } from "../answer.ts";
import { usePage } from "../context.ts";
import { Suggestion } from "./suggestion.tsx";

export interface FinderProps {
  /** What is looked for, for screen readers: "Find an account". */
  readonly label: string;
  readonly placeholder: string;
  readonly onChoose: (hit: SearchHit) => void;
  /** Which hits are offered; all when left out. */
  readonly offers?: (hit: SearchHit) => boolean;
  /** Called with the text on Enter where nothing is offered for it. */
  readonly onUnknown?: (text: string) => void;
  /** What is not found, in "No account matches"; "Nothing matches" when left out. */
  readonly noun?: string;
  readonly class?: string;
  /** A key that leads here from elsewhere, shown at the right. */
  readonly hint?: string;
  readonly input?: Ref<HTMLInputElement>;
  /** Whether one goes on typing here after a choice. */
  readonly stays?: boolean;
}

const suggestionCount = 8;
/** Where only some kinds of hits are offered, more are asked for, so that enough are left. */
const suggestionCountFiltered = 24;

export function Finder(props: FinderProps): VNode {
  const { label, placeholder, offers, noun, stays = false } = props;
  const { api, announce } = usePage();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [pending, setPending] = useState(false);
  const own = useRef<HTMLInputElement>(null);
  const listId = useId();
  const text = typed.trim();
  const nothing = noun === undefined ? "Nothing" : `No ${noun}`;

  const limit = offers === undefined ? suggestionCount : suggestionCountFiltered;
  const asked = useAnswer<SearchAnswer & { readonly text: string }>(
    text === "" ? null : text,
    async (signal) => ({ ...await api.search({ text, limit }, signal), text }),
  );
  const answered = asked.value?.text === text && !asked.loading;
  const found = text === "" ? [] : asked.value?.hits ?? [];
  const hits = (offers === undefined ? found : found.filter(offers)).slice(0, suggestionCount);
  const current = hits[Math.min(active, hits.length - 1)];

  // Before the next key: an effect after painting could undo an arrow that was pressed in between.
  useLayoutEffect(() => {
    if (!answered || !open) return;
    setActive(0);
    announce(hits.length === 0 ? `${nothing} matches ${text}` : `${hits.length} suggestions`);
    if (pending) enter();
    setPending(false);
  }, [asked.value, answered]);

  function choose(hit: SearchHit): void {
    leave();
    props.onChoose(hit);
  }

  function enter(): void {
    if (current !== undefined) choose(current);
    else if (props.onUnknown !== undefined) {
      leave();
      props.onUnknown(text);
    }
  }

  function leave(): void {
    setTyped("");
    setOpen(false);
    setPending(false);
    if (!stays) (document.activeElement as HTMLElement | null)?.blur();
  }

  function press(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (open && hits.length > 0) setActive((active + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && text !== "") {
      event.preventDefault();
      // Typing is quicker than answers: whoever presses Enter early gets the first suggestion when it comes.
      if (answered) enter();
      else setPending(true);
    } else if (event.key === "Escape") {
      if (open && text !== "") setOpen(false);
      else setTyped("");
    }
  }

  const shown = open && text !== "";
  return (
    <div class={props.class === undefined ? "box" : `box ${props.class}`} role="search" aria-label={label}>
      <svg class="box-icon" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="8.5" cy="8.5" r="5.5" />
        <path d="m12.7 12.7 4.8 4.8" />
      </svg>
      <input
        ref={props.input ?? own}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={shown && hits.length > 0}
        aria-controls={listId}
        aria-activedescendant={shown && current !== undefined ? `${listId}-${hits.indexOf(current)}` : undefined}
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="go"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setOpen(true);
          setPending(false);
        }}
        onKeyDown={press}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      />
      {props.hint !== undefined && <kbd class="box-key" aria-hidden="true">{props.hint}</kbd>}
      <ul id={listId} role="listbox" aria-label="Suggestions" class="suggestions" hidden={!shown || hits.length === 0}>
        {hits.map((hit, position) => (
          <li
            key={keyOf(hit)}
            id={`${listId}-${position}`}
            role="option"
            aria-selected={hit === current}
            class="suggestion"
            // Before the field loses focus and closes the list.
            onMouseDown={(event) => {
              event.preventDefault();
              choose(hit);
            }}
            onMouseMove={() => setActive(position)}
          >
            <Suggestion hit={hit} text={asked.value?.text ?? ""} />
          </li>
        ))}
      </ul>
      {shown && hits.length === 0 && (answered || asked.error !== null) && (
        <p class="suggestions suggestions-none">
          {asked.error === null
            ? <>{nothing} matches “{text}”</>
            : asked.error.status === 401
            ? "This server asks for a key"
            : asked.error.message}
        </p>
      )}
    </div>
  );
}

function keyOf(hit: SearchHit): string {
  if (hit.type === "account") return hit.account.id;
  return hit.type === "community" ? `community ${hit.community.id}` : `passion ${hit.passion.word}`;
}
