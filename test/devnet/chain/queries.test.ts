import { bcs } from '@mysten/sui/bcs';
import { Transaction, TransactionDataBuilder } from '@mysten/sui/transactions';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../devnet/chain/store.ts';
import { created, START_MS, SUI, world, type World } from './world.ts';

let w: World;
let alice: Awaited<ReturnType<World['account']>>;
let shop: Awaited<ReturnType<World['publish']>>;
const store = new MemoryStore();
beforeAll(async () => {
  w = world({ store });
  alice = await w.account(10_000_000_000n, 5n, 6n);
  shop = await w.publish(alice.keypair);
});
const pay = (amount: number) => (tx: Transaction) => {
  const [coin] = tx.splitCoins(tx.gas, [amount]);
  tx.transferObjects([coin!], '0x9');
};

describe('listing', () => {
  it('pages through what an address owns, in order of id, by exact type or by name', async () => {
    const all = (await w.ledger.listOwned(alice.address, { limit: 100 })).objects;
    expect(all).toHaveLength(5); // three coins, the treasury cap, the upgrade cap
    expect(all.map((o) => o.id)).toEqual(all.map((o) => o.id).sort());
    const coins = await w.ledger.listOwned(alice.address, {
      type: '0x2::coin::Coin<0x2::sui::SUI>',
      limit: 2,
    });
    expect(coins.objects).toHaveLength(2);
    const rest = await w.ledger.listOwned(alice.address, {
      type: '0x2::coin::Coin',
      limit: 2,
      after: coins.next!,
    });
    expect(rest).toEqual({ objects: [expect.objectContaining({})] });
    expect([...coins.objects, ...rest.objects].map((o) => o.id).sort()).toEqual([...alice.coins].sort());
    expect((await w.ledger.listOwned(alice.address, { type: '0x2::coin::Coi', limit: 2 })).objects).toEqual(
      [],
    );
  });

  it('adds up balances by coin', async () => {
    const balances = await w.ledger.listBalances(alice.address);
    expect(balances).toHaveLength(1);
    expect(balances[0]).toEqual({
      coinType: expect.stringContaining('::sui::SUI'),
      ...(await w.ledger.getBalance(alice.address, SUI)),
    });
  });
});

describe('history', () => {
  it('is scanned in both directions, one checkpoint a transaction', async () => {
    const forth = [];
    for await (const item of w.ledger.scan({ from: 0n, descending: false })) forth.push(item);
    const back = [];
    for await (const item of w.ledger.scan({ from: 1_000n, descending: true })) back.push(item);
    expect(back).toEqual(forth.toReversed());
    expect(forth.map((f) => f.position)).toEqual(forth.map((_, i) => BigInt(i)));
    for (const { position, transaction } of forth) {
      expect(transaction.checkpoint).toBe(position + 1n);
      expect(await w.ledger.getTransaction(transaction.digest)).toBe(transaction);
      expect((await w.ledger.getCheckpoint(position + 1n))?.transactions).toEqual([transaction.digest]);
    }
    const latest = await w.ledger.getCheckpoint('latest');
    expect(latest?.networkTotalTransactions).toBe(BigInt(forth.length));
    expect(await w.ledger.getCheckpoint(latest!.digest)).toEqual(latest);
    expect((await w.ledger.getCheckpoint(0n))?.digest).toBe(w.ledger.chainId);
  });

  it('lists the functions called', async () => {
    const executed = await w.run(alice.keypair, (tx) => {
      tx.moveCall({ target: shop.at('hide') });
      tx.moveCall({ target: shop.at('refuse') });
    });
    expect(executed.calls).toEqual([shop.at('hide'), shop.at('refuse')]);
  });

  it('wakes those who wait for a commit, and lets them give up', async () => {
    const last = (await w.ledger.getCheckpoint('latest'))!.networkTotalTransactions - 1n;
    await w.ledger.waitForCommit(last - 1n, new AbortController().signal);
    const waiting = w.ledger.waitForCommit(last, new AbortController().signal);
    const giveUp = new AbortController();
    const other = w.ledger.waitForCommit(last + 100n, giveUp.signal);
    giveUp.abort();
    await other;
    await w.run(alice.keypair, pay(1));
    await waiting;
  });

  it('keeps earlier versions of objects', async () => {
    const [coin] = alice.coins;
    const before = await w.object(coin!);
    await w.run(alice.keypair, pay(1));
    expect(await w.ledger.getObject(coin!, before.version)).toEqual(before);
    expect((await w.object(coin!)).version).toBeGreaterThan(before.version);
  });

  it('goes on where a stored network stopped', async () => {
    const again = world({ store });
    expect(again.ledger.chainId).toBe(w.ledger.chainId);
    expect(await again.ledger.getBalance(alice.address, SUI)).toEqual(
      await w.ledger.getBalance(alice.address, SUI),
    );
    const executed = await again.run(alice.keypair, (tx) => tx.moveCall({ target: shop.at('hide') }));
    expect(executed.status).toEqual({ success: true });
    expect(await again.ledger.getTransaction(shop.executed.digest)).toBeDefined();
  });
});

