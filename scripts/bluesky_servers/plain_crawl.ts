/** The obvious crawl, one call after the other and no quota: the slow twin of coordinator and workers. */
import type { Operation, Page, Platform } from "../../core/platforms/platform.ts";

/** Everything that the pages of one operation bring. */
export async function crawlPlainly(
  platform: Platform,
  accounts: readonly string[],
  options: { operation: Operation; baseUrl: string; credential?: string },
): Promise<Page[]> {
  const { operation, baseUrl, credential = null } = options;
  const table = platform.operations[operation];
  if (table === undefined) throw new TypeError(`Cannot crawl ${operation}: ${platform.title} does not offer it`);
  const pages: Page[] = [];
  for (let start = 0; start < accounts.length; start += table.accountsPerCall) {
    const asked = accounts.slice(start, start + table.accountsPerCall);
    for (let cursor: string | null = null;;) {
      const call = { operation, accounts: asked, cursor, pageSize: table.pageSizeMax, credential, baseUrl };
      const { url, headers } = platform.writeRequest(call);
      const response = await fetch(url, { headers });
      const { status, headers: answered } = response;
      const reply = platform.readReply(call, {
        status,
        headers: answered,
        body: await response.text(),
        nowMs: Date.now(),
      });
      if (reply.kind === "absent") break;
      if (reply.kind !== "page") throw new Error(`Cannot crawl ${asked.join(", ")}: ${JSON.stringify(reply)}`);
      pages.push(reply.page);
      cursor = reply.page.next;
      if (cursor === null) break;
    }
  }
  return pages;
}
