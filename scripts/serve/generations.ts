/** Which network is served: the newest that can be opened. A new one is taken up without a restart and without a failed request. */
import { join } from "node:path";
import type { Answers } from "../../core/answers/answers.ts";
import type { Kernel } from "../../core/kernel/kernel.ts";
import { readTextIfThere } from "../../core/workspace/files.ts";

export interface GenerationsOptions {
  readonly workspace: string;
  readonly kernel: Pick<Kernel, "release">;
  readonly open: (workspace: string) => Promise<Answers>;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  /** Told of each new network. */
  readonly onSwap?: (answers: Answers) => void;
  /** Told why there is no newer one, once for each reason. */
  readonly onFailure?: (error: unknown) => void;
}

export interface Generations {
  current(): Answers | undefined;
  /** Looks whether there is a newer network and takes it up. To be called again and again; calls do not overlap. */
  check(): Promise<void>;
}

export function followGenerations(options: GenerationsOptions): Generations {
  const { workspace, kernel, open, clock, onSwap, onFailure } = options;
  let served: { readonly answers: Answers; readonly whenIdle: Promise<void>; retire(): void } | undefined;
  let servedNames = "";
  let failedNames = "";
  let failureCount = 0;
  let retryMs = -Infinity;
  let lastReason = "";
  let checking: Promise<void> | undefined;

  async function check(): Promise<void> {
    const names = await currentNames(workspace);
    if (names === servedNames) return;
    if (names !== failedNames) failureCount = 0;
    else if (clock() < retryMs) return;
    try {
      swap(await open(workspace));
      servedNames = names;
      failureCount = 0;
      lastReason = "";
    } catch (error) {
      failedNames = names;
      retryMs = clock() + Math.min(retryMsMax, retryMsMin * 2 ** failureCount++);
      const reason = String(error);
      if (reason !== lastReason) onFailure?.(error);
      lastReason = reason;
    }
  }

  function swap(answers: Answers): void {
    const before = served;
    served = countCalls(answers);
    onSwap?.(answers);
    if (before === undefined) return;
    before.retire();
    before.whenIdle.then(() => release(before.answers, answers)).catch(
      () => {/* a compute process that died holds nothing */},
    );
  }

  /** Lets go of the generations that the new answers do not rest on. */
  async function release(old: Answers, next: Answers): Promise<void> {
    for (const step of ["network", "signatures"] as const) {
      if (old.evidence[step] !== next.evidence[step]) await kernel.release(join(workspace, step, old.evidence[step]));
    }
  }

  return {
    current: () => served?.answers,
    check: () => checking ??= check().finally(() => checking = undefined),
  };
}

const retryMsMin = 200;
const retryMsMax = 30_000;

/** The contents of the files that name the current generations: they change when a generation does. */
async function currentNames(workspace: string): Promise<string> {
  const texts = await Promise.all(
    ["network", "signatures", "neighbours", "communities"].map((step) =>
      readTextIfThere(join(workspace, step, "current"))
    ),
  );
  return texts.map((text) => text ?? "none").join("\n");
}

/** The same answers, with a promise that settles when they are retired and the last call is done. */
function countCalls(answers: Answers) {
  let calls = 0;
  let retired = false;
  let settle = () => {};
  const whenIdle = new Promise<void>((resolve) => settle = resolve);
  const settleIfIdle = () => {
    if (retired && calls === 0) settle();
  };
  async function counted<T>(call: () => Promise<T>): Promise<T> {
    calls++;
    try {
      return await call();
    } finally {
      calls--;
      settleIfIdle();
    }
  }
  const counting: Answers = {
    evidence: answers.evidence,
    revision: answers.revision,
    search: (query) => counted(() => answers.search(query)),
    account: (account) => counted(() => answers.account(account)),
    similar: (query) => counted(() => answers.similar(query)),
    similarity: (query) => counted(() => answers.similarity(query)),
    overlap: (query) => counted(() => answers.overlap(query)),
    communities: (query) => counted(() => answers.communities(query)),
    community: (query) => counted(() => answers.community(query)),
    expand: (query) => counted(() => answers.expand(query)),
  };
  return {
    answers: counting,
    whenIdle,
    retire() {
      retired = true;
      settleIfIdle();
    },
  };
}
