// Encoders give what the Walrus SDK gives, one blob at a time, tell how far they are, and let go when told.
import { blobIdToInt, WalrusClient } from '@mysten/walrus';
import type { ClientWithCoreApi } from '@mysten/sui/client';
import { ClientCache } from '@mysten/sui/client';
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { computeEncoding } from '../../../src/lib/blobs/encoding.ts';
import type { EncoderReply } from '../../../src/lib/blobs/encoder-protocol.ts';
import type { EncoderWorker } from '../../../src/lib/blobs/encoder-thread.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { rowGeometry, SHARDS } from '../../../src/lib/blobs/rows/geometry.ts';
import { createWorkerEncoder } from '../../../src/lib/blobs/worker-encoder.ts';
import { blobIdFromInt } from '../../../src/lib/model/blob-id.ts';
import { createNodeEncoderWorker } from './node-encoder.ts';
import { noise } from './noise.ts';

// Metadata of given bytes and shards needs nothing of the chain.
const sdk = new WalrusClient({
  packageConfig: { systemObjectId: '0x1', stakingPoolId: '0x2' },
  suiClient: { cache: new ClientCache() } as unknown as ClientWithCoreApi,
});

/** Threads of Node, each with a line when it began and when it was ended. */
function threads(script?: string) {
  const log: string[] = [];
  const create = (): EncoderWorker => {
    const id = log.filter((line) => line.startsWith('start')).length;
    const worker = createNodeEncoderWorker(script);
    log.push(`start ${id}`);
    ended.push(worker.terminate);
    return {
      ...worker,
      get onmessage() {
        return worker.onmessage;
      },
      set onmessage(listener: EncoderWorker['onmessage']) {
        worker.onmessage = listener;
      },
      get onerror() {
        return worker.onerror;
      },
      set onerror(listener: EncoderWorker['onerror']) {
        worker.onerror = listener;
      },
      terminate() {
        log.push(`end ${id}`);
        worker.terminate();
      },
    };
  };
  return { log, create };
}
const ended: (() => void)[] = [];
afterEach(() => ended.splice(0).forEach((end) => end()));

describe('an encoding', () => {
  test.each([1, 2, 667, 222_778 * 2, 222_778 * 2 + 1, 1_000_003])(
    'of %i bytes equals the metadata of the Walrus SDK',
    async (size) => {
      const bytes = noise(size);
      const theirs = await sdk.computeBlobMetadata({ bytes, numShards: SHARDS });
      const ours = await createLocalEncoder().encode(new Blob([bytes]), {});
      expect(ours.blobId).toBe(theirs.blobId);
      expect(ours.rootHash).toEqual(theirs.rootHash);
      expect(ours.size).toBe(Number(theirs.metadata.unencodedLength));
      expect(ours.blobDigest).toEqual(await theirs.blobDigest());
      expect(ours.blobDigest).toEqual(new Uint8Array(createHash('sha256').update(bytes).digest()));
      expect(ours.nonce).toHaveLength(32);
      expect(structuredClone(ours)).toEqual(ours);
    },
  );

  test('has a size that hand arithmetic confirms', () => {
    // 1 byte: symbols of 2 bytes; (334 + 667) * 2 * 1000 + 1000 * (1000 * 64 + 32)
    expect(rowGeometry(1).encodedBytes).toBe(2_002_000 + 64_032_000);
    // One byte more than 334 * 667 * 2 needs symbols of 3, rounded up to 4 bytes.
    expect(rowGeometry(445_556).encodedBytes).toBe(2_002_000 + 64_032_000);
    expect(rowGeometry(445_557).encodedBytes).toBe(4_004_000 + 64_032_000);
  });

  test('names blobs as the Walrus SDK does', async () => {
    const { blobId } = await computeEncoding(new Blob(['floe']));
    expect(blobIdFromInt(blobIdToInt(blobId))).toBe(blobId);
  });
});

const kinds = [
  ['this thread', () => createLocalEncoder()],
  ['Workers', () => createWorkerEncoder(threads().create)],
] as const;

