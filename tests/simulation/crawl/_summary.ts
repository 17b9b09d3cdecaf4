/** Sums over many simulated crawls, for people. */
import type { CrawlOutcome } from "./_crawl.ts";

export function summarizeCrawls() {
  const begun = performance.now();
  const failed: CrawlOutcome[] = [];
  const sums = { crawls: 0, calls: 0, pages: 0, accounts: 0, deaths: 0, virtualMs: 0 };
  let first = Infinity;
  let last = -Infinity;
  let digest = 0;
  return {
    sums,
    add({ seed, findings, digest: one, counts }: Pick<CrawlOutcome, "seed" | "findings" | "digest" | "counts">): void {
      sums.crawls++;
      for (const [name, count] of Object.entries(counts)) sums[name as keyof typeof counts] += count;
      for (const character of one) digest = Math.imul(digest, 31) + character.charCodeAt(0) | 0;
      first = Math.min(first, seed);
      last = Math.max(last, seed);
      if (findings.length > 0) failed.push({ seed, findings, digest: one, counts, trace: [] });
    },
    describe(): string {
      const seconds = (performance.now() - begun) / 1000;
      const found = (...kinds: string[]) =>
        failed.flatMap(({ findings }) => findings).filter(({ kind }) => kinds.includes(kind)).length;
      const other = failed.flatMap(({ findings }) => findings).length - found("lost", "twice", "quota", "money");
      return `${sums.crawls.toLocaleString("en")} crawls (seeds ${first}–${last}) in ${seconds.toFixed(1)} s, ` +
        `${(1000 * seconds / sums.crawls).toFixed(0)} ms each: ${sums.accounts.toLocaleString("en")} accounts, ` +
        `${sums.calls.toLocaleString("en")} calls, ${sums.pages.toLocaleString("en")} pages, ` +
        `${sums.deaths.toLocaleString("en")} deaths, ${(sums.virtualMs / 86_400_000).toFixed(0)} virtual days; ` +
        `${found("lost")} lost, ${found("twice")} twice, ${found("quota")} over quota, ${
          found("money")
        } over budget, ` +
        `${other} others; traces ${(digest >>> 0).toString(16).padStart(8, "0")}`;
    },
    /** Each seed that failed and what was found; "" if none did. */
    failures(): string {
      return failed.map(({ seed, findings }) =>
        `seed ${seed}: ${findings.slice(0, 3).map(({ kind, text }) => `${kind}: ${text}`).join("; ")}`
      ).join("\n");
    },
    failedSeeds: () => failed.map(({ seed }) => seed),
  };
}
