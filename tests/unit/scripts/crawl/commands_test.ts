/** The crawl's commands as they are typed, against a coordinator that only notes what it is asked. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Coordinator } from "../../../../core/crawl/coordinator.ts";
import type { TokenRequest } from "../../../../core/crawl/job.ts";
import { NotFoundError, UnavailableError } from "../../../../core/errors.ts";
import { type Outcome, runCli, withFolder } from "../../../simulation/_cli.ts";
import { type Asked, fakeCoordinator, fakeServer } from "../../functions/crawl/_fake.ts";

interface Here {
  readonly url: string;
  readonly asked: Asked;
  readonly folder: string;
  run(...args: string[]): Promise<Outcome>;
  file(content: string): Promise<string>;
}

/** A coordinator on loopback; its key is in the environment, as the commands want it. */
async function withCoordinator(changes: Partial<Coordinator>, act: (here: Here) => Promise<void>): Promise<void> {
  const asked: Asked = [];
  const { app } = fakeServer({ coordinator: fakeCoordinator(asked, changes) });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => app.fetch(request));
  const url = `http://127.0.0.1:${server.addr.port}`;
  Deno.env.set("ASTERISM_CRAWL_KEY", "ast_manager");
  try {
    await withFolder(async (folder) => {
      const file = async (content: string) => {
        const path = join(folder, "list.txt");
        await Deno.writeTextFile(path, content);
        return path;
      };
      const run = (...args: string[]) =>
        runCli(...args, "--coordinator", url, "-w", join(folder, "workspace"), "--quiet");
      await act({ url, asked, folder, run, file });
    });
  } finally {
    Deno.env.delete("ASTERISM_CRAWL_KEY");
    await server.shutdown();
  }
}

const free = {
  forecast: () =>
    Promise.resolve({ calls: 2, durationMs: 1000, micros: 0, tokens: 1, limitedBy: "GET /2/users", known: 0 }),
  readJob: async (id: string) => ({ ...await fakeCoordinator().readJob(id), state: "finished" as const }),
};
const dear = {
  ...free,
  forecast: () => free.forecast().then((forecast) => ({ ...forecast, micros: 12_000_000 })),
};

const questions = (asked: Asked) => asked.map(({ question }) => question);

Deno.test("start orders profiles before lists, streams the accounts into all jobs and seals them", () =>
  withCoordinator(free, async ({ run, file, asked }) => {
    const list = await file(Array.from({ length: 1500 }, (_, index) => `${index + 1}`).join("\n"));
    const { code, err } = await run("crawl", "start", list, "--platform", "x", "--followers", "--priority", "5");
    assert.equal(code, 0, err);
    const made = asked.filter(({ question }) => question === "createJob").map(({ given }) => given[0]) as {
      operation: string;
      priority: number;
      sampling: unknown;
    }[];
    assert.deepEqual(made.map(({ operation, priority }) => [operation, priority]), [["profiles", 6], ["followers", 5]]);
    assert.deepEqual(made[0].sampling, { kind: "list" });
    const added = asked.filter(({ question }) => question === "addAccounts");
    assert.deepEqual(added.map(({ given }) => [(given[1] as string[]).length, given[2]]), [
      [1000, false],
      [1000, false],
      [500, false],
      [500, false],
      [0, true],
      [0, true],
    ]);
  }));

Deno.test("start shares out calls and money over its jobs, and never more than was allowed", () =>
  withCoordinator(dear, async ({ run, file, asked }) => {
    const args = ["--platform", "x", "--money", "7", "--calls", "9", "--minutes", "10", "--pages-per-account", "3"];
    const { code, err } = await run("crawl", "start", await file("12\n"), ...args);
    assert.equal(code, 0, err);
    const caps = asked.filter(({ question }) => question === "createJob")
      .map(({ given }) =>
        (given[0] as { caps: { calls: number; micros: number; pagesPerAccount: number; until: string } }).caps
      );
    assert.equal(caps.length, 2);
    assert.ok(caps[0].calls + caps[1].calls <= 9 && caps[0].micros + caps[1].micros <= 7_000_000);
    assert.ok(caps.every(({ pagesPerAccount, until }) => pagesPerAccount === 3 && Date.parse(until) > Date.now()));
  }));

Deno.test("start with slots orders whom these people follow, and says so in the job", () =>
  withCoordinator(free, async ({ run, file, asked }) => {
    const list = await file(Array.from({ length: 1000 }, (_, index) => `${index + 1}`).join("\n"));
    const { code, err } = await run("crawl", "start", list, "--platform", "x", "--slots", "0-1", "--of", "10");
    assert.equal(code, 0, err);
    const [made] = asked.filter(({ question }) => question === "createJob").map(({ given }) => given[0]) as {
      operation: string;
      sampling: unknown;
    }[];
    assert.equal(made.operation, "following");
    assert.deepEqual(made.sampling, { kind: "slots", slots: [0, 1], slotCount: 10 });
    const [added] = asked.filter(({ question }) => question === "addAccounts");
    const count = (added.given[1] as string[]).length;
    assert.ok(count > 140 && count < 260, `found ${count} of 200`);
  }));

