// A network that goes away in the middle of a read: it waits, blames nobody, and goes on with what is missing.
import { beforeAll, expect, test } from 'vitest';
import type { Line } from '../../../../src/lib/blobs/line.ts';
import { makeFixture, readerOver, serveAll, type Fixture } from './fixture.ts';

const TOTAL = 450_000;
const PATIENT = { firstByteMs: 60_000, stallMs: 60_000, hedgeMs: 60_000, patienceMs: 60_000 };

let fixture: Fixture;
beforeAll(async () => {
  fixture = await makeFixture();
});

/** A line that a test cuts and mends; while it is cut, requests fail as a browser's do. */
function testLine() {
  const listeners = new Set<() => void>();
  let isUp = true;
  const cuts = new Set<() => void>();
  const line: Line = {
    get isUp() {
      return isUp;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  let refused = 0;
  const fetchFn: typeof fetch = async (input, init) => {
    if (!isUp) {
      refused += 1;
      throw new TypeError('Failed to fetch');
    }
    const cut = new AbortController();
    cuts.add(() => cut.abort(new TypeError('network error')));
    return fetch(input, { ...init, signal: AbortSignal.any([init!.signal!, cut.signal]) });
  };
  return {
    line,
    fetch: fetchFn,
    listeners,
    refused: () => refused,
    cut() {
      isUp = false;
      for (const one of cuts) one();
      for (const listener of listeners) listener();
    },
    mend() {
      isUp = true;
      for (const listener of listeners) listener();
    },
  };
}

test('what has come stays, nothing is asked while it is away, and only what is missing is fetched when it is back', async () => {
  const servers = await serveAll(fixture, undefined, undefined);
  const net = testLine();
  const { read, whole, stored, progress } = readerOver(fixture, servers, {
    timeouts: PATIENT,
    perOrigin: 1,
    line: net.line,
    fetch: net.fetch,
  });
  const before: number[] = [];
  const reading = read({
    take: async ({ index }, bytes) => {
      expect(stored.has(index)).toBe(false);
      stored.set(index, new Uint8Array(bytes));
      if (stored.size !== 5) return;
      net.cut();
      before.push(...stored.keys());
    },
  });
  await expect.poll(() => progress.at(-1)?.offline).toBe(true);
  const askedBefore = servers.map(({ requests }) => requests.length);
  await expect.poll(() => servers.reduce((open, server) => open + server.open, 0)).toBe(0);
  expect(net.refused()).toBeLessThanOrEqual(2);
  net.mend();
  const report = await reading;
  expect(whole().equals(fixture.bytes)).toBe(true);
  expect(report).toMatchObject({ stored: TOTAL, refused: 0 });
  for (const origin of report.origins)
    expect(origin).toMatchObject({ errors: 0, failures: [], state: 'idle' });
  const again = new Set(
    servers.flatMap(({ requests }, at) => requests.slice(askedBefore[at]).map(({ offset }) => offset)),
  );
  expect(again.size).toBeGreaterThan(0);
  for (const index of before) expect(again.has(fixture.ranges[index]!.offset)).toBe(false);
  expect(progress.at(-1)!.offline).toBe(false);
  expect(net.listeners.size).toBe(0);
});

test('while it is away the read can be given up, and nobody listens any more', async () => {
  const servers = await serveAll(fixture, undefined);
  const net = testLine();
  net.cut();
  const { read, progress } = readerOver(fixture, servers, { line: net.line, fetch: net.fetch });
  const abort = new AbortController();
  const reading = read({ signal: abort.signal });
  await expect.poll(() => progress.at(-1)?.offline).toBe(true);
  abort.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  expect(net.refused()).toBe(0);
  expect(net.listeners.size).toBe(0);
});

test('with a network, servers that cannot be reached are to blame, each by what it did', async () => {
  const servers = await serveAll(
    fixture,
    undefined,
    { kind: 'status', status: 500 },
    { kind: 'flip', at: 5 },
  );
  const { read, progress } = readerOver(fixture, servers, { timeouts: PATIENT });
  await read();
  const [honest, failing, liar] = progress.at(-1)!.origins;
  expect(honest).toMatchObject({ failures: [], hedged: 0 });
  expect(failing!.failures).toEqual([{ reason: 'status', status: 500, times: failing!.errors }]);
  expect(liar!.failures[0]).toMatchObject({ reason: 'wrong-content' });
  expect(liar!.refused).toBeGreaterThan(0);
});

test('a range asked of another too is counted against the slow one', async () => {
  let hung = false;
  const servers = await serveAll(
    fixture,
    () => (hung ? undefined : ((hung = true), { kind: 'hang', after: 1_000 })),
    undefined,
  );
  const { read } = readerOver(fixture, servers, { timeouts: { ...PATIENT, hedgeMs: 50 } });
  const { origins } = await read();
  expect(origins.map(({ hedged }) => hedged)).toEqual([1, 0]);
});
