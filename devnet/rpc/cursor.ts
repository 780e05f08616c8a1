// Cursors of the history calls and tokens of the paged ones: opaque bytes to clients, positions to us.
import { Code, GrpcError } from './status.ts';

/** A place in history: a transaction's (or checkpoint's) position and an item's index in it. */
export interface Cursor {
  position: bigint;
  index: number;
}

const SIZE = 12;
const LAST_INDEX = 0xffff_ffff;

/** After every item of a position. */
export const endOf = (position: bigint): Cursor => ({ position, index: LAST_INDEX });

export function compareCursors(a: Cursor, b: Cursor): number {
  return a.position === b.position ? a.index - b.index : a.position < b.position ? -1 : 1;
}

export function encodeCursor({ position, index }: Cursor): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, position);
  view.setUint32(8, index);
  return bytes;
}

export function decodeCursor(bytes: Uint8Array | undefined): Cursor | undefined {
  if (!bytes) return undefined;
  if (bytes.length !== SIZE) throw new GrpcError(Code.invalidArgument, 'invalid cursor');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { position: view.getBigInt64(0), index: view.getUint32(8) };
}

const DEFAULT_PAGE = 50;
const MAX_PAGE = 1000;

/** A page token is the key of the last row sent. */
export function readPage(request: { pageSize?: number; pageToken?: Uint8Array }): {
  limit: number;
  after?: string;
} {
  const limit = Math.min(request.pageSize || DEFAULT_PAGE, MAX_PAGE);
  return request.pageToken ? { limit, after: new TextDecoder().decode(request.pageToken) } : { limit };
}

export function writePageToken(next: string | undefined): { nextPageToken?: Uint8Array } {
  return next === undefined ? {} : { nextPageToken: new TextEncoder().encode(next) };
}
