/**
 * The one box: type a name, see who it may be and why, go there. A combobox with a list (WAI-ARIA 1.2).
 */
import type { VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { AccountHit } from "../../../core/answers/answers.ts";
import type { SearchAnswer } from "../api.ts";
import { useAnswer } from "../answer.ts";
import { usePage } from "../context.ts";
import { formatCount } from "../format.ts";
import { nameOf } from "../names.ts";
import { accountRoute } from "../router.ts";
import { Highlight } from "./highlight.tsx";
import { KindChip, VerifiedMark } from "./chip.tsx";

const suggestionCount = 8;

export function Box({ large = false }: { large?: boolean }): VNode {
  const { api, navigate, announce } = usePage();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [pending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const text = typed.trim();

  const asked = useAnswer<SearchAnswer & { readonly text: string }>(
    text === "" ? null : text,
    async (signal) => ({ ...await api.search({ text, limit: suggestionCount }, signal), text }),
  );
  const answered = asked.value?.text === text && !asked.loading;
  const hits: readonly AccountHit[] = text === "" ? [] : asked.value?.hits ?? [];
  const current = hits[Math.min(active, hits.length - 1)];

  useSlashKey(input);

  useEffect(() => {
    if (!answered || !open) return;
    setActive(0);
    announce(hits.length === 0 ? `No account matches ${text}` : `${hits.length} suggestions`);
    if (pending && hits.length > 0) choose(hits[0]);
    setPending(false);
  }, [asked.value, answered]);

  function choose(hit: AccountHit): void {
    setTyped("");
    setOpen(false);
    setPending(false);
    input.current?.blur();
    navigate(accountRoute(hit.account.id));
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
      if (answered && current !== undefined) choose(current);
      else setPending(!answered);
    } else if (event.key === "Escape") {
      if (open && text !== "") setOpen(false);
      else setTyped("");
    }
  }

  const shown = open && text !== "";
  return (
    <div class={large ? "box box-large" : "box"} role="search">
      <svg class="box-icon" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="8.5" cy="8.5" r="5.5" />
        <path d="m12.7 12.7 4.8 4.8" />
      </svg>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Find an account"
        aria-autocomplete="list"
        aria-expanded={shown && hits.length > 0}
        aria-controls={listId}
        aria-activedescendant={shown && current !== undefined ? `${listId}-${hits.indexOf(current)}` : undefined}
        placeholder="Type a name or a handle"
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
      <kbd class="box-key" aria-hidden="true">/</kbd>
      <ul id={listId} role="listbox" aria-label="Suggestions" class="suggestions" hidden={!shown || hits.length === 0}>
        {hits.map((hit, position) => (
          <li
            key={hit.account.id}
            id={`${listId}-${position}`}
            role="option"
            aria-selected={hit === current}
            class="suggestion"
            // Before the box loses focus and closes the list.
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
            ? <>No account matches “{text}”</>
            : asked.error.status === 401
            ? "This server asks for a key"
            : asked.error.message}
        </p>
      )}
    </div>
  );
}

function Suggestion({ hit: { account, matched }, text }: { hit: AccountHit; text: string }): VNode {
  const inName = matched.field === "name" || (matched.field === "handle" && account.name === null);
  return (
    <>
      <span class="suggestion-name">
        {inName ? <Highlight text={nameOf(account)} query={text} /> : nameOf(account)}
        {account.verified === true && <VerifiedMark />}
      </span>
      <span class="suggestion-facts">
        <KindChip kind={account.kind} />
        {formatCount(account.followers)} followers
      </span>
      <span class="suggestion-why">
        {account.handle !== null && matched.field !== "handle" && <>@{account.handle}</>}
        {!inName && (
          <>
            {matched.field !== "handle" && `${account.handle === null ? "" : " · "}${matched.field}: `}
            {matched.field === "handle" && "@"}
            <Highlight text={matched.text} query={text} before={40} />
          </>
        )}
      </span>
    </>
  );
}

/** "/" goes to the box from anywhere but another field. */
function useSlashKey(input: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const elsewhere = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || elsewhere) return;
      event.preventDefault();
      input.current?.focus();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
