/**
 * A way in by topic: the largest communities by name, or the words they are named by.
 */
import type { VNode } from "preact";
import type { CommunityTree } from "../../../core/answers/communities.ts";
import { useAnswer } from "../answer.ts";
import { isUnsure } from "../community_words.ts";
import { usePage } from "../context.ts";
import { buildRoute, communitiesRoute, communityRoute } from "../router.ts";
import { Link } from "./link.tsx";

const chipCount = 8;

/** Nothing while there are no communities: the views that need them say so. */
export function TopicChips({ to, title }: { to: "communities" | "builder"; title: string }): VNode | null {
  const { api } = usePage();
  // One level and not the tree: a large network has thousands of communities below it.
  const { value: tree } = useAnswer("named", async (signal) => {
    const coarsest = await api.communities({ level: 0 }, signal);
    return coarsest.baseLevel === 0 ? coarsest : await api.communities({ level: coarsest.baseLevel }, signal);
  });
  if (tree === null) return null;
  const named = listNamed(tree);
  if (named.length === 0) return null;
  const words = [...new Set(named.flatMap(({ label }) => label.words[0]?.text ?? []))];
  return (
    <p class="chips">
      {title} {to === "builder"
        ? words.slice(0, chipCount).map((word) => (
          <Link key={word} to={buildRoute({ topic: word })} class="chip">{word}</Link>
        ))
        : (
          <>
            {named.slice(0, chipCount).map(({ id, label }) => (
              <Link key={id} to={communityRoute(id)} class="chip">{label.text}</Link>
            ))}
            <Link to={communitiesRoute} class="chips-all">
              all {named.length > chipCount ? tree.communities.length : ""}
            </Link>
          </>
        )}
    </p>
  );
}

/** Communities that one meets first, with names one can trust; nobody is shown the way to a sensitive group unasked. */
function listNamed({ communities, baseLevel }: CommunityTree) {
  return communities.filter(({ level, label, sensitive }) =>
    level === baseLevel && !isUnsure(label) && sensitive === null && label.words.length > 0
  );
}
