/** One call to a platform: sent once, given up in time, always with a result. */
import { replyBytesMax } from "../../limits.ts";
import type { Platform, PlatformCall, Reply } from "../../platforms/platform.ts";
import type { WorkerContext } from "./context.ts";

/** Makes the call. @returns What the answer means; `failed` where none came. @param signal Gives it up at once. */
export async function callPlatform(
  context: WorkerContext,
  platform: Platform,
  call: PlatformCall,
  signal: AbortSignal,
): Promise<Reply> {
  const timeoutMs = context.rules.callTimeoutMs();
  const over = new AbortController();
  const giveUp = () => over.abort();
  signal.addEventListener("abort", giveUp);
  const done = new AbortController();
  const late = context.sleep(timeoutMs, done.signal).then((): Reply => {
    over.abort();
    return { kind: "failed", reason: `no answer within ${timeoutMs} ms` };
  });
  try {
    // Raced, not only aborted: an answer that hangs in a body that heeds no signal must not hold the account.
    return await Promise.race([fetchReply(context, platform, call, over.signal), late]);
  } finally {
    done.abort();
    signal.removeEventListener("abort", giveUp);
  }
}

async function fetchReply(
  { fetch, clock }: WorkerContext,
  platform: Platform,
  call: PlatformCall,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    const { url, headers } = platform.writeRequest(call);
    // A redirect would be a second call that nobody counted, to a place that nobody chose.
    const response = await fetch(url, { headers: { ...headers }, signal, redirect: "manual" });
    const body = await readText(response);
    const { status, headers: answered } = response;
    return platform.readReply(call, { status, headers: answered, body, nowMs: clock.now() });
  } catch (error) {
    // The name only: a message may quote the request.
    return { kind: "failed", reason: `the call did not get through (${(error as Error).name})` };
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for await (const bytes of response.body) {
    size += bytes.length;
    if (size > replyBytesMax) throw new RangeError("the answer is too long");
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}
