// The shape of every answer of the Walrus services: CORS and the JSON body of an error.

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

export function respondJson(status: number, value: unknown): Response {
  return respond(status, JSON.stringify(value), { 'content-type': 'application/json' });
}

/** `reason` is the word programs switch on, e.g. BLOB_NOT_FOUND. */
export function refuse(code: number, reason: string, message: string): Response {
  const details = [{ '@type': 'ErrorInfo', reason, domain: 'daemon.walrus.space' }];
  return respondJson(code, { error: { status: STATUS_WORDS[code] ?? 'UNKNOWN', code, message, details } });
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
