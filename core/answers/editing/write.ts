/** Checks what a person asks for against what there is, and writes it down. */
import { drawEditId, type EditEntry, type KeptEdit, listHolding, madeId } from "../../community/edits/entry.ts";
import { type EditResult, isSaved } from "../../community/edits/overlay.ts";
import type { CommunityModel } from "../../community/model.ts";
import { InputError, NotFoundError } from "../../errors.ts";
import { communitySizeMin, editAccountsMax, editAnchorsMax, editTextMax } from "../../limits.ts";
import type { Append } from "../../workspace/append_log.ts";
import { sha256 } from "../../workspace/digest.ts";
import { noCommunities } from "../community/mod.ts";
import { findCommunity, type Place } from "../community/tree.ts";
import type { CommunityEdit, EditOutcome, SaveRequest } from "../edits.ts";
import type { View } from "../view.ts";
import { listSaved } from "./describe.ts";

/** What an edit is checked against: everything that was said before it. */
export interface EditGround {
  readonly view: View;
  /** With all edits on top. */
  readonly model: CommunityModel | undefined;
  readonly entries: readonly EditEntry[];
  readonly results: readonly EditResult[];
  readonly sources: {
    readonly now: () => number;
    readonly random: (bytes: Uint8Array<ArrayBuffer>) => void;
  };
}

export interface Written {
  readonly entry: EditEntry;
  /** Community to look at next, where the result does not say. */
  readonly next: string;
}

/** @throws {NotFoundError} If a community or account is not there. @throws {InputError} If the edit cannot be. */
export async function writeEdit(
  ground: EditGround,
  { id, edit }: { id: string; edit: CommunityEdit },
  append: Append,
): Promise<Written> {
  const written = edit.action === "undo"
    ? describeUndo(ground, id)
    : isSaved(id)
    ? describeSavedEdit(ground, id, edit)
    : describeEdit(ground, id, edit);
  await append(written.entry);
  return written;
}

/** @throws {NotFoundError} If an account is not there. @throws {InputError} If name or members cannot be. */
export async function writeSave(
  ground: EditGround,
  { request, idempotencyKey }: { request: SaveRequest; idempotencyKey?: string },
  append: Append,
): Promise<EditOutcome> {
  const edit = {
    action: "save" as const,
    text: checkText(request.text),
    seeds: findAccounts(ground, request.seeds),
    members: findAccounts(ground, request.members),
  };
  if (edit.members.length === 0) throw new InputError("Cannot save a community: needed at least one member, got none");
  const key = idempotencyKey === undefined ? undefined : await sha256(idempotencyKey);
  const before = ground.entries.find((entry) => key !== undefined && entry.request === key);
  if (before !== undefined) {
    if (JSON.stringify(before.edit) !== JSON.stringify(edit)) {
      throw new InputError("Cannot save a community: another one was saved with this Idempotency-Key; take a new one");
    }
    return { edit: before.id, community: before.community };
  }
  const entry = { ...stamp(ground), depth: 0, anchors: [], edit, request: key };
  const community = madeId(entry)!;
  await append({ ...entry, community });
  return { edit: entry.id, community };
}

function stamp({ sources: { now, random } }: EditGround): Pick<EditEntry, "id" | "at"> {
  return { id: drawEditId(random), at: new Date(now()).toISOString() };
}

function describeEdit(ground: EditGround, id: string, edit: Exclude<CommunityEdit, { action: "undo" }>): Written {
  const { model } = ground;
  if (model === undefined) throw noCommunities();
  const place = findCommunity(model, id);
  const entry = {
    ...stamp(ground),
    community: id,
    depth: place.level - model.records.baseLevel,
    anchors: listAnchors(ground, place),
    edit: checkEdit(ground, place, edit),
  };
  if (edit.action !== "merge") return { entry, next: id };
  return { entry: { ...entry, intoAnchors: listAnchors(ground, findCommunity(model, edit.into)) }, next: edit.into };
}

