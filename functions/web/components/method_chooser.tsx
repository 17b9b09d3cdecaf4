/**
 * How members are ranked. Tucked away: the server's choice measured best, the others are there to compare.
 */
import type { VNode } from "preact";
import type { ExpansionMethod } from "../../../core/answers/expansion.ts";
import { methodLabel, methodWords } from "../community_words.ts";
import { usePage } from "../context.ts";
import type { BuildRoute } from "../router.ts";

export function MethodChooser({ route, used }: { route: BuildRoute; used: ExpansionMethod | null }): VNode {
  const { navigate } = usePage();
  const chosen = route.method ?? used;
  return (
    <details class="methods">
      <summary>How members are ranked{chosen !== null && `: ${methodLabel(chosen)}`}</summary>
      <fieldset>
        <legend class="unseen">How members are ranked</legend>
        <label class="method">
          <input
            type="radio"
            name="method"
            checked={route.method === null}
            onChange={() => navigate({ ...route, method: null })}
          />
          <span>
            As measured best
            <small>What finds held-out members best on several data sets</small>
          </span>
        </label>
        {methodWords.map(({ method, label, text }) => (
          <label key={method} class="method">
            <input
              type="radio"
              name="method"
              checked={route.method === method}
              onChange={() => navigate({ ...route, method })}
            />
            <span>
              {label}
              <small>{text}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
