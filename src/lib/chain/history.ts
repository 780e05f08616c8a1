// The market's history from a full node's gRPC alone: calls, funding and transfers. Knows no rule and no store.
import type { GrpcTypes as G, SuiGrpcClient } from '@mysten/sui/grpc';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import type { CalledEvent } from '../model/listing.ts';
import type { HistoryPage, HistorySource, Transfer } from '../model/history.ts';
import { calledEvents } from './events.ts';
import { isOwnership, ownershipTypes, readModelEvent, type PlainEvent } from './history-events.ts';
import {
  affectedObject,
  eventType,
  incomplete,
  lowestAvailableMs,
  queryOptions,
  readFrames,
  sender,
  toMs,
} from './history-query.ts';
import { createFundingSearch } from './history-funding.ts';
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
export function createHistorySource(rpc: SuiGrpcClient, packageId: string): HistorySource {
  const called = `${packageId}::events::Called`;

  function transactions(
    terms: G.TransactionLiteral[][],
    options: { cursor?: string | undefined; limit: number; signal?: AbortSignal | undefined },
  ): Promise<HistoryPage<BalanceMoves>> {
    return retryReads(
      (abort) => {
        const request = {
          readMask: { paths: MOVES },
          filter: { terms: terms.map((literals) => ({ literals })) },
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

    firstFundings: createFundingSearch(transactions, called),

    async transfersFrom(of, { cursor, limit, signal }) {
      const address = normalizeSuiAddress(of);
      const page = await transactions([[sender(address)]], { cursor, limit, signal });
      const items: Transfer[] = page.items.flatMap((moves) =>
        transfersIn(moves).filter(({ from }) => from === address),
      );
      return { ...page, items };
    },

    ownership: ({ cursor, limit, signal }) =>
      retryReads(
        (abort) => {
          const request = {
            readMask: { paths: ['event_type', 'contents', 'transaction_digest'] },
            filter: { terms: ownershipTypes(packageId).map((type) => ({ literals: [eventType(type)] })) },
            options: queryOptions({ cursor, limit }),
          };
          const { responses } = rpc.ledgerService.listEvents(request, { abort });
          return readFrames(responses, ({ event }) => {
            const found = event && readModelEvent(toPlain(event), event.transactionDigest ?? '', packageId);
            return found && isOwnership(found) ? [found] : [];
          });
        },
        { packageId, signal },
      ),

    modelEvents: (model, { cursor, limit, signal }) =>
      retryReads(
        (abort) => {
          // Calls only read the model: what wrote it are its author's doings.
          const request = {
            readMask: { paths: ['digest', 'events.events.event_type', 'events.events.contents'] },
            filter: { terms: [{ literals: [affectedObject(model)] }] },
            options: queryOptions({ cursor, limit }),
          };
          const { responses } = rpc.ledgerService.listTransactions(request, { abort });
          return readFrames(responses, ({ transaction }) =>
            (transaction?.events?.events ?? []).flatMap((event) => {
              const found = readModelEvent(toPlain(event), transaction?.digest ?? '', packageId);
              return found && found.model === model ? [found] : [];
            }),
          );
        },
        { packageId, signal },
      ),

    knownSinceMs: ({ signal }) => lowestAvailableMs(rpc, packageId, signal),
  };
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
  const plain = events.map((event) => {
    const { eventType, bcs } = toPlain(event);
    return { packageId, module: '', sender: '', eventType, bcs, json: null };
  });
  return calledEvents(plain, digest, packageId);
}

function toPlain({ eventType = '', contents }: G.Event): PlainEvent {
  return { eventType, bcs: contents?.value ?? new Uint8Array() };
}
