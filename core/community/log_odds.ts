/** How far a word is from what chance would give: log-odds ratio with informative Dirichlet prior (Monroe, Colaresi & Quinn 2008). */

/** Weight of the prior, in accounts. */
const priorWeight = 10;

/**
 * z-score of the log-odds of a word inside against outside, both drawn towards its share among all accounts.
 * @param inside Accounts inside that use it, of `insideTotal`; `all` and `allTotal` are those of inside and outside together.
 */
export function logOddsScore(inside: number, insideTotal: number, all: number, allTotal: number): number {
  const prior = priorWeight * all / allTotal;
  const outside = all - inside;
  const outsideTotal = allTotal - insideTotal;
  const odds = (count: number, total: number) => Math.log((count + prior) / (total + priorWeight - count - prior));
  const variance = 1 / (inside + prior) + 1 / (outside + prior);
  return (odds(inside, insideTotal) - odds(outside, outsideTotal)) / Math.sqrt(variance);
}

/** Chance that a community without a topic gets a word at all. */
const falseAlarm = 0.05;

/** Least z-score that counts where so many words were looked at: Bonferroni, so that one community in twenty is named by chance. */
export function leastScore(wordCount: number): number {
  return normalQuantile(falseAlarm / Math.max(1, wordCount));
}

/** z of the upper tail `p`, 0 < p < 0.5, within 5e-4 (Abramowitz & Stegun 26.2.23). */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
