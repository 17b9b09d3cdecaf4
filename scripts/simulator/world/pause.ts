/** Followers between two looks at the signal and the event loop. */
export const pauseEvery = 8192;

/**
 * Lets timers and signals run.
 *
 * @throws {DOMException} AbortError, when `signal` says so.
 */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