/** The edit with names as they are given and accounts by their ids. */
function checkEdit(ground: EditGround, place: Place, edit: Exclude<CommunityEdit, { action: "undo" }>): KeptEdit {
  const { view, model } = ground;
  switch (edit.action) {
    case "rename":
      return { action: "rename", text: checkText(edit.text) };
    case "pin":
      return { action: "pin", account: view.influencers.id[view.accounts.find(edit.account)] };
    case "review":
      return { action: "review", sensitive: edit.sensitive };
    case "merge": {
      const into = findCommunity(model!, edit.into);
      const { id } = model!.levels[place.level].records[place.position];
      if (id === edit.into) throw new InputError(`Cannot merge community "${id}" with itself`);
      if (into.level !== place.level) {
        throw new InputError(
          `Cannot merge community "${id}" into "${edit.into}": needed two of one level, got levels ${place.level} and ${into.level}`,
        );
      }
      return { action: "merge", into: edit.into };
    }
    case "split": {
      const text = edit.text === undefined ? {} : { text: checkText(edit.text) };
      return { action: "split", accounts: checkSplit(ground, place, edit.accounts), ...text };
    }
  }
}

function checkSplit(ground: EditGround, { level, position }: Place, given: readonly string[]): string[] {
  const { communityOf, records, members } = ground.model!.levels[level];
  const { id } = records[position];
  const accounts = findAccounts(ground, given);
  const foreign = accounts.find((account) => communityOf[ground.view.accounts.find(account)] !== position);
  if (foreign !== undefined) {
    throw new InputError(`Cannot split community "${id}": needed accounts of its own, got ${foreign}`);
  }
  const most = members[position].length - 1;
  if (accounts.length < communitySizeMin || accounts.length > most) {
    throw new InputError(
      `Cannot split community "${id}": needed ${communitySizeMin} accounts or more and at least one that stays, got ${accounts.length} of ${
        most + 1
      }`,
    );
  }
  return accounts;
}

function describeSavedEdit(ground: EditGround, id: string, edit: CommunityEdit): Written {
  requireSaved(ground, id);
  if (edit.action !== "rename") {
    throw new InputError(
      `Cannot ${edit.action} in saved community "${id}": it can be renamed, or taken back with undo`,
    );
  }
  const kept = { action: "rename" as const, text: checkText(edit.text) };
  return { entry: { ...stamp(ground), community: id, depth: 0, anchors: [], edit: kept }, next: id };
}

/** Takes back the last edit that was about this community, under the id it had then or has now. */
function describeUndo(ground: EditGround, id: string): Written {
  const { entries, results, model } = ground;
  const nowOf = new Map(results.map(({ entry, communities }) => [entry.id, communities]));
  const last = listHolding(entries).findLast((entry) =>
    [entry.community, madeId(entry), ...nowOf.get(entry.id) ?? []].includes(id) ||
    (entry.edit.action === "merge" && entry.edit.into === id)
  );
  if (last === undefined) {
    if (isSaved(id)) requireSaved(ground, id);
    else if (model === undefined) throw noCommunities();
    else findCommunity(model, id);
    throw new InputError(`Cannot undo in community "${id}": needed an edit of it that holds, found none`);
  }
  const { community, depth, edit } = last;
  const undo = { ...stamp(ground), community, depth, anchors: [], edit: { action: "undo" as const }, undoes: last.id };
  // What was split comes together again, what was merged is there again: see `EditResult.communities`.
  const isJoint = edit.action === "split" || edit.action === "merge";
  return { entry: undo, next: isJoint ? nowOf.get(last.id)?.[1] ?? community : id };
}

function requireSaved({ entries }: EditGround, id: string): void {
  if (listSaved(entries).some((saved) => saved.id === id)) return;
  throw new NotFoundError(`Cannot find saved community "${id}"`);
}

function listAnchors({ view, model }: EditGround, { level, position }: Place): string[] {
  const members = model!.levels[level].members[position].subarray(0, editAnchorsMax);
  return Array.from(members, (influencer) => view.influencers.id[influencer]);
}

/** Account ids, each once. @throws {NotFoundError} If one is not there. */
function findAccounts({ view }: EditGround, given: readonly string[]): string[] {
  if (given.length > editAccountsMax) {
    throw new InputError(`Cannot keep ${given.length} accounts: needed at most ${editAccountsMax}`);
  }
  return [...new Set(given.map((account) => view.influencers.id[view.accounts.find(account)]))];
}

function checkText(text: string): string {
  const name = text.trim();
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (name === "" || name.length > editTextMax || !name.isWellFormed() || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new InputError(
      `Cannot name a community so: needed 1 to ${editTextMax} characters without control characters, got ${name.length}`,
    );
  }
  return name;
}
