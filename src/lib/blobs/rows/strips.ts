// The columns of a blob's encoding, cut into strips that are encoded by themselves, each in little memory. Plans only;
// knows no bytes.
import type { RowGeometry } from './geometry.ts';

/**
 * Neighbouring columns. Columns of the blob's own symbols are read as they are; for columns of recovery symbols each
 * strip has to read the whole blob and recover its rows.
 */
export interface Strip {
  kind: 'source' | 'recovery';
  /** Column among all. */
  first: number;
  count: number;
}

/**
 * Bytes that a strip may hold before its columns are encoded. The smaller the one, the smaller the pieces that are read
 * of a file. The other has the blob read as often as it goes into half of it, 3 times for 512 MiB: each time costs a
 * sixth of the time for all columns.
 */
const STRIP_BYTES: Record<Strip['kind'], number> = { source: 16_000_000, recovery: 96_000_000 };

/** What finding the recovery symbols of all rows takes, beside encoding one column. */
const ROWS_WORK = 120;

export function planStrips(
  geometry: RowGeometry,
  limits: Record<Strip['kind'], number> = STRIP_BYTES,
): Strip[] {
  const { rowSymbols, shards } = geometry;
  return [
    ...cut(geometry, 'recovery', rowSymbols, shards, limits),
    ...cut(geometry, 'source', 0, rowSymbols, limits),
  ];
}

/** Even strips, so that none is small change. */
function cut(
  { rows, symbolBytes }: RowGeometry,
  kind: Strip['kind'],
  from: number,
  to: number,
  limits: Record<Strip['kind'], number>,
): Strip[] {
  const widest = Math.max(1, Math.floor(limits[kind] / (Math.max(1, rows) * symbolBytes)));
  const strips = Math.ceil((to - from) / widest);
  return Array.from({ length: strips }, (_, index): Strip => {
    const first = from + Math.floor(((to - from) * index) / strips);
    return { kind, first, count: from + Math.floor(((to - from) * (index + 1)) / strips) - first };
  });
}

/** In columns encoded: what progress is counted in. */
export function workOf({ kind, count }: Strip): number {
  return kind === 'source' ? count : count + ROWS_WORK;
}

/** Of the work for a strip, what comes before its columns. */
export function readingWork({ kind }: Strip): number {
  return kind === 'source' ? 0 : ROWS_WORK;
}
