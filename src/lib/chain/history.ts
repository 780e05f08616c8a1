// The market's history from a full node's gRPC alone: calls, funding and transfers. Knows no rule and no store.
import { GrpcTypes as G, type SuiGrpcClient } from '@mysten/sui/grpc';
import { fromBase64, normalizeSuiAddress, toBase64 } from '@mysten/sui/utils';
import type { CalledEvent } from '../model/listing.ts';
import type { HistoryPage, HistorySource, Transfer } from '../model/history.ts';
import { ChainError } from './errors.ts';
import { calledEvents } from './events.ts';
import { retryReads } from './history-retry.ts';
import { transfersIn, type BalanceMoves } from './history-transfers.ts';

/** Enough to draw who moved what; contents alone of the events, since rendered JSON costs the node most. */
const MOVES = [
  'digest',
  'timestamp',
  'transaction.sender',
  'balance_changes',
  'events.events.event_type',
  'events.events.contents',
];
/** Funding is among the first transactions of an address: few are asked for at a time. */
const FUNDING_PAGE = 10;

export function createHistorySource(rpc: SuiGrpcClient, packageId: string): HistorySource {
  const called = `${packageId}::events::Called`;

  function transactions(
    literals: G.TransactionLiteral[],
    options: { cursor?: string | undefined; limit: number; signal?: AbortSignal | undefined },
  ): Promise<HistoryPage<BalanceMoves>> {
    return retryReads(
      (abort) => {
        const request = {
          readMask: { paths: MOVES },
          filter: { terms: [{ literals }] },
          options: queryOptions(options),
        };
        const { responses } = rpc.ledgerService.listTransactions(request, { abort });
        return readFrames(responses, (frame) =>
          frame.transaction ? [toMoves(frame.transaction, packageId)] : [],
        );
      },
      { packageId, signal: options.signal },
    );
  }

  return {
    calls: ({ cursor, limit, signal }) =>
      retryReads(
        (abort) => {
          const request = {
            readMask: { paths: ['event_type', 'contents', 'transaction_digest'] },
            filter: { terms: [{ literals: [eventType(called)] }] },
            options: queryOptions({ cursor, limit }),
          };
          const { responses } = rpc.ledgerService.listEvents(request, { abort });
          return readFrames(responses, ({ event }) =>
            event ? readCalls([event], event.transactionDigest ?? '', packageId) : [],
          );
        },
        { packageId, signal },
      ),

    async firstFunding(of, { signal }) {
      const address = normalizeSuiAddress(of);
      // What an address sends itself cannot be the first thing it receives, sponsored transactions aside.
      const literals = [affectedAddress(address), not(sender(address))];
      let cursor: string | undefined;
      for (;;) {
        const page: HistoryPage<BalanceMoves> = await transactions(literals, {
          cursor,
          limit: FUNDING_PAGE,
          signal,
        });
        for (const moves of page.items) {
          const found = transfersIn(moves).find(({ to }) => to === address);
          if (found) return found;
        }
        if (!page.hasMore || page.cursor === undefined) return undefined;
        cursor = page.cursor;
      }
    },

    async transfersFrom(of, { cursor, limit, signal }) {
      const address = normalizeSuiAddress(of);
      const page = await transactions([sender(address)], { cursor, limit, signal });
      const items: Transfer[] = page.items.flatMap((moves) =>
        transfersIn(moves).filter(({ from }) => from === address),
      );
      return { ...page, items };
    },

    knownSinceMs: ({ signal }) => lowestAvailableMs(rpc, packageId, signal),
  };
}

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

function toMoves(tx: G.ExecutedTransaction, packageId: string): BalanceMoves {
  const { digest, transaction, timestamp, balanceChanges, events } = tx;
  if (!digest || !transaction?.sender) throw incomplete('transaction');
  return {
    digest,
    sender: transaction.sender,
    atMs: toMs(timestamp),
    changes: balanceChanges.map(({ address, coinType, amount }) => {
      if (!address || !coinType || amount === undefined) throw incomplete('balance change');
      return { address, coin: coinType, amount: BigInt(amount) };
    }),
    calls: readCalls(events?.events ?? [], digest, packageId),
  };
}

function readCalls(events: G.Event[], digest: string, packageId: string): CalledEvent[] {
  const plain = events.map(({ eventType = '', contents }) => ({
    packageId,
    module: '',
    sender: '',
    eventType,
    bcs: contents?.value ?? new Uint8Array(),
    json: null,
  }));
  return calledEvents(plain, digest, packageId);
}

function toMs(timestamp: { seconds: bigint; nanos: number } | undefined): number {
  if (!timestamp) throw incomplete('timestamp');
  return Number(timestamp.seconds) * 1000 + Math.floor(timestamp.nanos / 1e6);
}

function incomplete(what: string): ChainError {
  return new ChainError('chain/unexpected-shape', `The node left out a ${what} that was asked for`);
}

export function eventType(type: string): G.EventLiteral {
  return { negated: false, predicate: { oneofKind: 'eventType', eventType: { eventType: type } } };
}

function affectedAddress(address: string): G.TransactionLiteral {
  return { negated: false, predicate: { oneofKind: 'affectedAddress', affectedAddress: { address } } };
}

function sender(address: string): G.TransactionLiteral {
  return { negated: false, predicate: { oneofKind: 'sender', sender: { address } } };
}

const not = (literal: G.TransactionLiteral): G.TransactionLiteral => ({ ...literal, negated: true });
