/**
 * Asks the API for what a view shows and keeps its state: what came last, what went wrong, when it is tried again.
 */
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "./api.ts";
import { usePage } from "./context.ts";

export interface Asked<Answer> {
  /** The newest answer; of the question before while the new one is under way. */
  readonly value: Answer | null;
  readonly loading: boolean;
  /** Set once the question failed for good, or while it waits to be asked again (`retrying`). */
  readonly error: ApiError | null;
  readonly retrying: boolean;
}

/** A server that restarts its compute process is back within seconds; six tries last half a minute. */
const tryCountMax = 6;
const retryDelaySecondsMax = 8;

/**
 * @param key Names the question; it is asked again when this changes. Null asks nothing.
 */
export function useAnswer<Answer>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Asked<Answer> {
  const { keyVersion } = usePage();
  const [state, setState] = useState<Asked<Answer>>({
    value: null,
    loading: key !== null,
    error: null,
    retrying: false,
  });

  useEffect(() => {
    if (key === null) {
      setState({ value: null, loading: false, error: null, retrying: false });
      return;
    }
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function attempt(tries: number): Promise<void> {
      try {
        const value = await ask(abort.signal);
        if (!abort.signal.aborted) setState({ value, loading: false, error: null, retrying: false });
      } catch (thrown) {
        if (abort.signal.aborted) return;
        const error = thrown instanceof ApiError ? thrown : new ApiError(0, "The answer could not be read");
        const retrying = error.passing && tries < tryCountMax;
        setState(({ value }) => ({ value: retrying ? value : null, loading: retrying, error, retrying }));
        if (retrying) {
          const seconds = Math.min(error.retryAfterSeconds ?? 2 ** tries / 2, retryDelaySecondsMax);
          timer = setTimeout(() => void attempt(tries + 1), seconds * 1000);
        }
      }
    }

    setState(({ value }) => ({ value, loading: true, error: null, retrying: false }));
    void attempt(1);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, keyVersion]);

  return state;
}
