// A storage node's word on a blob is a hint: one that answers nonsense, lies or is gone costs a moment and nothing else.
import { expect, test } from 'vitest';
import { createBlobStatus } from '../../../src/lib/blobs/blob-status.ts';
import { serve } from './loopback.ts';

const BLOB_ID = 'B'.repeat(43);
const DIGEST = '4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi1';
const permanent = (isCertified: boolean, txDigest: string = DIGEST) => ({
  success: {
    code: 200,
    data: {
      permanent: {
        deletableCounts: { count_deletable_total: 0, count_deletable_certified: 0 },
        endEpoch: 9,
        isCertified,
        statusEvent: { txDigest, eventSeq: '0' },
        initialCertifiedEpoch: 1,
      },
    },
  },
});

async function node(answer: unknown, status = 200) {
  const { url, log } = await serve((_, response) =>
    response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer)),
  );
  return { url: `${url}/`, log };
}

test('the transaction of a certified permanent blob is named', async () => {
  const { url, log } = await node(permanent(true));
  expect(await createBlobStatus({ storageNodes: async () => [url] })(BLOB_ID, {})).toBe(DIGEST);
  expect(log).toEqual([`GET /v1/blobs/${BLOB_ID}/status`]);
});

test.each<[string, unknown]>([
  ['registered only', permanent(false)],
  ['nonexistent', { success: { code: 200, data: 'nonexistent' } }],
  ['deletable', { success: { code: 200, data: { deletable: { deletableCounts: {} } } } }],
  ['no digest', permanent(true, '../../x')],
  ['another shape', { hello: 'world' }],
  ['null', null],
])('%s is no hint, and nobody else is asked', async (_, answer) => {
  const second = await node(permanent(true));
  const nodes = [(await node(answer)).url, second.url];
  expect(await createBlobStatus({ storageNodes: async () => nodes })(BLOB_ID, {})).toBeUndefined();
  expect(second.log).toEqual([]);
});

test('a node that is gone, fails, babbles or never ends is passed over', async () => {
  const silent = await serve(() => undefined);
  const storageNodes = [
    'http://127.0.0.1:1',
    (await node('', 503)).url,
    (await node('<html>')).url,
    (await node(`"${'x'.repeat(70_000)}"`)).url,
    silent.url,
    (await node(permanent(true))).url,
  ];
  const hint = createBlobStatus({ storageNodes: async () => storageNodes, patienceMs: 300 });
  expect(await hint(BLOB_ID, {})).toBe(DIGEST);
  expect(await createBlobStatus({ storageNodes: async () => [] })(BLOB_ID, {})).toBeUndefined();
});

test('an abort ends it', async () => {
  const silent = await serve(() => undefined);
  const hint = createBlobStatus({ storageNodes: async () => [silent.url] });
  const abort = new AbortController();
  const asking = hint(BLOB_ID, { signal: abort.signal });
  abort.abort();
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
});
