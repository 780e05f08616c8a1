// Storage already bought: until when, at what price for longer, and the calls that share, fund and extend blobs. Builds
// transactions and signs none.
import { coinWithBalance, type Transaction } from '@mysten/sui/transactions';
import { normalizeStructTag } from '@mysten/sui/utils';
import { readClock, type EpochClock } from './clock.ts';
import type { ExtensionPlan, StorageTerms } from './extension.ts';
import { findWalType, freshState, requireWal } from './pricing.ts';
import { ownedStorageObjects, readStorageObjects, type StorageObject } from './storage-objects.ts';
import { lazyWalrus, type WalrusNetwork } from './walrus-client.ts';

interface Cancellable {
  signal?: AbortSignal;
}

/** Errors of the Sui client pass unchanged. */
export interface BlobStorage {
  /** What the network sells now, and its calendar where it keeps one. */
  terms(options?: Cancellable): Promise<StorageTerms & { clock?: EpochClock }>;
  /** Certified permanent blobs among these objects, owned or shared. */
  read(objectIds: readonly string[], options?: Cancellable): Promise<StorageObject[]>;
  /** Those that an address owns. */
  owned(owner: string, options?: Cancellable): Promise<StorageObject[]>;
  /** Gives certified blobs that the sender owns to everybody: from then on anybody may keep them stored. */
  addSharing(transaction: Transaction, blobObjectIds: readonly string[]): Promise<void>;
  /** Names blobs shared earlier in a transaction, by funding them with nothing, so that who reads it finds them. */
  addMention(transaction: Transaction, sharedIds: readonly string[]): Promise<void>;
  /** Carries a plan out with exactly its WAL. @throws BlobError 'blobs/insufficient-wal' before anything is signed */
  addExtension(
    transaction: Transaction,
    plan: ExtensionPlan,
    payer: string,
    options?: Cancellable,
  ): Promise<void>;
}

export function createBlobStorage(options: WalrusNetwork): BlobStorage {
  const client = options.suiClient;
  const systemId = options.walrus.system;
  const walrusClient = lazyWalrus(options);
  const reading = async ({ signal }: Cancellable = {}) => ({
    client,
    blobType: normalizeStructTag(await (await walrusClient()).getBlobType()),
    ...(signal ? { signal } : {}),
  });
  /** Of the newest package: types keep the address of the first. */
  const packageId = async () => (await (await walrusClient()).systemObject()).package_id;

  return {
    async terms({ signal } = {}) {
      const walrus = await walrusClient();
      const state = await freshState(walrus);
      signal?.throwIfAborted();
      const clock = await readClock(walrus);
      signal?.throwIfAborted();
      const { epoch } = state.committee;
      return {
        epoch,
        maxEndEpoch: epoch + state.future_accounting.length,
        unitPrice: BigInt(state.storage_price_per_unit_size),
        ...(clock ? { clock } : {}),
      };
    },

    read: async (objectIds, cancellable) => readStorageObjects(await reading(cancellable), objectIds),
    owned: async (owner, cancellable) => ownedStorageObjects(await reading(cancellable), owner),

    async addSharing(transaction, blobObjectIds) {
      const target = `${await packageId()}::shared_blob::new`;
      for (const id of blobObjectIds) transaction.moveCall({ target, arguments: [transaction.object(id)] });
    },

    async addMention(transaction, sharedIds) {
      if (sharedIds.length === 0) return;
      const type = await findWalType(client, await walrusClient(), undefined);
      const target = `${await packageId()}::shared_blob::fund`;
      for (const id of sharedIds) {
        const nothing = transaction.moveCall({ target: '0x2::coin::zero', typeArguments: [type] });
        transaction.moveCall({ target, arguments: [transaction.object(id), nothing] });
      }
    },

    async addExtension(transaction, plan, payer, { signal } = {}) {
      const type = await findWalType(client, await walrusClient(), signal);
      await requireWal(client, { owner: payer, coinType: type, needed: plan.wal }, signal);
      const walrusPackage = await packageId();
      for (const { object, epochs, cost, due } of plan.steps) {
        const target = transaction.object(object.id);
        const system = transaction.object(systemId);
        const added = transaction.pure.u32(epochs);
        const payment = due > 0n ? transaction.add(coinWithBalance({ type, balance: due })) : undefined;
        if (object.access.kind === 'shared') {
          const module = `${walrusPackage}::shared_blob`;
          if (payment) transaction.moveCall({ target: `${module}::fund`, arguments: [target, payment] });
          transaction.moveCall({ target: `${module}::extend`, arguments: [target, system, added] });
        } else if (payment && cost > 0n) {
          transaction.moveCall({
            target: `${walrusPackage}::system::extend_blob`,
            arguments: [system, target, added, payment],
          });
          // Fails where anything is left: what was quoted is what is paid.
          transaction.moveCall({
            target: '0x2::coin::destroy_zero',
            typeArguments: [type],
            arguments: [payment],
          });
        }
      }
    },
  };
}
