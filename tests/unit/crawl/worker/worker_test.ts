import assert from "node:assert/strict";
import type { Leases } from "../../../../core/crawl/coordinator.ts";
import {
  runWorker,
  type WorkerEvent,
  type WorkerOptions,
  type WorkerReport,
} from "../../../../core/crawl/worker/worker.ts";
import { type WorkerRules, workerRules } from "../../../../core/crawl/worker/worker_rules.ts";
import { InputError, UnavailableError } from "../../../../core/errors.ts";
import type { Reply } from "../../../../core/platforms/platform.ts";
import { answerToy, MemorySink, readToyCall, type ToyCall, ToyCoordinator, toyPlatform } from "./_toy.ts";
import { VirtualTime } from "./_virtual_time.ts";

interface Play {
  readonly time: VirtualTime;
  readonly sink: MemorySink;
  readonly calls: (ToyCall & { atMs: number })[];
  readonly events: WorkerEvent[];
  readonly stop: AbortController;
  work(leases: Leases, options?: WorkerOptions): Promise<WorkerReport>;
}

/** A worker in virtual time; `answer` says what the platform does, 50 ms later. */
function play({ answer = (call) => answerToy(call, () => 3), rules = workerRules, random = () => 0.5 }: {
  answer?: (call: ToyCall, signal: AbortSignal) => Reply | Promise<Reply | Response>;
  rules?: WorkerRules;
  random?: () => number;
} = {}): Play {
  const time = new VirtualTime();
  const sink = new MemorySink();
  const calls: (ToyCall & { atMs: number })[] = [];
  const events: WorkerEvent[] = [];
  const stop = new AbortController();
  const toyFetch = async (input: string | URL | Request, init?: RequestInit) => {
    const call = readToyCall(input, init);
    calls.push({ ...call, atMs: time.clock.monotonic() });
    await time.sleep(50);
    const reply = await answer(call, init!.signal!);
    return reply instanceof Response ? reply : new Response(JSON.stringify(reply));
  };
  return {
    time,
    sink,
    calls,
    events,
    stop,
    work: (leases, options = { once: true }) =>
      runWorker({
        leases,
        workerId: "w1",
        platforms: [toyPlatform],
        fetch: toyFetch,
        sink,
        clock: time.clock,
        random,
        sleep: time.sleep,
        signal: stop.signal,
        options,
        rules,
        onEvent: (event) => events.push(event),
      }),
  };
}

function coordinate(
  time: VirtualTime,
  options: Partial<ConstructorParameters<typeof ToyCoordinator>[0]> = {},
): ToyCoordinator {
  return new ToyCoordinator({ shards: [["1", "2"], ["3"]], nowMs: time.clock.monotonic, ...options });
}

/** A coordinator of which some requests are answered otherwise. */
function over(coordinator: ToyCoordinator, changes: Partial<Leases>): Leases {
  return {
    lease: (...given) => coordinator.lease(...given),
    renew: (...given) => coordinator.renew(...given),
    commitPages: (...given) => coordinator.commitPages(...given),
    finish: (...given) => coordinator.finish(...given),
    ...changes,
  };
}

/** Names of the pages that count, and of those in the sink. */
function pagesOf(coordinator: ToyCoordinator, sink: MemorySink) {
  const counted = coordinator.committed.flatMap(({ result }) => result.kind === "page" ? [result] : []);
  const written = Map.groupBy([...sink.rows("connections"), ...sink.rows("profiles")], ({ page }) => String(page));
  return { counted, written };
}

Deno.test("runWorker() brings every page home once, and each counted page is in the files it names", async () => {
  const { time, sink, calls, work } = play();
  const coordinator = coordinate(time);
  const report = await time.run(work(coordinator));
  assert(coordinator.done);
  assert.deepEqual(report, { leases: 2, pages: 9, ended: "once" });
  assert.deepEqual(calls.length, 9);
  const { counted, written } = pagesOf(coordinator, sink);
  for (const { page, rows, files } of counted) {
    assert.deepEqual(written.get(page)?.length, rows.connections);
    for (const file of files) assert(sink.objects.has(file), file);
  }
  assert.deepEqual(written.size, 9);
});

Deno.test("runWorker() puts the pages of several accounts and shards into one object", async () => {
  const { time, sink, work } = play();
  await time.run(work(coordinate(time)));
  assert(sink.objects.size <= 4, [...sink.objects.keys()].join());
  assert([...sink.objects.keys()].every((name) => /^job\/connections-w1-[0-9a-v]{12}-\d+\.ndjson\.gz$/.test(name)));
});

