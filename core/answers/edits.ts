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
  save(request: SaveRequest): Promise<EditOutcome>;
  /** Edits that hold, oldest first. */
  edits(): Promise<readonly EditRecord[]>;
}

export interface EditRecord {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly community: string;
  readonly edit: CommunityEdit | ({ readonly action: "save" } & SaveRequest);
}
