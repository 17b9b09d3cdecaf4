/**
 * The builder before anything is chosen: two ways to begin.
 */
import type { VNode } from "preact";
import { usePage } from "../context.ts";
import { buildRoute } from "../router.ts";
import { useTitle } from "../title.ts";
import { Finder } from "./finder.tsx";
import { TopicChips } from "./topic_chips.tsx";

export function BuildStart(): VNode {
  const { navigate } = usePage();
  useTitle("Build a community");
  return (
    <div class="page build-start">
      <header class="page-head">
        <h1>Build a community</h1>
        <p class="page-lead">
          Name a few accounts that belong together, or a topic. Whoever shares their audience comes in, best first, as
          far as it makes sense.
        </p>
      </header>
      <section aria-labelledby="start-accounts">
        <h2 id="start-accounts">From accounts</h2>
        <p class="section-note">One is enough; three to ten say better what you mean.</p>
        <Finder
          label="Find a first account"
          placeholder="Type a name or a handle"
          noun="account"
          offers={(hit) => hit.type === "account"}
          onChoose={(hit) => hit.type === "account" && navigate(buildRoute({ seeds: [hit.account.id] }))}
        />
      </section>
      <section aria-labelledby="start-topic">
        <h2 id="start-topic">From a topic</h2>
        <p class="section-note">A word that people use for what they care about. Seeds are proposed, you choose.</p>
        <Finder
          label="Find a topic"
          placeholder="Type a topic"
          noun="topic"
          offers={(hit) => hit.type === "passion"}
          onChoose={(hit) => hit.type === "passion" && navigate(buildRoute({ topic: hit.passion.word }))}
          onUnknown={(topic) => navigate(buildRoute({ topic }))}
        />
        <TopicChips to="builder" title="Often named:" />
      </section>
    </div>
  );
}
