// Encoders give what the Walrus SDK gives, one blob at a time, and let go when told.
import { blobIdToInt, WalrusClient } from '@mysten/walrus';
import type { ClientWithCoreApi } from '@mysten/sui/client';
import { ClientCache } from '@mysten/sui/client';
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { computeEncoding } from '../../../src/lib/blobs/encoding.ts';
import type { EncoderReply } from '../../../src/lib/blobs/encoder.worker.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { rowGeometry, SHARDS } from '../../../src/lib/blobs/rows/geometry.ts';
import { createWorkerEncoder, type EncoderThread } from '../../../src/lib/blobs/worker-encoder.ts';
import { blobIdFromInt } from '../../../src/lib/model/blob-id.ts';
import { noise } from './noise.ts';

// Metadata of given bytes and shards needs nothing of the chain.
const sdk = new WalrusClient({
  packageConfig: { systemObjectId: '0x1', stakingPoolId: '0x2' },
  suiClient: { cache: new ClientCache() } as unknown as ClientWithCoreApi,
});

/** A thread in this process: real encoding, and a record of what was asked of it. */
function threads(options: { fails?: boolean } = {}) {
  const log: string[] = [];
  const create = (): EncoderThread => {
    const id = log.filter((line) => line.startsWith('start')).length;
    let over = false;
    log.push(`start ${id}`);
    const thread: EncoderThread = {
      onmessage: null,
      onerror: null,
      postMessage(blob) {
        if (options.fails) return void setTimeout(() => thread.onerror?.({ message: '' } as ErrorEvent));
        void computeEncoding(blob).then((encoded) => {
          if (!over) thread.onmessage?.({ data: { encoded } } as MessageEvent<EncoderReply>);
        });
      },
      terminate() {
        over = true;
        log.push(`end ${id}`);
      },
    };
    return thread;
  };
  return { log, create };
}

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

test('a file that cannot be read any more is blobs/encode-failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floe-encoder-'));
  const file = join(folder, 'model.onnx');
  await writeFile(file, 'before');
  const blob = await openAsBlob(file);
  await writeFile(file, 'something else altogether');
  await expect(createLocalEncoder().encode(blob, {})).rejects.toMatchObject({
    name: 'BlobError',
    code: 'blobs/encode-failed',
    details: { bytes: 6 },
  });
  await rm(folder, { recursive: true });
});

describe('the Worker encoder', () => {
  test('gives each blob a Worker of its own, one at a time', async () => {
    const { log, create } = threads();
    const encoder = createWorkerEncoder(create);
    const blobs = [new Blob(['a']), new Blob(['b'])];
    const ids = (await Promise.all(blobs.map((blob) => encoder.encode(blob, {})))).map((one) => one.blobId);
    expect(log).toEqual(['start 0', 'end 0', 'start 1', 'end 1']);
    expect(ids).toEqual(await Promise.all(blobs.map(async (blob) => (await computeEncoding(blob)).blobId)));
  });

  test('terminates the Worker when aborted and goes on with the next blob', async () => {
    const { log, create } = threads();
    const encoder = createWorkerEncoder(create);
    const abort = new AbortController();
    const first = encoder.encode(new Blob([noise(2_000_000)]), { signal: abort.signal });
    const waiting = encoder.encode(new Blob(['waiting']), { signal: abort.signal });
    const next = encoder.encode(new Blob(['next']), {});
    setTimeout(() => abort.abort());
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).size).toBe(4);
    expect(log).toEqual(['start 0', 'end 0', 'start 1', 'end 1']);
  });

  test('says blobs/encode-failed when its thread dies', async () => {
    const { log, create } = threads({ fails: true });
    await expect(createWorkerEncoder(create).encode(new Blob(['x']), {})).rejects.toMatchObject({
      name: 'BlobError',
      code: 'blobs/encode-failed',
    });
    expect(log).toEqual(['start 0', 'end 0']);
  });
});
