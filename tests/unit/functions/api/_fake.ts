/** Answers without a network, and keys without a file. */
import { createApi } from "../../../../functions/api/mod.ts";
import type { ApiOptions } from "../../../../functions/api/mod.ts";
import type { Account, Answers, Evidence, LookAlike, Relation } from "../../../../core/answers/answers.ts";
import { InputError, NotFoundError } from "../../../../core/errors.ts";
import type { KeyRecord, KeyStore, Scope } from "../../../../core/workspace/keys.ts";

export const evidence: Evidence = {
  network: "0001-aaaaaaaa",
  signatures: "0001-bbbbbbbb",
  samples: 4,
  sampleCount: 4,
  registerCount: 1024,
  listLimit: 512,
  followers: 1000,
  influencers: 3,
  edges: 2500,
  platform: "x",
  edgeKind: "follow",
  sources: ["edges.csv"],
};

/** What was asked of the fake, in order. */
export type Asked = { readonly question: string; readonly query: unknown }[];

export function fakeAnswers(asked: Asked = [], changes: Partial<Answers> = {}): Answers {
  const note = (question: string, query: unknown) => void asked.push({ question, query });
  return {
    evidence,
    revision: "n s",
    communities: (query) => {
      note("communities", query);
      return Promise.resolve({
        levels: 1,
        baseLevel: 0,
        communities: [community],
        unplaced: 0,
        saved: [],
        evidence: communityEvidence,
      });
    },
    community: (query) => {
      note("community", query);
      if (query.id.includes("missing")) throw new NotFoundError(`Cannot find community "${query.id}"`);
      const member = { account: summary("x:12"), strength: 0.8, stability: 1, centrality: 1, alsoKnownFor: [] };
      const empty = { path: [], parts: [], nearby: [] };
      return Promise.resolve({
        ...community,
        ...empty,
        members: [member],
        conductance: 0.1,
        interested: null,
        evidence: communityEvidence,
      });
    },
    map: (query) => {
      note("map", query);
      return Promise.resolve(map);
    },
    exportFile: (query) => {
      note("exportFile", query);
      const { what, format = "parquet" } = query;
      if (format === "gexf" && what !== "graph") throw new InputError(`Cannot export ${what} as gexf`);
      const bytes = (async function* () {
        for (const piece of ["a,b\r\n", "1,2\r\n"]) yield await Promise.resolve(new TextEncoder().encode(piece));
      })();
      return Promise.resolve({ name: `asterism-${what}.${format}`, mediaType: "text/csv; charset=utf-8", bytes });
    },
    edit: (query) => {
      note("edit", query);
      if (query.id.includes("missing")) throw new NotFoundError(`Cannot find community "${query.id}"`);
      return Promise.resolve({ edit: "e-abcdefghij", community: query.id });
    },
    save: (request, options) => {
      note("save", { ...request, ...options });
      return Promise.resolve({ edit: "e-abcdefghij", community: "s-abcdefghij" });
    },
    edits: () => {
      note("edits", {});
      const said = { at: "2026-01-01T00:00:00.000Z", community: "c-abcdefg" };
      return Promise.resolve([
        { ...said, id: "e-abcdefghij", edit: { action: "rename", text: "trail running" }, notApplied: null },
        {
          ...said,
          id: "e-abcdefghik",
          edit: { action: "save", text: "mine", seeds: ["x:12"], members: ["x:13"] },
          notApplied: "it is not there",
        },
      ]);
    },
    refresh: () => Promise.resolve(),
    changes: () => {
      note("changes", {});
      return Promise.resolve({ before: "b", after: "c", events: [changeEvent], compared: 3, moved: 1 });
    },
    communityChanges: (query) => {
      note("communityChanges", query);
      if (query.id.includes("missing")) throw new NotFoundError(`Cannot find community "${query.id}"`);
      const name = { id: query.id, label: "trail running" };
      return Promise.resolve({
        before: "b",
        after: "c",
        events: [changeEvent],
        community: name,
        joined: [summary("x:12")],
        left: [],
      });
    },
    expand: (query) => {
      note("expand", query);
      if (query.topic?.includes("missing")) throw new NotFoundError(`Cannot find a topic "${query.topic}"`);
      return Promise.resolve({
        seeds: [{ account: summary("x:12"), why: query.topic ?? null }],
        method: query.method ?? "blend",
        members: [{
          account: summary("x:13"),
          score: 1,
          standardError: 0.1,
          similarity: 0.2,
          reason: {
            seedsShared: 1,
            nearest: [{ id: "x:12", name: "Twelve", jaccard: 0.2 }],
            text: "Shares an audience",
          },
        }],
        naturalSize: 1,
        ended: "natural",
        curve: [1, 0.1],
        label: community.label,
        stability: 1,
        examined: 2,
        evidence: communityEvidence,
      });
    },
    search: (query) => {
      note("search", query);
      return Promise.resolve([{ type: "account", account: summary("x:12"), matched: { field: "id", text: "x:12" } }]);
    },
    account: (account) => {
      note("account", account);
      if (account.includes("missing")) throw new NotFoundError(`Cannot find account "${account}"`);
      return Promise.resolve({ ...fullAccount, id: account });
    },
    similar: (query) => {
      note("similar", query);
      const lookAlike: LookAlike = { ...relation, account: summary("x:13"), tied: false };
      return Promise.resolve({
        account: summary(query.account),
        by: query.by ?? "jaccard",
        kind: query.kind ?? null,
        kinds: ["brand"],
        lookAlikes: [lookAlike],
        examined: 2,
        evidence,
      });
    },
    similarity: (query) => {
      note("similarity", query);
      const pairs = [{ ...relation, left: 0, right: 1 }];
      return Promise.resolve({ accounts: query.accounts.map(summary), pairs, evidence });
    },
    overlap: (query) => {
      note("overlap", query);
      return Promise.resolve({
        accounts: query.accounts.map(summary),
        regions: [{ members: [0, 1], size: interval, share: interval }],
        union: interval,
        exact: true,
        coverage: "unknown",
        evidence,
      });
    },
    ...changes,
  };
}

