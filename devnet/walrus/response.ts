// The shape of every answer of the Walrus services: CORS, stored bytes on their way out, the JSON body of an error.
import type { StoredBytes } from './blob-store.ts';
import { type BodyPlan, type BodyPorts, openBody, wholeBody } from './body.ts';

/** Stored bytes about to be sent: a fault may still change what is. */
export interface Answer {
  status: 200 | 206;
  headers: Record<string, string>;
  blobId: string;
  body: BodyPlan;
  /** Content-Length, where it is not what is sent. */
  announced?: number;
  /** Where in the blob the body begins; absent for what is not a part of it. */
  rows?: { start: number; blobSize: number };
}

const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  // Aggregators expose no headers to scripts. Said outright, so that a wrapper's default does not expose them.
  'access-control-expose-headers': '',
  'cross-origin-resource-policy': 'cross-origin',
};

/** `status` words of the services' error bodies. */
const STATUS_WORDS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  413: 'INVALID_ARGUMENT',
  416: 'OUT_OF_RANGE',
  429: 'RESOURCE_EXHAUSTED',
  451: 'FAILED_PRECONDITION',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

export function respond(
  status: number,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { status, headers: { ...COMMON_HEADERS, ...headers } });
}

/** The answer as its reader gets it; HEAD has no body. */
export function send(answer: Answer, request: Request, ports: BodyPorts): Response {
  const { status, headers, body, announced = body.length } = answer;
  const stream = request.method === 'HEAD' ? null : openBody(body, ports);
  return respond(status, stream, { ...headers, 'content-length': String(announced) });
}

export function answerWith(bytes: StoredBytes, rest: Omit<Answer, 'body' | 'status'>): Answer {
  return { status: 200, ...rest, body: wholeBody(bytes) };
}

export function respondJson(status: number, value: unknown): Response {
  return respond(status, JSON.stringify(value), { 'content-type': 'application/json' });
}

/** `reason` is the word programs switch on, e.g. BLOB_NOT_FOUND. */
export function refuse(
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const details = [{ '@type': 'ErrorInfo', reason, domain: 'daemon.walrus.space' }];
  const error = { status: STATUS_WORDS[code] ?? 'UNKNOWN', code, message, details };
  return respond(code, JSON.stringify({ error }), { 'content-type': 'application/json', ...headers });
}

export function preflight(): Response {
  return respond(204, null, {
    'access-control-allow-methods': '*',
    'access-control-allow-headers': '*',
    'access-control-max-age': '86400',
    // A page on a public origin may ask for this network on its own machine.
    'access-control-allow-private-network': 'true',
  });
}
