// The local network's encoder says what walrus-wasm says, and does so in a thread that reads files by itself.
import { describe, expect, it } from 'vitest';
import { createFileBlobStore } from '../../devnet/node/file-store.ts';
import { createThreadEncoder } from '../../devnet/node/thread-encoder.ts';
import { loadEncoder } from '../../devnet/walrus/encoder.ts';
import { createRowEncoder } from '../../start/row-encoder.ts';
import { noise } from '../lib/blobs/noise.ts';

const theirs = await loadEncoder();

describe.each([1, 1_333, 222_778 * 2 + 1])('a blob of %i bytes', (size) => {
  const blob = new Blob([noise(size)]);

  it('is the same blob to both', async () => {
    expect(await createRowEncoder().identify(blob)).toEqual(await theirs.identify(blob));
  });

  it('has the same metadata with both', async () => {
    expect(await createRowEncoder().metadata(blob)).toEqual(await theirs.metadata(blob));
  });
});

it('a part of a file is identified in a thread', async () => {
  const bytes = noise(5_000);
  const upload = createFileBlobStore({ memoryUpTo: 0 }).begin();
  await upload.write(bytes);
  const part = (await upload.finish()).slice(1_000, 4_000);
  const encoder = createThreadEncoder(new URL('../../start/encode-thread.mjs', import.meta.url));
  expect(await encoder.identify(part)).toEqual(await theirs.identify(new Blob([bytes.slice(1_000, 4_000)])));
});
