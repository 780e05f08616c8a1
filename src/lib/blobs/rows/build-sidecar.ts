// Makes a blob's identity and its sidecar, by encoding it as Walrus does: rows, then columns, each symbol hashed once.
// Blocks its thread for seconds: run it in a Worker. Knows no network.
import { bytesOfRows, DIGEST_BYTES, rowGeometry, siblingCount, type RowGeometry } from './geometry.ts';
import { loadKernel, type Kernel } from './kernel.ts';
import { blobIdOf, pairFrontier } from './proof.ts';
import { loadRecovery, type Recovery } from './recovery.ts';
import { serialiseSidecar } from './sidecar.ts';

export interface BuiltSidecar {
  blobId: string;
  /** Root over the pairs of slivers, as registration asks for it. */
  rootHash: Uint8Array;
  sidecar: Uint8Array<ArrayBuffer>;
}

/**
 * Needs 1.5 times the blob in memory, and 32 MB for 1000 shards. Throws RangeError for a blob larger than Walrus
 * takes.
 */
export async function buildSidecar(
  blob: Blob,
  options: { shards?: number; kernel?: Kernel; recovery?: Recovery; signal?: AbortSignal } = {},
): Promise<BuiltSidecar> {
  const geometry = rowGeometry(blob.size, options.shards);
  const tools = {
    kernel: options.kernel ?? (await loadKernel()),
    recovery: options.recovery ?? (await loadRecovery()),
  };
  const matrix = createMatrix(geometry);
  const { shards, sourceRows } = geometry;
  const rowSiblings = new Uint8Array(
    geometry.rows * siblingCount(geometry.rowSymbols, shards) * DIGEST_BYTES,
  );
  const primaries = new Uint8Array(shards * DIGEST_BYTES);
  for (let row = 0; row < sourceRows; row++) {
    const { offset, length } = bytesOfRows(geometry, row, 1);
    const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    options.signal?.throwIfAborted();
    const { root, siblings } = addRow(matrix, tools, row, bytes);
    primaries.set(root, row * DIGEST_BYTES);
    if (row < geometry.rows) rowSiblings.set(siblings, row * siblings.length);
  }
  const secondaries = new Uint8Array(shards * DIGEST_BYTES);
  for (let column = 0; column < shards; column++) {
    secondaries.set(addColumn(matrix, tools, column), (shards - 1 - column) * DIGEST_BYTES);
  }
  for (let row = sourceRows; row < shards; row++) {
    tools.kernel.setLeaves(
      matrix.leaves.subarray(row * shards * DIGEST_BYTES, (row + 1) * shards * DIGEST_BYTES),
    );
    primaries.set(tools.kernel.frontier(shards, shards).root, row * DIGEST_BYTES);
  }
  const { root, siblings } = pairFrontier(tools.kernel, geometry, { primaries, secondaries });
  const sidecar = serialiseSidecar({
    geometry,
    primaries: primaries.subarray(0, sourceRows * DIGEST_BYTES),
    secondaries: secondaries.subarray(0, sourceRows * DIGEST_BYTES),
    pairSiblings: siblings,
    rowSiblings,
  });
  return { blobId: blobIdOf(tools.kernel, root, geometry.bytes), rootHash: root, sidecar };
}

/** True only if these are the blob's bytes: the slow way, for a blob nobody has a proof of. */
export async function verifyWhole(
  blob: Blob,
  blobId: string,
  options: { shards?: number; signal?: AbortSignal } = {},
): Promise<boolean> {
  return (await buildSidecar(blob, options)).blobId === blobId;
}

interface Tools {
  kernel: Kernel;
  recovery: Recovery;
}

interface Matrix {
  geometry: RowGeometry;
  /** Rows that hold bytes, their recovery symbols included: `shards` symbols each. */
  symbols: Uint8Array;
  /** Digests of all symbols, row by row: a row's tree and a column's have the same leaves. */
  leaves: Uint8Array;
}

function createMatrix(geometry: RowGeometry): Matrix {
  const { rows, shards, symbolBytes } = geometry;
  return {
    geometry,
    symbols: new Uint8Array(rows * shards * symbolBytes),
    leaves: new Uint8Array(shards * shards * DIGEST_BYTES),
  };
}

function addRow(
  { geometry, symbols, leaves }: Matrix,
  { kernel, recovery }: Tools,
  row: number,
  bytes: Uint8Array,
): { root: Uint8Array; siblings: Uint8Array } {
  const { rowBytes, rows, rowSymbols, shards, symbolBytes } = geometry;
  const recovered = recovery.ofRow(geometry, bytes);
  if (row < rows) {
    symbols.set(bytes, row * shards * symbolBytes);
    symbols.set(recovered, row * shards * symbolBytes + rowBytes);
  }
  kernel.hashSymbols(bytes, symbolBytes, rowSymbols);
  kernel.hashSymbols(recovered, symbolBytes, shards - rowSymbols, rowSymbols);
  leaves.set(kernel.leaves(shards), row * shards * DIGEST_BYTES);
  return kernel.frontier(rowSymbols, shards);
}

/** The column's digest. */
function addColumn(
  { geometry, symbols, leaves }: Matrix,
  { kernel, recovery }: Tools,
  column: number,
): Uint8Array {
  const { rows, shards, sourceRows, symbolBytes } = geometry;
  const source = new Uint8Array(rows * symbolBytes);
  for (let row = 0; row < rows; row++) {
    const at = (row * shards + column) * symbolBytes;
    source.set(symbols.subarray(at, at + symbolBytes), row * symbolBytes);
  }
  kernel.hashSymbols(recovery.ofColumn(geometry, source), symbolBytes, shards - sourceRows, sourceRows);
  const digests = kernel.leaves(shards);
  for (let row = 0; row < shards; row++) {
    const at = (row * shards + column) * DIGEST_BYTES;
    const [from, to] = [row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES];
    if (row < sourceRows) digests.set(leaves.subarray(at, at + DIGEST_BYTES), from);
    else leaves.set(digests.subarray(from, to), at);
  }
  kernel.setLeaves(digests);
  return kernel.frontier(shards, shards).root;
}
