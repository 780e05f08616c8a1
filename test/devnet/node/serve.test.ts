import { afterEach, describe, expect, it } from 'vitest';
import { serve, type FetchHandler, type Served } from '../../../devnet/node/serve.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});
const start = async (handle: FetchHandler) => (served = await serve(handle)).url;

describe('the HTTP adapter', () => {
  it('passes method, path, query, headers and body, and answers with status, headers and body', async () => {
    const url = await start(async (request) => {
      const { pathname, search } = new URL(request.url);
      const text = `${request.method} ${pathname}${search} ${request.headers.get('x-a')} ${await request.text()}`;
      return new Response(text, { status: 201, headers: { 'x-b': 'two' } });
    });
    const response = await fetch(`${url}/p/q?r=1`, {
      method: 'PUT',
      headers: { 'x-a': 'one' },
      body: 'three',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-b')).toBe('two');
    expect(await response.text()).toBe('PUT /p/q?r=1 one three');
  });

  it('streams a large upload without holding it', async () => {
    const url = await start(async (request) => {
      let size = 0;
      for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) size += chunk.length;
      return Response.json({ size });
    });
    const chunk = new Uint8Array(1 << 20);
    let left = 64;
    const body = new ReadableStream({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    });
    const response = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await response.json()).toEqual({ size: 64 * 2 ** 20 });
  });

  it('sends chunks as they come', async () => {
    let release = () => {};
    const url = await start(async () => {
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode('first'));
          await new Promise<void>((resolve) => (release = resolve));
          controller.enqueue(new TextEncoder().encode('second'));
          controller.close();
        },
      });
      return new Response(body);
    });
    const reader = (await fetch(url)).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
    release();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('second');
  });

  it("aborts the request's signal when the client leaves", async () => {
    let arrived: (request: Request) => void = () => {};
    const arrival = new Promise<Request>((resolve) => (arrived = resolve));
    const url = await start((request) => {
      arrived(request);
      return new Promise(() => {});
    });
    const controller = new AbortController();
    const leaving = fetch(url, { signal: controller.signal }).catch((error: Error) => error.name);
    const { signal } = await arrival;
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    controller.abort();
    expect(await leaving).toBe('AbortError');
    await aborted;
  });

  it('breaks the line behind a body that is shorter than announced', async () => {
    const url = await start(async () => new Response('half', { headers: { 'content-length': '8' } }));
    const reader = (await fetch(url)).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('half');
    await expect(reader.read()).rejects.toThrow(TypeError);
  });

  it('answers 500 when the handler fails', async () => {
    const url = await start(() => Promise.reject(new Error('broken')));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, 'broken']);
  });

  it('answers HEAD with headers alone', async () => {
    const url = await start(async () => new Response('body', { headers: { 'content-length': '4' } }));
    const response = await fetch(url, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('4');
    expect(await response.text()).toBe('');
  });
});
