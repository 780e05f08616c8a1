// Streams of history: bounds, order, limits, cursors and the one end frame, alike for every kind of item.
// Knows positions; what an item is, and which match, is the source's business.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { compareCursors, decodeCursor, encodeCursor, endOf, type Cursor } from './cursor.ts';

/** A step of a scan: a transaction (or checkpoint) and its matching items, in ledger order. */
export interface Step<Item> {
  position: bigint;
  checkpoint: bigint;
  items: { index: number; item: Item }[];
}

/** Steps from a position on, in either direction; a descending scan without `from` begins at the tip. */
export type Source<Item> = (options: { from?: bigint; descending: boolean }) => AsyncIterable<Step<Item>>;

export interface Frame<Item> {
  item?: Item;
  watermark: G.Watermark;
  end?: G.QueryEnd;
}

export interface QueryRequest {
  startCheckpoint?: bigint;
  endCheckpoint?: bigint;
  options?: G.QueryOptions;
}

const DEFAULT_ITEMS = 50;
const MAX_ITEMS = 1000;

export async function* runQuery<Item>(
  request: QueryRequest,
  source: Source<Item>,
  /** Steps one request may look at before it says SCAN_LIMIT. */
  scanLimit: number,
): AsyncGenerator<Frame<Item>, void> {
  const { ITEM_LIMIT, SCAN_LIMIT, CHECKPOINT_BOUND, CURSOR_BOUND, LEDGER_TIP } = G.QueryEndReason;
  const { options, startCheckpoint: first, endCheckpoint: end } = request;
  const descending = options?.ordering === G.Ordering.DESCENDING;
  const limit = Math.min(options?.limit || DEFAULT_ITEMS, MAX_ITEMS);
  const after = decodeCursor(options?.after);
  const before = decodeCursor(options?.before);
  const bound = descending ? before : after;

  let frontier: Cursor = bound ?? (descending ? endOf(0n) : { position: -1n, index: 0 });
  let covered: bigint | undefined;
  let current: bigint | undefined;
  const watermark = (): G.Watermark => ({
    cursor: encodeCursor(frontier),
    ...(covered === undefined ? {} : { checkpoint: covered }),
  });
  const finish = (reason: G.QueryEndReason): Frame<Item> => ({ watermark: watermark(), end: { reason } });

  let sent = 0;
  let scanned = 0;
  for await (const step of source({ descending, ...(bound ? { from: bound.position } : {}) })) {
    const { position, checkpoint } = step;
    const beforeRange = first !== undefined && checkpoint < first;
    const afterRange = end !== undefined && checkpoint >= end;
    if (descending ? beforeRange : afterRange) return yield finish(CHECKPOINT_BOUND);
    if (descending ? afterRange : beforeRange) continue;
    const opposite = descending ? after : before;
    if (opposite && (descending ? position < opposite.position : position > opposite.position)) {
      return yield finish(CURSOR_BOUND);
    }
    if (scanned++ === scanLimit) return yield finish(SCAN_LIMIT);
    if (current !== undefined && checkpoint !== current) covered = current;
    current = checkpoint;

    const items = descending ? step.items.toReversed() : step.items;
    for (const { index, item } of items) {
      const cursor = { position, index };
      if (after && compareCursors(cursor, after) <= 0) continue;
      if (before && compareCursors(cursor, before) >= 0) continue;
      frontier = cursor;
      if (++sent === limit) return yield { item, watermark: watermark(), end: { reason: ITEM_LIMIT } };
      yield { item, watermark: watermark() };
    }
    frontier = descending ? { position, index: 0 } : endOf(position);
  }
  covered = current ?? covered;
  yield finish(descending ? CHECKPOINT_BOUND : LEDGER_TIP);
}