describe('simulation', () => {
  it('says what would happen, with return values, and changes nothing', async () => {
    const { bytes } = await w.ledger.resolve(
      (() => {
        const tx = new Transaction();
        tx.setSender(alice.address);
        tx.moveCall({ target: shop.at('value'), arguments: [tx.object(shop.counter)] });
        pay(3)(tx);
        return tx.getData();
      })(),
    );
    const before = await w.object(alice.coins[0]!);
    const simulated = await w.ledger.simulate(bytes!, { checks: true });
    expect(simulated.status).toEqual({ success: true });
    expect(simulated.checkpoint).toBeUndefined();
    expect(simulated.outputs).toHaveLength(3);
    expect(bcs.U64.parse(simulated.outputs![0]!.returned[0]!.bytes)).toBe('0');
    expect(await w.object(alice.coins[0]!)).toEqual(before);
    const executed = await w.send(bytes!, alice.keypair);
    expect(executed.effectsDigest).toBe(simulated.effectsDigest);
  });

  it('without checks, calls private functions and leaves results over', async () => {
    const tx = new Transaction();
    tx.setSender('0x123');
    tx.setGasPayment([]);
    tx.setGasBudget(1);
    tx.setGasPrice(1);
    tx.moveCall({ target: shop.at('hidden') });
    tx.moveCall({ target: shop.at('promise'), arguments: [tx.pure.u64(7)] });
    const { status, outputs } = await w.ledger.simulate(new TransactionDataBuilder(tx.getData()).build(), {
      checks: false,
    });
    expect(status).toEqual({ success: true });
    expect(bcs.U64.parse(outputs![1]!.returned[0]!.bytes)).toBe('7');
  });

  it('reports what by-reference arguments became', async () => {
    const made = await w.run(alice.keypair, (tx) => {
      const box = tx.moveCall({ target: shop.at('box'), arguments: [tx.pure.string('a')] });
      tx.transferObjects([box], alice.address);
    });
    const tx = new Transaction();
    tx.setSender(alice.address);
    tx.moveCall({
      target: shop.at('relabel'),
      arguments: [tx.object(created(made, /::Box$/)), tx.pure.string('new')],
    });
    const { bytes } = await w.ledger.resolve(tx.getData());
    const { outputs } = await w.ledger.simulate(bytes!, { checks: true });
    expect(outputs![0]!.mutated[0]!.bytes.slice(32)).toEqual(Uint8Array.of(3, 110, 101, 119)); // 'new'
  });
});

describe('resolving', () => {
  const data = (build: (tx: Transaction) => void, sender = alice.address) => {
    const tx = new Transaction();
    tx.setSender(sender);
    build(tx);
    return tx.getData();
  };

  it('fills versions, owners and mutability from the functions called', async () => {
    const { address, coins } = await w.account(1_000_000_000n, 5n);
    const { data: resolved } = await w.ledger.resolve(
      data((tx) => {
        tx.moveCall({ target: shop.at('look'), arguments: [tx.object(shop.counter), tx.object('0x6')] });
        tx.transferObjects([tx.object(coins[1]!)], '0x9');
      }, address),
    );
    expect(resolved.inputs.slice(0, 3)).toMatchObject([
      { Object: { SharedObject: { objectId: shop.counter, mutable: false } } },
      { Object: { SharedObject: { mutable: false, initialSharedVersion: '1' } } },
      { Object: { ImmOrOwnedObject: { objectId: coins[1] } } },
    ]);
    const mutable = await w.ledger.resolve(
      data((tx) =>
        tx.moveCall({ target: shop.at('increment'), arguments: [tx.object(shop.counter), tx.pure.u64(1)] }),
      ),
    );
    expect(mutable.data.inputs[0]).toMatchObject({ Object: { SharedObject: { mutable: true } } });
  });

  it('chooses gas: price, a budget with a margin, and coins that are not used otherwise', async () => {
    const { address, coins } = await w.account(1_000_000_000n, 5n);
    const { data: resolved } = await w.ledger.resolve(
      data((tx) => tx.transferObjects([tx.object(coins[1]!)], '0x9'), address),
    );
    expect(resolved.gasData).toMatchObject({ price: '1000', owner: address });
    expect(resolved.gasData.payment!.map((p) => p.objectId)).toEqual([coins[0]]);
    expect(BigInt(resolved.gasData.budget!)).toBeGreaterThanOrEqual(2_000_000n);
    expect(resolved.expiration).toEqual({ $kind: 'None', None: true });
  });

  it('leaves gas open for a transaction kind', async () => {
    const { data: resolved, bytes } = await w.ledger.resolve(
      data((tx) =>
        tx.moveCall({ target: shop.at('increment'), arguments: [tx.object(shop.counter), tx.pure.u64(1)] }),
      ),
      { gas: false },
    );
    expect(bytes).toBeUndefined();
    expect(resolved.gasData.payment).toBeNull();
    expect(resolved.inputs[0]!.$kind).toBe('Object');
  });

  it('gives a budget even for a transaction that will fail', async () => {
    const { bytes } = await w.ledger.resolve(data((tx) => tx.moveCall({ target: shop.at('refuse') })));
    expect((await w.ledger.simulate(bytes!, { checks: true })).status).toMatchObject({ kind: 'MoveAbort' });
  });
});

describe('time', () => {
  it('never goes back, and epochs are advanced by hand', async () => {
    const { ledger } = world();
    expect(ledger.nowMs()).toBe(BigInt(START_MS));
    expect(ledger.epoch).toBe(1n);
    ledger.advanceTime(10n);
    ledger.advanceEpoch();
    expect([ledger.epoch, ledger.epochStartMs]).toEqual([2n, BigInt(START_MS) + 10n]);
    await ledger.mint('0x9', [{ type: 'sui', amount: 1n }]);
    ledger.advanceTime(-10n);
    expect(ledger.nowMs()).toBe(BigInt(START_MS) + 10n);
    expect((await ledger.getCheckpoint('latest'))?.epoch).toBe(2n);
  });
});