export const goodKey = "ast_good";
/** Keys by name of their state; `ast_people` and the like have just that scope. */
export const fakeKeys: KeyStore = {
  verify: (text) => {
    const state = text.replace("ast_", "");
    if (state === "good") return Promise.resolve({ state: "valid", key: keyWith("read") });
    if (state === "admin" || state === "people") return Promise.resolve({ state: "valid", key: keyWith(state) });
    if (state === "expired" || state === "revoked" || state === "mistyped" || state === "unknown") {
      return Promise.resolve({ state });
    }
    return Promise.resolve({ state: "malformed" });
  },
};

/** The API over fakes, with a key of scope read unless told otherwise. */
export function fakeApi(options: Partial<ApiOptions> = {}) {
  const answers = fakeAnswers();
  let nowMs = 0;
  const api = createApi({ answers: () => answers, keys: fakeKeys, open: false, clock: () => nowMs++, ...options });
  const ask = (path: string, init: RequestInit = {}) =>
    Promise.resolve(api.request(path, {
      ...init,
      headers: { authorization: `Bearer ${goodKey}`, ...init.headers as Record<string, string> },
    }));
  const post = (path: string, body: unknown, init: RequestInit = {}) =>
    ask(path, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...init,
      headers: { "content-type": "application/json", ...init.headers as Record<string, string> },
    });
  return { api, ask, post };
}

function keyWith(scope: Scope): KeyRecord {
  const created = "2026-01-01T00:00:00.000Z";
  return { id: "0", name: "test", hash: "0".repeat(64), scopes: [scope], created, expires: null, revoked: null };
}

const interval = { value: 0.5, low: 0.4, high: 0.6 };

const relation: Relation = {
  jaccard: interval,
  shared: interval,
  containmentLeft: interval,
  containmentRight: interval,
  cosine: interval,
  lift: interval,
  sketch: interval,
  exact: false,
  coverage: "unknown",
};

const communityEvidence = {
  ...evidence,
  neighbours: "k",
  communities: "c",
  neighbourCount: 30,
  recall: 1,
  quality: "modularity" as const,
  resolution: 1,
  modularity: 0.5,
  seed: 1,
};

const community = {
  id: "c-abcdefg",
  label: { text: "trail running", confidence: 1, words: [{ text: "trail", score: 9, members: 2, accounts: 3 }] },
  level: 0,
  parent: null,
  children: 0,
  size: 2,
  stability: 1,
  sensitive: null,
};

const map = {
  level: 0,
  communities: [{ id: "c-abcdefg", label: "trail running", x: 0.5, y: 0.5, radius: 0.1, size: 2, sensitive: false }],
  ties: [],
  accounts: { ids: ["x:12"], names: ["Jack"], x: [0.5], y: [0.51234], community: [0], followers: [7] },
  total: 3,
  evidence: communityEvidence,
};

const changeEvent = {
  kind: "split" as const,
  community: { id: "c-abcdefg", label: "trail running" },
  sizeBefore: 4,
  sizeAfter: 4,
  kin: [{ id: "c-abcdefg", label: "trail running", share: 0.5, size: 2 }],
};

function summary(id: string) {
  return { id, handle: null, name: null, kind: null, verified: null, followers: 7, coverage: null };
}

const fullAccount: Account = {
  ...summary("x:12"),
  platform: "x",
  bio: null,
  location: null,
  url: null,
  created: null,
  followersClaimed: null,
  extra: { language: "de", score: 1.5, bot: false, nothing: null },
  exact: true,
  knownFor: [{ id: "c-abcdefg", label: "trail running", strength: 0.8 }],
  evidence,
};
