// The two ways a reader names a part of a blob, with the aggregators' rules for each.

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  start: number;
  end: number;
}
type RangeResult = { ok: true; range: ByteRange } | { ok: false; status: 400 | 416; message: string };

/** A `Range` header: exactly one closed range. Aggregators refuse open-ended, suffix and multiple ranges. */
export function parseRangeHeader(header: string, size: number): RangeResult {
  if (!/^bytes=[\d\s,-]+$/.test(header)) return { ok: false, status: 400, message: 'malformed Range header' };
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  if (!match) return { ok: false, status: 416, message: 'only one closed range is supported' };
  const start = Number(match[1]);
  const last = Number(match[2]);
  if (start > last || last >= size)
    return { ok: false, status: 416, message: `the range is outside the blob of ${size} bytes` };
  return { ok: true, range: { start, end: last + 1 } };
}

/** `?start=&length=` of the byte-range route. */
export function parseRangeQuery(query: URLSearchParams, size: number): RangeResult {
  const start = wholeNumber(query.get('start'));
  const length = wholeNumber(query.get('length'));
  if (start === undefined || length === undefined)
    return { ok: false, status: 400, message: 'start and length must be whole numbers' };
  if (length === 0) return { ok: false, status: 400, message: 'length must not be zero' };
  if (start + length > size)
    return { ok: false, status: 400, message: `the range is outside the blob of ${size} bytes` };
  return { ok: true, range: { start, end: start + length } };
}

function wholeNumber(text: string | null): number | undefined {
  if (!text || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
