/**
 * Communities as people want them: the result of a run with all edits on top, in the order in which they were made. A pure function
 * of both, so that edits hold over any later run; one whose community cannot be found says why.
 */
import { communitySizeMin } from "../../limits.ts";
import type { CommunityModel } from "../model.ts";
import { createDraft, type Draft, type DraftCommunity, type DraftPlace } from "./draft.ts";
import { type EditEntry, type KeptEdit, listHolding, madeId } from "./entry.ts";
import { finishDraft, type FinishTools } from "./finish.ts";
import { unite } from "./sensitivity.ts";
import { findSubject, type Ground } from "./subject.ts";

export interface OverlayTools extends FinishTools {
  /** Influencer index of an account id; undefined = not in this network. */
  readonly indexOf: Ground["indexOf"];
}

/** What became of one edit. */
export interface EditResult {
  readonly entry: EditEntry & { readonly edit: KeptEdit };
  /** Communities it is about, as they are called now; the one to look at first. Empty where it was not applied. */
  readonly communities: readonly string[];
  /** Why it does not hold in this run; null where it does. */
  readonly notApplied: string | null;
}

export interface Overlay {
  readonly model: CommunityModel;
  /** Of all edits of found communities that were not taken back, oldest first. */
  readonly results: readonly EditResult[];
}

/** The model itself where no edit holds, and whatever of it no edit touches. */
export function overlayEdits(model: CommunityModel, entries: readonly EditEntry[], tools: OverlayTools): Overlay {
  const holding = listHolding(entries).filter(({ edit, community }) => edit.action !== "save" && !isSaved(community));
  if (holding.length === 0) return { model, results: [] };
  const draft = createDraft(model);
  const ground = { draft, baseLevel: model.records.baseLevel, indexOf: tools.indexOf };
  const results = holding.map((entry): EditResult => {
    const outcome = applyEdit(ground, entry);
    return typeof outcome === "string"
      ? { entry, communities: [], notApplied: outcome }
      : { entry, communities: outcome.map((place) => draft.at(place).id), notApplied: null };
  });
  const applied = results.some(({ notApplied }) => notApplied === null);
  return { model: applied ? finishDraft(model, draft, tools) : model, results };
}

/** Ids of communities that a person built and kept. */
export function isSaved(id: string): boolean {
  return id.startsWith("s-");
}

/** Communities that it is now about, or why it cannot be applied. */
function applyEdit(ground: Ground, entry: EditEntry & { readonly edit: KeptEdit }): readonly DraftPlace[] | string {
  const { draft, indexOf } = ground;
  const { community, depth, anchors, edit } = entry;
  const subject = findSubject(ground, { id: community, depth, anchors });
  if (edit.action === "split") return applySplit(ground, entry, edit.accounts, subject);
  if (typeof subject === "string") return subject;
  switch (edit.action) {
    case "rename":
      draft.at(subject).given = edit.text;
      return [subject];
    case "review":
      review(draft.at(subject), edit.sensitive);
      return [subject];
    case "pin": {
      const influencer = indexOf(edit.account);
      if (influencer === undefined) return `the account "${edit.account}" is not an influencer of this network`;
      draft.move(influencer, subject);
      return [subject];
    }
    case "merge": {
      const into = findSubject(ground, { id: edit.into, depth, anchors: entry.intoAnchors ?? [] });
      if (typeof into === "string") return into;
      if (into.level !== subject.level) return `"${community}" and "${edit.into}" are on different levels now`;
      if (into.position !== subject.position) mergeInto(draft, subject, into);
      return [into, subject];
    }
    case "save":
      throw new TypeError("Cannot overlay a saved community: it is no edit of a found one");
  }
}

function applySplit(
  ground: Ground,
  entry: EditEntry,
  accounts: readonly string[],
  subject: DraftPlace | string,
): readonly DraftPlace[] | string {
  const influencers = [...new Set(accounts.flatMap((account) => ground.indexOf(account) ?? []))];
  if (influencers.length < communitySizeMin) {
    return `needed ${communitySizeMin} of its accounts in this network, found ${influencers.length}`;
  }
  // Where the community has gone, the accounts themselves tell beside which one they are.
  const { community: id, depth } = entry;
  const beside = typeof subject === "string" ? findSubject(ground, { id, depth, anchors: accounts }) : subject;
  if (typeof beside === "string") return beside;
  const made = ground.draft.split(beside, influencers, madeId(entry)!);
  const { edit } = entry;
  if (edit.action === "split") ground.draft.at(made).given = edit.text;
  return [made, beside];
}

function review(community: DraftCommunity, sensitive: boolean): void {
  const { topics = [], words = [] } = community.sensitive ?? {};
  community.sensitive = sensitive
    ? { topics, words, reason: "A person says that it is sensitive", reviewed: true }
    : null;
  community.reviewed = true;
}

/** What came in sensitive makes the whole sensitive, until a person looks again. */
function mergeInto(draft: Draft, from: DraftPlace, into: DraftPlace): void {
  const [part, whole] = [draft.at(from), draft.at(into)];
  draft.merge(from, into);
  if (part.sensitive === null) return;
  whole.reviewed = false;
  whole.sensitive = unite(part.sensitive, whole.sensitive);
}
