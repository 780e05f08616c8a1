import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Encoder } from '../../../devnet/walrus/encoder.ts';
import { type Fault, parseFault } from '../../../devnet/walrus/fault.ts';
import type { WalrusService } from '../../../devnet/walrus/walrus.ts';
import {
  aggregator,
  bodyOf,
  createStage,
  encodeSamples,
  node,
  reasonOf,
  RELAY,
  type Sample,
  type Stage,
} from './stage.ts';

// Symbols of 2 bytes, so rows of 1,334: the first blob has two whole rows and a piece of a third.
const ROW = 1_334;
const bytes = Uint8Array.from({ length: 3_000 }, (_, i) => i % 251);
const small = Uint8Array.of(9, 8, 7);

let encoder: Encoder;
let first: Sample;
let second: Sample;
beforeAll(async () => {
  const encoded = await encodeSamples(bytes, small);
  encoder = encoded.encoder;
  [first, second] = encoded.samples as [Sample, Sample];
});

let stage: Stage;
let read: Stage['read'];
let id: string;
beforeEach(async () => {
  stage = await createStage(encoder);
  ({ read } = stage);
  id = first.blob.blobId;
  await stage.publish(first);
});

const set = (fault: Fault | null, service: WalrusService | number = 0) =>
  stage.walrus.setFault(service, parseFault(fault));
const range = (start: number, end: number) => read(`${id}/byte-range?start=${start}&length=${end - start}`);
/** Reads until the body ends or breaks, or `signal` says enough. */
async function drain(response: Response, signal?: AbortSignal): Promise<number[]> {
  const got: number[] = [];
  const reader = response.body!.getReader();
  signal?.addEventListener('abort', () => void reader.cancel());
  for (let next = await reader.read(); !next.done; next = await reader.read()) got.push(...next.value);
  return got;
}

describe('a status', () => {
  it('is what the aggregator answers, and no other does', async () => {
    set({ kind: 'status', status: 500 });
    expect((await read(id)).status).toBe(500);
    expect((await stage.ask(`${aggregator(1)}/blobs/${id}`)).status).toBe(200);
    set(null);
    expect((await read(id)).status).toBe(200);
  });

  it('may come with a time to wait', async () => {
    set({ kind: 'status', status: 429, retryAfter: 3 });
    const response = await read(id);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
    set({ kind: 'status', status: 503 });
    expect((await read(id)).headers.has('retry-after')).toBe(false);
  });

  it('may meet only the next requests, or one blob', async () => {
    await stage.publish(second);
    set({ kind: 'status', status: 500, times: 2, blob: id });
    const statuses = async (...ids: string[]) => {
      const all: number[] = [];
      for (const blobId of ids) all.push((await read(blobId)).status);
      return all;
    };
    expect(await statuses(second.blob.blobId, id, id, id)).toEqual([200, 500, 500, 200]);
  });

  it('can be that of a relay or a storage node', async () => {
    set({ kind: 'status', status: 503 }, 'relay');
    set({ kind: 'status', status: 500 }, 'node/1');
    expect((await stage.upload(id, bytes)).status).toBe(503);
    expect((await stage.ask(`${RELAY.replace('relay', 'relay-tipped')}/tip-config`)).status).toBe(200);
    expect((await stage.ask(`${node(1)}/blobs/${id}/metadata`)).status).toBe(500);
    expect((await stage.ask(`${node(0)}/blobs/${id}/metadata`)).status).toBe(200);
  });
});

