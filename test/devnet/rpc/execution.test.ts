import { bcs } from '@mysten/sui/bcs';
import { SimulationError } from '@mysten/sui/client';
import { GrpcWebFetchTransport, SuiGrpcClient } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { coinWithBalance, Transaction, type TransactionDataBuilder } from '@mysten/sui/transactions';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../../devnet/node/serve.ts';
import { buy, connect, created, fund, openShop, run, SUI, type Shop } from './harness.ts';

let shop: Shop;
let me: string;
beforeAll(async () => {
  shop = await openShop();
  me = shop.keeper.toSuiAddress();
});

const fail = (tx: Transaction, code: bigint) =>
  tx.moveCall({ target: `${shop.packageId}::shop::fail`, arguments: [tx.pure.u64(code)] });

/** Built without resolution, so that the failure happens on chain. */
async function executeUnchecked(build: (tx: Transaction) => void) {
  const tx = new Transaction();
  tx.setSender(me);
  tx.setGasBudget(50_000_000);
  build(tx);
  const transaction = await tx.build({ client: { core: withoutSimulation() } as never });
  const { signature } = await shop.keeper.signTransaction(transaction);
  return shop.client.executeTransaction({ transaction, signatures: [signature], include: { effects: true } });
}

/** Stands in for the client's resolver, which would refuse what its simulation sees fail. */
function withoutSimulation() {
  return {
    resolveTransactionPlugin:
      () => async (data: TransactionDataBuilder, _options: unknown, next: () => Promise<void>) => {
        data.applyResolvedData((await shop.ledger.resolve(data.snapshot())).data);
        await next();
      },
  };
}

describe('a transaction', () => {
  it('is resolved, signed, executed and told in full', async () => {
    const buyer = await fund(shop.ledger);
    const address = buyer.toSuiAddress();
    const transaction = new Transaction();
    transaction.transferObjects([buy(transaction, shop, { price: 250n })], address);
    const include = {
      effects: true,
      events: true,
      balanceChanges: true,
      objectTypes: true,
      transaction: true,
      bcs: true,
    } as const;
    const result = await shop.client.signAndExecuteTransaction({ transaction, signer: buyer, include });
    const tx = result.Transaction!;

    expect(tx.status).toEqual({ success: true, error: null });
    expect(tx.events).toMatchObject([
      {
        packageId: shop.packageId,
        module: 'shop',
        sender: address,
        eventType: `${shop.packageId}::shop::Sold<${SUI}>`,
        json: { shop: shop.shop, buyer: address, amount: '250' },
      },
    ]);
    const Sold = bcs.struct('Sold', { shop: bcs.Address, buyer: bcs.Address, amount: bcs.u64() });
    expect(Sold.parse(tx.events[0]!.bcs)).toEqual({ shop: shop.shop, buyer: address, amount: '250' });

    const { gasUsed } = tx.effects;
    const spent =
      BigInt(gasUsed.computationCost) + BigInt(gasUsed.storageCost) - BigInt(gasUsed.storageRebate);
    const amounts = Object.fromEntries(tx.balanceChanges.map((c) => [c.address, BigInt(c.amount)]));
    expect(amounts).toEqual({ [address]: -(spent + 250n), [me]: 250n });

    expect(tx.transaction).toMatchObject({ sender: address, gasData: { owner: address, price: '1000' } });
    expect(tx.transaction!.inputs[1]).toMatchObject({
      Object: { SharedObject: { objectId: shop.shop, mutable: true } },
    });
    expect(Transaction.from(tx.bcs!).getData().commands).toHaveLength(3);
    expect(created(tx as never, '::shop::Ticket')).toBeTypeOf('string');
    // What a wallet does with the bytes: the SDK reads them on its own.
    expect(bcs.TransactionEffects.parse(tx.effects.bcs!).V2).toMatchObject({
      transactionDigest: tx.digest,
      status: { $kind: 'Success' },
    });
    // The money that `send_funds` moved shows as an accumulator write.
    expect(tx.effects.changedObjects.filter((c) => c.outputState === 'AccumulatorWriteV1')).toHaveLength(1);

    const waited = await shop.client.waitForTransaction({
      digest: tx.digest,
      include: { events: true, effects: true },
    });
    expect(waited.Transaction).toMatchObject({ digest: tx.digest, checkpoint: tx.checkpoint });
    expect(waited.Transaction!.effects).toEqual(tx.effects);
  });

  it('executed twice gives the first result', async () => {
    const tx = new Transaction();
    tx.setSender(me);
    tx.transferObjects([tx.splitCoins(tx.gas, [1])], me);
    const transaction = await tx.build({ client: shop.client });
    const { signature } = await shop.keeper.signTransaction(transaction);
    const first = await shop.client.executeTransaction({ transaction, signatures: [signature] });
    const second = await shop.client.executeTransaction({ transaction, signatures: [signature] });
    expect(second).toEqual(first);
  });

  it('finds its coins itself, from coins and from the address balance', async () => {
    const spender = await fund(shop.ledger, 3_000_000_000n);
    const to = normalizeSuiAddress('0xcafe');
    const send = (useGasCoin: boolean) =>
      run(shop.client, spender, (tx) => {
        tx.transferObjects([coinWithBalance({ balance: 500n, useGasCoin })], to);
      });
    await send(true);
    await run(shop.client, spender, (tx) => {
      const coin = tx.splitCoins(tx.gas, [1_000_000_000n]);
      tx.moveCall({
        target: '0x2::coin::send_funds',
        typeArguments: [SUI],
        arguments: [coin, tx.pure.address(spender.toSuiAddress())],
      });
    });
    await send(false);
    expect((await shop.client.getBalance({ owner: to })).balance.coinBalance).toBe('1000');
    const { balance } = await shop.client.getBalance({ owner: spender.toSuiAddress() });
    expect(balance.addressBalance).toBe('999999500');
  });

  it('may pay its gas from the address balance, without owned inputs', async () => {
    const session = new Ed25519Keypair();
    const address = session.toSuiAddress();
    await run(shop.client, shop.keeper, (tx) => {
      const coin = tx.splitCoins(tx.gas, [1_000_000_000n]);
      tx.moveCall({
        target: '0x2::coin::send_funds',
        typeArguments: [SUI],
        arguments: [coin, tx.pure.address(address)],
      });
    });
    const tx = await run(shop.client, session, (tx) => {
      tx.setGasPayment([]);
      tx.moveCall({ target: `${shop.packageId}::shop::sold`, arguments: [tx.object(shop.shop)] });
    });
    expect(tx.effects.gasObject).toBeNull();
    const { balance } = await shop.client.getBalance({ owner: address });
    const { computationCost, storageCost, storageRebate } = tx.effects.gasUsed;
    const spent = BigInt(computationCost) + BigInt(storageCost) - BigInt(storageRebate);
    expect(BigInt(balance.addressBalance)).toBe(1_000_000_000n - spent);
  });
});

