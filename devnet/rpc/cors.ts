// CORS for a whole origin: everything here is public, so everyone may read everything.
const ALLOW = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
};
const PREFLIGHT = {
  ...ALLOW,
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, OPTIONS',
  'access-control-max-age': '86400',
  // A page on a public origin may ask for this network on its own machine.
  'access-control-allow-private-network': 'true',
};

/** Answers preflights and lets every other answer be read across origins; headers already set stay. */
export function withCors(handle: (request: Request) => Promise<Response>) {
  return async function handleWithCors(request: Request): Promise<Response> {
    if (request.method === 'OPTIONS') {
      const asked = request.headers.get('access-control-request-headers');
      // A wildcard does not cover `authorization`; repeating what was asked for covers all.
      return new Response(null, {
        status: 204,
        headers: { ...PREFLIGHT, 'access-control-allow-headers': asked ?? '*' },
      });
    }
    const response = await handle(request);
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(ALLOW)) if (!headers.has(name)) headers.set(name, value);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  };
}
