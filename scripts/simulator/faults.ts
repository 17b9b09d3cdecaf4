/** What goes wrong, how often. Each fault is switchable, so that a run may have some and not others (swarm testing). */

/** Chance of each, for every call; 0 where it is left out. */
export type Faults = Readonly<Partial<Record<FaultName, number>>>;

/** In the order in which they are drawn. */
export const faultNames = [
  // On the way. A call that is given up may still arrive, and counts.
  "arrivesLate", // it reaches the platform up to `lateMs` after it was sent
  "requestLost", // it never arrives; the connection breaks
  "answerLost", // it arrives and is billed; the connection breaks
  "answersLate", // the answer takes up to `slowMs`
  "neverAnswers", // it arrives and is billed; nothing comes back
  // Refused though nothing was wrong.
  "limitedBare", // 429 without headers
  "limitedFalsely", // 429 whose headers say that much is left, or name a reset that cannot be
  "serverError", // 500, 502, 503 or 504
  "tokenRevoked", // the token is not accepted from now on
  // Answers that are not what they seem.
  "truncatedBody",
  "htmlBody", // of something in between, with status 200, 403 or 503
  "shortPage",
  "emptyPage", // nothing, but a next cursor
  "repeatedEntries", // the page begins with the last entries of the one before
  "stalledCursor", // the next cursor is the one that was sent
  "loopedCursor", // the next cursor leads back to the first page
  // The world changes while it is read.
  "newFollower",
  "unfollow",
  "vanish", // an account of the list is gone from now on
] as const;

export type FaultName = typeof faultNames[number];

export const noFaults: Faults = {};

/** One call in 50 or so is hit by something. */
export const fewFaults: Faults = {
  arrivesLate: 0.002,
  requestLost: 0.001,
  answerLost: 0.001,
  answersLate: 0.002,
  neverAnswers: 0.001,
  limitedBare: 0.002,
  limitedFalsely: 0.001,
  serverError: 0.005,
  truncatedBody: 0.001,
  htmlBody: 0.001,
  shortPage: 0.005,
  emptyPage: 0.002,
  repeatedEntries: 0.002,
  newFollower: 0.01,
  unfollow: 0.005,
};

/** Three calls in ten or so, with cursors that do not advance and tokens that stop working. */
export const manyFaults: Faults = {
  arrivesLate: 0.03,
  requestLost: 0.02,
  answerLost: 0.02,
  answersLate: 0.03,
  neverAnswers: 0.01,
  limitedBare: 0.02,
  limitedFalsely: 0.02,
  serverError: 0.04,
  tokenRevoked: 0.0005,
  truncatedBody: 0.01,
  htmlBody: 0.01,
  shortPage: 0.05,
  emptyPage: 0.02,
  repeatedEntries: 0.03,
  stalledCursor: 0.005,
  loopedCursor: 0.005,
  newFollower: 0.05,
  unfollow: 0.03,
  vanish: 0.005,
};

/** Each fault of `faults` kept with a chance of one half: what only shows when others are away is found so. */
export function swarm(faults: Faults, random: () => number): Faults {
  return Object.fromEntries(
    faultNames.filter((name) => faults[name] && random() < 0.5).map((name) => [name, faults[name]]),
  );
}

/** Draws which of the named faults hit this call. Faults without a chance cost nothing and draw nothing. */
export class FaultDice {
  readonly #chances: readonly (readonly [FaultName, number])[];

  constructor(faults: Faults, readonly random: () => number) {
    this.#chances = faultNames.filter((name) => (faults[name] ?? 0) > 0).map((name) => [name, faults[name]!]);
  }

  /** One draw for each fault that has a chance, so that one fault does not move another's draws within a call. */
  roll(): ReadonlySet<FaultName> {
    if (this.#chances.length === 0) return none;
    let hit: Set<FaultName> | undefined;
    for (const [name, chance] of this.#chances) {
      if (this.random() < chance) (hit ??= new Set()).add(name);
    }
    return hit ?? none;
  }
}

const none: ReadonlySet<FaultName> = new Set();
