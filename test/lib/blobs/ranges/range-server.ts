// An aggregator over real HTTP that answers ranges of one blob as the public ones do, and misbehaves when told.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '../loopback.ts';

/** What is done instead of sending the range. */
export type RangeFault =
  | { kind: 'status'; status: number; retryAfter?: string }
  /** Sends the first bytes of what it announced, then closes the connection. */
  | { kind: 'cut'; after: number }
  /** Announces fewer bytes and sends no more. */
  | { kind: 'short'; bytes: number }
  /** Sends more bytes than were asked for. */
  | { kind: 'long'; extra: number }
  /** Nothing more after so many bytes; with 0 no headers either. */
  | { kind: 'hang'; after: number }
  /** One bit, in the byte with this place in the answer. */
  | { kind: 'flip'; at: number }
  /** Another blob's bytes. */
  | { kind: 'other'; bytes: Uint8Array }
  /** Does not look at the Range header. */
  | { kind: 'whole' }
  /** Announces one length and sends another number of bytes. */
  | { kind: 'lie'; announced: number }
  /** Sends nothing before it is released. */
  | { kind: 'gate'; open: Promise<void> };

export interface RangeServer {
  url: string;
  /** Each request so far, in the order they came. */
  requests: (Asked & { atMs: number })[];
  /** Bytes of bodies handed to the network. */
  readonly sent: number;
  /** Requests whose client went away before the answer ended. */
  readonly abandoned: number;
  /** Requests not answered to the end and not abandoned. */
  readonly open: number;
}

/** `fault` is asked at each request; `index` counts them from 0. */
export async function serveRanges(
  blob: { blobId: string; bytes: Uint8Array },
  fault: (request: { offset: number; bytes: number; index: number }) => RangeFault | undefined = () =>
    undefined,
): Promise<RangeServer> {
  const requests: RangeServer['requests'] = [];
  let [sent, abandoned, open] = [0, 0, 0];
  const { url } = await serve((request, response) => {
    const asked = parse(request, blob);
    if (!asked) return void response.writeHead(404).end();
    const { offset, bytes } = asked;
    requests.push({ ...asked, atMs: performance.now() });
    open += 1;
    response.on('close', () => {
      open -= 1;
      if (!response.writableFinished) abandoned += 1;
    });
    const index = requests.length - 1;
    const count = (more: number) => (sent += more);
    void answer(response, { blob, asked, count }, fault({ offset, bytes, index }));
  });
  return {
    url,
    requests,
    get sent() {
      return sent;
    },
    get abandoned() {
      return abandoned;
    },
    get open() {
      return open;
    },
  };
}

interface Asked {
  offset: number;
  bytes: number;
  form: 'header' | 'query';
}

function parse(
  { url = '', headers }: IncomingMessage,
  blob: { blobId: string; bytes: Uint8Array },
): Asked | undefined {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  if (pathname === `/v1/blobs/${blob.blobId}/byte-range`) {
    const [offset, bytes] = [Number(searchParams.get('start')), Number(searchParams.get('length'))];
    return { offset, bytes, form: 'query' };
  }
  const match = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
  if (pathname !== `/v1/blobs/${blob.blobId}` || !match) return undefined;
  const offset = Number(match[1]);
  return { offset, bytes: Number(match[2]) - offset + 1, form: 'header' };
}

async function answer(
  response: ServerResponse,
  { blob, asked, count }: { blob: { bytes: Uint8Array }; asked: Asked; count(bytes: number): void },
  fault: RangeFault | undefined,
): Promise<void> {
  const { offset, bytes, form } = asked;
  const right = blob.bytes.slice(offset, offset + bytes);
  const status = form === 'header' ? 206 : 200;
  const send = (body: Uint8Array, announced = body.length, code = status) => {
    response.writeHead(code, { 'content-length': announced, 'access-control-allow-origin': '*' });
    response.write(body);
    count(body.length);
  };
  switch (fault?.kind) {
    case 'status':
      response.writeHead(fault.status, fault.retryAfter ? { 'retry-after': fault.retryAfter } : {});
      break;
    case 'cut':
      send(right.subarray(0, fault.after), right.length);
      return void setImmediate(() => response.socket?.destroy());
    case 'short':
      send(right.subarray(0, fault.bytes));
      break;
    case 'long':
      send(Buffer.concat([right, new Uint8Array(fault.extra)]));
      break;
    case 'hang':
      if (fault.after > 0) send(right.subarray(0, fault.after), right.length);
      return;
    case 'flip':
      right[fault.at]! ^= 1;
      send(right);
      break;
    case 'other':
      send(fault.bytes.slice(offset, offset + bytes));
      break;
    case 'whole':
      if (form === 'header') send(blob.bytes, blob.bytes.length, 200);
      else send(right);
      break;
    case 'lie':
      response.strictContentLength = false;
      send(right, fault.announced);
      break;
    case 'gate':
      await fault.open;
      send(right);
      break;
    case undefined:
      send(right);
  }
  response.end();
}