describe.each(kinds)('in %s', (_, create) => {
  test('a blob is hashed, in more than one piece', async () => {
    const bytes = noise(9_000_001);
    const told: number[] = [];
    const digest = await create().hash(new Blob([bytes]), { onProgress: (done) => told.push(done) });
    expect(digest).toEqual(new Uint8Array(createHash('sha256').update(bytes).digest()));
    // 4 MiB at a time.
    expect(told).toEqual([4_194_304, 8_388_608, 9_000_001]);
  });

  test('progress rises to the size of the blob', async () => {
    const told: number[] = [];
    const blob = new Blob([noise(6_000_000)]);
    const { blobId } = await create().encode(blob, { onProgress: (done) => told.push(done) });
    expect(blobId).toBe((await computeEncoding(blob)).blobId);
    expect(told.length).toBeGreaterThan(5);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(6_000_000);
  });

  test('an abort ends it, also while it waits, and the next blob is encoded', async () => {
    const encoder = create();
    const abort = new AbortController();
    const first = encoder.encode(new Blob([noise(20_000_000)]), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    const waiting = encoder.hash(new Blob(['waiting']), { signal: abort.signal });
    const next = encoder.encode(new Blob(['next']), {});
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).size).toBe(4);
  });
});

test.each(['encode', 'hash'] as const)('a file that changed is blobs/unreadable to %s', async (what) => {
  const folder = await mkdtemp(join(tmpdir(), 'floe-encoder-'));
  const file = join(folder, 'model.onnx');
  await writeFile(file, 'before');
  const blob = await openAsBlob(file);
  await writeFile(file, 'something else altogether');
  await expect(createLocalEncoder()[what](blob, {})).rejects.toMatchObject({
    name: 'BlobError',
    code: 'blobs/unreadable',
    details: { bytes: 6 },
  });
  await rm(folder, { recursive: true });
});

describe('the Worker encoder', () => {
  test('begins with one thread, takes a second for a large blob, and keeps both', async () => {
    const bytes = new Blob([noise(16_000_001)]);
    // First, because threads that nobody asks end after a while.
    const { blobId } = await computeEncoding(bytes);
    const { log, create } = threads();
    const encoder = createWorkerEncoder(create);
    const small = encoder.encode(new Blob(['a']), {});
    const large = encoder.encode(bytes, {});
    const digest = encoder.hash(new Blob(['a']), {});
    await small;
    expect(log).toEqual(['start 0']);
    expect((await large).blobId).toBe(blobId);
    await digest;
    expect(log).toEqual(['start 0', 'start 1']);
  });

  test('ends its threads when aborted, and begins others for the next blob', async () => {
    const { log, create } = threads();
    const encoder = createWorkerEncoder(create);
    const abort = new AbortController();
    const first = encoder.encode(new Blob([noise(20_000_000)]), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(log).toEqual(['start 0', 'start 1', 'end 0', 'end 1']);
    await encoder.hash(new Blob(['next']), {});
    expect(log.slice(4)).toEqual(['start 2']);
  });

  test('says what a thread says', async () => {
    // Node cannot hand a file to a thread.
    const create = (): EncoderWorker => {
      const worker: EncoderWorker = {
        onmessage: null,
        onerror: null,
        postMessage() {
          const error = {
            code: 'blobs/unreadable',
            message: 'gone',
            details: { start: 7 },
            retryable: false,
          };
          const data: EncoderReply = { kind: 'failed', error };
          queueMicrotask(() => worker.onmessage?.({ data } as MessageEvent<EncoderReply>));
        },
        terminate() {},
      };
      return worker;
    };
    const encoder = createWorkerEncoder(create);
    for (const what of ['encode', 'hash'] as const) {
      await expect(encoder[what](new Blob(['abc']), {})).rejects.toMatchObject({
        name: 'BlobError',
        code: 'blobs/unreadable',
        message: 'gone',
        details: { start: 7, bytes: 3 },
      });
    }
  });

  test('says blobs/encode-failed when its thread dies', async () => {
    const { log, create } = threads('data:text/javascript,throw new Error("no such chunk")');
    await expect(createWorkerEncoder(create).encode(new Blob(['x']), {})).rejects.toMatchObject({
      name: 'BlobError',
      code: 'blobs/encode-failed',
      message: 'no such chunk',
      details: { bytes: 1 },
    });
    expect(log).toEqual(['start 0', 'end 0']);
  });
});
