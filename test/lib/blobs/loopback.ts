// Real HTTP servers on the loopback interface, and aggregators that misbehave in one chosen way.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Loopback {
  url: string;
  /** `METHOD path` of every request so far. */
  log: string[];
}

/** Closed when the test ends, with whatever still hangs on it. */
export async function serve(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Loopback> {
  const log: string[] = [];
  const server = createServer((request, response) => {
    log.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log };
}

/** What an aggregator does instead of its duty. Numbers are HTTP statuses. */
export type Fault = number | 'wrong' | 'truncated' | 'cut' | 'silent' | 'hanging' | 'over-long';

/** Serves `GET /v1/blobs/ID` from the map. `faults` is read at each request. */
export function serveAggregator(
  blobs: Map<string, Uint8Array>,
  faults: { all?: Fault; first?: Fault; of?: Record<string, Fault> } = {},
): Promise<Loopback> {
  return serve((request, response) => {
    const id = /^\/v1\/blobs\/([\w-]{43})$/.exec(request.url ?? '')?.[1];
    const bytes = id ? blobs.get(id) : undefined;
    const fault = faults.first ?? faults.of?.[id ?? ''] ?? faults.all;
    delete faults.first;
    if (typeof fault === 'number') return void response.writeHead(fault).end('{"error":{}}');
    if (!bytes) return void response.writeHead(404).end();
    const half = bytes.subarray(0, bytes.length >> 1);
    if (fault === 'silent') return;
    if (fault === 'hanging') return void response.write(half);
    if (fault === 'truncated') return void response.end(half);
    if (fault === 'cut') {
      response.writeHead(200, { 'content-length': bytes.length });
      return void response.write(half, () => request.socket.destroy());
    }
    if (fault === 'over-long') return void response.end(Buffer.concat([bytes, bytes]));
    const sent = Uint8Array.from(bytes);
    if (fault === 'wrong') sent[sent.length >> 1]! ^= 1;
    response.writeHead(200, { 'content-length': sent.length }).end(sent);
  });
}
