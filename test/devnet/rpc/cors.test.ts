import { describe, expect, it } from 'vitest';
import { withCors } from '../../../devnet/rpc/cors.ts';

const handle = withCors(async (request) => new Response(request.method, { headers: { 'x-own': '1' } }));

describe('CORS', () => {
  it('lets any origin read any answer and header', async () => {
    const response = await handle(new Request('http://devnet/'));
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toBe('*');
    expect(response.headers.get('x-own')).toBe('1');
  });

  it('answers a preflight with the headers it asks for, without asking the handler', async () => {
    const request = new Request('http://devnet/', {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'x-grpc-web,authorization' },
    });
    const response = await handle(request);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('x-grpc-web,authorization');
    expect(await response.text()).toBe('');
  });
});
