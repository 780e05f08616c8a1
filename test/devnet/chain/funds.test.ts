import { bcs } from '@mysten/sui/bcs';
import { Transaction } from '@mysten/sui/transactions';
import { beforeEach, describe, expect, it } from 'vitest';
import { created, failureOf, SUI, world, type World } from './world.ts';

const ONE_SUI = 1_000_000_000n;
let w: World;
let alice: Awaited<ReturnType<World['account']>>;
let shop: Awaited<ReturnType<World['publish']>>;
beforeEach(async () => {
  w = world();
  alice = await w.account(10n * ONE_SUI);
  shop = await w.publish(alice.keypair);
});

const deposit = (amount: bigint, recipient: string) =>
  w.run(alice.keypair, (tx) => {
    const [coin] = tx.splitCoins(tx.gas, [amount]);
    tx.moveCall({ target: shop.at('pay_to_address'), arguments: [coin!, tx.pure.address(recipient)] });
  });
const balance = async (owner: string) => (await w.ledger.getBalance(owner, SUI)).address;
const redeem = (tx: Transaction, amount: bigint) =>
  tx.moveCall({
    target: '0x2::coin::redeem_funds',
    typeArguments: [SUI],
    arguments: [tx.withdrawal({ amount })],
  });
const during = (nonce: number) => {
  const epoch = `${w.ledger.epoch}`;
  const validity = { minEpoch: epoch, maxEpoch: epoch, minTimestamp: null, maxTimestamp: null };
  return { ValidDuring: { ...validity, chain: w.ledger.chainId, nonce } };
};

describe('an address balance', () => {
  it('receives funds without a coin object; the effects carry them as an accumulator write', async () => {
    const executed = await deposit(70n, '0x9');
    expect(executed.status).toEqual({ success: true });
    expect(await balance('0x9')).toBe(70n);
    expect(executed.changes.map((c) => c.id)).toEqual([alice.coins[0]]);
    const { V2 } = bcs.TransactionEffects.parse(executed.effectsBytes);
    const [id, change] = V2!.changedObjects.find(([, c]) => c.outputState.AccumulatorWriteV1)!;
    expect(id).toBe(executed.accumulatorWrites[0]!.id);
    expect(change).toMatchObject({
      inputState: { NotExist: true },
      outputState: {
        AccumulatorWriteV1: {
          address: {
            address: `0x${'9'.padStart(64, '0')}`,
            ty: expect.stringMatching(/::balance::Balance<.*::sui::SUI>$/),
          },
          operation: { Merge: true },
          value: { Integer: '70' },
        },
      },
    });
    expect(executed.balanceChanges.find((c) => c.amount > 0n)).toMatchObject({ amount: 70n });
  });

  it('is spent by the withdrawal its owner signs', async () => {
    await deposit(70n, alice.address);
    const executed = await w.run(alice.keypair, (tx) => tx.transferObjects([redeem(tx, 30n)], '0x9'));
    expect(executed.status).toEqual({ success: true });
    expect(executed.accumulatorWrites).toMatchObject([
      { operation: 'split', amount: 30n, owner: alice.address },
    ]);
    expect(await balance(alice.address)).toBe(40n);
    expect((await w.ledger.getBalance('0x9', SUI)).coins).toBe(30n);
  });

  it('is not touched by a withdrawal that is not redeemed, nor by a failed transaction', async () => {
    await deposit(70n, alice.address);
    const unused = await w.run(alice.keypair, (tx) => {
      tx.withdrawal({ amount: 30n });
      tx.splitCoins(tx.gas, []);
    });
    expect(unused.status).toEqual({ success: true });
    const failed = await w.run(alice.keypair, (tx) => {
      tx.transferObjects([redeem(tx, 30n)], '0x9');
      tx.moveCall({ target: shop.at('refuse') });
    });
    expect(failureOf(failed).kind).toBe('MoveAbort');
    expect(failed.accumulatorWrites).toEqual([]);
    expect(await balance(alice.address)).toBe(70n);
  });

  it('refuses reservations beyond what it holds', async () => {
    await deposit(70n, alice.address);
    const bytes = w.prepare(alice.keypair, (tx) => {
      tx.transferObjects([redeem(tx, 40n), redeem(tx, 31n)], '0x9');
    });
    await expect(bytes).rejects.toMatchObject({ reason: 'InvalidWithdrawReservation' });
  });

  it('nets movements in both directions within one transaction', async () => {
    await deposit(70n, alice.address);
    const executed = await w.run(alice.keypair, (tx) => {
      const coin = redeem(tx, 50n);
      tx.moveCall({ target: shop.at('pay_to_address'), arguments: [coin, tx.pure.address(alice.address)] });
    });
    expect(executed.accumulatorWrites).toEqual([]);
    expect(await balance(alice.address)).toBe(70n);
  });
});

