import { bcs } from '@mysten/sui/bcs';
import { Transaction } from '@mysten/sui/transactions';
import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../../../devnet/chain/types.ts';
import { created, failureOf, SUI, world } from './world.ts';

const ONE_SUI = 1_000_000_000n;
/** Storage fee of a SUI coin: 130 metered bytes at 7,600 MIST. */
const COIN_FEE = 988_000n;
const value = ({ content }: StoredObject) =>
  content.kind === 'struct' ? BigInt(bcs.U64.parse(content.bytes.slice(32))) : undefined;

describe('coins', () => {
  it('costs what the published constants say, to the MIST', async () => {
    const { account, run, ledger } = world();
    const alice = await account(10n * ONE_SUI);
    const executed = await run(alice.keypair, (tx) => {
      const [coin] = tx.splitCoins(tx.gas, [1000]);
      tx.transferObjects([coin!], '0x9');
    });
    expect(executed.status).toEqual({ success: true });
    expect(executed.gas).toEqual({
      computationCost: 1_000_000n,
      storageCost: 1_976_000n, // two coins
      storageRebate: 978_120n, // the gas coin's old fee, less 1%
      nonRefundableStorageFee: 9_880n,
    });
    const net = 1_000_000n + 1_976_000n - 978_120n;
    const left = 10n * ONE_SUI - 1000n - net;
    expect(await ledger.getBalance(alice.address, SUI)).toEqual({ coins: left, address: 0n });
    expect((await ledger.getBalance('0x9', SUI)).coins).toBe(1000n);
    expect(executed.balanceChanges.map(({ amount }) => amount)).toEqual([1000n, -1000n - net]);
  });

  it('merges coins: the merged is deleted and its storage paid back', async () => {
    const { account, run, ledger, object } = world();
    const alice = await account(ONE_SUI, 5n, 7n);
    const [, five, seven] = alice.coins as [string, string, string];
    const merged = await run(alice.keypair, (tx) => tx.mergeCoins(five, [seven]));
    expect(merged.status).toEqual({ success: true });
    expect(await ledger.getObject(seven)).toBeUndefined();
    expect(value(await object(five))).toBe(12n);
    expect(merged.changes.find((c) => c.id === seven)).toMatchObject({ idOperation: 'deleted' });
    expect(merged.gas.storageCost).toBe(2n * COIN_FEE);
    expect(merged.gas.storageRebate).toBe((3n * COIN_FEE * 99n) / 100n);
  });

  it('smashes the coins of the payment into the first', async () => {
    const { account, send, ledger, object } = world();
    const alice = await account(ONE_SUI, 2n * ONE_SUI);
    const tx = new Transaction();
    tx.setSender(alice.address);
    tx.setGasPayment(
      await Promise.all(
        alice.coins.map(async (id) => ({
          objectId: id,
          version: (await object(id)).version.toString(),
          digest: (await object(id)).digest,
        })),
      ),
    );
    tx.setGasPrice(1000);
    tx.setGasBudget(10_000_000);
    const [whole] = tx.splitCoins(tx.gas, [2_900_000_000]); // more than either coin holds
    tx.transferObjects([whole!], '0x9');
    const executed = await send(await tx.build(), alice.keypair);
    expect(executed.status).toEqual({ success: true });
    expect(executed.gasObject).toBe(alice.coins[0]);
    expect(await ledger.getObject(alice.coins[1]!)).toBeUndefined();
    // One coin made, one kept, both old fees released.
    const net = 1_000_000n + 2n * COIN_FEE - (2n * COIN_FEE * 99n) / 100n;
    expect(value(await object(alice.coins[0]!))).toBe(100_000_000n - net);
  });

  it('lets the gas coin be given away whole, less the cost', async () => {
    const { account, run, object } = world();
    const alice = await account(ONE_SUI);
    const executed = await run(alice.keypair, (tx) => tx.transferObjects([tx.gas], '0x9'));
    expect(executed.status).toEqual({ success: true });
    const coin = await object(alice.coins[0]!);
    expect(coin.owner).toEqual({ kind: 'address', address: `0x${'9'.padStart(64, '0')}` });
    expect(value(coin)).toBe(ONE_SUI - 1_000_000n - 9_880n);
  });

  it('refuses to split more than a coin holds, and charges for the attempt', async () => {
    const { account, prepare, send, ledger } = world();
    const alice = await account(ONE_SUI, 10n);
    const bytes = await prepare(alice.keypair, (tx) => {
      const [coin] = tx.splitCoins(alice.coins[1]!, [11]);
      tx.transferObjects([coin!], '0x9');
    });
    const executed = await send(bytes, alice.keypair);
    expect(failureOf(executed)).toMatchObject({ kind: 'InsufficientCoinBalance', command: 0 });
    const net = 1_000_000n + 2n * COIN_FEE - (2n * COIN_FEE * 99n) / 100n;
    expect(executed.balanceChanges).toEqual([
      { address: alice.address, coinType: expect.stringContaining('::sui::SUI'), amount: -net },
    ]);
    expect((await ledger.getBalance('0x9', SUI)).coins).toBe(0n);
  });

  it('conserves SUI: what was burned is the net gas of every transaction', async () => {
    const { account, run, ledger } = world();
    const alice = await account(ONE_SUI, ONE_SUI);
    const bob = await account(ONE_SUI);
    let burned = 0n;
    for (let i = 1; i <= 5; i++) {
      const { gas } = await run(alice.keypair, (tx) => {
        const coins = tx.splitCoins(tx.gas, [i, i, i]);
        tx.transferObjects([coins[0]!, coins[1]!, coins[2]!], bob.address);
      });
      burned += gas.computationCost + gas.storageCost - gas.storageRebate;
    }
    const held =
      (await ledger.getBalance(alice.address, SUI)).coins + (await ledger.getBalance(bob.address, SUI)).coins;
    expect(held).toBe(3n * ONE_SUI - burned);
  });

  it('writes effects the SDK parses, with every changed object in order of id', async () => {
    const { account, run } = world();
    const alice = await account(ONE_SUI);
    const executed = await run(alice.keypair, (tx) => {
      const coins = tx.splitCoins(tx.gas, [1, 2, 3]);
      tx.transferObjects([coins[0]!, coins[1]!, coins[2]!], '0x9');
    });
    const { V2: effects } = bcs.TransactionEffects.parse(executed.effectsBytes);
    const ids = effects!.changedObjects.map(([id]) => id);
    expect(ids).toHaveLength(4);
    expect(ids).toEqual([...ids].sort());
    expect(ids[effects!.gasObjectIndex!]).toBe(alice.coins[0]);
    expect(effects!.transactionDigest).toBe(executed.digest);
    expect(bcs.TransactionEffects.serialize({ V2: effects! }).toBytes()).toEqual(executed.effectsBytes);
    expect(Transaction.from(executed.bytes).getData().sender).toBe(alice.address);
    expect(await Transaction.from(executed.bytes).getDigest()).toBe(executed.digest);
  });

  it('mints a coin of its own for each request', async () => {
    const { ledger, object } = world();
    const { coins, digest } = await ledger.mint('0x7', [
      { type: 'sui', amount: 5n },
      { type: 'sui', amount: 6n },
    ]);
    expect(await Promise.all(coins.map(async (id) => value(await object(id))))).toEqual([5n, 6n]);
    expect((await ledger.getTransaction(digest))?.sender).toBe(ledger.faucetAddress);
    await expect(ledger.mint('0x7', [{ type: 'wal', amount: 1n }])).rejects.toMatchObject({
      reason: 'NoTreasury',
    });
  });

  it('mints from a registered treasury', async () => {
    const { ledger, publish, account, run } = world();
    const alice = await account(ONE_SUI);
    const shop = await publish(alice.keypair);
    const cap = created(shop.executed, /::coin::TreasuryCap</);
    await run(alice.keypair, (tx) => tx.transferObjects([cap], ledger.faucetAddress));
    ledger.registerTreasury('wal', { coinType: shop.at('WORKSHOP'), cap });
    const { coins } = await ledger.mint('0x7', [
      { type: 'wal', amount: 9n },
      { type: 'sui', amount: 9n },
    ]);
    expect(coins).toHaveLength(2);
    expect(await ledger.getBalance('0x7', shop.at('WORKSHOP'))).toEqual({ coins: 9n, address: 0n });
  });
});
