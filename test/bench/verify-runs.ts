// A blob cut as a download cuts it: whole rows, about 8 MB at a time.
import { bytesOfRows, rowGeometry } from '../../src/lib/blobs/rows/geometry.ts';
import type { RowRun } from '../../src/lib/blobs/rows/row-checker.ts';

const RUN_BYTES = 8_000_000;

export function runsOf(bytes: Uint8Array<ArrayBuffer>): RowRun[] {
  const geometry = rowGeometry(bytes.length);
  const count = Math.max(1, Math.floor(RUN_BYTES / geometry.rowBytes));
  const runs: RowRun[] = [];
  for (let index = 0; index < geometry.rows; index += count) {
    const { offset, length } = bytesOfRows(geometry, index, count);
    runs.push({ index, bytes: bytes.slice(offset, offset + length).buffer });
  }
  return runs;
}
