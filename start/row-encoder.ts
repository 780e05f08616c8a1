// The development network's encoder port over our own RS2 encoding, in this thread: a quarter of the processor time that
// walrus-wasm takes. The network by itself, and the tests that compare, keep walrus-wasm.
import { blobIdBytes, type Encoder, N_SHARDS, serializeMetadata } from '../devnet/walrus/encoder.ts';
import { buildSidecar } from '../src/lib/blobs/rows/build-sidecar.ts';
import { DIGEST_BYTES } from '../src/lib/blobs/rows/geometry.ts';

export function createRowEncoder(): Encoder {
  return {
    async identify(bytes) {
      const { blobId, rootHash } = await buildSidecar(bytes, { shards: N_SHARDS });
      return { blobId, rootHash, size: bytes.size };
    },
    async metadata(bytes) {
      const { blobId, pairs } = await buildSidecar(bytes, { shards: N_SHARDS });
      const digest = (digests: Uint8Array, pair: number) =>
        digests.subarray(pair * DIGEST_BYTES, (pair + 1) * DIGEST_BYTES);
      return serializeMetadata({
        blobId: blobIdBytes(blobId)!,
        size: bytes.size,
        pairs: Array.from({ length: N_SHARDS }, (_, pair) => ({
          primary: digest(pairs.primaries, pair),
          secondary: digest(pairs.secondaries, pair),
        })),
      });
    },
  };
}
