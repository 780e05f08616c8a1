// A blob is read from whoever tells the truth, and whoever does not is named.
import { describe, expect, test } from 'vitest';
import { BlobError } from '../../../src/lib/blobs/errors.ts';
import type { OriginProgress } from '../../../src/lib/blobs/ranges/types.ts';
import { createReader, type ReadOptions } from '../../../src/lib/blobs/reader.ts';
import { serve, serveAggregator, type Fault } from './loopback.ts';
import { noise } from './noise.ts';

const ID = 'A'.repeat(43);
const BYTES = noise(300_000);
const BLOBS = new Map([[ID, BYTES]]);
/** Short enough to wait for, long enough for a busy machine. */
const TIMEOUTS = { firstByteMs: 1_500, stallMs: 1_500 };

/** Accepts exactly BYTES. */
const verify = async (blob: Blob) => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (Buffer.compare(bytes, BYTES) !== 0) throw new BlobError('blobs/corrupt', 'not the bytes');
};
const options: ReadOptions = { verify, expectedBytes: BYTES.length };

async function readerOf(...faults: (Fault | undefined)[]) {
  const servers = await Promise.all(
    faults.map((fault) => serveAggregator(BLOBS, fault === undefined ? {} : { all: fault })),
  );
  const aggregators = servers.map((server) => server.url);
  return { servers, aggregators, reader: createReader({ aggregators, timeouts: TIMEOUTS }) };
}

async function failure(promise: Promise<unknown>): Promise<BlobError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BlobError);
  return error as BlobError;
}

describe('one bad aggregator among three', () => {
  test.each<[Fault, string]>([
    [404, 'status'],
    [451, 'status'],
    [500, 'status'],
    ['wrong', 'wrong-content'],
    ['truncated', 'truncated'],
    ['cut', 'network'],
    ['silent', 'stalled'],
    ['hanging', 'stalled'],
    ['over-long', 'too-long'],
  ])('%s is passed over for the next', async (fault, reason) => {
    const { reader, servers } = await readerOf(fault, undefined, undefined);
    const progress: number[] = [];
    let told: OriginProgress[] = [];
    const blob = await reader.readBlob(ID, {
      ...options,
      onProgress: (loaded) => progress.push(loaded),
      onOrigins: (origins) => (told = origins),
    });
    await verify(blob);
    expect(servers.map((server) => server.log.length)).toEqual([1, 1, 0]);
    const lied = reason === 'wrong-content' || reason === 'too-long';
    expect(told).toMatchObject([
      { origin: servers[0]!.url, state: 'dropped', failures: [{ reason, times: 1 }] },
      { origin: servers[1]!.url, bytes: BYTES.length, failures: [] },
    ]);
    expect(told[0]!.refused > 0).toBe(lied);
    expect(progress.at(-1)).toBe(BYTES.length);
    expect(progress).toContain(0);
  });

  test('is not asked first again', async () => {
    const { reader, servers } = await readerOf(500, undefined);
    await reader.readBlob(ID, options);
    await reader.readBlob(ID, options);
    expect(servers.map((server) => server.log.length)).toEqual([1, 2]);
  });

  test('that says nothing is not waited for, nor asked first again', async () => {
    const servers = await Promise.all([
      serveAggregator(BLOBS, { all: 'silent' }),
      serveAggregator(BLOBS),
      serveAggregator(BLOBS),
    ]);
    const aggregators = servers.map((server) => server.url);
    const reader = createReader({ aggregators, timeouts: { patienceMs: 100 } });
    await verify(await reader.readBlob(ID, options));
    await verify(await reader.readBlob(ID, options));
    expect(servers[0]!.log).toHaveLength(1);
  });

  test('that is only slow still delivers, when the one asked beside it does not', async () => {
    const slow = await serve((_, response) => setTimeout(() => response.end(BYTES), 400));
    const silent = await serveAggregator(BLOBS, { all: 'silent' });
    const reader = createReader({
      aggregators: [slow.url, silent.url],
      timeouts: { ...TIMEOUTS, patienceMs: 100 },
    });
    await verify(await reader.readBlob(ID, options));
    expect(silent.log).toHaveLength(1);
  });

  test('that cannot be reached is passed over', async () => {
    const good = await serveAggregator(BLOBS);
    const reader = createReader({ aggregators: ['http://127.0.0.1:1', good.url], timeouts: TIMEOUTS });
    await verify(await reader.readBlob(ID, options));
  });
});

