// A blob comes in ranges from whoever tells the truth; what nobody can do is said so, and what is ended ends.
import { beforeAll, describe, expect, test } from 'vitest';
import { BlobError } from '../../../../src/lib/blobs/errors.ts';
import { createAggregatorPool } from '../../../../src/lib/blobs/aggregator-pool.ts';
import type { ReadAttempt } from '../../../../src/lib/blobs/types.ts';
import { makeFixture, readerOver, serveAll, type Fixture } from './fixture.ts';

const TOTAL = 450_000;
const RANGE = 39_798;
/** Long: nothing here waits for them. */
const PATIENT = { firstByteMs: 60_000, stallMs: 60_000, hedgeMs: 60_000, patienceMs: 60_000 };

let fixture: Fixture;
beforeAll(async () => {
  fixture = await makeFixture();
});

async function failure(promise: Promise<unknown>): Promise<BlobError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BlobError);
  return error as BlobError;
}

const reasonsOf = (error: BlobError) =>
  (error.details['attempts'] as ReadAttempt[]).map(({ aggregator, reason, status }) => ({
    aggregator,
    reason,
    status,
  }));

describe('reading', () => {
  test('three honest servers share the work and nothing is fetched twice', async () => {
    const servers = await serveAll(fixture, undefined, undefined, undefined);
    const { read, whole, progress } = readerOver(fixture, servers, { timeouts: PATIENT });
    const report = await read();
    expect(whole().equals(fixture.bytes)).toBe(true);
    expect(report).toMatchObject({ fetched: TOTAL, stored: TOTAL, refused: 0 });
    expect(servers.map(({ requests }) => requests.length > 0)).toEqual([true, true, true]);
    const offsets = servers.flatMap(({ requests }) => requests.map(({ offset }) => offset));
    expect(offsets.sort((a, b) => a - b)).toEqual(fixture.ranges.map(({ offset }) => offset));
    expect(progress.at(-1)).toMatchObject({ loaded: TOTAL, total: TOTAL });
    const bytes = progress.at(-1)!.origins.reduce((sum, origin) => sum + origin.bytes, 0);
    expect(bytes).toBe(TOTAL);
  });

  test('only what is wanted is fetched, in the order it is wanted', async () => {
    const [server] = await serveAll(fixture, undefined);
    const { read, stored } = readerOver(fixture, [server!], { timeouts: PATIENT, perOrigin: 1 });
    const { ranges } = fixture;
    const report = await read({ ranges: [ranges[7]!, ranges[2]!, ranges[11]!] });
    expect(server!.requests.map(({ offset }) => offset / RANGE)).toEqual([7, 2, 11]);
    expect([...stored.keys()]).toEqual([7, 2, 11]);
    expect(report.fetched).toBe(2 * RANGE + ranges[11]!.bytes);
    expect(await read({ ranges: [] })).toMatchObject({ fetched: 0, stored: 0 });
  });

  test('a store that is slow bounds what is in memory', async () => {
    const [server] = await serveAll(fixture, undefined);
    const { read } = readerOver(fixture, [server!], { timeouts: PATIENT, perOrigin: 6, mostRanges: 4 });
    const open: (() => void)[] = [];
    let taken = 0;
    const reading = read({
      take: () => {
        taken += 1;
        return new Promise<void>((resolve) => open.push(resolve));
      },
    });
    for (let step = 4; step <= 12; step++) {
      await expect.poll(() => taken).toBe(step);
      expect(server!.requests).toHaveLength(step);
      open.shift()!();
    }
    open.forEach((resolve) => resolve());
    expect((await reading).stored).toBe(TOTAL);
  });

  test('buffers that the taker hands back are used again', async () => {
    const [server] = await serveAll(fixture, undefined);
    const { read } = readerOver(fixture, [server!], { timeouts: PATIENT, perOrigin: 1, mostRanges: 1 });
    let bytes = Buffer.alloc(0);
    await read({
      take: async (_, buffer) => {
        bytes = Buffer.concat([bytes, new Uint8Array(buffer)]);
        // Dirty: what is left of it must not show up in the next range.
        new Uint8Array(buffer).fill(255);
        return buffer;
      },
    });
    expect(bytes.equals(fixture.bytes)).toBe(true);
  });

  test('a server behind something that drops the Range header is asked in the other way', async () => {
    const [server] = await serveAll(fixture, { kind: 'whole' });
    const { read, whole } = readerOver(fixture, [server!], { timeouts: PATIENT });
    const report = await read();
    expect(whole().equals(fixture.bytes)).toBe(true);
    expect(report.origins[0]).toMatchObject({ errors: 0, refused: 0 });
    const forms = server!.requests.map(({ form }) => form);
    expect(forms.filter((form) => form === 'header').length).toBeLessThanOrEqual(3);
    expect(forms.filter((form) => form === 'query')).toHaveLength(12);
  });

  test('a second read waits for the first', async () => {
    const [server] = await serveAll(fixture, undefined);
    const { read, stored } = readerOver(fixture, [server!], { timeouts: PATIENT });
    const log: string[] = [];
    const take = (name: string) => async () => void log.push(name);
    await Promise.all([read({ take: take('first') }), read({ take: take('second') })]);
    expect(log).toEqual([...Array(12).fill('first'), ...Array(12).fill('second')]);
    expect(stored.size).toBe(0);
  });

  test('what `take` throws ends it, and nothing is under way any more', async () => {
    const servers = await serveAll(fixture, undefined, { kind: 'hang', after: 10 });
    const { read } = readerOver(fixture, servers, { timeouts: PATIENT });
    const full = new RangeError('no room');
    await expect(read({ take: () => Promise.reject(full) })).rejects.toBe(full);
    await expect.poll(() => servers.map(({ open }) => open)).toEqual([0, 0]);
  });
});

