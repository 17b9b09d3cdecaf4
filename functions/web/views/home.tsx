/**
 * The way in: one box, and what there is to look at.
 */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useAnswer } from "../answer.ts";
import { Box } from "../components/box.tsx";
import { Constellation } from "../components/constellation.tsx";
import { Link } from "../components/link.tsx";
import { Failure } from "../components/notice.tsx";
import { TopicChips } from "../components/topic_chips.tsx";
import { usePage } from "../context.ts";
import { formatCount } from "../format.ts";
import { nameOf, platformPhrase } from "../names.ts";
import { accountRoute } from "../router.ts";
import { useSky } from "./sky.ts";

const largestCount = 6;

export function HomeView(): VNode {
  const { api } = usePage();
  const [pointed, setPointed] = useState<string | null>(null);
  // An empty question is answered with the accounts that most people follow; a server that refuses it lists none.
  const largest = useAnswer("", (signal) => api.search({ text: "", limit: largestCount }, signal));
  const accounts = largest.value?.hits.flatMap((hit) => hit.type === "account" ? hit.account : []) ?? [];
  const first = accounts[0]?.id ?? null;
  const similar = useAnswer(
    first,
    (signal) => api.similar({ account: first ?? "", by: "jaccard", limit: largestCount * 2 }, signal),
  );
  const sky = useSky(similar.value);
  const evidence = largest.value?.evidence;
  const failure = largest.error?.status === 422 ? null : largest.error;
  return (
    <div class="home">
      <div class="home-way-in">
        <h1>Who shares an audience with&nbsp;whom?</h1>
        <p class="home-lead">
          A constellation is a pattern people agreed on. An <em>asterism</em> is one you find by looking.
        </p>
        <Box large />
        {failure !== null && <Failure error={failure} retrying={largest.retrying} what="That" />}
        {accounts.length > 0 && (
          <p class="chips home-largest">
            Followed by most:{" "}
            {accounts.map((account) => (
              <Link key={account.id} to={accountRoute(account.id)} class="chip">{nameOf(account)}</Link>
            ))}
          </p>
        )}
        <TopicChips to="communities" title="Communities:" />
        {evidence !== undefined && (
          <p class="home-evidence">
            {formatCount(evidence.influencers)} accounts, {formatCount(evidence.followers)} people,{" "}
            {formatCount(evidence.edges)} links{platformPhrase(evidence.platform)}. Network{" "}
            <code>{evidence.network}</code>
          </p>
        )}
      </div>
      {sky !== null && (
        <div class="home-sky">
          <Link to={accountRoute(sky.center.id)} class="home-sky-name">{nameOf(sky.center)}</Link>
          <Constellation {...sky} pointed={pointed} onPoint={setPointed} />
        </div>
      )}
    </div>
  );
}
