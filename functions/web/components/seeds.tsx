/**
 * What a community is built from: chips that can be taken out, a field to add more, and why each was proposed.
 */
import type { VNode } from "preact";
import type { ExpansionAnswer } from "../../../core/answers/expansion.ts";
import { usePage } from "../context.ts";
import { nameOf } from "../names.ts";
import { accountRoute, type BuildRoute, buildRoute, seedCountMax } from "../router.ts";
import { Finder } from "./finder.tsx";
import { Link } from "./link.tsx";

export function Seeds({ route, answer }: { route: BuildRoute; answer: ExpansionAnswer | null }): VNode {
  const { navigate } = usePage();
  const known = new Map(answer?.seeds.map((seed) => [seed.account.id, seed]));
  const ids = route.topic === null ? route.seeds : [...known.keys()];

  // Whoever chooses among proposed seeds has seeds of their own from then on; the size was for the others.
  function choose(seeds: readonly string[]): void {
    const excluded = route.excluded.filter((id) => !seeds.includes(id));
    navigate(seeds.length === 0 ? buildRoute() : { ...route, topic: null, seeds, size: null, excluded });
  }

  return (
    <div class="seeds">
      <h2>Seeds</h2>
      {route.topic !== null && ids.length > 0 && (
        <p class="section-note">
          Proposed for “{route.topic}”. Take out whom you do not mean, or{" "}
          <Link to={{ ...route, topic: null, seeds: ids.slice(0, seedCountMax) }}>keep them as they are</Link>.
        </p>
      )}
      <ul class="seed-list">
        {ids.map((id) => {
          const seed = known.get(id);
          const name = seed === undefined ? id : nameOf(seed.account);
          return (
            <li key={id} class="seed">
              <span class="seed-chip">
                <Link to={accountRoute(id)}>{name}</Link>
                <button
                  type="button"
                  class="seed-remove"
                  aria-label={`Take ${name} out of the seeds`}
                  onClick={() => choose(ids.filter((other) => other !== id))}
                >
                  <span aria-hidden="true">×</span>
                </button>
              </span>
              {seed !== undefined && seed.why !== null && <span class="seed-why">{seed.why}</span>}
            </li>
          );
        })}
      </ul>
      {ids.length < seedCountMax
        ? (
          <Finder
            label="Add an account to the seeds"
            placeholder="Add an account"
            noun="account"
            class="box-small"
            stays
            offers={(hit) => hit.type === "account" && !ids.includes(hit.account.id)}
            onChoose={(hit) => hit.type === "account" && choose([...ids, hit.account.id])}
          />
        )
        : <p class="section-note">No more than {seedCountMax} seeds fit.</p>}
      {route.excluded.length > 0 && (
        <p class="section-note">
          {route.excluded.length === 1 ? "1 account is" : `${route.excluded.length} accounts are`} left out.{" "}
          <Link to={{ ...route, excluded: [] }}>Let them in again</Link>
        </p>
      )}
    </div>
  );
}
