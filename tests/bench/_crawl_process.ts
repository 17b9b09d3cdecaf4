/** The coordinator of `_crawl_server.ts` as a process, and those who speak to it. */
import type { Coordinator } from "../../core/crawl/coordinator.ts";
import { connectCoordinator } from "../../core/crawl/http_client.ts";

export interface CrawlProcess {
  readonly url: string;
  readonly admin: Coordinator;
  readonly workers: readonly Coordinator[];
  /** Most memory that was resident in it so far; null where the system does not tell. */
  peakMemoryBytes(): Promise<number | null>;
  /** Seconds of CPU that it used so far; null where the system does not tell. */
  cpuSeconds(): Promise<number | null>;
  close(): Promise<void>;
}

/** @param folder Where its database is to be. */
export async function startCrawlProcess(folder: string, workerCount: number): Promise<CrawlProcess> {
  const program = new URL("_crawl_server.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--unstable-kv", "--allow-all", program, folder, String(workerCount)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const { port, admin, workers } = JSON.parse(await readLine(child.stdout)) as {
    port: number;
    admin: string;
    workers: string[];
  };
  const url = `http://127.0.0.1:${port}`;
  const connect = (key: string) => connectCoordinator(url, { key, fetch });
  const readProc = (name: string) => Deno.readTextFile(`/proc/${child.pid}/${name}`).catch(() => "");
  return {
    url,
    admin: connect(admin),
    workers: workers.map(connect),
    async peakMemoryBytes() {
      const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readProc("status")) ?? [];
      return kibibytes === undefined ? null : Number(kibibytes) * 1024;
    },
    async cpuSeconds() {
      const fields = (await readProc("stat")).split(") ")[1]?.split(" ");
      return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    },
    async close() {
      await child.stdin.close();
      await child.status;
    },
  };
}

/** The first line; what comes after it is read and dropped. */
async function readLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot start the coordinator: it ended after saying "${text}"`);
    text += decoder.decode(value, { stream: true });
  }
  void (async () => {
    while (!(await reader.read()).done);
  })();
  return text.split("\n")[0];
}

/** Of Linux's clock of CPU time. */
const ticksPerSecond = 100;
