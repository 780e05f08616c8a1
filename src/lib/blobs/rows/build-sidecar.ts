// Makes a blob's identity and its sidecar from its encoded columns: the trees of the rows, and of the pairs. Blocks its
// thread for some tenths of a second. Knows no network.
import type { ByteSource } from './byte-source.ts';
import { encodeStrip, type EncodedStrip } from './encode-strip.ts';
import { DIGEST_BYTES, rowGeometry, siblingCount, type RowGeometry } from './geometry.ts';
import { loadKernel, type Kernel } from './kernel.ts';
import { blobIdOf, pairFrontier, type PairDigests } from './proof.ts';
import { loadRecovery, type Recovery } from './recovery.ts';
import { serialiseSidecar } from './sidecar.ts';
import { planStrips, workOf } from './strips.ts';

export interface BuiltSidecar {
  blobId: string;
  /** Root over the pairs of slivers, as registration asks for it. */
  rootHash: Uint8Array;
  sidecar: Uint8Array<ArrayBuffer>;
  /** Of all slivers: what a storage node's metadata says. */
  pairs: PairDigests;
}

/**
 * In this thread, one strip after another, in at most 170 MB of memory. Throws RangeError for a blob larger than Walrus
 * takes, and BlobError 'blobs/unreadable'.
 */
export async function buildSidecar(
  blob: ByteSource,
  options: {
    shards?: number;
    kernel?: Kernel;
    recovery?: Recovery;
    signal?: AbortSignal;
    /** Bytes that a strip may hold, by its kind. */
    limits?: Parameters<typeof planStrips>[1];
    /** Of all work: 0 to 1. */
    onProgress?: (fraction: number) => void;
  } = {},
): Promise<BuiltSidecar> {
  const { signal, onProgress } = options;
  const geometry = rowGeometry(blob.size, options.shards);
  const tools = {
    kernel: options.kernel ?? (await loadKernel()),
    recovery: options.recovery ?? (await loadRecovery()),
  };
  const plan = planStrips(geometry, options.limits);
  const total = plan.reduce((sum, strip) => sum + workOf(strip), 0);
  const strips: EncodedStrip[] = [];
  let before = 0;
  for (const strip of plan) {
    const onWork = (done: number) => onProgress?.((before + done) / total);
    strips.push(await encodeStrip(blob, geometry, strip, tools, { onWork, ...(signal ? { signal } : {}) }));
    before += workOf(strip);
    onWork(0);
  }
  return joinStrips(geometry, tools.kernel, strips);
}

const WORDS = DIGEST_BYTES / 4;

/** All strips of a plan, in any order. */
export function joinStrips(
  geometry: RowGeometry,
  kernel: Kernel,
  strips: readonly EncodedStrip[],
): BuiltSidecar {
  const { rows, rowSymbols, shards, sourceRows } = geometry;
  const primaries = new Uint8Array(shards * DIGEST_BYTES);
  const secondaries = new Uint8Array(shards * DIGEST_BYTES);
  for (const { strip, roots } of strips) {
    for (let index = 0; index < strip.count; index++) {
      const root = roots.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
      secondaries.set(root, (shards - 1 - strip.first - index) * DIGEST_BYTES);
    }
  }
  const rowSiblings = new Uint8Array(rows * siblingCount(rowSymbols, shards) * DIGEST_BYTES);
  const words = strips.map(({ leaves }) => new Uint32Array(leaves.buffer));
  const row = new Uint32Array(shards * WORDS);
  let zeroRow: Uint8Array | undefined;
  for (let index = 0; index < shards; index++) {
    const zero = index >= rows && index < sourceRows;
    const root = (zero && zeroRow) || climbRow(index);
    if (zero) zeroRow = root;
    primaries.set(root, index * DIGEST_BYTES);
  }
  const { root, siblings } = pairFrontier(kernel, geometry, { primaries, secondaries });
  const sidecar = serialiseSidecar({
    geometry,
    primaries: primaries.subarray(0, sourceRows * DIGEST_BYTES),
    secondaries: secondaries.subarray(0, sourceRows * DIGEST_BYTES),
    pairSiblings: siblings,
    rowSiblings,
  });
  return {
    blobId: blobIdOf(kernel, root, geometry.bytes),
    rootHash: root,
    sidecar,
    pairs: { primaries, secondaries },
  };

  function climbRow(index: number): Uint8Array {
    gatherRow(index);
    kernel.setLeaves(new Uint8Array(row.buffer));
    const { root, siblings } = kernel.frontier(rowSymbols, shards);
    if (index < rows) rowSiblings.set(siblings, index * siblings.length);
    return root;
  }

  /** A row's leaves, out of its columns. */
  function gatherRow(index: number): void {
    for (const [at, { strip }] of strips.entries()) {
      const from = words[at]!;
      for (let column = 0; column < strip.count; column++) {
        const first = (column * shards + index) * WORDS;
        const to = (strip.first + column) * WORDS;
        for (let word = 0; word < WORDS; word++) row[to + word] = from[first + word]!;
      }
    }
  }
}