describe('when nobody delivers', () => {
  test('404 everywhere is blobs/not-found', async () => {
    const { reader } = await readerOf(404, 404);
    const error = await failure(reader.readBlob(ID, options));
    expect(error.code).toBe('blobs/not-found');
    expect(error.retryable).toBe(false);
  });

  test('wrong bytes everywhere are blobs/corrupt and the liars are named', async () => {
    const { reader, aggregators } = await readerOf('wrong', 'over-long');
    const error = await failure(reader.readBlob(ID, options));
    expect(error.code).toBe('blobs/corrupt');
    expect(error.details).toEqual({
      blobId: ID,
      attempts: [
        { aggregator: aggregators[0], reason: 'wrong-content', message: 'not the bytes' },
        { aggregator: aggregators[1], reason: 'too-long', message: 'more than 300000 bytes' },
      ],
    });
  });

  test('anything else is blobs/unavailable, retryable, with a reason for each', async () => {
    const { reader } = await readerOf(404, 503, 'hanging', 'wrong', 'truncated', 'cut');
    const error = await failure(reader.readBlob(ID, options));
    expect(error.code).toBe('blobs/unavailable');
    expect(error.retryable).toBe(true);
    const attempts = error.details['attempts'] as { reason: string; status?: number }[];
    expect(attempts.map(({ reason, status }) => [reason, status])).toEqual([
      ['status', 404],
      ['status', 503],
      ['stalled', undefined],
      ['wrong-content', undefined],
      ['truncated', undefined],
      ['network', undefined],
    ]);
  });

  test('no aggregators at all is blobs/unavailable', async () => {
    const error = await failure(createReader({ aggregators: [] }).readBlob(ID, options));
    expect(error.code).toBe('blobs/unavailable');
  });
});

describe('reading', () => {
  test('a slow but steady server is waited for, however long it takes in all', async () => {
    const server = await serve((_, response) => {
      let sent = 0;
      const timer = setInterval(() => {
        response.write(BYTES.subarray(sent, (sent += 60_000)));
        if (sent < BYTES.length) return;
        clearInterval(timer);
        response.end();
      }, 400);
    });
    const reader = createReader({ aggregators: [server.url], timeouts: TIMEOUTS });
    await verify(await reader.readBlob(ID, options));
  });

  test('without a known size, more than maxBytes is refused', async () => {
    const { reader } = await readerOf(undefined);
    const error = await failure(reader.readBlob(ID, { verify, maxBytes: 1_000 }));
    expect(error.details['attempts']).toMatchObject([{ reason: 'too-long' }]);
    await verify(await reader.readBlob(ID, { verify, maxBytes: 300_000 }));
  });

  test('stops with an AbortError, asking nobody else', async () => {
    const { reader, servers } = await readerOf('hanging', undefined);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    await expect(reader.readBlob(ID, { ...options, signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(servers[1]!.log).toEqual([]);
  });

  test('passes on what is wrong with the check itself', async () => {
    const { reader } = await readerOf(undefined);
    const broken = async () => {
      throw new RangeError('a bug');
    };
    await expect(reader.readBlob(ID, { verify: broken })).rejects.toBeInstanceOf(RangeError);
  });

  test('spreads blobs read at the same time over aggregators', async () => {
    const { reader, servers } = await readerOf(undefined, undefined, undefined);
    await Promise.all([1, 2, 3].map(() => reader.readBlob(ID, options)));
    expect(servers.map((server) => server.log)).toEqual([1, 2, 3].map(() => [`GET /v1/blobs/${ID}`]));
  });
});
