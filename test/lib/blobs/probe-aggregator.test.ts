// What a visitor is told of an aggregator before it is used: against real servers on loopback.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createDevnet } from '../../../devnet/network.ts';
import { probeAggregator } from '../../../src/lib/blobs/probe-aggregator.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an aggregator answers for a blob that nobody stored, and the answer is timed', async () => {
  const devnet = await createDevnet();
  const fetchFn: typeof fetch = (input, init) => devnet.handle(new Request(input, init));
  const { aggregators } = devnet.describe('http://devnet');
  for (const address of [aggregators[0]!, `${aggregators[1]!}/`]) {
    const probe = await probeAggregator(address, { fetch: fetchFn });
    expect(probe).toEqual({ kind: 'answers', ms: expect.any(Number) });
  }
  expect(devnet.walrus.traffic.counts()['aggregator/0']).toMatchObject({ requests: 1, bytes: 0 });
});

test.each([
  [429, 'busy'],
  [503, 'busy'],
  [500, 'refused'],
  [403, 'refused'],
  [200, 'refused'],
])('one that says %i is %s', async (status, kind) => {
  const address = await serve((_, response) => response.writeHead(status).end('no'));
  expect(await probeAggregator(address)).toEqual({ kind, status });
});

test('a server that says nothing is silent, one that is not there unreachable', async () => {
  const address = await serve(() => undefined);
  expect(await probeAggregator(address, { patienceMs: 50 })).toEqual({ kind: 'silent' });
  const gone = await serve(() => undefined);
  closing.pop()!();
  expect(await probeAggregator(gone)).toEqual({ kind: 'unreachable' });
});

test('can be given up', async () => {
  const address = await serve(() => undefined);
  const abort = new AbortController();
  const probing = probeAggregator(address, { signal: abort.signal });
  abort.abort();
  await expect(probing).rejects.toMatchObject({ name: 'AbortError' });
});