describe('gas from an address balance', () => {
  const read = (nonce: number) => (tx: Transaction) => {
    tx.setGasPayment([]);
    tx.setGasBudget(2_000_000);
    tx.setGasPrice(1000);
    tx.setExpiration(during(nonce));
    tx.moveCall({ target: shop.at('look'), arguments: [tx.object(shop.counter), tx.object('0x6')] });
  };

  it('needs no coin and no owned input', async () => {
    const carol = await w.account();
    await deposit(ONE_SUI, carol.address);
    const executed = await w.run(carol.keypair, read(1));
    expect(executed.status).toEqual({ success: true });
    expect(executed.gasObject).toBeUndefined();
    expect(await balance(carol.address)).toBe(ONE_SUI - 1_000_000n);
    expect(executed.accumulatorWrites).toMatchObject([{ operation: 'split', amount: 1_000_000n }]);
    expect(executed.balanceChanges).toMatchObject([{ address: carol.address, amount: -1_000_000n }]);
    const { V2 } = bcs.TransactionEffects.parse(executed.effectsBytes);
    expect(V2!.gasObjectIndex).toBeNull();
  });

  it('the same nonce is the same transaction: it runs once', async () => {
    const carol = await w.account();
    await deposit(ONE_SUI, carol.address);
    const bytes = await w.prepare(carol.keypair, read(5));
    const [first, again] = await Promise.all([w.send(bytes, carol.keypair), w.send(bytes, carol.keypair)]);
    expect(again).toBe(first);
    expect(await balance(carol.address)).toBe(ONE_SUI - 1_000_000n);
    const other = await w.run(carol.keypair, read(6));
    expect(other.digest).not.toBe(first!.digest);
    expect(await balance(carol.address)).toBe(ONE_SUI - 2_000_000n);
  });

  it('runs fifty concurrent transactions of one key, one after another', async () => {
    const carol = await w.account();
    await deposit(ONE_SUI, carol.address);
    const prepared = await Promise.all(
      Array.from({ length: 50 }, (_, i) => w.prepare(carol.keypair, read(i))),
    );
    const executed = await Promise.all(prepared.map((bytes) => w.send(bytes, carol.keypair)));
    expect(executed.every((e) => e.status.success)).toBe(true);
    expect(await balance(carol.address)).toBe(ONE_SUI - 50n * 1_000_000n);
  });

  it('is charged for failures, and refused without funds or without an expiration', async () => {
    const carol = await w.account();
    await deposit(3_000_000n, carol.address);
    const failed = await w.run(carol.keypair, (tx) => {
      read(1)(tx);
      tx.moveCall({ target: shop.at('refuse') });
    });
    expect(failureOf(failed).kind).toBe('MoveAbort');
    expect(await balance(carol.address)).toBe(2_000_000n);
    const bytes = await w.prepare(carol.keypair, read(2));
    await w.send(bytes, carol.keypair);
    const poor = await w.prepare(carol.keypair, read(3));
    await expect(w.send(poor, carol.keypair)).rejects.toMatchObject({ reason: 'GasBalanceTooLow' });
    const open = await w.prepare(carol.keypair, (tx) => {
      read(4)(tx);
      tx.setExpiration({ None: true });
    });
    await expect(w.send(open, carol.keypair)).rejects.toMatchObject({ reason: 'MissingExpiration' });
  });

  it('joins coins as the gas coin when these alone do not reach the budget', async () => {
    const carol = await w.account(1_000_000n);
    await deposit(ONE_SUI, carol.address);
    const executed = await w.run(carol.keypair, (tx) => {
      const [coin] = tx.splitCoins(tx.gas, [400_000_000]);
      tx.transferObjects([coin!], '0x9');
    });
    expect(executed.status).toEqual({ success: true });
    expect(executed.gasObject).toBe(carol.coins[0]);
    const net = 1_000_000n + 988_000n + 9_880n;
    expect(await w.ledger.getBalance(carol.address, SUI)).toEqual({
      coins: ONE_SUI + 1_000_000n - 400_000_000n - net,
      address: 0n,
    });
  });

  it('given away whole, becomes a coin of its own', async () => {
    const carol = await w.account();
    await deposit(ONE_SUI, carol.address);
    const executed = await w.run(carol.keypair, (tx) => {
      tx.setGasBudget(10_000_000);
      tx.transferObjects([tx.gas], '0x9');
    });
    expect(executed.status).toEqual({ success: true });
    expect((await w.ledger.getBalance('0x9', SUI)).coins).toBe(ONE_SUI - 10_000_000n);
    expect(await balance(carol.address)).toBe(10_000_000n - 1_000_000n - 988_000n);
  });

  it('stands for the gas coin through a reservation; what is left returns', async () => {
    const carol = await w.account();
    await deposit(ONE_SUI, carol.address);
    const bytes = await w.prepare(carol.keypair, (tx) => {
      const [coin] = tx.splitCoins(tx.gas, [400_000_000]);
      tx.transferObjects([coin!], '0x9');
    });
    const { gasData } = Transaction.from(bytes).getData();
    expect(gasData.payment).toHaveLength(1);
    const executed = await w.send(bytes, carol.keypair);
    expect(executed.status).toEqual({ success: true });
    expect((await w.ledger.getBalance('0x9', SUI)).coins).toBe(400_000_000n);
    expect(await w.ledger.getBalance(carol.address, SUI)).toEqual({
      coins: 0n,
      address: ONE_SUI - 400_000_000n - 1_000_000n - 988_000n,
    });
    expect(created(executed, /::coin::Coin</)).toBeTruthy();
  });
});