describe('one flipped bit', () => {
  const flipped = (at: number) => bytes.with(at, bytes[at]! ^ 1);

  it('is in the middle of the answer', async () => {
    set({ kind: 'corrupt' });
    expect(await bodyOf(await read(id))).toEqual(flipped(1_500));
    expect(await bodyOf(await range(0, 10))).toEqual(flipped(5).subarray(0, 10));
  });

  it('is in the row named, whatever part of it is asked for', async () => {
    set({ kind: 'corrupt', row: 1 });
    expect(await bodyOf(await read(id))).toEqual(flipped(ROW + ROW / 2));
    const part = await bodyOf(await range(2 * ROW - 10, 3_000));
    expect(part).toEqual(flipped(2 * ROW - 5).subarray(2 * ROW - 10));
    expect(await bodyOf(await range(0, ROW))).toEqual(bytes.subarray(0, ROW));
  });

  it('is anywhere, and at the same places for the same seed', async () => {
    const places = async (seed: number) => {
      set({ kind: 'corrupt', row: 'random', seed });
      const found: string[] = [];
      for (let i = 0; i < 4; i++) {
        const body = await bodyOf(await read(id));
        const wrong = [...body.keys()].filter((at) => body[at] !== bytes[at]);
        expect(wrong).toHaveLength(1);
        const mask = body[wrong[0]!]! ^ bytes[wrong[0]!]!;
        expect(Math.log2(mask) % 1).toBe(0);
        found.push(`${wrong[0]}:${mask}`);
      }
      return found;
    };
    const once = await places(7);
    expect(new Set(once).size).toBe(4);
    expect(await places(7)).toEqual(once);
    expect(await places(8)).not.toEqual(once);
  });

  it('is in the metadata of a storage node as well', async () => {
    const url = `${node(0)}/blobs/${id}/metadata`;
    const right = await bodyOf(await stage.ask(url));
    set({ kind: 'corrupt', row: 'random' }, 'node/0');
    const wrong = await bodyOf(await stage.ask(url));
    expect(wrong.length).toBe(right.length);
    expect(wrong.filter((byte, at) => byte !== right[at])).toHaveLength(1);
  });
});

