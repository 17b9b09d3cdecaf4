/**
 * All communities: the tree from broad to fine, or one level of it, and those that people built and kept.
 */
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { CommunityTree } from "../../../core/answers/communities.ts";
import { useAnswer } from "../answer.ts";
import { listRows } from "../community_tree.ts";
import { CommunityTable } from "../components/community_table.tsx";
import { CommunityFailure } from "../components/community_failure.tsx";
import { Exports } from "../components/exports.tsx";
import { communityReasons } from "../components/label.tsx";
import { HowDoYouKnow } from "../components/evidence.tsx";
import { Link } from "../components/link.tsx";
import { Notice } from "../components/notice.tsx";
import { SavedList } from "../components/saved_list.tsx";
import { levelName } from "../community_words.ts";
import { usePage } from "../context.ts";
import { formatCount, groupDigits } from "../format.ts";
import { type CommunitiesRoute, communitiesRoute, mapRoute } from "../router.ts";
import { useTitle } from "../title.ts";

/** Rows at first: a network has thousands of fine communities. */
const rowCount = 200;

export function CommunitiesView({ route }: { route: CommunitiesRoute }): VNode {
  const { api } = usePage();
  const [version, setVersion] = useState(0);
  const asked = useAnswer(`tree ${version}`, (signal) => api.communities({}, signal));
  const { value: tree, error, retrying } = asked;
  useTitle("Communities");
  return (
    <div class="page communities">
      <header class="page-head">
        <h1>Communities</h1>
        {tree !== null && <Lead tree={tree} />}
      </header>
      {error !== null && <CommunityFailure error={error} retrying={retrying} what="The list of communities" />}
      {tree === null && error === null && <ListSkeleton />}
      {tree !== null && tree.communities.length === 0 && (
        <Notice title="No communities in this network">
          No accounts share enough of an audience to stand together: all {groupDigits(tree.unplaced)} are on their own.
        </Notice>
      )}
      {tree !== null && tree.communities.length > 0 && (
        <Listed
          tree={tree}
          route={route}
          onChange={() => setVersion(version + 1)}
        />
      )}
    </div>
  );
}

function Lead({ tree }: { tree: CommunityTree }): VNode {
  const base = tree.communities.filter(({ level }) => level === tree.baseLevel).length;
  const placed = tree.evidence.influencers - tree.unplaced;
  return (
    <p class="page-lead">
      {formatCount(placed)} accounts in {formatCount(base)}{" "}
      {base === 1 ? "community" : "communities"}, found from who follows whom
      {tree.unplaced > 0 && `; ${formatCount(tree.unplaced)} stand on their own`}.{" "}
      <HowDoYouKnow
        about="The communities"
        statement={
          <>
            Accounts that share more of their audience with one another than with the rest. <b>{tree.levels}</b>{" "}
            {tree.levels === 1 ? "level" : "levels"}, from broad to fine.
          </>
        }
        reasons={communityReasons(tree.evidence)}
        evidence={tree.evidence}
      />
    </p>
  );
}

function Listed(
  { tree, route, onChange }: { tree: CommunityTree; route: CommunitiesRoute; onChange: () => void },
): VNode {
  const { navigate } = usePage();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(tree));
  const [shown, setShown] = useState(rowCount);
  const rows = useMemo(() => listRows(tree.communities, { route, open }), [tree, route, open]);
  const counts = useMemo(() => countOnly(tree), [tree]);

  const kinds = ([null, "unsure", "sensitive", "saved"] as const)
    .filter((only) => only === null || only === route.only || counts[only] > 0);

  function toggle(id: string): void {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  }

  return (
    <>
      <div class="switches">
        <nav class="segments" aria-label="Level">
          <Link to={{ ...route, level: null }} aria-current={route.level === null ? "true" : undefined}>Tree</Link>
          {tree.levels > 1 &&
            Array.from(
              { length: tree.levels },
              (_none, level) => (
                <Link key={level} to={{ ...route, level }} aria-current={route.level === level ? "true" : undefined}>
                  {levelName(level, tree.levels)}
                </Link>
              ),
            )}
        </nav>
        <input
          type="search"
          class="field"
          aria-label="Only communities whose name has"
          placeholder="Only those named …"
          value={route.text}
          onInput={(event) => navigate({ ...route, text: event.currentTarget.value }, { replace: true })}
        />
        <nav class="kinds" aria-label="Only">
          {kinds.map((only) => (
            <Link
              key={only}
              to={{ ...route, only }}
              class="chip"
              aria-current={route.only === only ? "true" : undefined}
            >
              {only === null ? "all" : only === "unsure" ? "unsure names" : only}
              {only !== null && <span class="chip-count">{counts[only]}</span>}
            </Link>
          ))}
        </nav>
      </div>
      {route.only === "saved"
        ? <SavedList saved={tree.saved} text={route.text} onChange={onChange} />
        : rows.length === 0
        ? (
          <Notice title="None of them">
            No community here is like that. <Link to={communitiesRoute}>Look at all</Link>
          </Notice>
        )
        : (
          <>
            <CommunityTable
              rows={rows.slice(0, shown)}
              levels={tree.levels}
              open={open}
              asked={route.text !== "" || route.only !== null}
              onToggle={toggle}
            />
            {rows.length > shown && (
              <button type="button" class="more" onClick={() => setShown(shown + rowCount)}>
                Show {Math.min(rowCount, rows.length - shown)} more of {groupDigits(rows.length)}
              </button>
            )}
          </>
        )}
      {route.only === null && tree.saved.length > 0 && (
        <section aria-labelledby="saved-title" class="saved">
          <h2 id="saved-title">Built and kept</h2>
          <SavedList saved={tree.saved} text={route.text} onChange={onChange} />
        </section>
      )}
      <footer class="page-foot">
        <Link to={mapRoute()} class="button">See them on the map</Link>
        <Exports />
      </footer>
    </>
  );
}

/** Down to the level that one meets first, if that is no more than can be read. */
function openAtFirst({ communities, baseLevel }: CommunityTree): Set<string> {
  const above = communities.filter(({ level }) => level < baseLevel);
  return new Set(communities.length <= rowCount ? above.map(({ id }) => id) : above.slice(0, 3).map(({ id }) => id));
}

function countOnly(tree: CommunityTree): Record<"unsure" | "sensitive" | "saved", number> {
  const rows = (only: "unsure" | "sensitive") =>
    listRows(tree.communities, { route: { level: null, text: "", only }, open: new Set() })
      .filter(({ onTheWay }) => !onTheWay).length;
  return { unsure: rows("unsure"), sensitive: rows("sensitive"), saved: tree.saved.length };
}

function ListSkeleton(): VNode {
  return (
    <div class="list-skeleton" aria-hidden="true">
      {Array.from({ length: 8 }, (_none, row) => <div key={row} class="skeleton" />)}
    </div>
  );
}
