// Asks Walrus storage nodes for what proves a blob's rows. A node need not be trusted: metadata proves itself against
// the blob ID, and who opens it finds out. Knows no sidecar.
import type { ProofOf } from './cache/part-load.ts';
import { askNodes, type StorageNodes } from './storage-nodes.ts';

/** Digests of 1000 pairs of slivers, 66 KB; whatever is longer is no metadata. */
const MOST_BYTES = 128 * 1024;
const PATIENCE_MS = 5_000;
/** Below this a part comes in one piece: asking for a proof would cost more than reading it again. */
const WORTH_BYTES = 16 * 1024 * 1024;

/** Asks one node after another, and is content without: a part that cannot be proved by rows is read whole. */
export function createMetadataProofs(options: {
  storageNodes: StorageNodes;
  fetch?: typeof fetch;
  /** Smaller parts are not asked for. */
  worthBytes?: number;
  patienceMs?: number;
}): ProofOf {
  const { storageNodes, worthBytes = WORTH_BYTES, patienceMs = PATIENCE_MS } = options;
  const fetchFn = options.fetch ?? ((input, init) => fetch(input, init));

  return async ({ blobId, bytes }, { signal }) => {
    if (bytes < worthBytes) return undefined;
    const metadata = await askNodes(storageNodes, `/v1/blobs/${blobId}/metadata`, {
      fetch: fetchFn,
      patienceMs,
      mostBytes: MOST_BYTES,
      read: (answer) => answer,
      signal,
    });
    return metadata && { metadata };
  };
}
