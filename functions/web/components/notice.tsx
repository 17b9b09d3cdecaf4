/**
 * What is said instead of an answer: nothing found, gone wrong, a key is needed, please wait.
 */
import type { ComponentChildren, VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { ApiError } from "../api.ts";
import { usePage } from "../context.ts";

export function Notice({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  return (
    <section class="notice">
      <h2>{title}</h2>
      {children !== undefined && <div>{children}</div>}
    </section>
  );
}

/** A failed question in plain words, with what can be done about it. */
export function Failure({ error, retrying, what }: { error: ApiError; retrying: boolean; what: string }): VNode {
  if (error.status === 401) return <KeyForm />;
  if (retrying) {
    return (
      <section class="notice" role="status">
        <h2>The server is busy. Trying again …</h2>
        <p>{error.message}</p>
      </section>
    );
  }
  return (
    <section class="notice" role="alert">
      <h2>{titleOf(error, what)}</h2>
      <p>{error.message}</p>
      {error.passing && <button type="button" onClick={() => location.reload()}>Try again</button>}
    </section>
  );
}

function titleOf({ status }: ApiError, what: string): string {
  if (status === 404) return `${what} is not in this network`;
  if (status === 403) return "This key may not read that";
  if (status === 429) return "Too many questions at once";
  if (status === 0) return "The server cannot be reached";
  if (status === 503) return "The server cannot answer right now";
  return "That did not work";
}

/** A change that was refused: without the right to make it, with the way to show a better key. */
export function EditFailure({ error }: { error: ApiError }): VNode {
  if (error.status === 401 || error.status === 403) {
    return (
      <KeyForm title="Changing communities needs another key">
        <p>{error.message}.</p>
      </KeyForm>
    );
  }
  return (
    <section class="notice" role="alert">
      <h2>Nothing was changed</h2>
      <p>{error.message}</p>
    </section>
  );
}

/** Asks for an API key; it is kept until the tab is closed. */
export function KeyForm(
  { title = "This server asks for a key", children }: { title?: string; children?: ComponentChildren },
): VNode {
  const { enterKey } = usePage();
  const [key, setKey] = useState("");
  const id = useId();

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (key.trim() !== "") enterKey(key.trim());
  }

  return (
    <section class="notice" role="alert">
      <h2>{title}</h2>
      {children}
      <p>
        Whoever runs it makes one with{" "}
        <code>asterism keys create</code>. It stays in this tab and goes when you close it.
      </p>
      <form class="key-form" onSubmit={submit}>
        <label for={id}>API key</label>
        <input
          id={id}
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="ast_…"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button type="submit">Use this key</button>
      </form>
    </section>
  );
}
