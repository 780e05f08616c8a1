// Asks Walrus storage nodes which transaction last stored a blob: a hint where to look on the chain, and no more. Nothing
// a node says is believed; what it points to is read from the chain.
import * as v from 'valibot';
import { askNodes, type StorageNodes } from './storage-nodes.ts';

const PATIENCE_MS = 5_000;
const MOST_BYTES = 64 * 1024;

const Answer = v.object({
  success: v.object({
    data: v.object({
      permanent: v.object({
        isCertified: v.literal(true),
        statusEvent: v.object({ txDigest: v.pipe(v.string(), v.regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/)) }),
      }),
    }),
  }),
});

/** Digest of the transaction that made a permanent blob last as long as it does; undefined where nobody knows one. */
export type BlobTransactionHint = (
  blobId: string,
  options: { signal?: AbortSignal },
) => Promise<string | undefined>;

/** Asks one node after another until one has answered. */
export function createBlobStatus(options: {
  storageNodes: StorageNodes;
  fetch?: typeof fetch;
  patienceMs?: number;
}): BlobTransactionHint {
  const { storageNodes, patienceMs = PATIENCE_MS } = options;
  const fetchFn = options.fetch ?? ((input, init) => fetch(input, init));

  return async (blobId, { signal }) => {
    const answered = await askNodes(storageNodes, `/v1/blobs/${blobId}/status`, {
      fetch: fetchFn,
      patienceMs,
      mostBytes: MOST_BYTES,
      // Whatever JSON it is, it is an answer: nobody else is asked.
      read: (bytes) => v.safeParse(Answer, JSON.parse(new TextDecoder().decode(bytes))),
      signal,
    });
    return answered?.success ? answered.output.success.data.permanent.statusEvent.txDigest : undefined;
  };
}
