// Serves a fetch-style handler over Node's HTTP server: bodies stream both ways, a client's leaving aborts its request.
// Knows HTTP; knows nothing of what it serves.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

export type FetchHandler = (request: Request) => Promise<Response>;

export interface ServeOptions {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
}

export interface Served {
  /** Origin without a trailing slash. */
  url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

export async function serve(
  handle: FetchHandler,
  { port = 0, host = '127.0.0.1' }: ServeOptions = {},
): Promise<Served> {
  const server = createServer((request, response) => {
    answer(handle, request, response).catch(() => response.destroy());
  });
  // An upload of 1 GiB over a slow line outlasts Node's five minutes.
  server.requestTimeout = 0;
  // A client that encodes a blob blocks its thread past the default of five seconds, then finds its line cut.
  server.keepAliveTimeout = 600_000;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  handle: FetchHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  let response: Response;
  try {
    response = await handle(toRequest(incoming, gone.signal));
  } catch (error) {
    if (gone.signal.aborted) return;
    response = new Response(error instanceof Error ? error.message : String(error), {
      status: 500,
      headers: { 'access-control-allow-origin': '*' },
    });
  }
  outgoing.writeHead(response.status, [...response.headers].flat());
  if (!response.body || incoming.method === 'HEAD') {
    await response.body?.cancel();
    outgoing.end();
    return;
  }
  const sent = await pipe(response.body, outgoing, gone.signal);
  const announced = response.headers.get('content-length');
  // Fewer bytes than announced must look like a line that broke behind them, or the client waits for ever.
  if (announced !== null && sent < Number(announced)) outgoing.socket?.destroySoon();
  else outgoing.end();
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
  }
  const { method = 'GET' } = incoming;
  const bodiless = method === 'GET' || method === 'HEAD';
  return new Request(`http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`, {
    method,
    headers,
    signal,
    ...(bodiless ? {} : { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
  } as RequestInit);
}

async function pipe(
  body: ReadableStream<Uint8Array>,
  out: ServerResponse,
  signal: AbortSignal,
): Promise<number> {
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  let sent = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done || signal.aborted) break;
    sent += value.length;
    // A client that has left never drains; the signal says so, and takes the listeners away.
    if (!out.write(value)) await once(out, 'drain', { signal }).catch(() => undefined);
  }
  signal.removeEventListener('abort', cancel);
  return sent;
}
