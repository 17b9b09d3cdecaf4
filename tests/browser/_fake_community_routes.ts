/**
 * The routes of communities on the invented network. Corrections are kept as long as the server runs.
 */
import type { Hono } from "hono";
import type { AccountSummary } from "../../core/answers/answers.ts";
import type { CommunityEdit, SaveRequest } from "../../core/answers/edits.ts";
import type { ExpansionQuery } from "../../core/answers/expansion.ts";
import { describeFakeChanges, listFakeChanges } from "./_fake_changes.ts";
import type { FakeCommunities } from "./_fake_communities.ts";
import { expandFake } from "./_fake_expansion.ts";
import { drawFakeMap } from "./_fake_map.ts";
import { problem } from "./_fake_problem.ts";

export interface FakeRoutesOptions {
  readonly communities: FakeCommunities;
  readonly accounts: readonly AccountSummary[];
  readonly undetected?: boolean;
  readonly firstRun?: boolean;
  readonly editsRefused?: boolean;
  readonly mapAccounts?: number;
}

export function addFakeCommunityRoutes(api: Hono, options: FakeRoutesOptions): void {
  const { communities, accounts, firstRun = false, mapAccounts = 3000 } = options;
  const drawn = new Map<string, string>();
  const accountOf = (id: string): AccountSummary | null =>
    accounts.find((account) => account.id === id) ??
      communities.tree().communities.flatMap((one) => communities.members(one.id)).find((one) => one.id === id) ?? null;
  const absent = (id: string) => problem(404, `Cannot show community "${id}": there is none with that id`);

  if (options.undetected) {
    const refuse = () =>
      problem(404, "Cannot show communities: none were detected in this network yet; run asterism communities detect");
    for (const path of ["/v1/communities", "/v1/communities/*", "/v1/changes", "/v1/map"]) api.all(path, refuse);
    return;
  }
  api.get("/v1/communities", (context) => {
    const tree = communities.tree();
    const level = context.req.query("level");
    if (level === undefined) return context.json(tree);
    return context.json({ ...tree, communities: tree.communities.filter((one) => one.level === Number(level)) });
  });
  api.post("/v1/communities/expand", async (context) => {
    const query: ExpansionQuery = await context.req.json();
    const answer = expandFake(query, { communities, accountOf });
    return answer === null
      ? problem(404, `Cannot build from "${query.topic ?? query.seeds?.join(", ")}": no account matches it`)
      : context.json(answer);
  });
  api.get("/v1/communities/:id", (context) => {
    const [limit, offset] = [Number(context.req.query("limit") ?? 50), Number(context.req.query("offset") ?? 0)];
    const community = communities.community(context.req.param("id"), limit, offset);
    return community === null ? absent(context.req.param("id")) : context.json(community);
  });
  api.get("/v1/communities/:id/changes", (context) => {
    const id = context.req.param("id");
    return communities.summary(id) === null
      ? absent(id)
      : context.json(describeFakeChanges(communities, id, { first: firstRun }));
  });
  api.get("/v1/changes", (context) => context.json(listFakeChanges(communities, { first: firstRun })));
  api.get("/v1/map", (context) => {
    const [level, limit] = [Number(context.req.query("level") ?? 1), Number(context.req.query("limit") ?? 20_000)];
    const key = `${level} ${limit} ${[...communities.renamed]}`;
    // A large map is written once: tests that take the time mean the page's.
    const text = drawn.get(key) ?? JSON.stringify(drawFakeMap(communities, { level, limit, total: mapAccounts }));
    drawn.set(key, text);
    return context.body(text, 200, { "content-type": "application/json" });
  });
  api.get("/v1/exports/:what", (context) => {
    const bytes = `${context.req.param("what")} as ${context.req.query("format")}`;
    return context.body(bytes, 200, { "content-type": "application/octet-stream" });
  });
  api.patch("/v1/communities/:id", async (context) => {
    if (options.editsRefused) return problem(403, "It needs a key with scope admin; this one has read");
    const id = context.req.param("id");
    const edit: CommunityEdit = await context.req.json();
    if (edit.action === "rename") communities.renamed.set(id, edit.text);
    const kept = communities.saved.findIndex((one) => one.id === id);
    if (edit.action === "undo" && kept >= 0) communities.saved.splice(kept, 1);
    else if (edit.action === "undo" && !communities.renamed.delete(id) && !communities.reviewed.delete(id)) {
      return problem(422, `Cannot undo: nothing was corrected in "${id}"`);
    }
    if (edit.action === "review") communities.reviewed.set(id, edit.sensitive);
    if (edit.action === "pin") {
      const account = accountOf(edit.account);
      if (account !== null) communities.pinned.set(id, [...communities.pinned.get(id) ?? [], account]);
    }
    return context.json({ edit: "e-1", community: edit.action === "merge" ? edit.into : id });
  });
  api.post("/v1/communities", async (context) => {
    if (options.editsRefused) return problem(403, "It needs a key with scope admin; this one has read");
    const { text, seeds, members }: SaveRequest = await context.req.json();
    const id = `s-${communities.saved.length + 1}`;
    communities.saved.push({ id, label: text, seeds, members, saved: "2026-11-24T12:00:00Z" });
    return context.json({ edit: "e-2", community: id });
  });
}
