// What storage costs now, for how long it is sold, and whether an address can pay. Reads only.
import type { ClientWithCoreApi } from '@mysten/sui/client';
import { normalizeStructTag } from '@mysten/sui/utils';
import type { WalrusClient } from '@mysten/walrus';
import { epochBeginsMs, readClock } from './clock.ts';
import { rowGeometry } from './rows/geometry.ts';
import { BlobError } from './errors.ts';
import type { StorageQuote } from './types.ts';

type SystemState = Awaited<ReturnType<WalrusClient['systemState']>>;

/** The system's state as it is now: the SDK keeps what it once read. */
export async function freshState(walrus: WalrusClient): Promise<SystemState> {
  walrus.reset();
  return walrus.systemState();
}

/** @throws BlobError 'blobs/bad-term' */
export async function quoteStorage(
  walrus: WalrusClient,
  sizes: readonly number[],
  epochs: number,
): Promise<StorageQuote> {
  const state = await freshState(walrus);
  const longest = state.future_accounting.length;
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > longest) {
    throw new BlobError('blobs/bad-term', `Walrus stores for 1 to ${longest} epochs`, {
      details: { epochs, longest },
    });
  }
  let wal = 0n;
  let encodedBytes = 0;
  for (const size of sizes) {
    wal += (await walrus.storageCost(size, epochs)).totalCost;
    encodedBytes += rowGeometry(size, state.committee.n_shards).encodedBytes;
  }
  const clock = await readClock(walrus);
  const ends = clock && { endsMs: epochBeginsMs(clock, state.committee.epoch + epochs) };
  return { wal, encodedBytes, epochs, ...ends };
}

/**
 * Coin type of this network's WAL: what `stake_with_pool` takes, as the Walrus SDK finds it.
 *
 * @throws BlobError 'blobs/unsupported-network'
 */
export async function findWalType(
  client: ClientWithCoreApi,
  walrus: WalrusClient,
  signal: AbortSignal | undefined,
): Promise<string> {
  const blobType = await walrus.getBlobType();
  const { function: stake } = await client.core.getMoveFunction({
    packageId: blobType.slice(0, blobType.indexOf('::')),
    moduleName: 'staking',
    name: 'stake_with_pool',
    ...(signal ? { signal } : {}),
  });
  const coin = stake.parameters[1]?.body;
  const type = coin?.$kind === 'datatype' ? coin.datatype.typeParameters[0] : undefined;
  if (type?.$kind === 'datatype') return normalizeStructTag(type.datatype.typeName);
  throw new BlobError('blobs/unsupported-network', 'This network does not say what its WAL is');
}

/** @throws BlobError 'blobs/insufficient-wal' */
export async function requireWal(
  client: ClientWithCoreApi,
  purse: { owner: string; coinType: string; needed: bigint },
  signal: AbortSignal | undefined,
): Promise<void> {
  const { owner, coinType, needed } = purse;
  const { balance } = await client.core.getBalance({ owner, coinType, ...(signal ? { signal } : {}) });
  const available = BigInt(balance.balance);
  if (available >= needed) return;
  throw new BlobError('blobs/insufficient-wal', 'There is not enough WAL to pay for the storage', {
    details: { owner, coinType, needed, available },
  });
}