interface BadCase {
  readonly name: string;
  readonly args: readonly string[];
  readonly list?: string;
  readonly changes?: Partial<Coordinator>;
  readonly code: 1 | 2;
  readonly says: RegExp;
}

const start = ["crawl", "start", "LIST", "--platform", "x"];
const bad: readonly BadCase[] = [
  {
    name: "an unknown platform",
    args: ["crawl", "start", "LIST", "--platform", "myspace"],
    code: 2,
    says: /"myspace": needed one of bluesky, x/,
  },
  { name: "no platform", args: ["crawl", "start", "LIST"], code: 2, says: /needed --platform, one of bluesky, x/ },
  {
    name: "no list and no seeds",
    args: ["crawl", "start"],
    code: 2,
    says: /needed a file of accounts .* or --around SEEDS/,
  },
  { name: "an empty file", args: start, list: "", code: 1, says: /list\.txt.*found nothing/ },
  {
    name: "a file of nonsense",
    args: start,
    list: "¿qué?\n!!\n",
    code: 1,
    says: /needed an id or a handle of X.*\n +line 1: "¿qué\?"/,
  },
  {
    name: "a file that is not there",
    args: ["crawl", "start", "gone.txt", "--platform", "x"],
    code: 1,
    says: /gone\.txt.*no such file/,
  },
  {
    name: "no platform token",
    args: start,
    changes: { forecast: () => free.forecast().then((forecast) => ({ ...forecast, tokens: 0 })) },
    code: 1,
    says: /Cannot crawl X: needed a platform token that works, found none; add one with .*tokens add --platform x/,
  },
  {
    name: "money that nobody allowed",
    args: start,
    changes: dear,
    code: 2,
    says: /about \$24\.00; allow it with --money 29, or with --yes/,
  },
  {
    name: "a budget of nothing",
    args: [...start, "--money", "0"],
    changes: dear,
    code: 1,
    says: /the budget is nothing; --money 24 is enough/,
  },
  { name: "no calls", args: [...start, "--calls", "0"], code: 2, says: /--calls "0": needed a whole number from 1/ },
  { name: "no dollars", args: [...start, "--money", "lots"], code: 2, says: /--money "lots": needed US dollars/ },
  { name: "a priority out of range", args: [...start, "--priority", "101"], code: 2, says: /from -100 to 100/ },
  {
    name: "a slot that is none",
    args: [...start, "--slots", "10", "--of", "10"],
    code: 2,
    says: /needed numbers below 10/,
  },
  {
    name: "handles to be chosen by slot",
    args: [...start, "--slots", "1"],
    list: "@jack\n",
    code: 1,
    says: /needed ids, found a handle/,
  },
  {
    name: "growth without an end",
    args: ["crawl", "start", "--around", "@jack"],
    code: 2,
    says: /needed --minutes, --calls or --money/,
  },
  {
    name: "growth elsewhere",
    args: ["crawl", "start", "--around", "@a.example", "--calls", "50"],
    code: 2,
    says: /leave out --coordinator/,
  },
  { name: "a job that is not there", args: ["crawl", "status", "missing-1"], code: 1, says: /missing-1/ },
  { name: "a coordinator that is busy", args: ["crawl", "pause", "busy"], code: 1, says: /busy/ },
  {
    name: "a schedule without a period",
    args: ["crawl", "schedule", "add", "LIST", "--platform", "x"],
    code: 2,
    says: /--every/,
  },
  {
    name: "a schedule that costs money and has no budget",
    args: ["crawl", "schedule", "add", "LIST", "--platform", "x", "--profiles", "--every", "1d"],
    changes: dear,
    code: 1,
    says: /each period would cost about \$12\.00; needed --money/,
  },
  {
    name: "half a budget's name",
    args: ["crawl", "budget", "5", "--app", "a"],
    code: 2,
    says: /needed --platform and --app together/,
  },
  {
    name: "a token where none is needed",
    args: ["tokens", "add", "--platform", "bluesky", "--app", "a"],
    code: 1,
    says: /Bluesky is crawled without any/,
  },
  {
    name: "a secret that is not there",
    args: ["tokens", "add", "--platform", "x", "--app", "a", "--from-env", "NO_SUCH"],
    code: 1,
    says: /variable NO_SUCH, found nothing/,
  },
  {
    name: "a share of nothing",
    args: ["tokens", "add", "--platform", "x", "--app", "a", "--share", "0"],
    code: 2,
    says: /needed a share above 0/,
  },
];

