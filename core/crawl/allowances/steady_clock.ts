/**
 * A clock that does not step: the wall's time as it was when the process began, and from then on a monotonic clock. Where the wall's
 * time is set forward (NTP, a person), quota windows would otherwise run out too soon.
 */
export interface SteadyClock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** @param monotonic Milliseconds from anywhere that never jump: `performance.now()`. */
export function steadyClock(wall: () => number, monotonic: () => number): SteadyClock {
  const start = wall() - monotonic();
  return { now: () => Math.floor(start + monotonic()) };
}