describe('an abort', () => {
  test.each([
    ['before the first byte', 0],
    ['in the middle of bodies', 5_000],
  ])('%s ends every request', async (_, after) => {
    const servers = await serveAll(fixture, { kind: 'hang', after }, { kind: 'hang', after });
    const { read, stored } = readerOver(fixture, servers, { timeouts: PATIENT });
    const abort = new AbortController();
    const reading = read({ signal: abort.signal });
    await expect.poll(() => servers.map(({ open }) => open)).toEqual([2, 2]);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => servers.map(({ open }) => open)).toEqual([0, 0]);
    await expect.poll(() => servers.map(({ abandoned }) => abandoned)).toEqual([2, 2]);
    expect(stored.size).toBe(0);
  });

  test('beforehand asks nobody', async () => {
    const [server] = await serveAll(fixture, undefined);
    const reading = readerOver(fixture, [server!]).read({ signal: AbortSignal.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(server!.requests).toEqual([]);
  });

  test('while all are left alone ends the wait', async () => {
    const [server] = await serveAll(fixture, { kind: 'status', status: 503, retryAfter: '3600' });
    const { read, progress } = readerOver(fixture, [server!], { timeouts: PATIENT });
    const abort = new AbortController();
    const reading = read({ signal: abort.signal });
    await expect.poll(() => progress.at(-1)?.origins[0]?.state).toBe('backing-off');
    abort.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('slow and busy ones', () => {
  test('the slowest range is asked for elsewhere too; the first right answer wins, the other is ended', async () => {
    // One request of the first server never goes on.
    let hung = false;
    const servers = await serveAll(
      fixture,
      () => (hung ? undefined : ((hung = true), { kind: 'hang', after: 1_000 })),
      undefined,
    );
    const { read, whole } = readerOver(fixture, servers, { timeouts: { ...PATIENT, hedgeMs: 50 } });
    const report = await read();
    expect(whole().equals(fixture.bytes)).toBe(true);
    expect(report.refused).toBe(0);
    await expect.poll(() => servers[0]!.abandoned).toBe(1);
    expect(report.origins[0]).toMatchObject({ errors: 0, state: 'idle' });
  });

  test('a single range from a silent server is not waited for either', async () => {
    const servers = await serveAll(fixture, { kind: 'hang', after: 0 }, undefined);
    const { read, stored } = readerOver(fixture, servers, { timeouts: { ...PATIENT, patienceMs: 50 } });
    await read({ ranges: [fixture.ranges[4]!] });
    expect([...stored.keys()]).toEqual([4]);
    await expect.poll(() => servers[0]!.abandoned).toBe(1);
  });

  test('one that is busy is left alone for as long as it asks', async () => {
    const [server] = await serveAll(fixture, ({ index }) =>
      index === 0 ? { kind: 'status', status: 429, retryAfter: '1' } : undefined,
    );
    const { read, progress } = readerOver(fixture, [server!], { timeouts: PATIENT, perOrigin: 1 });
    const report = await read();
    expect(report).toMatchObject({ stored: TOTAL, refused: 0, origins: [{ errors: 1 }] });
    expect(server!.requests).toHaveLength(13);
    const [first, second] = server!.requests.map(({ atMs }) => atMs);
    // Both clocks are one, and a timer never fires more than a fraction early.
    expect(second! - first!).toBeGreaterThanOrEqual(990);
    expect(progress.some(({ origins }) => origins[0]!.state === 'backing-off')).toBe(true);
  });

  test('one that fails now and then goes on being used', async () => {
    const [server] = await serveAll(fixture, ({ index }) =>
      index % 3 === 2 ? { kind: 'cut', after: 100 } : undefined,
    );
    const { read, whole } = readerOver(fixture, [server!], {
      timeouts: PATIENT,
      perOrigin: 1,
      aggregators: createAggregatorPool([server!.url], { backOffMs: 1 }),
    });
    const report = await read();
    expect(whole().equals(fixture.bytes)).toBe(true);
    expect(report.origins[0]).toMatchObject({ errors: 5, state: 'idle' });
  });

  test('a 404 of all, just after publishing, is asked again once', async () => {
    const until = (count: number) => (request: { index: number }) =>
      request.index < count ? ({ kind: 'status', status: 404 } as const) : undefined;
    const servers = await serveAll(fixture, until(1), until(1));
    const { read } = readerOver(fixture, servers, { timeouts: PATIENT, perOrigin: 1 });
    expect(await read({ graceMs: 20 })).toMatchObject({ stored: TOTAL });
    const gone = await serveAll(fixture, { kind: 'status', status: 404 });
    const error = await failure(readerOver(fixture, gone, { perOrigin: 1 }).read({ graceMs: 20 }));
    expect(error.code).toBe('blobs/not-found');
    expect(gone[0]!.requests).toHaveLength(2);
  });
});

describe('when nobody delivers', () => {
  test('404 everywhere is blobs/not-found', async () => {
    const missing = { kind: 'status', status: 404 } as const;
    const servers = await serveAll(fixture, missing, missing);
    const error = await failure(readerOver(fixture, servers).read());
    expect(error).toMatchObject({ code: 'blobs/not-found', retryable: false });
    expect(reasonsOf(error)).toEqual(
      expect.arrayContaining(servers.map(({ url }) => ({ aggregator: url, reason: 'status', status: 404 }))),
    );
  });

  test('wrong bytes everywhere are blobs/corrupt and the liars are named', async () => {
    const servers = await serveAll(fixture, { kind: 'flip', at: 5 }, { kind: 'flip', at: 6 });
    const { read, stored } = readerOver(fixture, servers);
    const error = await failure(read());
    expect(error).toMatchObject({ code: 'blobs/corrupt', retryable: false });
    expect(reasonsOf(error).map(({ aggregator, reason }) => ({ aggregator, reason }))).toEqual(
      expect.arrayContaining(servers.map(({ url }) => ({ aggregator: url, reason: 'wrong-content' }))),
    );
    expect(stored.size).toBe(0);
  });

  test('the same bytes from two, refused both times, are blobs/sidecar: it may be the digests that are wrong', async () => {
    const bent = fixture.bytes.slice();
    for (const { offset } of fixture.ranges) bent[offset]! ^= 1;
    const fault = { kind: 'other', bytes: bent } as const;
    const servers = await serveAll(fixture, fault, fault);
    const pool = createAggregatorPool(servers.map(({ url }) => url));
    const { read, stored } = readerOver(fixture, servers, { aggregators: pool });
    expect((await failure(read())).code).toBe('blobs/sidecar');
    expect(stored.size).toBe(0);
    // And nobody is remembered as a liar for it.
    expect(pool.aggregators.map(({ lied }) => lied)).toEqual([false, false]);
  });

  test('a known liar is asked where there is nobody else', async () => {
    const servers = await serveAll(fixture, undefined, { kind: 'status', status: 404 });
    const pool = createAggregatorPool(servers.map(({ url }) => url));
    pool.convict(servers[0]!.url);
    const { read } = readerOver(fixture, servers, { aggregators: pool });
    expect(await read()).toMatchObject({ stored: TOTAL });
  });

  test('anything else is blobs/unavailable, retryable; what was taken stays', async () => {
    // Off after four requests, for good.
    const [server] = await serveAll(fixture, ({ index }) =>
      index < 4 ? undefined : { kind: 'cut', after: 100 },
    );
    const pool = createAggregatorPool([server!.url], { backOffMs: 1 });
    const { read, stored } = readerOver(fixture, [server!], { aggregators: pool, perOrigin: 1 });
    const error = await failure(read());
    expect(error).toMatchObject({ code: 'blobs/unavailable', retryable: true });
    expect(reasonsOf(error)).toEqual([{ aggregator: server!.url, reason: 'network', status: undefined }]);
    expect(stored.size).toBe(4);
    // Four failures in a row, then no more.
    expect(server!.requests).toHaveLength(8);
  });

  test('no aggregators at all, or none that can be reached', async () => {
    expect((await failure(readerOver(fixture, []).read())).code).toBe('blobs/unavailable');
    const pool = createAggregatorPool(['http://127.0.0.1:1'], { backOffMs: 1 });
    const error = await failure(readerOver(fixture, [], { aggregators: pool }).read());
    expect(error).toMatchObject({ code: 'blobs/unavailable', retryable: true });
  });
});