describe('a simulation', () => {
  it('returns values and changes nothing', async () => {
    const { object: before } = await shop.client.getObject({ objectId: shop.shop, include: { json: true } });
    const tx = new Transaction();
    tx.setSender(me);
    const ticket = buy(tx, shop);
    tx.moveCall({ target: `${shop.packageId}::shop::sold`, arguments: [tx.object(shop.shop)] });
    tx.transferObjects([ticket], me);
    const result = await shop.client.simulateTransaction({
      transaction: tx,
      include: { commandResults: true, effects: true, events: true },
    });
    const sold = bcs.u64().parse(result.commandResults![2]!.returnValues[0]!.bcs);
    expect(BigInt(sold)).toBe(BigInt((before.json as { sold: string }).sold) + 1n);
    expect(result.Transaction!.events).toHaveLength(1);
    const { object: after } = await shop.client.getObject({ objectId: shop.shop });
    expect(after.version).toBe(before.version);
  });

  it('without checks runs for a sender that has nothing', async () => {
    const tx = new Transaction();
    tx.moveCall({ target: `${shop.packageId}::shop::sold`, arguments: [tx.object(shop.shop)] });
    const result = await shop.client.simulateTransaction({
      transaction: tx,
      checksEnabled: false,
      include: { commandResults: true },
    });
    expect(result.Transaction!.status.success).toBe(true);
    expect(result.commandResults![0]!.returnValues[0]!.bcs).toHaveLength(8);
  });

  it('of signed bytes works on the bytes', async () => {
    const tx = new Transaction();
    tx.setSender(me);
    tx.transferObjects([tx.splitCoins(tx.gas, [1])], me);
    const bytes = await tx.build({ client: shop.client });
    const result = await shop.client.simulateTransaction({ transaction: bytes, include: { effects: true } });
    expect(result.Transaction!.effects.gasObject?.outputOwner).toMatchObject({ AddressOwner: me });
  });

  it('resolves the kind alone, for a sponsor to complete', async () => {
    const tx = new Transaction();
    tx.moveCall({ target: `${shop.packageId}::shop::sold`, arguments: [tx.object(shop.shop)] });
    const kind = Transaction.fromKind(await tx.build({ client: shop.client, onlyTransactionKind: true }));
    expect(kind.getData().inputs[0]).toMatchObject({ Object: { SharedObject: { objectId: shop.shop } } });
  });
});

