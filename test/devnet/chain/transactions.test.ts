import { bcs } from '@mysten/sui/bcs';
import { Transaction } from '@mysten/sui/transactions';
import { describe, expect, it } from 'vitest';
import { created, SUI, world } from './world.ts';

const SUI_UNIT = 1_000_000_000n;

describe('splitting, merging and sending coins', () => {
  it('costs what the published constants say, to the MIST', async () => {
    const { account, run, ledger } = world();
    const alice = await account(10n * SUI_UNIT);
    const executed = await run(alice.keypair, (tx) => {
      const [coin] = tx.splitCoins(tx.gas, [1000]);
      tx.transferObjects([coin!], '0x9');
    });
    expect(executed.status).toEqual({ success: true });
    // Two coins of 130 metered bytes at 7,600 MIST; the gas coin's old 988,000 come back less 1%.
    expect(executed.gas).toEqual({
      computationCost: 1_000_000n,
      storageCost: 2n * 130n * 7_600n,
      storageRebate: 978_120n,
      nonRefundableStorageFee: 9_880n,
    });
    const net = 1_000_000n + 1_976_000n - 978_120n;
    expect(await ledger.getBalance(alice.address, SUI)).toEqual({
      coins: 10n * SUI_UNIT - 1000n - net,
      address: 0n,
    });
    expect((await ledger.getBalance('0x9', SUI)).coins).toBe(1000n);
    expect(executed.balanceChanges.map((c) => c.amount).sort()).toEqual([-1000n - net, 1000n].sort());
  });

  it('merges coins, deletes the merged and gives their storage back', async () => {
    const { account, run, ledger, object } = world();
    const alice = await account(SUI_UNIT, 5n, 7n);
    const [, five, seven] = alice.coins;
    const executed = await run(alice.keypair, (tx) => {
      tx.setGasPayment([]);
      tx.mergeCoins(five!, [seven!]);
      tx.setGasPayment([ref(tx, alice.coins[0]!)]);
    }).catch(() => undefined);
    expect(executed).toBeUndefined();
    const merged = await run(alice.keypair, (tx) => tx.mergeCoins(five!, [seven!]));
    expect(merged.status.success).toBe(true);
    expect(await ledger.getObject(seven!)).toBeUndefined();
    expect(coin(await object(five!))).toBe(12n);
    expect(merged.changes.find((c) => c.id === seven)).toMatchObject({ idOperation: 'deleted' });
    expect(merged.gas.storageRebate).toBe((3n * 988_000n * 99n) / 100n);
  });
});
const ref = (_tx: Transaction, objectId: string) => ({
  objectId,
  version: 1,
  digest: '11111111111111111111111111111111',
});
const coin = (o: { content: unknown }) =>
  bcs.U64.parse((o.content as { bytes: Uint8Array }).bytes.slice(32)) as unknown as bigint;
void created;
