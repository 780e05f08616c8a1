// What an author paid to publish and to keep models: gas, and WAL for storage. From the node's transactions; knows no rule
// and no store.
import type { GrpcTypes as G, SuiGrpcClient } from '@mysten/sui/grpc';
import { normalizeStructTag, normalizeSuiAddress, toHex } from '@mysten/sui/utils';
import type { HistoryPage } from '../model/history.ts';
import { readModelEvent } from './history-events.ts';
import {
  affectedObject,
  emitModule,
  incomplete,
  queryOptions,
  readFrames,
  sender,
  toMs,
} from './history-query.ts';
import { retryReads } from './history-retry.ts';
import { VersionAdded } from './generated/floe/events.ts';

/** One transaction of an author that called the contract as an author, or bought or extended storage. */
export interface AuthorExpense {
  digest: string;
  atMs: number;
  /** MIST, the storage rebate taken off: negative where more came back. 0 where somebody else paid it. */
  gas: bigint;
  /** WAL that went into storage, not to anybody's wallet. */
  storage: { coin: string; amount: bigint } | undefined;
  /** Models that the contract's events of this transaction name. */
  models: string[];
  /** Blobs that Walrus's events of this transaction name, and those that a version added here is made of; hex. */
  blobs: string[];
  /** Versions added here: which blobs belong to which model. */
  versions: { model: string; blobs: string[] }[];
}

/**
 * How a cost is told from other spending: the transaction is the author's, and it either ran the contract's authoring module
 * or changed Walrus's System object, which every purchase and extension of storage does. Payments for calls are neither.
 */
export function createCostSource(
  rpc: SuiGrpcClient,
  { packageId, walrusSystem }: { packageId: string; walrusSystem: string },
) {
  return {
    expenses(
      author: string,
      { cursor, limit, signal }: { cursor?: string; limit: number; signal?: AbortSignal },
    ): Promise<HistoryPage<AuthorExpense>> {
      const address = normalizeSuiAddress(author);
      return retryReads(
        (abort) => {
          const request = {
            readMask: { paths: PATHS },
            filter: {
              terms: [
                { literals: [sender(address), emitModule(`${packageId}::hub`)] },
                { literals: [sender(address), affectedObject(walrusSystem)] },
              ],
            },
            options: queryOptions({ cursor, limit }),
          };
          const { responses } = rpc.ledgerService.listTransactions(request, { abort });
          return readFrames(responses, ({ transaction }) =>
            transaction ? [toExpense(transaction, address, packageId)] : [],
          );
        },
        { packageId, signal },
      );
    },
  };
}

const PATHS = [
  'digest',
  'timestamp',
  'transaction.sender',
  'transaction.gas_payment.owner',
  'effects.gas_used',
  'balance_changes',
  'events.events.event_type',
  'events.events.contents',
];

function toExpense(tx: G.ExecutedTransaction, author: string, packageId: string): AuthorExpense {
  const { digest, timestamp, transaction, effects, balanceChanges, events } = tx;
  const used = effects?.gasUsed;
  if (!digest || !used) throw incomplete('transaction');
  const payer = transaction?.gasPayment?.owner;
  const isOwn = payer === undefined || normalizeSuiAddress(payer) === author;
  const gas = (used.computationCost ?? 0n) + (used.storageCost ?? 0n) - (used.storageRebate ?? 0n);
  const models = new Set<string>();
  const blobs = new Set<string>();
  const versions: AuthorExpense['versions'] = [];
  for (const { eventType = '', contents } of events?.events ?? []) {
    const bytes = contents?.value ?? new Uint8Array();
    const event = readModelEvent({ eventType, bcs: bytes }, digest, packageId);
    if (event) models.add(event.model);
    if (event?.kind === 'version') {
      const { manifest, parts } = VersionAdded.parse(bytes);
      versions.push({ model: event.model, blobs: [manifest, ...parts].map((id) => hexOf(BigInt(id))) });
    }
    const blob = WALRUS_EVENT.test(eventType) ? blobOf(bytes) : undefined;
    if (blob) blobs.add(blob);
  }
  return {
    digest,
    atMs: toMs(timestamp),
    gas: isOwn ? gas : 0n,
    storage: walSpent(balanceChanges, author),
    models: [...models],
    blobs: [...blobs],
    versions,
  };
}

const WALRUS_EVENT = /::events::Blob(Registered|Certified)$/;
const WAL = /^0x[0-9a-f]{64}::wal::WAL$/;

/** Both begin with the epoch (u32) and the blob ID (u256). */
function blobOf(contents: Uint8Array): string | undefined {
  return contents.length < 36 ? undefined : hexOf(fromLittleEndian(contents.subarray(4, 36)));
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.toReversed())}`);
}

const hexOf = (id: bigint) => id.toString(16);

/** What the author lost and no other address got: it went into objects of Walrus. */
function walSpent(changes: readonly G.BalanceChange[], author: string): AuthorExpense['storage'] {
  let coin = '';
  let lost = 0n;
  let gained = 0n;
  for (const { address, coinType, amount } of changes) {
    if (!address || !coinType || amount === undefined) throw incomplete('balance change');
    const type = normalizeStructTag(coinType);
    if (!WAL.test(type)) continue;
    coin = type;
    if (normalizeSuiAddress(address) === author) lost -= BigInt(amount);
    else gained += BigInt(amount);
  }
  const amount = lost - (gained > 0n ? gained : 0n);
  return amount > 0n ? { coin, amount } : undefined;
}
