/** What a person's word and a merge make of a flag. */
import type { Sensitivity } from "../../answers/communities.ts";

/** A group that is sensitive for the reasons of both. */
export function unite(left: Sensitivity, right: Sensitivity | null): Sensitivity {
  if (right === null) return left;
  return {
    topics: [...new Set([...left.topics, ...right.topics])],
    words: [...new Set([...left.words, ...right.words])],
    reason: left.reason === right.reason ? left.reason : `${left.reason}; ${right.reason}`,
    reviewed: left.reviewed && right.reviewed,
  };
}