describe('a failure', () => {
  it('by a clever abort names code, constant, message and place', async () => {
    const result = await executeUnchecked((tx) =>
      tx.transferObjects([buy(tx, shop, { price: 5n, paid: 4n })], me),
    );
    const { status } = result.FailedTransaction!;
    expect(status.error).toMatchObject({
      $kind: 'MoveAbort',
      command: 1,
      MoveAbort: {
        location: { package: shop.packageId, module: 'shop', functionName: 'buy' },
        cleverError: { errorCode: 7, constantName: 'EWrongPrice', value: 'The price is another' },
      },
    });
    expect(status.error!.message).toMatch(
      /^MoveAbort in 2nd command, 'EWrongPrice': The price is another, in '0x[0-9a-f]{64}::shop::buy' \(line \d+\)$/,
    );
  });

  it('by a plain abort gives the code', async () => {
    const { FailedTransaction } = await executeUnchecked((tx) => fail(tx, 1n));
    const { error } = FailedTransaction!.status;
    expect(error).toMatchObject({ $kind: 'MoveAbort', MoveAbort: { abortCode: '42' } });
    expect(error!.MoveAbort!.cleverError).toBeUndefined();
  });

  it('of arithmetic tells where', async () => {
    const { FailedTransaction } = await executeUnchecked((tx) => fail(tx, 2n));
    expect(FailedTransaction!.status.error).toMatchObject({
      MoveAbort: { location: { module: 'shop', functionName: 'fail' } },
    });
  });

  it('is charged, and its effects are told', async () => {
    const { FailedTransaction: tx } = await executeUnchecked((tx) => fail(tx, 1n));
    expect(tx!.effects.status.success).toBe(false);
    expect(BigInt(tx!.effects.gasUsed.computationCost)).toBeGreaterThan(0n);
    const found = await shop.client.getTransaction({ digest: tx!.digest });
    expect(found.$kind).toBe('FailedTransaction');
  });

  it('foreseen while resolving throws before anything is signed', async () => {
    const tx = new Transaction();
    tx.setSender(me);
    fail(tx, 1n);
    const error = await tx.build({ client: shop.client }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SimulationError);
    expect((error as SimulationError).executionError).toMatchObject({ $kind: 'MoveAbort' });
  });

  it('for want of gas is told while resolving', async () => {
    const poor = new Ed25519Keypair();
    const attempt = run(shop.client, poor, (tx) => fail(tx, 0n));
    await expect(attempt).rejects.toThrow(/gas selection/);
  });

  it('of a command tells the argument', async () => {
    const result = await executeUnchecked((tx) => {
      const [a] = tx.splitCoins(tx.gas, [1]);
      tx.transferObjects([a!], me);
      tx.transferObjects([a!], me);
    });
    expect(result.FailedTransaction!.status.error).toMatchObject({
      $kind: 'CommandArgumentError',
      command: 2,
      CommandArgumentError: { argument: 0, name: 'InvalidValueUsage' },
    });
  });
});

describe('a refusal', () => {
  const build = async (signer = shop.keeper) => {
    const tx = new Transaction();
    tx.setSender(signer.toSuiAddress());
    tx.transferObjects([tx.splitCoins(tx.gas, [1])], me);
    return tx.build({ client: shop.client });
  };

  it('of a stale object is a precondition that failed', async () => {
    const [first, second] = [await build(), await build()];
    const other = new Transaction();
    other.setSender(me);
    other.transferObjects([other.splitCoins(other.gas, [2])], me);
    const late = await other.build({ client: shop.client });
    expect(second).toEqual(first);
    await shop.client.executeTransaction({
      transaction: first,
      signatures: [(await shop.keeper.signTransaction(first)).signature],
    });
    const attempt = shop.client.executeTransaction({
      transaction: late,
      signatures: [(await shop.keeper.signTransaction(late)).signature],
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('not available for consumption'),
    });
  });

  it('of a foreign signature is an invalid argument', async () => {
    const transaction = await build();
    const { signature } = await new Ed25519Keypair().signTransaction(transaction);
    await expect(
      shop.client.executeTransaction({ transaction, signatures: [signature] }),
    ).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('of an unknown object or transaction is not-found', async () => {
    const attempt = run(shop.client, shop.keeper, (tx) => {
      tx.moveCall({ target: `${shop.packageId}::shop::sold`, arguments: [tx.object('0xdead')] });
    });
    await expect(attempt).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
    await expect(
      shop.client.getTransaction({ digest: '11111111111111111111111111111111' }),
    ).rejects.toMatchObject({
      reason: 'notFound',
    });
  });

  it('of an unknown method says unimplemented', async () => {
    await expect(shop.client.forkingService.getStatus({}).response).rejects.toMatchObject({
      code: 'UNIMPLEMENTED',
    });
  });
});

describe('over HTTP', () => {
  it('the same client does the same, in text and in binary', async () => {
    const server = await serve(shop.handle);
    try {
      const text = connect(server.url);
      const done = await run(text, shop.keeper, (tx) => tx.transferObjects([buy(tx, shop)], me));
      expect(done.events).toHaveLength(1);
      const waited = await text.waitForTransaction({ digest: done.digest });
      expect(waited.Transaction!.digest).toBe(done.digest);
      const transport = new GrpcWebFetchTransport({ baseUrl: server.url, format: 'binary' });
      const binary = new SuiGrpcClient({ network: 'localnet', transport });
      expect(await binary.getObject({ objectId: shop.shop })).toEqual(
        await text.getObject({ objectId: shop.shop }),
      );
      const { events } = await binary.listEvents({ filter: { sender: me } });
      expect(events.length).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });
});
