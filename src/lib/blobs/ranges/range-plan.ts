// Cuts a blob in ranges: runs of whole rows, the same cut for everybody, so that a range has a name. Knows no bytes.
import { bytesOfRows, rowGeometry, type RowGeometry } from '../rows/geometry.ts';

/** Large enough that a request's latency is small beside it, small enough that several fit in memory. */
const RANGE_BYTES = 8 * 1024 * 1024;

/** A run of whole rows; only the blob's last row may be shorter than the others. */
export interface RowRange {
  /** Its place among the blob's ranges, from 0. Together with the blob ID it names the bytes. */
  index: number;
  firstRow: number;
  rows: number;
  /** In the blob, bytes. */
  offset: number;
  bytes: number;
}

/**
 * All ranges of a blob, about 8 MiB each and at least one row: none for an empty blob. Throws RangeError for a length
 * that no blob has.
 */
export function planRanges(
  blob: number | RowGeometry,
  { rangeBytes = RANGE_BYTES }: { rangeBytes?: number } = {},
): RowRange[] {
  const geometry = typeof blob === 'number' ? rowGeometry(blob) : blob;
  const most = Math.max(1, Math.round(rangeBytes / geometry.rowBytes));
  const ranges: RowRange[] = [];
  for (let firstRow = 0; firstRow < geometry.rows; firstRow += most) {
    const rows = Math.min(most, geometry.rows - firstRow);
    const { offset, length } = bytesOfRows(geometry, firstRow, rows);
    ranges.push({ index: ranges.length, firstRow, rows, offset, bytes: length });
  }
  return ranges;
}
