/**
 * The builder: from a few accounts, or a topic, to a community of the size one wants.
 */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { ExpansionAnswer } from "../../../core/answers/expansion.ts";
import { type Asked, useAnswer } from "../answer.ts";
import { BuildStart } from "../components/build_start.tsx";
import { BuiltMembers } from "../components/built_members.tsx";
import { CommunityFailure } from "../components/community_failure.tsx";
import { Keep } from "../components/keep.tsx";
import { LabelHow, LabelMarks, Stability } from "../components/label.tsx";
import { MethodChooser } from "../components/method_chooser.tsx";
import { Seeds } from "../components/seeds.tsx";
import { SizeSlider } from "../components/size_slider.tsx";
import { TakeAway } from "../components/take_away.tsx";
import { usePage } from "../context.ts";
import { expansionCsv } from "../csv.ts";
import { groupDigits } from "../format.ts";
import { nameOf } from "../names.ts";
import type { BuildRoute } from "../router.ts";
import { useTitle } from "../title.ts";

export function BuildView({ route }: { route: BuildRoute }): VNode {
  const { api, announce } = usePage();
  const { seeds, topic, size, method, excluded } = route;
  const begun = seeds.length > 0 || topic !== null;
  const asked = useAnswer(
    begun ? JSON.stringify([seeds, topic, size, method, excluded]) : null,
    (signal) =>
      api.expand({
        ...seeds.length > 0 ? { seeds } : { topic: topic ?? "" },
        ...size === null ? {} : { size },
        ...method === null ? {} : { method },
        ...excluded.length === 0 ? {} : { exclude: excluded },
      }, signal),
  );
  const { value } = asked;
  useTitle(value === null ? "Build a community" : `${value.label.text} · Build`);
  useEffect(() => {
    if (value !== null) announce(`${value.members.length} members, ${value.label.text}`);
  }, [value]);

  if (!begun) return <BuildStart />;
  return (
    <div class="page build">
      <section class="build-from" aria-labelledby="build-title">
        <p class="eyebrow">{topic === null ? "Built from seeds" : <>Built from the topic “{topic}”</>}</p>
        <Heading asked={asked} />
        <Seeds route={route} answer={value} />
        {value !== null && <SizeSlider route={route} answer={value} />}
        <MethodChooser route={route} used={value?.method ?? null} />
        {value !== null && value.members.length > 0 && <Keep key={keepKey(value)} answer={value} />}
      </section>
      <Found route={route} asked={asked} />
    </div>
  );
}

function Heading({ asked: { value, error } }: { asked: Asked<ExpansionAnswer> }): VNode {
  if (value === null && error !== null) return <h1 id="build-title">Build a community</h1>;
  if (value === null) {
    return (
      <>
        <h1 id="build-title" class="unseen">Build a community</h1>
        <div class="skeleton skeleton-title" />
      </>
    );
  }
  const { label, stability, members, seeds, evidence } = value;
  return (
    <>
      <h1 id="build-title">{label.text}</h1>
      <p class="head-marks">
        <LabelMarks label={label} sensitive={null} />
        <span>
          {groupDigits(seeds.length)} {seeds.length === 1 ? "seed" : "seeds"} and {groupDigits(members.length)}{" "}
          {members.length === 1 ? "member" : "members"}
        </span>
        <Stability share={stability} />
        <LabelHow label={label} size={seeds.length + members.length} evidence={evidence} />
      </p>
    </>
  );
}

function Found({ route, asked: { value, error, retrying, loading } }: {
  route: BuildRoute;
  asked: Asked<ExpansionAnswer>;
}): VNode {
  const what = route.topic === null ? "One of the seeds" : `“${route.topic}”`;
  return (
    <section class="members" aria-labelledby="built-title" aria-busy={loading}>
      <div class="section-head">
        <h2 id="built-title">Members</h2>
        {value !== null && (
          <TakeAway
            what="the members"
            fileName={`community-${value.label.text}.csv`}
            csv={() => expansionCsv(value)}
          />
        )}
      </div>
      {error !== null && <CommunityFailure error={error} retrying={retrying} what={what} />}
      {value === null && error === null && (
        <div class="list-skeleton" aria-hidden="true">
          {Array.from({ length: 8 }, (_none, row) => <div key={row} class="skeleton" />)}
        </div>
      )}
      {value !== null && value.members.length === 0 && (
        <p class="section-note">
          Nobody else shares an audience with {value.seeds.map(({ account }) => nameOf(account)).join(", ")}.
        </p>
      )}
      {value !== null && value.members.length > 0 && (
        <>
          <p class="section-note">
            Best first. Bars are the fit to the seeds, 1 for the best; whiskers span 95 % of how much it moves with the
            choice of seeds. {groupDigits(value.examined)} accounts were looked at.
          </p>
          <BuiltMembers route={route} answer={value} />
        </>
      )}
    </section>
  );
}

/** Another community is kept under another name. */
function keepKey({ seeds, label }: ExpansionAnswer): string {
  return [label.text, ...seeds.map(({ account }) => account.id)].join(" ");
}