Deno.test("names of objects differ from one start of a worker to the next", async () => {
  const names = new Set<string>();
  for (const start of [0.1, 0.2]) {
    const { time, sink, work } = play({ random: () => start });
    await time.run(work(coordinate(time)));
    for (const name of sink.objects.keys()) {
      assert(!names.has(name));
      names.add(name);
    }
  }
});

Deno.test("pages of one account are asked for one after the other, each after the one before was committed", async () => {
  const { time, calls, work } = play();
  const coordinator = coordinate(time);
  let committed = 0;
  const watched: Leases = over(coordinator, {
    commitPages: async (...given: Parameters<Leases["commitPages"]>) => {
      const answer = await coordinator.commitPages(...given);
      committed = coordinator.committed.filter(({ accounts }) => accounts[0] === "1").length;
      return answer;
    },
  });
  const seen: number[] = [];
  const original = calls.push.bind(calls);
  calls.push = (...added) => {
    for (const { accounts, cursor } of added) if (accounts[0] === "1") seen.push(Number(cursor ?? 0) - committed);
    return original(...added);
  };
  await time.run(work(watched));
  assert.deepEqual(seen, [0, 0, 0]);
});

Deno.test("nothing is committed before its rows are durable", async () => {
  const { time, sink, work } = play();
  const coordinator = coordinate(time);
  const write = sink.write.bind(sink);
  sink.write = async (name, bytes) => {
    await time.sleep(700);
    await write(name, bytes);
  };
  const watched: Leases = over(coordinator, {
    commitPages: (...given: Parameters<Leases["commitPages"]>) => {
      for (const { result } of given[2].pages) {
        if (result.kind === "page") {
          for (const file of result.files) assert(sink.objects.has(file), `${file} is missing`);
        }
      }
      return coordinator.commitPages(...given);
    },
  });
  await time.run(work(watched));
  assert(coordinator.done);
});

Deno.test("handles are resolved first, then asked for by id; several accounts go into one call where they may", async () => {
  const { time, calls, sink, work } = play();
  const coordinator = coordinate(time, { shards: [["@a", "@b", "@c", "4"]] });
  await time.run(work(coordinator));
  assert(coordinator.done);
  assert.deepEqual(calls.filter(({ operation }) => operation === "resolve").map(({ accounts }) => accounts), [
    ["@a", "@b"],
    ["@c"],
  ]);
  assert.deepEqual(sink.rows("connections").length, 4 * 3 * 2);
  assert.deepEqual(coordinator.unused, []);
  assert(
    [...coordinator.reported.values()].every(({ result }) => result.kind === "page"),
    "a call was granted in vain",
  );
  const profiles = play();
  const other = coordinate(profiles.time, { shards: [["1", "@b", "3", "4"]], operation: "profiles" });
  await profiles.time.run(profiles.work(other));
  assert.deepEqual(profiles.calls.map(({ accounts }) => accounts), [["1", "@b", "3"], ["4"]]);
});

Deno.test("no more calls are asked for than could be sent, and none is granted for nothing", async () => {
  const { time, calls, work } = play();
  const coordinator = coordinate(time, { shards: [["1", "2", "3", "4", "5", "6"]] });
  await time.run(work(coordinator, { once: true, callsPerShard: 4 }));
  assert.deepEqual(coordinator.grants.size, 18);
  assert.deepEqual(calls.length, 18);
  assert.deepEqual(coordinator.unused, []);
});

Deno.test("a grant that is too old is not sent but reported as unused", async () => {
  const { time, calls, work } = play();
  const coordinator = coordinate(time, { shards: [["1"]], sendWithinMs: 2000 });
  let slow = true;
  const watched: Leases = over(coordinator, {
    lease: async (...given: Parameters<Leases["lease"]>) => {
      const answer = await coordinator.lease(...given);
      // The answer takes so long that its grants are over, although none has been seen by then.
      if (slow) await time.sleep(2500);
      slow = false;
      return answer;
    },
  });
  await time.run(work(watched));
  assert(coordinator.done);
  assert.deepEqual([...coordinator.reported.values()].map(({ result }) => result.kind), [
    "unused",
    "page",
    "page",
    "page",
  ]);
  assert.deepEqual(calls.length, 3);
});

Deno.test("a call without answer is given up after 3 s and never sent again by its grant", async () => {
  let hang = true;
  const { time, calls, work } = play({
    answer: (call) => {
      if (!hang) return answerToy(call, () => 1);
      hang = false;
      return new Promise<never>(() => {});
    },
  });
  const coordinator = coordinate(time, { shards: [["1"]] });
  await time.run(work(coordinator));
  assert(coordinator.done);
  const kinds = [...coordinator.reported.values()].map(({ result }) => result);
  assert.deepEqual(kinds[0], { kind: "failed", reason: "no answer within 3000 ms" });
  assert.deepEqual(calls.length, 2);
  assert(calls[1].atMs >= 3000);
});

