// The sources behind the history calls: transactions, events and checkpoints of a ledger, filtered.
// Knows the ledger's scan; knows no cursor and no message.
import type { Checkpoint, ExecutedTransaction, Ledger, LedgerEvent } from '../chain/types.ts';
import type { EventTest, TransactionTest } from './filters.ts';
import type { Source } from './query.ts';

export interface PlacedEvent {
  event: LedgerEvent;
  index: number;
  transaction: ExecutedTransaction;
}

/** Above any position: a descending scan begins at the newest transaction. */
const TIP = 2n ** 62n;

/** `touching`: see Ledger.scan. */
export function transactionsOf(
  ledger: Ledger,
  matches: TransactionTest,
  touching?: readonly string[],
): Source<ExecutedTransaction> {
  return async function* ({ from, descending }) {
    for await (const { position, transaction } of scan(ledger, from, descending, touching)) {
      const items = matches(transaction) ? [{ index: 0, item: transaction }] : [];
      yield { position, checkpoint: transaction.checkpoint ?? 0n, items };
    }
  };
}

export function eventsOf(
  ledger: Ledger,
  matches: EventTest,
  touching?: readonly string[],
): Source<PlacedEvent> {
  return async function* ({ from, descending }) {
    for await (const { position, transaction } of scan(ledger, from, descending, touching)) {
      const items = transaction.events.flatMap((event, index) =>
        matches(event, transaction) ? [{ index, item: { event, index, transaction } }] : [],
      );
      yield { position, checkpoint: transaction.checkpoint ?? 0n, items };
    }
  };
}

/** A checkpoint matches if one of its transactions does; without a filter all do, empty ones too. */
export function checkpointsOf(ledger: Ledger, matches: TransactionTest | undefined): Source<Checkpoint> {
  return async function* ({ from, descending }) {
    const latest = (await ledger.getCheckpoint('latest'))?.sequence ?? -1n;
    let sequence = from ?? (descending ? latest : 0n);
    if (sequence > latest && descending) sequence = latest;
    if (sequence < 0n && !descending) sequence = 0n;
    for (; sequence >= 0n && sequence <= latest; sequence += descending ? -1n : 1n) {
      const checkpoint = await ledger.getCheckpoint(sequence);
      if (!checkpoint) continue;
      const items = (await holds(ledger, checkpoint, matches)) ? [{ index: 0, item: checkpoint }] : [];
      yield { position: sequence, checkpoint: sequence, items };
    }
  };
}

export async function tipPosition(ledger: Ledger): Promise<bigint> {
  for await (const { position } of scan(ledger, undefined, true)) return position;
  return -1n;
}

function scan(ledger: Ledger, from: bigint | undefined, descending: boolean, touching?: readonly string[]) {
  const start = from ?? (descending ? TIP : 0n);
  return ledger.scan({ from: start < 0n && !descending ? 0n : start, descending, touching });
}

async function holds(ledger: Ledger, checkpoint: Checkpoint, matches: TransactionTest | undefined) {
  if (!matches) return true;
  for (const digest of checkpoint.transactions) {
    const transaction = await ledger.getTransaction(digest);
    if (transaction && matches(transaction)) return true;
  }
  return false;
}
