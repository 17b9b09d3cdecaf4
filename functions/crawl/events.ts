/** `GET /v1/crawl/jobs/{id}/events`: the status of a job each time that it changes, as server-sent events, until the job has ended. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { JobStatus } from "../../core/crawl/job.ts";
import { sha256 } from "../../core/workspace/digest.ts";
import { type CrawlEnv, crawlProblems, managing } from "./_context.ts";
import { idParameter } from "./_parameters.ts";

const eventStream = "text/event-stream";
/** How often the job is looked at. */
const lookMs = 1000;
/** A comment is sent so often where nothing changes: it keeps proxies from cutting, and finds callers that have gone. */
const idleMsMax = 15_000;

const route = createRoute({
  ...managing(),
  method: "get",
  path: "/v1/crawl/jobs/{id}/events",
  operationId: "watchCrawl",
  tags: ["crawl"],
  summary: "The status of a crawl each time that it changes, until it has ended",
  description: "Server-sent events of type `status`. A caller that comes back with `Last-Event-ID` hears of what it " +
    "does not know; one that has heard the end already gets 204, at which browsers stop asking.",
  request: {
    params: z.object({ id: idParameter("Id of the job") }),
    headers: z.object({
      "last-event-id": z.string().optional().openapi({ param: { name: "last-event-id", in: "header" } }),
    }),
  },
  responses: {
    200: { description: "Events", content: { [eventStream]: { schema: z.string() } } },
    204: { description: "The job has ended, and the caller knows it" },
    ...crawlProblems,
  },
});

export function addEvents(api: OpenAPIHono<CrawlEnv>): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const known = context.req.valid("header")["last-event-id"];
    const { coordinator, sleep, ending } = context.var.options;
    const first = await describe(await coordinator.readJob(id));
    if (first.ended && first.id === known) return context.body(null, 204);

    const gone = new AbortController();
    const over = ending === undefined ? gone.signal : AbortSignal.any([gone.signal, ending]);
    const events = watch(first, known, {
      look: async () => await describe(await coordinator.readJob(id)),
      pause: async () => {
        await sleep(lookMs, over);
        return !over.aborted;
      },
    });
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await events.next();
        if (gone.signal.aborted) return;
        if (done) controller.close();
        else controller.enqueue(new TextEncoder().encode(value));
      },
      cancel: () => gone.abort(),
    }, { highWaterMark: 0 });
    return context.body(body, 200, { "content-type": eventStream, "cache-control": "no-store" });
  });
}

interface StatusEvent {
  /** Of what it says, so that any coordinator process knows what a caller has heard. */
  readonly id: string;
  readonly data: string;
  readonly ended: boolean;
}

async function describe(status: JobStatus): Promise<StatusEvent> {
  const data = JSON.stringify(status);
  return { id: (await sha256(data)).slice(0, 16), data, ended: status.ended !== null };
}

async function* watch(
  first: StatusEvent,
  known: string | undefined,
  /** `pause` tells whether anybody still listens. */
  { look, pause }: { look: () => Promise<StatusEvent>; pause: () => Promise<boolean> },
): AsyncGenerator<string, void> {
  // Headers go out with the first bytes.
  yield `retry: ${lookMs}\n\n`;
  let idleMs = 0;
  for (let event = first;; event = await look()) {
    if (event.id !== known) yield `event: status\nid: ${event.id}\ndata: ${event.data}\n\n`;
    else if (idleMs >= idleMsMax) yield ": nothing new\n\n";
    idleMs = event.id === known && idleMs < idleMsMax ? idleMs + lookMs : 0;
    known = event.id;
    if (event.ended || !await pause()) return;
  }
}
