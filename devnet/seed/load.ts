// Puts a whole market into a ledger as if it had happened: a million calls without executing one.
// Only the exchanges' first coins are sent by real transactions.
import { Transaction } from '@mysten/sui/transactions';
import type { ChainLedger } from '../chain/ledger.ts';
import { CLOCK_ID, SUI_FRAMEWORK, SUI_TYPE } from '../chain/type-tag.ts';
import type { StoredObject } from '../chain/types.ts';
import { findDeployment } from '../deployment.ts';
import { formatType } from '../vm/move-type.ts';
import type { StructValue } from '../vm/types.ts';
import { Columns } from './columns.ts';
import { History } from './history.ts';
import { SeedError, type SeedMarket } from './market.ts';

export interface LoadedMarket {
  /** Position of the market's first transaction, and how many there are. */
  start: number;
  transactions: number;
  calls: number;
  /** Ids in order of listing. */
  models: string[];
  payerStats: number;
}

const SUI = formatType(SUI_TYPE);
/** What an exchange keeps beyond what it pays out, MIST. */
const RESERVE = 1_000_000_000_000n;

/**
 * The ledger's clock must not have passed the market's start: open the network with `now` in the past, let time run from
 * there once this resolves. Loads once.
 *
 * @throws SeedError
 */
export async function loadMarket(ledger: ChainLedger, market: SeedMarket): Promise<LoadedMarket> {
  const deployment = await findDeployment(ledger);
  if (!deployment) throw new SeedError('seed/no-contract', 'the network has no hub to list models in');
  if (ledger.nowMs() >= BigInt(market.startMs)) {
    throw new SeedError(
      'seed/clock-past-market',
      `the network is at ${ledger.nowMs()}, the market begins at ${market.startMs}`,
    );
  }
  const columns = new Columns(market);
  await fillExchanges(ledger, columns, market.exchanges);

  const { state, vm, chainId, epoch } = ledger;
  const hub = state.get(deployment.hub)!;
  const clock = state.get(CLOCK_ID)!;
  if (hub.content.kind !== 'struct' || hub.owner.kind !== 'shared') {
    throw new SeedError('seed/no-contract', 'the hub is no shared object');
  }
  const [, count, table] = (vm.deserialize(hub.content.type, hub.content.bytes) as StructValue).fields as [
    StructValue,
    bigint,
    StructValue,
  ];
  const packages = new Map<string, StoredObject>();
  for (const object of state.store.objects.values()) {
    if (object.content.kind === 'package') packages.set(object.id, object);
  }
  const history = new History(
    columns,
    {
      vm,
      packageId: deployment.package,
      hub,
      hubTable: idOf(table.fields[0] as StructValue),
      hubCount: Number(count),
      clock,
      baseVersion: clock.version > hub.version ? clock.version : hub.version,
    },
    {
      packageId: deployment.package,
      hub: { id: hub.id, initialVersion: hub.owner.initialVersion },
      chainId,
      epoch,
    },
    packages,
    state.store.checkpoints.at(-1)!.sequence + 1n,
  );
  const balances = history.netChanges().map((change, account) => {
    const owner = columns.addresses[account]!;
    const amount = state.addressBalance(owner, SUI) + change;
    if (amount < 0n) throw new SeedError('seed/unfunded', `${owner} spent ${-amount} MIST it did not have`);
    return { owner, coinType: SUI, amount };
  });
  const written = columns.models.length ? [history.objects.hub(columns.models.length - 1)] : [];
  const start = state.store.transactions.length;
  if (history.length) written.push(history.objects.clock(history.length - 1));
  await ledger.attach(history, { written, removed: [], balances });
  return {
    start,
    transactions: history.length,
    calls: columns.calls,
    models: columns.models.map(({ listing }) => listing.id),
    payerStats: columns.pairFirst.length,
  };
}

const idOf = (uid: StructValue): string => (uid.fields[0] as StructValue).fields[0] as string;

/** From the faucet, before the market opens: one transaction, executed. */
async function fillExchanges(
  ledger: ChainLedger,
  columns: Columns,
  exchanges: readonly string[],
): Promise<void> {
  const paid = new Map(exchanges.map((address) => [columns.account(address), RESERVE]));
  for (const { from, amount } of columns.transfers) {
    const sum = paid.get(from);
    if (sum !== undefined) paid.set(from, sum + amount + 10_000_000n);
  }
  if (!paid.size) return;
  const tx = new Transaction();
  for (const [account, amount] of paid) {
    tx.moveCall({
      target: `${SUI_FRAMEWORK}::coin::send_funds`,
      typeArguments: [SUI],
      arguments: [tx.splitCoins(tx.gas, [amount]), tx.pure.address(columns.addresses[account]!)],
    });
  }
  const { status } = await ledger.executeAsFaucet(tx.getData());
  if (!status.success) throw new SeedError('seed/unfunded', status.message);
}