Deno.test("an answer whose body hangs is given up too", async () => {
  let hang = true;
  const { time, work } = play({
    answer: (call) => {
      if (!hang) return answerToy(call, () => 1);
      hang = false;
      return Promise.resolve(
        new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("{")) })),
      );
    },
  });
  const coordinator = coordinate(time, { shards: [["1"]] });
  await time.run(work(coordinator));
  assert(coordinator.done);
});

Deno.test("a lease is renewed at half time and not used for its last moments", async () => {
  const { time, work, stop } = play({ answer: () => new Promise<never>(() => {}) });
  const coordinator = coordinate(time, { shards: [["1"]], allow: () => ({ calls: 0, waitMs: 14_000 }) });
  const renewals: number[] = [];
  const watched: Leases = over(coordinator, {
    renew: (...given: Parameters<Leases["renew"]>) => {
      renewals.push(time.clock.monotonic());
      return coordinator.renew(...given);
    },
  });
  const done = work(watched, {});
  void time.sleep(40_000).then(() => stop.abort());
  await time.run(done);
  assert(
    renewals.length > 0 && renewals.every((at, index) => at - (renewals[index - 1] ?? 0) <= 15_000),
    renewals.join(),
  );
});

Deno.test("after its lease is lost, a worker drops what it has of it and goes on with others", async () => {
  const { time, work, events } = play();
  const coordinator = coordinate(time, { shards: [["1"]] });
  let lose = true;
  const watched: Leases = over(coordinator, {
    commitPages: (...given: Parameters<Leases["commitPages"]>) => {
      if (lose) coordinator.shards[0].leasedUntil = -1;
      lose = false;
      return coordinator.commitPages(...given);
    },
  });
  await time.run(work(watched));
  assert(coordinator.done);
  assert.deepEqual(events.filter(({ kind }) => kind === "ended").map((event) => (event as { how: string }).how), [
    "lost",
    "finished",
  ]);
});

Deno.test("after a lost reply to a commit the same pages are asked again, and count once", async () => {
  const { time, work, events } = play();
  const coordinator = coordinate(time);
  let replies = 0;
  const watched: Leases = over(coordinator, {
    commitPages: async (...given: Parameters<Leases["commitPages"]>) => {
      const answer = await coordinator.commitPages(...given);
      if (replies++ % 2 === 0) throw new Error("connection reset");
      return answer;
    },
  });
  const report = await time.run(work(watched));
  assert(coordinator.done);
  assert.deepEqual(coordinator.committed.length, 9);
  const words = events.filter((event) => event.kind === "committed");
  assert(words.some((event) => event.kind === "committed" && event.repeated > 0));
  assert(report.pages < 9);
});

Deno.test("a coordinator that hangs is asked again", async () => {
  const { time, work } = play();
  const coordinator = coordinate(time);
  let hang = true;
  const watched: Leases = over(coordinator, {
    lease: (...given: Parameters<Leases["lease"]>) => {
      if (!hang) return coordinator.lease(...given);
      hang = false;
      return new Promise<never>(() => {});
    },
  });
  await time.run(work(watched));
  assert(coordinator.done);
});

Deno.test("a coordinator that is down is asked with growing, capped, random delays", async () => {
  const { time, work, events, stop } = play();
  const down: Leases = over(coordinate(time), {
    lease: () => Promise.reject(new TypeError("connection refused")),
  });
  const done = work(down, {});
  void time.sleep(200_000).then(() => stop.abort());
  await time.run(done);
  const delays = events.flatMap((event) => event.kind === "retry" ? [event.afterMs] : []);
  assert.deepEqual(delays.slice(0, 4), [250, 500, 1000, 2000]);
  assert.deepEqual(Math.max(...delays), 15_000);
});

Deno.test("a busy coordinator is asked again after as long as it said", async () => {
  const { time, work } = play();
  const coordinator = coordinate(time);
  const asked: number[] = [];
  const busy: Leases = over(coordinator, {
    lease: (...given: Parameters<Leases["lease"]>) => {
      asked.push(time.clock.monotonic());
      if (asked.length === 1) return Promise.reject(new UnavailableError("busy", 7));
      return coordinator.lease(...given);
    },
  });
  await time.run(work(busy));
  assert(asked[1] >= 7000, String(asked[1]));
});

Deno.test("a coordinator that refuses for good ends the worker with its words", async () => {
  const { time, work } = play();
  const refusing: Leases = over(coordinate(time), {
    lease: () => Promise.reject(new InputError("Cannot lease: the worker key was revoked")),
  });
  await assert.rejects(() => time.run(work(refusing)), /revoked/);
});

