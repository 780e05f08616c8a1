// Puts Walrus on a fresh ledger: publishes the package, creates the System and Staking objects, and tells the ledger
// where its faucet's WAL comes from. Its epochs are then kept by calendar.ts.
import { Transaction } from '@mysten/sui/transactions';
import type { ExecutedTransaction, Ledger, ObjectChange } from '../chain/types.ts';
import type { Committee } from './committee.ts';
import { N_SHARDS } from './encoder.ts';

/** The package's bytecode, base64, in publishing order, and the ids of the packages it depends on. */
export interface PublishablePackage {
  modules: string[];
  dependencies: string[];
}

export interface WalrusPrices {
  /** FROST (10^-9 WAL) per MiB of encoded bytes and epoch. */
  storage: bigint;
  /** FROST per MiB of encoded bytes, once. */
  write: bigint;
}

/** What clients are configured with, and what the operator needs. */
export interface WalrusDeployment {
  package: string;
  system: string;
  staking: string;
  /** `0x..::wal::WAL`. */
  wal: string;
  /** Owned by the faucet's address, as is the operator's. */
  treasuryCap: string;
  operatorCap: string;
}

type SetUpLedger = Pick<Ledger, 'executeAsFaucet' | 'faucetAddress' | 'registerTreasury'>;

export interface SetUpOptions {
  ledger: SetUpLedger;
  compiled: PublishablePackage;
  committee: Committee;
  prices?: WalrusPrices;
  /** Milliseconds; 14 days, as on mainnet, where absent. */
  epochMs?: number;
}

/** Mainnet's order of magnitude. */
const DEFAULT_PRICES: WalrusPrices = { storage: 11_000n, write: 20_000n };
const MAX_EPOCHS_AHEAD = 53;
const EPOCH_MS = 14 * 86_400_000;
/** Encoded bytes: 1 PiB. */
const TOTAL_CAPACITY = 2n ** 50n;

export class WalrusSetUpError extends Error {
  override name = 'WalrusSetUpError';
  constructor(
    readonly code: 'walrus/transaction-failed' | 'walrus/object-missing',
    message: string,
  ) {
    super(message);
  }
}

export async function setUpWalrus(options: SetUpOptions): Promise<WalrusDeployment> {
  const { ledger, compiled, committee, prices = DEFAULT_PRICES, epochMs = EPOCH_MS } = options;
  const published = await execute(ledger, (tx) => tx.publish(compiled));
  const packageId = created(published, (change) => change.isPackage);
  const initCap = created(published, ({ type }) => type === `${packageId}::init::InitCap`);
  const upgradeCap = created(published, ({ type }) => type.endsWith('::package::UpgradeCap'));
  const treasuryCap = created(published, ({ type }) => type.includes('::coin::TreasuryCap<'));

  const initialized = await execute(ledger, (tx) =>
    tx.moveCall({
      target: `${packageId}::init::initialize_walrus`,
      arguments: [
        tx.object(initCap),
        tx.object(upgradeCap),
        tx.pure.u16(N_SHARDS),
        tx.pure.vector('u8', committee.publicKey),
        tx.pure.vector('u8', committee.publicKeyUncompressed),
        tx.pure.u64(TOTAL_CAPACITY),
        tx.pure.u64(prices.storage),
        tx.pure.u64(prices.write),
        tx.pure.u32(MAX_EPOCHS_AHEAD),
        tx.pure.u64(epochMs),
        tx.object.clock(),
      ],
    }),
  );
  const wal = `${packageId}::wal::WAL`;
  ledger.registerTreasury('wal', { coinType: wal, cap: treasuryCap });
  return {
    package: packageId,
    system: created(initialized, ({ type }) => type === `${packageId}::system::System`),
    staking: created(initialized, ({ type }) => type === `${packageId}::staking::Staking`),
    wal,
    treasuryCap,
    operatorCap: created(initialized, ({ type }) => type === `${packageId}::system::OperatorCap`),
  };
}

/** Runs the command that `build` adds and sends what it returns to the faucet's address. */
async function execute(
  ledger: SetUpLedger,
  build: (tx: Transaction) => ReturnType<Transaction['moveCall']>,
): Promise<ExecutedTransaction> {
  const tx = new Transaction();
  tx.setSender(ledger.faucetAddress);
  tx.transferObjects([build(tx)], ledger.faucetAddress);
  const executed = await ledger.executeAsFaucet(tx.getData());
  if (!executed.status.success) {
    throw new WalrusSetUpError('walrus/transaction-failed', executed.status.message);
  }
  return executed;
}

function created(transaction: ExecutedTransaction, matches: (change: ObjectChange) => boolean): string {
  const change = transaction.changes.find((c) => c.idOperation === 'created' && matches(c));
  if (!change) {
    throw new WalrusSetUpError(
      'walrus/object-missing',
      `${transaction.digest} lacks an object expected of it`,
    );
  }
  return change.id;
}
