/** How early a ranking finds the members of a known community. */

/**
 * Area under recall against additions, both as shares: the score of Chamberlain et al. 2018. Recall is read after each `step`
 * additions up to as many as there are members to find, joined by straight lines from the first reading on.
 *
 * @param found Whether each account of the ranking, best first and seeds left out, is a member; it may end early.
 * @param wanted Members to be found, seeds left out.
 * @returns In [0, 0.5]; a perfect ranking has a little less than 0.5, more so the coarser the step.
 *
 * Source: "Real-time community detection in full social networks on a laptop", PLoS ONE 13(1), 2018, doi:10.1371/journal.pone.0188702.
 */
export function areaUnderRecall(
  found: ArrayLike<boolean>,
  { wanted, step }: { wanted: number; step: number },
): number {
  const readings = Math.floor(wanted / step);
  let area = 0;
  let hits = 0;
  let before = 0;
  for (let reading = 1; reading <= readings; reading++) {
    for (let i = (reading - 1) * step; i < reading * step; i++) if (found[i]) hits++;
    const recall = hits / wanted;
    // The first reading starts the curve; one alone has no width, and stands for itself.
    if (reading > 1) area += (before + recall) / 2 / readings;
    else if (readings === 1) area = recall / 2;
    before = recall;
  }
  return area;
}
