/**
 * One account: who it is, whose audience is like its own, and how they overlap.
 */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SimilarAnswer } from "../../../core/answers/answers.ts";
import { type Asked, useAnswer } from "../answer.ts";
import { Compare, CompareStrip } from "../components/compare.tsx";
import { Constellation } from "../components/constellation.tsx";
import { Link } from "../components/link.tsx";
import { LookAlikes } from "../components/look_alikes.tsx";
import { Failure, Notice } from "../components/notice.tsx";
import { TakeAway } from "../components/take_away.tsx";
import { Who } from "../components/who.tsx";
import { usePage } from "../context.ts";
import { lookAlikesCsv } from "../csv.ts";
import { groupDigits } from "../format.ts";
import { measureBy, measures } from "../measures.ts";
import { nameOf } from "../names.ts";
import { type AccountRoute, comparedCountMax, lookAlikeCounts } from "../router.ts";
import { useSky } from "./sky.ts";

export function AccountView({ route }: { route: AccountRoute }): VNode {
  const { api, navigate, announce } = usePage();
  const [pointed, setPointed] = useState<string | null>(null);
  const { account: id, by, kind, limit, compared } = route;

  const account = useAnswer(id, (signal) => api.account(id, signal));
  const known = account.value !== null;
  const similar = useAnswer(
    // An account that is not there has no look-alikes to ask for; one that is still loading is asked for at once.
    account.error === null || known ? JSON.stringify([id, by, kind, limit]) : null,
    (signal) => api.similar({ account: id, by, kind: kind ?? undefined, limit }, signal),
  );
  const sky = useSky(similar.value);
  const audiences = [id, ...compared];
  const overlap = useAnswer(
    compared.length > 0 ? audiences.join(" ") : null,
    (signal) => api.overlap(audiences, signal),
  );

  const name = known ? nameOf(account.value) : id;
  useEffect(() => {
    document.title = `${name} · Asterism`;
    return () => void (document.title = "Asterism");
  }, [name]);
  useEffect(() => {
    if (similar.value !== null) announce(`${similar.value.lookAlikes.length} look-alikes of ${name}`);
  }, [similar.value]);

  const nameById = (other: string) => {
    if (other === id) return name;
    const seen = [...similar.value?.lookAlikes.map(({ account }) => account) ?? [], ...overlap.value?.accounts ?? []];
    const found = seen.find((summary) => summary.id === other);
    return found === undefined ? other : nameOf(found);
  };
  const compareOnly = (others: readonly string[]) =>
    navigate({ ...route, compared: others.slice(0, comparedCountMax) });

  if (account.error !== null && !account.retrying) {
    return <Failure error={account.error} retrying={false} what={`“${id}”`} />;
  }
  return (
    <div class="account">
      {account.error !== null && <Failure error={account.error} retrying what="" />}
      {known ? <Who account={account.value} /> : <WhoSkeleton />}
      {sky !== null && <Constellation {...sky} pointed={pointed} onPoint={setPointed} />}
      <section class="alike" aria-labelledby="alike-title" aria-busy={similar.loading}>
        <div class="section-head">
          <h2 id="alike-title">Look-alikes</h2>
          {similar.value !== null && (
            <TakeAway
              what="the look-alikes"
              fileName={`look-alikes-${id}-${by}.csv`}
              csv={() => lookAlikesCsv(similar.value as SimilarAnswer)}
            />
          )}
        </div>
        <Switches route={route} similar={similar} />
        <p class="section-note">{measureBy(by).explain(name)}.</p>
        <Found
          {...{ route, similar, name, pointed }}
          onPoint={setPointed}
          onCompare={(other, chosen) =>
            compareOnly(chosen ? [...compared, other] : compared.filter((one) => one !== other))}
        />
      </section>
      {compared.length > 0 && <Compare asked={overlap} />}
      {compared.length > 0 && (
        <CompareStrip
          {...{ route, nameById }}
          onRemove={(other) => compareOnly(compared.filter((one) => one !== other))}
          onClear={() => compareOnly([])}
        />
      )}
    </div>
  );
}

/** In what order, and of which kind. Links, since each choice is a view of its own. */
function Switches({ route, similar }: { route: AccountRoute; similar: Asked<SimilarAnswer> }): VNode {
  const kinds = similar.value?.kinds ?? (route.kind === null ? [] : [route.kind]);
  return (
    <div class="switches">
      <nav class="segments" aria-label="Order">
        {measures.map(({ by, label }) => (
          <Link key={by} to={{ ...route, by }} aria-current={by === route.by ? "true" : undefined}>{label}</Link>
        ))}
      </nav>
      {kinds.length > 0 && (
        <nav class="kinds" aria-label="Kind">
          {[null, ...kinds].map((kind) => (
            <Link
              key={kind}
              to={{ ...route, kind }}
              class="chip"
              aria-current={kind === route.kind ? "true" : undefined}
            >
              {kind ?? "all kinds"}
            </Link>
          ))}
        </nav>
      )}
    </div>
  );
}

interface FoundProps {
  readonly route: AccountRoute;
  readonly similar: Asked<SimilarAnswer>;
  readonly name: string;
  readonly pointed: string | null;
  readonly onPoint: (id: string | null) => void;
  readonly onCompare: (id: string, chosen: boolean) => void;
}

function Found({ route, similar: { value, error, retrying }, name, ...rest }: FoundProps): VNode {
  if (value === null) {
    return error === null ? <ListSkeleton /> : <Failure error={error} retrying={retrying} what={name} />;
  }
  if (value.lookAlikes.length === 0) {
    return (
      <Notice title="Nobody found">
        {route.kind === null ? <p>No account in this network shows a sign of sharing followers with {name}.</p> : (
          <p>
            No {route.kind} shows a sign of sharing followers with {name}.{" "}
            <Link to={{ ...route, kind: null }}>Look at all kinds</Link>
          </p>
        )}
      </Notice>
    );
  }
  // The answer may still be that of the order before; its numbers are read as what they are.
  const measure = measureBy(value.by);
  const more = lookAlikeCounts.find((count) => count > route.limit);
  return (
    <>
      {error !== null && <Failure error={error} retrying={retrying} what={name} />}
      <LookAlikes answer={value} measure={measure} compared={route.compared} {...rest} />
      <p class="section-foot">
        <span>
          Bars end at the value, whiskers span its 95 % interval; their dashed ends stand for followers not seen.{" "}
          {groupDigits(value.examined)} accounts were looked at.
        </span>
        {more !== undefined && value.lookAlikes.length >= route.limit && (
          <Link to={{ ...route, limit: more }} class="button">Show {more}</Link>
        )}
      </p>
    </>
  );
}

function WhoSkeleton(): VNode {
  return (
    <section class="who" aria-busy="true" aria-label="Loading">
      <div class="skeleton" />
      <div class="skeleton skeleton-title" />
      <div class="skeleton" />
    </section>
  );
}

function ListSkeleton(): VNode {
  return (
    <div class="list-skeleton" aria-hidden="true">
      {Array.from({ length: 8 }, (_none, row) => <div key={row} class="skeleton" />)}
    </div>
  );
}
