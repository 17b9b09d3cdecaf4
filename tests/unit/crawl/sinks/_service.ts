/** A real S3-compatible server (s3rver), which checks signatures; some of its requests are made to fail. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import S3rver from "npm:@20minutes/s3rver@5.0.0";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** What becomes of one request. @param serve Lets the server have it. */
export type Fault = (request: IncomingMessage, response: ServerResponse, serve: Handler) => void;

export interface Service {
  readonly endpoint: string;
  /** Of the next requests, one each. */
  readonly faults: Fault[];
}

export async function withService(act: (service: Service) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  const buckets = [{ name: "crawls", configs: [] }];
  const storage = new S3rver({ silent: true, directory, configureBuckets: buckets });
  await storage.configureBuckets();
  const serve: Handler = storage.callback();
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const fault = faults.shift();
    if (fault === undefined) serve(request, response);
    else fault(request, response, serve);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await act({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults });
  } finally {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await Deno.remove(directory, { recursive: true });
  }
}
