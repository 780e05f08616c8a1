// Aggregators of one blob on the loopback interface, for measuring: honest, corrupting, or slow.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BenchOrigin {
  url: string;
  close(): Promise<void>;
}

export interface BenchFault {
  /** One bit of every range. */
  corrupt?: boolean;
  bytesPerSecond?: number;
}

const SLOW_PIECE_MS = 20;

export async function serveOrigin(bytes: Uint8Array, fault: BenchFault = {}): Promise<BenchOrigin> {
  const server = createServer((request, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [from, to] = range ? [Number(range[1]), Number(range[2]) + 1] : [0, bytes.length];
    let body = bytes.subarray(from, to);
    if (fault.corrupt) {
      body = body.slice();
      body[body.length >> 1]! ^= 1;
    }
    response.writeHead(range ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      'access-control-allow-origin': '*',
    });
    if (fault.bytesPerSecond) trickle(response, body, fault.bytesPerSecond);
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function trickle(response: ServerResponse, body: Uint8Array, bytesPerSecond: number): void {
  const piece = Math.ceil((bytesPerSecond * SLOW_PIECE_MS) / 1000);
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(at, (at += piece)));
    if (at < body.length) return;
    clearInterval(timer);
    response.end();
  }, SLOW_PIECE_MS);
  response.on('close', () => clearInterval(timer));
}