for (const { name, args, list = "12\n", changes = {}, code, says } of bad) {
  Deno.test(`it says what to do about ${name}, and orders nothing`, () =>
    withCoordinator(
      { ...free, ...changes, readJob: fakeCoordinator().readJob },
      async ({ run, file, asked, folder }) => {
        const path = await file(list);
        const outcome = await run(...args.map((arg) => arg === "LIST" ? path : arg));
        assert.equal(outcome.code, code, outcome.err);
        assert.match(outcome.err, says);
        assert.doesNotMatch(outcome.err, /bug in Asterism|\n\s+at /);
        for (const made of ["createJob", "createSchedule", "addToken", "setBudget"]) {
          assert.ok(!questions(asked).includes(made), `${made} was asked`);
        }
        await assert.rejects(Deno.stat(join(folder, "workspace")), Deno.errors.NotFound);
      },
    ));
}

Deno.test("a coordinator that is not there, or no key for it, is said in words; the key is never", () =>
  withCoordinator(free, async ({ folder }) => {
    const gone = await runCli("crawl", "list", "--coordinator", "http://127.0.0.1:1", "-w", folder);
    assert.equal(gone.code, 1);
    assert.match(gone.err, /Cannot reach the coordinator at http:\/\/127\.0\.0\.1:1/);
    assert.doesNotMatch(gone.err, /ast_manager/);
    Deno.env.delete("ASTERISM_CRAWL_KEY");
    const keyless = await runCli("crawl", "list", "--coordinator", "http://127.0.0.1:1", "-w", folder);
    assert.match(keyless.err, /needed its key in ASTERISM_CRAWL_KEY, found none/);
  }));

Deno.test("an order that breaks off half-way is cancelled, not left to run", () =>
  withCoordinator({
    ...free,
    addAccounts: () => Promise.reject(new UnavailableError("The coordinator is busy", 1)),
  }, async ({ run, file, asked }) => {
    const { code } = await run("crawl", "start", await file("12\n"), "--platform", "x");
    assert.equal(code, 1);
    const changed = asked.filter(({ question }) => question === "changeJob");
    assert.deepEqual(changed.map(({ given }) => given[1]), ["cancelled", "cancelled"]);
  }));

Deno.test("a token's secret goes to the coordinator and is said nowhere", async () => {
  const secret = "AAAA-canary-of-the-command-line";
  const added: TokenRequest[] = [];
  const addToken = (request: TokenRequest) => (added.push(request), fakeCoordinator().addToken(request));
  await withCoordinator({ addToken }, async ({ run }) => {
    Deno.env.set("CANARY_SECRET", secret);
    try {
      const outcome = await run("tokens", "add", "--platform", "x", "--app", "research", "--from-env", "CANARY_SECRET");
      assert.equal(outcome.code, 0, outcome.err);
      assert.ok(!(outcome.out + outcome.err).includes(secret));
      assert.deepEqual(added, [{ platform: "x", app: "research", name: "research-2", secret, share: 1 }]);
    } finally {
      Deno.env.delete("CANARY_SECRET");
    }
  });
});

Deno.test("no option of any command takes a secret or a key", async () => {
  for (const command of [["crawl", "start"], ["crawl", "tick"], ["crawl", "schedule", "add"], ["tokens", "add"]]) {
    const { out } = await runCli(...command, "--help");
    assert.match(out, /Examples:/);
    assert.doesNotMatch(out, /--(secret|key|password|bearer|credential)\b/i, command.join(" "));
  }
});

Deno.test("status, list, budget, schedules, tokens and tick answer as JSON", () =>
  withCoordinator(free, async ({ run }) => {
    for (
      const command of [
        ["crawl", "status"],
        ["crawl", "list"],
        ["crawl", "budget"],
        ["crawl", "budget", "20", "--platform", "x", "--app", "research"],
        ["crawl", "schedule", "list"],
        ["crawl", "tick"],
        ["crawl", "forecast", "--accounts", "10", "--platform", "x"],
        ["tokens", "list"],
        ["tokens", "check"],
        ["tokens", "rotate"],
      ]
    ) {
      const { code, out, err } = await run(...command, "--json");
      assert.equal(code, 0, `${command.join(" ")}: ${err}`);
      assert.doesNotThrow(() => JSON.parse(out), command.join(" "));
    }
  }));

Deno.test("pause, resume and cancel change the job that is meant", () =>
  withCoordinator(free, async ({ run, asked }) => {
    for (const [command, state] of [["pause", "paused"], ["resume", "active"], ["cancel", "cancelled"]]) {
      asked.length = 0;
      const { code, err } = await run("crawl", command, "j-1");
      assert.equal(code, 0, err);
      assert.deepEqual(asked.find(({ question }) => question === "changeJob")!.given, ["j-1", state]);
    }
  }));

Deno.test("a job that is unknown to the coordinator is an answer, not a bug", () =>
  withCoordinator({ changeJob: () => Promise.reject(new NotFoundError('Cannot find job "j-9"')) }, async ({ run }) => {
    const { code, err } = await run("crawl", "cancel", "j-9");
    assert.equal(code, 1);
    assert.match(err, /Cannot find job "j-9"/);
  }));
