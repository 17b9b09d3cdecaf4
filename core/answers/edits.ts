/** What people say about communities, kept as constraints over later runs. */

export type CommunityEdit =
  | { readonly action: "rename"; readonly text: string }
  /** The account is in this community, whatever the search says. */
  | { readonly action: "pin"; readonly account: string }
  /** This community becomes part of another of its level. */
  | { readonly action: "merge"; readonly into: string }
  /** These members become a community of their own. */
  | { readonly action: "split"; readonly accounts: readonly string[]; readonly text?: string }
  /** A person looked: it is a sensitive group, or it is not. */
  | { readonly action: "review"; readonly sensitive: boolean }
  /** Takes back the last edit of this community that still holds. */
  | { readonly action: "undo" };

export interface SaveRequest {
  readonly text: string;
  readonly seeds: readonly string[];
  readonly members: readonly string[];
}

export interface EditOutcome {
  /** Of the edit; what `undo` took back, for undo. */
  readonly edit: string;
  /** The community to look at next: the one edited, or the one made by a split, or the one merged into. */
  readonly community: string;
}

/** Part of `Answers`. An edit holds from the next question on. */
export interface EditAnswers {
  /** @throws {NotFoundError} If a community or account is not there. @throws {InputError} If the edit cannot be, such as a merge with itself. */
  edit(query: { id: string; edit: CommunityEdit }): Promise<EditOutcome>;
  /** @param options.idempotencyKey Text by which the caller knows this request: with the same text it is saved once. */
  save(request: SaveRequest, options?: { readonly idempotencyKey?: string }): Promise<EditOutcome>;
  /** Edits that were not taken back, oldest first. */
  edits(): Promise<readonly EditRecord[]>;
  /** Takes up what others wrote since; a server does so every second. */
  refresh(): Promise<void>;
}

export interface EditRecord {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  /** As it is called now; as it was then, where the edit could not be applied. */
  readonly community: string;
  readonly edit: CommunityEdit | ({ readonly action: "save" } & SaveRequest);
  /** Why it does not hold in the current run, such as a community that is not there any more; null where it holds. */
  readonly notApplied: string | null;
}
