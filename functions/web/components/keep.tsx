/**
 * Keeps a built community under a name.
 */
import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { ExpansionAnswer } from "../../../core/answers/expansion.ts";
import { ApiError } from "../api.ts";
import { usePage } from "../context.ts";
import { communitiesRoute } from "../router.ts";
import { Link } from "./link.tsx";
import { EditFailure } from "./notice.tsx";

export function Keep({ answer }: { answer: ExpansionAnswer }): VNode {
  const { api, announce } = usePage();
  const [text, setText] = useState(answer.label.text);
  const [state, setState] = useState<"free" | "busy" | "kept">("free");
  const [failure, setFailure] = useState<ApiError | null>(null);
  const id = useId();

  async function keep(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setState("busy");
    setFailure(null);
    try {
      await api.save({
        text: text.trim(),
        seeds: answer.seeds.map(({ account }) => account.id),
        members: answer.members.map(({ account }) => account.id),
      });
      setState("kept");
      announce(`Kept as ${text.trim()}`);
    } catch (error) {
      setState("free");
      setFailure(error instanceof ApiError ? error : new ApiError(0, "The answer could not be read"));
    }
  }

  return (
    <div class="keep">
      <form onSubmit={(event) => void keep(event)}>
        <label for={id}>Keep it as</label>
        <span class="field-row">
          <input
            id={id}
            class="field"
            maxLength={120}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setState("free");
            }}
          />
          <button type="submit" class="strong" disabled={state !== "free" || text.trim() === ""}>
            {state === "kept" ? "Kept" : "Keep"}
          </button>
        </span>
      </form>
      {state === "kept" && (
        <p class="done" role="status">
          Kept as “{text.trim()}”. <Link to={{ ...communitiesRoute, only: "saved" }}>See what is kept</Link>
        </p>
      )}
      {failure !== null && <EditFailure error={failure} />}
    </div>
  );
}
