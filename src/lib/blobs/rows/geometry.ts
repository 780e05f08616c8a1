// Where the rows of a Walrus blob lie: the arithmetic of its RS2 encoding. Knows no hash and no bytes.

/** Shards of every Walrus network so far. */
export const SHARDS = 1000;
export const DIGEST_BYTES = 32;

/** Walrus keeps a symbol's size in 16 bits, and it is even. */
const LARGEST_SYMBOL_BYTES = 65_534;

export interface RowGeometry {
  /** Unencoded length of the blob, bytes. */
  bytes: number;
  shards: number;
  /** Rows of the source matrix, 334 of 1000 shards: as many primary slivers hold the blob itself. */
  sourceRows: number;
  /** Symbols of the blob in one row, 667 of 1000 shards: the leftmost leaves of the row's tree. */
  rowSymbols: number;
  symbolBytes: number;
  /** Bytes of a whole row; the last row is padded with zeros to this. */
  rowBytes: number;
  /** Rows that hold bytes of the blob: 0 for an empty one, at most `sourceRows`. The others are zeros. */
  rows: number;
  /** Over all shards, metadata included: what storage is priced by. */
  encodedBytes: number;
}

/** Throws RangeError for a length that no blob of so many shards can have. */
export function rowGeometry(bytes: number, shards = SHARDS): RowGeometry {
  if (!Number.isInteger(shards) || shards < 1 || shards > SHARDS) throw new RangeError(`${shards} shards`);
  const faulty = Math.floor((shards - 1) / 3);
  const sourceRows = shards - 2 * faulty;
  const rowSymbols = shards - faulty;
  const symbols = sourceRows * rowSymbols;
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > symbols * LARGEST_SYMBOL_BYTES) {
    throw new RangeError(`A blob of ${bytes} bytes`);
  }
  const exact = Math.floor((Math.max(bytes, 1) - 1) / symbols) + 1;
  const symbolBytes = exact + (exact % 2);
  const rowBytes = rowSymbols * symbolBytes;
  const metadata = shards * 2 * DIGEST_BYTES + DIGEST_BYTES;
  return {
    bytes,
    shards,
    sourceRows,
    rowSymbols,
    symbolBytes,
    rowBytes,
    rows: Math.ceil(bytes / rowBytes),
    encodedBytes: shards * ((sourceRows + rowSymbols) * symbolBytes + metadata),
  };
}

/** The rows that hold the bytes [offset, offset + length), as far as the blob has them. */
export function rowsOver(
  geometry: RowGeometry,
  offset: number,
  length: number,
): { first: number; count: number } {
  const end = Math.min(offset + length, geometry.bytes);
  if (length <= 0 || offset >= end) return { first: 0, count: 0 };
  const first = Math.floor(offset / geometry.rowBytes);
  return { first, count: Math.ceil(end / geometry.rowBytes) - first };
}

/** The bytes of the blob in `count` rows from `first` on; the last row ends with the blob. */
export function bytesOfRows(
  geometry: RowGeometry,
  first: number,
  count: number,
): { offset: number; length: number } {
  const offset = Math.min(first * geometry.rowBytes, geometry.bytes);
  return { offset, length: Math.min((first + count) * geometry.rowBytes, geometry.bytes) - offset };
}

/** Digests that, beside the first `known` of `total` leaves, give the root of their tree: 5 for 667 of 1000. */
export function siblingCount(known: number, total: number): number {
  let count = 0;
  for (let [left, width] = [known, total]; width > 1; width = (width + 1) >> 1) {
    count += left & 1;
    left = (left + 1) >> 1;
  }
  return count;
}
