/**
 * Says what is withheld of a sensitive community, and why.
 */
import type { VNode } from "preact";
import type { Sensitivity } from "../../../core/answers/communities.ts";
import { sensitiveTopics } from "../community_words.ts";
import { SensitiveSign } from "./label.tsx";

export function SensitiveBanner(
  { sensitivity: { topics, words, reason, reviewed } }: { sensitivity: Sensitivity },
): VNode {
  return (
    <section class="sensitive-banner" aria-labelledby="sensitive-title">
      <h2 id="sensitive-title">
        <SensitiveSign />
        A sensitive group{topics.length > 0 && `: ${topics.map((topic) => sensitiveTopics[topic]).join(", ")}`}
      </h2>
      <p>{reason}</p>
      <p>
        Whether a person belongs to it is protected, so it has <b>no count of interested people</b>, <b>no audience</b>
        {" "}
        and <b>no weight in reach</b>. The accounts in it are public and stay listed.
      </p>
      <p class="sensitive-why">
        {words.length > 0 && (
          <>
            Words that led to it: {words.map((word, position) => (
              <span key={word}>
                {position > 0 && ", "}
                <q>{word}</q>
              </span>
            ))}.{" "}
          </>
        )}
        {reviewed ? "A person has looked at it." : "No person has looked at it yet; “Correct it” is where one says so."}
      </p>
    </section>
  );
}
