// Checks rows of one blob against its sidecar or its metadata, in this thread. Knows no server, no cache and no order
// of rows.
import { bytesOfRows, DIGEST_BYTES, siblingCount, type RowGeometry } from './geometry.ts';
import { loadKernel, type Kernel } from './kernel.ts';
import { openMetadata } from './metadata.ts';
import { equal, refusal } from './proof.ts';
import { loadRecovery, type Recovery } from './recovery.ts';
import { authenticateSidecar, parseSidecar } from './sidecar.ts';

/** A sidecar's file, or what a storage node answers at `/v1/blobs/{id}/metadata`. Neither has to come from a friend. */
export type RowProof = { sidecar: Uint8Array } | { metadata: Uint8Array };

export interface RowVerifier {
  geometry: RowGeometry;
  /**
   * Checks a run of rows, the bytes of row `first` and of those after it. Returns the rows that are not the blob's,
   * an incomplete one included, and one that goes on past the blob's end. Throws RangeError where the blob has no
   * row `first`.
   */
  verify(first: number, bytes: Uint8Array): number[];
}

/**
 * With a sidecar as fast as SHA-256 or faster, in memory that does not grow with the blob; with metadata, which leaves
 * each row's recovery symbols to be computed, about a third as fast and with 1.5 rows of memory. Throws BlobError
 * blobs/sidecar if the proof is damaged or another blob's.
 */
export async function createRowVerifier(
  options: RowProof & {
    /** URL-safe base64, as everywhere. */
    blobId: string;
    shards?: number;
    kernel?: Kernel;
    recovery?: Recovery;
  },
): Promise<RowVerifier> {
  const kernel = options.kernel ?? (await loadKernel());
  if ('metadata' in options) {
    const { geometry, primaries } = openMetadata(kernel, options.metadata, options);
    const recovery = options.recovery ?? (await loadRecovery());
    return verifierOver(geometry, primaries, (bytes) => {
      const { shards, rowSymbols, symbolBytes } = geometry;
      kernel.hashSymbols(bytes, symbolBytes, rowSymbols);
      kernel.hashSymbols(recovery.ofRow(geometry, bytes), symbolBytes, shards - rowSymbols, rowSymbols);
      return kernel.frontier(shards, shards).root;
    });
  }
  const sidecar = parseSidecar(
    options.sidecar,
    options.shards === undefined ? {} : { shards: options.shards },
  );
  if (!authenticateSidecar(kernel, sidecar, options.blobId)) {
    throw refusal('It is not of this blob', { blobId: options.blobId });
  }
  const { geometry, primaries, rowSiblings } = sidecar;
  const siblingBytes = siblingCount(geometry.rowSymbols, geometry.shards) * DIGEST_BYTES;
  return verifierOver(geometry, primaries, (bytes, row) => {
    const { shards, rowSymbols, symbolBytes } = geometry;
    kernel.hashSymbols(bytes, symbolBytes, rowSymbols);
    const siblings = rowSiblings.subarray(row * siblingBytes, (row + 1) * siblingBytes);
    return kernel.rootFrom(rowSymbols, shards, siblings);
  });
}

function verifierOver(
  geometry: RowGeometry,
  primaries: Uint8Array,
  digestOf: (bytes: Uint8Array, row: number) => Uint8Array,
): RowVerifier {
  return {
    geometry,
    verify(first, bytes) {
      if (!Number.isInteger(first) || first < 0 || first >= geometry.rows)
        throw new RangeError(`Row ${first}`);
      const wrong: number[] = [];
      let [row, at] = [first, 0];
      do {
        const { length } = bytesOfRows(geometry, row, 1);
        // What comes after the last row belongs to it, and makes it wrong.
        const end = row === geometry.rows - 1 ? bytes.length : at + length;
        const candidate = bytes.subarray(at, end);
        const primary = primaries.subarray(row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
        // Padding would make a truncated row that ends in zeros hash as the whole one does.
        if (candidate.length !== length || !equal(digestOf(candidate, row), primary)) wrong.push(row);
        [row, at] = [row + 1, end];
      } while (at < bytes.length);
      return wrong;
    },
  };
}
