/**
 * Answers in which people have a say: questions are answered from the communities with all edits on top, and an edit is written down,
 * then holds from the next question on.
 */
import { type EditLog, editLogPath, readEdits } from "../../community/edits/entry.ts";
import { type EditResult, overlayEdits } from "../../community/edits/overlay.ts";
import type { CommunityModel } from "../../community/model.ts";
import { createSensitivityGate, type SensitivityGate } from "../../community/sensitive/gate.ts";
import { UnavailableError } from "../../errors.ts";
import { type Append, logSize, withLogLock } from "../../workspace/append_log.ts";
import type { Answers } from "../answers.ts";
import type { Label, SavedCommunity } from "../communities.ts";
import type { EditAnswers } from "../edits.ts";
import { forwardQuestions, type Question } from "../forward.ts";
import type { View } from "../view.ts";
import { describeEdits, listSaved } from "./describe.ts";
import { type EditGround, writeEdit, writeSave } from "./write.ts";

/** Clock, randomness and a place for warnings, handed in. */
export interface EditSources {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Fills the bytes with randomness. */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Told of each line of the log that counts for nothing, once. */
  readonly warn?: (message: string) => void;
}

export interface EditedOptions {
  readonly workspace: string;
  readonly view: View;
  /** As the run found it; undefined while there is none. */
  readonly model: CommunityModel | undefined;
  /** "ignored" = as if nobody had said anything. */
  readonly edits: EditSources | "ignored" | undefined;
  /** Makes the questions about one state of the communities. */
  readonly ask: (edited: CommunityModel | undefined) => Omit<Answers, keyof EditAnswers>;
}

/** What holds between two edits. */
interface State {
  readonly log: EditLog;
  readonly model: CommunityModel | undefined;
  readonly results: readonly EditResult[];
  readonly saved: readonly SavedCommunity[];
  readonly questions: Omit<Answers, keyof EditAnswers>;
}

export async function keepEdits(options: EditedOptions): Promise<Answers> {
  const { workspace, view, edits } = options;
  const sources = edits === "ignored" ? undefined : edits;
  const path = editLogPath(workspace);
  const overlay = createOverlay(options);
  const warn = warnOnce(sources?.warn);
  const read = async (): Promise<State> => {
    const log = edits === "ignored" ? nothingSaid : await readEdits(workspace);
    warn(log);
    return overlay(log);
  };
  let state = await read();
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that an older state never takes the place of a newer one. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = last.then(act);
    last = turn.catch(() => {});
    return turn;
  }

  async function takeUp(): Promise<void> {
    if (edits !== "ignored" && await logSize(path) !== state.log.bytes) state = await read();
  }

  /** Under the lock, with what everybody wrote before. */
  function write<T>(act: (ground: EditGround, append: Append) => Promise<T>): Promise<T> {
    if (sources === undefined) {
      return Promise.reject(new UnavailableError("Cannot keep edits here: this server only reads", 3600));
    }
    return inTurn(() =>
      withLogLock(path, async (append) => {
        await takeUp();
        const { model, log, results } = state;
        const outcome = await act({ view, model, entries: log.entries, results, sources }, append);
        await takeUp();
        return outcome;
      }).catch((error) => {
        throw describeFailure(error);
      })
    );
  }

  return {
    ...forwardQuestions<Exclude<Question, keyof EditAnswers>>(() => state.questions),
    evidence: view.evidence,
    get revision() {
      const { entries } = state.log;
      return [state.questions.revision, "edits", entries.length, entries.at(-1)?.id ?? ""].join(" ");
    },
    communities: async (query) => {
      const { questions, saved } = state;
      return { ...await questions.communities(query), saved };
    },
    edit: async (query) => {
      const { entry, next } = await write((ground, append) => writeEdit(ground, query, append));
      const undone = entry.undoes ?? entry.id;
      const now = state.results.find((result) => result.entry.id === entry.id)?.communities[0];
      return { edit: undone, community: now ?? next };
    },
    save: (request, { idempotencyKey } = {}) =>
      write((ground, append) => writeSave(ground, { request, idempotencyKey }, append)),
    edits: () => Promise.resolve(describeEdits(state.log.entries, state.results)),
    refresh: () => inTurn(takeUp),
  };
}

const nothingSaid: EditLog = { entries: [], damaged: [], unknown: 0, bytes: 0 };

/** From the log to what is answered; the gate, slow to make, is made once and only where a judgement has to be. */
function createOverlay({ view, model, ask }: EditedOptions): (log: EditLog) => State {
  let gate: SensitivityGate | undefined;
  let indexes: Map<string, number> | undefined;
  const tools = {
    labeller: view.labeller,
    judge: (label: Label, members: Uint32Array) =>
      (gate ??= createSensitivityGate(view.influencers)).judge(label, members),
    indexOf: (account: string) =>
      (indexes ??= new Map(view.influencers.id.map((id, influencer) => [id, influencer]))).get(account),
  };
  return (log) => {
    const overlaid = model === undefined ? undefined : overlayEdits(model, log.entries, tools);
    const { results = [] } = overlaid ?? {};
    return {
      log,
      model: overlaid?.model,
      results,
      saved: listSaved(log.entries),
      questions: ask(overlaid?.model),
    };
  };
}

function warnOnce(warn: EditSources["warn"]): (log: EditLog) => void {
  const told = new Set<number | string>();
  return ({ damaged, unknown }) => {
    for (const { line, offset } of damaged) {
      if (told.has(offset)) continue;
      told.add(offset);
      warn?.(`Line ${line} of edits/communities.ndjson, at byte ${offset}, was cut or changed and counts for nothing`);
    }
    if (unknown > 0 && !told.has("unknown")) {
      told.add("unknown");
      warn?.(`${unknown} edits were written by a newer Asterism and count for nothing here; update Asterism`);
    }
  };
}

/** What the disk refuses is no bug: the caller may ask again when there is space, or leave to write. */
function describeFailure(error: unknown): unknown {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return new UnavailableError("Cannot keep the edit: the folder edits of the workspace cannot be written", 60);
  }
  if (error instanceof Error && /ENOSPC|os error 28|EROFS|os error 30/.test(error.message)) {
    return new UnavailableError("Cannot keep the edit: the disk is full or read-only", 60);
  }
  return error;
}
