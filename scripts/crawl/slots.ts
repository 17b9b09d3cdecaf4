/** People of chosen sample slots: a fair share of everybody, by hash. */
import { InputError, UsageError } from "../../core/errors.ts";
import { followerKey, sampleSlot } from "../../core/graph/follower_key.ts";

export interface SlotChoice {
  readonly slots: readonly number[];
  readonly slotCount: number;
  /** The workspace's. */
  readonly sampleSeed: bigint;
  readonly platform: string;
}

/**
 * Whether an account (bare id) is of the slots.
 * @throws {InputError} When asked for a handle: the slot is that of the id.
 */
export function inSlots({ slots, slotCount, sampleSeed, platform }: SlotChoice): (account: string) => boolean {
  const chosen = new Set(slots);
  return (account) => {
    if (account.startsWith("@")) {
      throw new InputError(
        `Cannot choose "${account}" by slot: needed ids, found a handle; the slot of a person is that of the id`,
      );
    }
    return chosen.has(sampleSlot(followerKey(`${platform}:${account}`), sampleSeed, slotCount));
  };
}

/** Reads "0,1" or "0-9". */
export function parseSlots(text: string): number[] {
  const slots = text.split(",").flatMap((part) => {
    const found = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim());
    const [first, last] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
    if (found === null || last < first) {
      throw new UsageError(`Cannot use --slots "${text}": needed numbers from 0, such as 0,1 or 0-9`);
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return [...new Set(slots)].sort((left, right) => left - right);
}
