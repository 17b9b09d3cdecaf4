/**
 * What the star chart of an account needs: its nearest look-alikes and how alike those are among themselves.
 */
import { useMemo } from "preact/hooks";
import type { MatrixAnswer, SimilarAnswer } from "../../../core/answers/answers.ts";
import { useAnswer } from "../answer.ts";
import type { ConstellationData } from "../components/constellation_layout.ts";
import { usePage } from "../context.ts";

/** More stars than this no longer have room for their names. */
const starCount = 14;

/** Null until there is something to draw. The chart comes at once and gets its lines when the second answer is there. */
export function useSky(similar: SimilarAnswer | null): ConstellationData | null {
  const { api } = usePage();
  const neighbours = useMemo(
    () => [...similar?.lookAlikes ?? []].sort((a, b) => b.jaccard.value - a.jaccard.value).slice(0, starCount),
    [similar],
  );
  const ids = neighbours.map(({ account }) => account.id);
  const matrix = useAnswer(ids.length > 1 ? ids.join(" ") : null, (signal) => api.similarity(ids, signal));
  return useMemo(() => {
    if (similar === null || neighbours.length < 2) return null;
    return { center: similar.account, neighbours, similarity: readSimilarity(ids, matrix.value) };
  }, [similar, matrix.value]);
}

function readSimilarity(ids: readonly string[], matrix: MatrixAnswer | null): (left: number, right: number) => number {
  const byPair = new Map<string, number>();
  for (const { left, right, jaccard } of matrix?.pairs ?? []) {
    const [one, other] = [matrix!.accounts[left].id, matrix!.accounts[right].id];
    byPair.set(`${one} ${other}`, jaccard.value).set(`${other} ${one}`, jaccard.value);
  }
  return (left, right) => byPair.get(`${ids[left]} ${ids[right]}`) ?? 0;
}
