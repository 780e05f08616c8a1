// Questions to a full node's history and how its answers end: filters, cursors, pages. Knows no event of ours.
import { GrpcTypes as G, type SuiGrpcClient } from '@mysten/sui/grpc';
import { fromBase64, toBase64 } from '@mysten/sui/utils';
import type { HistoryPage } from '../model/history.ts';
import { ChainError } from './errors.ts';
import { retryReads } from './history-retry.ts';

/** When the oldest checkpoint of this node was made; 0 where it has them all. */
export async function lowestAvailableMs(
  rpc: SuiGrpcClient,
  packageId: string,
  signal: AbortSignal | undefined,
) {
  return retryReads(
    async (abort) => {
      const info = await rpc.ledgerService.getServiceInfo({}, { abort }).response;
      const lowest = info.lowestAvailableCheckpoint ?? 0n;
      if (lowest === 0n) return 0;
      const request: G.GetCheckpointRequest = {
        checkpointId: { oneofKind: 'sequenceNumber', sequenceNumber: lowest },
        readMask: { paths: ['summary.timestamp'] },
      };
      try {
        const { checkpoint } = await rpc.ledgerService.getCheckpoint(request, { abort }).response;
        return toMs(checkpoint?.summary?.timestamp);
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'NOT_FOUND')) throw cause;
        // Pruned between the two questions: ask both again.
        throw new ChainError('chain/unreachable', 'The node is pruning its history', {
          cause,
          retryable: true,
        });
      }
    },
    { packageId, signal },
  );
}

/** Reads a history stream to its end frame; a page may be short, or empty, although there is more. */
export async function readFrames<Frame extends { watermark?: G.Watermark; end?: G.QueryEnd }, Item>(
  frames: AsyncIterable<Frame>,
  itemsOf: (frame: Frame) => Item[],
): Promise<HistoryPage<Item>> {
  const items: Item[] = [];
  let cursor: Uint8Array | undefined;
  let end: G.QueryEnd | undefined;
  for await (const frame of frames) {
    cursor = frame.watermark?.cursor ?? cursor;
    end = frame.end ?? end;
    items.push(...itemsOf(frame));
  }
  if (!end) {
    throw new ChainError('chain/unreachable', 'The answer broke off before its end', { retryable: true });
  }
  const hasMore = end.reason === G.QueryEndReason.ITEM_LIMIT || end.reason === G.QueryEndReason.SCAN_LIMIT;
  return { items, hasMore, ...(cursor ? { cursor: toBase64(cursor) } : {}) };
}

export function queryOptions({
  cursor,
  limit,
}: {
  cursor?: string | undefined;
  limit: number;
}): G.QueryOptions {
  return {
    limit,
    ordering: G.Ordering.ASCENDING,
    ...(cursor === undefined ? {} : { after: readCursor(cursor) }),
  };
}

/** A cursor is stored for months and may come from another kind of source. */
function readCursor(cursor: string): Uint8Array {
  try {
    return fromBase64(cursor);
  } catch (cause) {
    throw new ChainError('chain/rejected', 'This is no cursor of a full node', { cause });
  }
}

export function toMs(timestamp: { seconds: bigint; nanos: number } | undefined): number {
  if (!timestamp) throw incomplete('timestamp');
  return Number(timestamp.seconds) * 1000 + Math.floor(timestamp.nanos / 1e6);
}

export function incomplete(what: string): ChainError {
  return new ChainError('chain/unexpected-shape', `The node left out a ${what} that was asked for`);
}

export function eventType(type: string): G.EventLiteral {
  return { negated: false, predicate: { oneofKind: 'eventType', eventType: { eventType: type } } };
}

export function affectedAddress(address: string): G.TransactionLiteral {
  return { negated: false, predicate: { oneofKind: 'affectedAddress', affectedAddress: { address } } };
}

export function sender(address: string): G.TransactionLiteral {
  return { negated: false, predicate: { oneofKind: 'sender', sender: { address } } };
}

export const not = (literal: G.TransactionLiteral): G.TransactionLiteral => ({ ...literal, negated: true });

export function affectedObject(objectId: string): G.TransactionLiteral {
  return { negated: false, predicate: { oneofKind: 'affectedObject', affectedObject: { objectId } } };
}

export function emitModule(module: string): G.TransactionLiteral {
  return { negated: false, predicate: { oneofKind: 'emitModule', emitModule: { module } } };
}
