// Storage nodes are asked for a proof one after another, briefly, and only where it is worth it.
import { expect, test } from 'vitest';
import { createMetadataProofs } from '../../../src/lib/blobs/metadata-proofs.ts';
import { serve } from './loopback.ts';

const ID = 'B'.repeat(43);
const LARGE = { blobId: ID, bytes: 20_000_000 };

test('the first node that answers is believed to have answered, no more', async () => {
  const gone = await serve((_, response) => void response.writeHead(404).end());
  const long = await serve((_, response) => void response.end(new Uint8Array(200_000)));
  const good = await serve((_, response) => void response.end(Uint8Array.of(1, 2, 3)));
  const proofOf = createMetadataProofs({
    storageNodes: async () => [gone.url, long.url, `${good.url}/`, gone.url],
  });
  expect(await proofOf(LARGE, {})).toEqual({ metadata: Uint8Array.of(1, 2, 3) });
  for (const { log } of [gone, long, good]) expect(log).toEqual([`GET /v1/blobs/${ID}/metadata`]);
});

test('a small part is not worth a question', async () => {
  const node = await serve((_, response) => void response.end('x'));
  const proofOf = createMetadataProofs({ storageNodes: async () => [node.url] });
  expect(await proofOf({ blobId: ID, bytes: 1_000_000 }, {})).toBeUndefined();
  expect(node.log).toEqual([]);
});

test('nodes that are silent or gone mean no proof, not a failure', async () => {
  const silent = await serve(() => {});
  const proofOf = createMetadataProofs({
    storageNodes: async () => [silent.url, 'http://127.0.0.1:9'],
    patienceMs: 50,
  });
  expect(await proofOf(LARGE, {})).toBeUndefined();
});

test('an abort is passed on', async () => {
  const silent = await serve(() => {});
  const proofOf = createMetadataProofs({ storageNodes: async () => [silent.url] });
  const abort = new AbortController();
  const asking = proofOf(LARGE, { signal: abort.signal });
  abort.abort();
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
});