Deno.test("a sink that fails is tried again; one that stays broken ends the worker, and nothing is committed", async () => {
  const { time, sink, work } = play();
  const coordinator = coordinate(time);
  const write = sink.write.bind(sink);
  let tries = 0;
  sink.write = (name, bytes) => tries++ % 3 === 2 ? write(name, bytes) : Promise.reject(new Error("disk trouble"));
  await time.run(work(coordinator));
  assert(coordinator.done);
  const broken = play();
  const other = coordinate(broken.time);
  broken.sink.write = () => Promise.reject(new Error("the disk is full"));
  await assert.rejects(() => broken.time.run(broken.work(other)), /the disk is full/);
  assert.deepEqual(other.committed, []);
});

Deno.test("a failed account rests as long as the coordinator says, the others go on; only a long rest gives the shard back", async () => {
  let failures = 0;
  const { time, calls, work, stop } = play({
    answer: (call) =>
      call.accounts[0] === "1" && failures++ < 5 ? { kind: "failed", reason: "503" } : answerToy(call, () => 3),
  });
  const coordinator = coordinate(time, { shards: [["1", "2"]] });
  const done = work(coordinator, {});
  void time.sleep(600_000).then(() => stop.abort());
  await time.run(done);
  assert(coordinator.done);
  const times = (account: string) => calls.filter(({ accounts }) => accounts[0] === account).map(({ atMs }) => atMs);
  const gaps = times("1").slice(1, 5).map((at, index) => at - times("1")[index]);
  assert(gaps.every((gap, index) => gap >= 1000 * 4 ** index), gaps.join());
  assert(times("2")[2] < times("1")[1]);
  // After one second and four it is still the same lease; sixteen and more, another may have it.
  assert.deepEqual(coordinator.requests.filter((request) => request.startsWith("finish")).length, 3);
});

Deno.test("a stopped worker commits what is under way, gives its leases back, and makes no new call", async () => {
  const { time, calls, sink, work, stop } = play();
  const coordinator = coordinate(time, { shards: [["1", "2"], ["3", "4"]] });
  const done = work(coordinator, {});
  void time.sleep(20).then(() => stop.abort());
  const report = await time.run(done, 10_000);
  assert.deepEqual(report, { leases: 2, pages: 4, ended: "signal" });
  assert.deepEqual(calls.length, 4);
  assert.deepEqual(sink.rows("connections").length, 8);
  assert(coordinator.shards.every(({ leasedUntil }) => leasedUntil === -1), "a lease was kept");
});

Deno.test("a worker with a time budget ends by itself as cleanly", async () => {
  const { time, work } = play();
  const coordinator = coordinate(time, { shards: [["1"]], allow: () => ({ calls: 0, waitMs: 600_000 }) });
  const report = await time.run(work(coordinator, { budgetMs: 60_000 }), 65_000);
  assert.deepEqual(report.ended, "budget");
  assert(coordinator.shards.every(({ leasedUntil }) => leasedUntil === -1));
});

Deno.test("a worker without work waits as told, and does not poll", async () => {
  const { time, work, stop } = play();
  const coordinator = coordinate(time, { shards: [["1"]], allow: () => ({ calls: 0, waitMs: 600_000 }) });
  const done = work(coordinator, {});
  void time.sleep(600_000).then(() => stop.abort());
  await time.run(done);
  assert(
    coordinator.requests.length <= 600 / 5 + 3 * 600 / 30,
    `${coordinator.requests.length} requests in ten minutes`,
  );
});

Deno.test("the lease and every grant count from before their request, by the monotonic clock", () => {
  const exchange = { sentMs: 1000, answeredMs: 1900 };
  const grant = { id: "g", token: null, operation: "followers", sendWithinMs: 2000, pageSize: 1 } as const;
  assert.deepEqual(workerRules.grantEnd(exchange, grant), 3000);
  assert(workerRules.maySend(2999, 3000) && !workerRules.maySend(3000, 3000));
  assert.deepEqual(workerRules.leaseEnd(exchange, 30_000), 29_000);
  assert.deepEqual(workerRules.renewAt(exchange, 30_000), 16_000);
  assert.deepEqual(workerRules.readMs({ now: () => 5, monotonic: () => 7 }), 7);
});

Deno.test("no credential is in events, objects or errors", async () => {
  const { time, sink, events, work } = play({
    answer: () => Promise.reject(new TypeError("error sending request: authorization: Bearer secret")),
  });
  const coordinator = coordinate(time, { shards: [["1"]] });
  await time.run(work(coordinator, { budgetMs: 20_000 }));
  assert(!JSON.stringify([events, [...coordinator.reported.values()], [...sink.objects.keys()]]).includes("secret"));
});
