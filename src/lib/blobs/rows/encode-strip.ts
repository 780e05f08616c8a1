// Encodes one strip of columns as Walrus does, and hashes it; each symbol of the blob's encoding is in one strip, and
// is hashed once. Blocks its thread for some 10 ms at a time. Knows no tree but a column's.
import { readBytes, type ByteSource } from './byte-source.ts';
import { bytesOfRows, DIGEST_BYTES, type RowGeometry } from './geometry.ts';
import type { Kernel } from './kernel.ts';
import type { Recovery } from './recovery.ts';
import { readingWork, type Strip } from './strips.ts';

export interface EncodedStrip {
  strip: Strip;
  /** Digests of its symbols, column by column: `shards` each. */
  leaves: Uint8Array<ArrayBuffer>;
  /** A digest for each column. */
  roots: Uint8Array<ArrayBuffer>;
}

export interface EncodingTools {
  kernel: Kernel;
  recovery: Recovery;
}

export interface StripOptions {
  signal?: AbortSignal;
  /** Work done, in columns; `workOf` the strip in all. */
  onWork?: (done: number) => void;
}

/** Reads of a file wait for the disk, or for another process, longer than they take. */
const READS_AT_ONCE = 16;
/** How long this thread is kept from everything else, an abort included. */
const TURN_MS = 40;

export async function encodeStrip(
  source: ByteSource,
  geometry: RowGeometry,
  strip: Strip,
  tools: EncodingTools,
  options: StripOptions = {},
): Promise<EncodedStrip> {
  const { shards, symbolBytes, rows } = geometry;
  const symbols =
    strip.kind === 'source'
      ? await readColumns(source, geometry, strip, options)
      : await recoverColumns(source, geometry, strip, tools.recovery, options);
  const columnBytes = shards * DIGEST_BYTES;
  const leaves = new Uint8Array(strip.count * columnBytes);
  const roots = new Uint8Array(strip.count * DIGEST_BYTES);
  const column = new Uint8Array(rows * symbolBytes);
  /** A column of nothing but zeros, once there was one. */
  let zero: number | undefined;
  let turn = performance.now();
  for (let index = 0; index < strip.count; index++) {
    // Most columns of a blob shorter than a row.
    const empty = strip.kind === 'source' && rows <= 1 && (strip.first + index) * symbolBytes >= source.size;
    if (empty && zero !== undefined) {
      leaves.copyWithin(index * columnBytes, zero * columnBytes, (zero + 1) * columnBytes);
      roots.copyWithin(index * DIGEST_BYTES, zero * DIGEST_BYTES, (zero + 1) * DIGEST_BYTES);
      continue;
    }
    if (empty) zero = index;
    for (let row = 0; row < rows; row++) {
      const at = (row * strip.count + index) * symbolBytes;
      column.set(symbols.subarray(at, at + symbolBytes), row * symbolBytes);
    }
    const digests = leaves.subarray(index * columnBytes, (index + 1) * columnBytes);
    roots.set(encodeColumn(geometry, column, tools, digests), index * DIGEST_BYTES);
    if (performance.now() - turn > TURN_MS) {
      options.onWork?.(readingWork(strip) + index + 1);
      await new Promise((resolve) => setTimeout(resolve));
      options.signal?.throwIfAborted();
      turn = performance.now();
    }
  }
  return { strip, leaves, roots };
}

/** Writes the digests of its symbols, and returns its own. */
function encodeColumn(
  geometry: RowGeometry,
  column: Uint8Array,
  { kernel, recovery }: EncodingTools,
  digests: Uint8Array,
): Uint8Array {
  const { shards, sourceRows, symbolBytes } = geometry;
  kernel.hashSymbols(column, symbolBytes, sourceRows);
  kernel.hashSymbols(recovery.ofColumn(geometry, column), symbolBytes, shards - sourceRows, sourceRows);
  kernel.copyLeaves(digests);
  return kernel.frontier(shards, shards).root;
}

/** The strip's symbols, row by row, as they lie in the blob. */
async function readColumns(
  source: ByteSource,
  geometry: RowGeometry,
  { first, count }: Strip,
  { signal }: StripOptions,
): Promise<Uint8Array> {
  const { rowBytes, rows, symbolBytes } = geometry;
  const symbols = new Uint8Array(rows * count * symbolBytes);
  const read = async (row: number) => {
    const start = Math.min(row * rowBytes + first * symbolBytes, source.size);
    const end = Math.min(start + count * symbolBytes, source.size);
    if (start < end) symbols.set(await readBytes(source, start, end), row * count * symbolBytes);
  };
  for (let row = 0; row < rows; row += READS_AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(READS_AT_ONCE, rows - row) }, (_, index) => read(row + index)),
    );
    signal?.throwIfAborted();
  }
  return symbols;
}

/** The strip's symbols, row by row, each recovered from its whole row. */
async function recoverColumns(
  source: ByteSource,
  geometry: RowGeometry,
  strip: Strip,
  recovery: Recovery,
  { signal, onWork }: StripOptions,
): Promise<Uint8Array> {
  const { rows, rowSymbols, symbolBytes } = geometry;
  const part = { first: strip.first - rowSymbols, count: strip.count };
  const symbols = new Uint8Array(rows * strip.count * symbolBytes);
  const read = (row: number) => {
    const { offset, length } = bytesOfRows(geometry, row, 1);
    const bytes = readBytes(source, offset, offset + length);
    // Whoever waits for it meets the error; it may fail before anybody does.
    bytes.catch(() => undefined);
    return bytes;
  };
  let next = rows > 0 ? read(0) : undefined;
  for (let row = 0; row < rows; row++) {
    const bytes = await next!;
    signal?.throwIfAborted();
    if (row + 1 < rows) next = read(row + 1);
    symbols.set(recovery.ofRow(geometry, bytes, part), row * strip.count * symbolBytes);
    onWork?.((readingWork(strip) * (row + 1)) / rows);
  }
  return symbols;
}
