import { beforeAll, expect, it } from 'vitest';
import { createFileBlobStore, FileBytes } from '../../../devnet/node/file-store.ts';
import { createThreadEncoder } from '../../../devnet/node/thread-encoder.ts';
import { type Encoder, loadEncoder } from '../../../devnet/walrus/encoder.ts';

const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

let here: Encoder;
beforeAll(async () => {
  here = await loadEncoder();
});

it('a thread finds what is found here, and leaves this thread free meanwhile', async () => {
  const encoder = createThreadEncoder();
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  const identified = await encoder.identify(new Blob([bytes]));
  clearInterval(counting);
  expect(turns).toBeGreaterThan(10);
  expect(identified).toEqual(await here.identify(new Blob([bytes])));
});

it('a thread reads a file, or a part of it, by itself', async () => {
  const upload = createFileBlobStore({ memoryUpTo: 0 }).begin();
  await upload.write(bytes);
  const stored = await upload.finish();
  expect(stored).toBeInstanceOf(FileBytes);
  const encoder = createThreadEncoder();
  const part = stored.slice(1_000, 4_000);
  expect(await encoder.metadata(part)).toEqual(await here.metadata(new Blob([bytes.slice(1_000, 4_000)])));
});

it('a request that fails says so, and the next is answered', async () => {
  const encoder = createThreadEncoder();
  const upload = createFileBlobStore({ memoryUpTo: 0 }).begin();
  await upload.write(bytes);
  const stored = (await upload.finish()) as FileBytes;
  // A file that is said to be longer than it is.
  const beyond = Object.defineProperty(stored.slice(0, 10), 'start', { value: 5_000 });
  await expect(encoder.identify(beyond)).rejects.toThrow('shorter');
  expect((await encoder.identify(stored.slice(0, 10))).size).toBe(10);
});