describe('a body', () => {
  it('breaks off half way, or after some bytes', async () => {
    set({ kind: 'truncate' });
    const half = await read(id);
    expect(half.headers.get('content-length')).toBe('3000');
    expect(await drain(half)).toHaveLength(1_500);
    set({ kind: 'truncate', after: 7 });
    expect(await drain(await read(id))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('stalls after some bytes, until the fault is changed', async () => {
    set({ kind: 'stall', after: 100 });
    const response = await read(id);
    const reader = response.body!.getReader();
    expect((await reader.read()).value).toEqual(bytes.subarray(0, 100));
    const rest = reader.read();
    const silent = await Promise.race([rest, new Promise((resolve) => setTimeout(resolve, 50, 'silent'))]);
    expect(silent).toBe('silent');
    set(null);
    expect((await rest).value).toEqual(bytes.subarray(100));
  });

  it('is let go of while it stalls', async () => {
    set({ kind: 'stall', after: 100 });
    const response = await read(id);
    expect(await drain(response, AbortSignal.timeout(30))).toHaveLength(100);
  });

  it('comes no faster than it may', async () => {
    set({ kind: 'slow', bytesPerSecond: 20_000 });
    const start = performance.now();
    expect(await bodyOf(await read(id))).toEqual(bytes);
    // 3,000 bytes at 20,000 a second; a slow machine only takes longer.
    expect(performance.now() - start).toBeGreaterThan(145);
  });

  it('is longer or shorter than what was asked for, and says so', async () => {
    for (const [by, length] of [
      [5, 105],
      [-40, 60],
      [-400, 0],
    ] as const) {
      set({ kind: 'length', by });
      const response = await range(0, 100);
      expect(response.headers.get('content-length')).toBe(String(length));
      const expected = new Uint8Array(length);
      expected.set(bytes.subarray(0, Math.min(100, length)));
      expect(await bodyOf(response)).toEqual(expected);
    }
  });

  it('is that of another blob, repeated if need be', async () => {
    set({ kind: 'other' });
    expect((await read(id)).status).toBe(404);
    await stage.publish(second);
    expect(await bodyOf(await range(100, 105))).toEqual(Uint8Array.of(8, 7, 9, 8, 7));
    expect(await bodyOf(await read(second.blob.blobId))).toEqual(bytes.subarray(0, 3));
    set({ kind: 'other', use: id });
    expect(await bodyOf(await range(100, 105))).toEqual(bytes.subarray(100, 105));
  });
});

describe('an answer', () => {
  it('hangs until the fault is changed', async () => {
    set({ kind: 'hang' });
    const pending = read(id);
    const early = await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 50, 'hanging'))]);
    expect(early).toBe('hanging');
    set(null);
    expect((await pending).status).toBe(200);
  });

  it('stops hanging when the request is aborted', async () => {
    set({ kind: 'hang' });
    const signal = AbortSignal.timeout(20);
    await expect(read(id, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('is late', async () => {
    set({ kind: 'slow', ms: 60 });
    const start = performance.now();
    expect((await read(id)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(50);
  });

  it('is a stale 404 for the first requests of each blob', async () => {
    await stage.publish(second);
    set({ kind: 'stale', requests: 2 });
    for (const blobId of [id, second.blob.blobId]) {
      const stale = await read(blobId);
      expect([stale.status, await reasonOf(stale)]).toEqual([404, 'BLOB_NOT_FOUND']);
      expect((await read(blobId)).status).toBe(404);
      expect((await read(blobId)).status).toBe(200);
    }
  });

  it("is a stale 404 for a time after certification, by the network's clock", async () => {
    set({ kind: 'stale', ms: 5_000 });
    stage.ledger.advanceTime(4_999n);
    expect((await read(id)).status).toBe(404);
    expect((await stage.ask(`${aggregator(2)}/blobs/${id}`)).status).toBe(200);
    stage.ledger.advanceTime(1n);
    expect((await read(id)).status).toBe(200);
  });
});

it.each([
  { kind: 'status' },
  { kind: 'status', status: 200 },
  { kind: 'status', status: 503, retryAfter: -1 },
  { kind: 'slow' },
  { kind: 'slow', ms: -1 },
  { kind: 'slow', bytesPerSecond: 0 },
  { kind: 'length', by: 0 },
  { kind: 'corrupt', row: 'first' },
  { kind: 'stale' },
  { kind: 'hang', times: 0 },
  { kind: 'hang', after: 3 },
  { kind: 'odd' },
  'hang',
])('no service can be told %j', (value) => {
  expect(() => parseFault(value)).toThrow(TypeError);
});

it('a service that is not there has no faults, and a relay none of a body', () => {
  const { walrus } = stage;
  expect(() => walrus.setFault(3, { kind: 'hang' })).toThrow(RangeError);
  expect(() => walrus.setFault('node/2', { kind: 'hang' })).toThrow(RangeError);
  expect(() => walrus.setFault('publisher' as WalrusService, { kind: 'hang' })).toThrow(RangeError);
  expect(() => walrus.setFault('relay', { kind: 'corrupt' })).toThrow(RangeError);
});

describe('traffic', () => {
  it('counts requests, statuses and the bytes that were sent', async () => {
    const { traffic } = stage.walrus;
    traffic.reset();
    await bodyOf(await read(id));
    await bodyOf(await read(id, { headers: { range: 'bytes=10-19' } }));
    await read(id, { method: 'HEAD' });
    set({ kind: 'truncate', after: 4 }, 1);
    await drain(await stage.ask(`${aggregator(1)}/blobs/${id}`));
    set({ kind: 'status', status: 503 }, 1);
    await stage.ask(`${aggregator(1)}/blobs/${id}`);
    expect(traffic.counts()).toEqual({
      'aggregator/0': { requests: 3, bytes: 3_010, statuses: { 200: 2, 206: 1 } },
      'aggregator/1': { requests: 2, bytes: 4, statuses: { 200: 1, 503: 1 } },
    });
    expect(traffic.log()[1]).toEqual({
      service: 'aggregator/0',
      method: 'GET',
      path: `/v1/blobs/${id}`,
      range: 'bytes=10-19',
      status: 206,
      bytes: 10,
    });
    traffic.reset();
    expect([traffic.counts(), traffic.log()]).toEqual([{}, []]);
  });

  it('does not count what nobody took', async () => {
    stage.walrus.traffic.reset();
    const response = await read(id);
    await response.body!.cancel();
    expect(stage.walrus.traffic.counts()['aggregator/0']).toMatchObject({ requests: 1, bytes: 0 });
  });
});
