import type { SuiClientTypes } from '@mysten/sui/client';
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { beforeAll, describe, expect, it } from 'vitest';
import { buy, fund, openShop, run, SUI, type Shop } from './harness.ts';

let shop: Shop;
let buyer: Ed25519Keypair;
/** Prices paid, in order; the second transaction buys twice. */
const PRICES = [11n, 12n, 13n, 14n, 15n, 16n];

beforeAll(async () => {
  shop = await openShop();
  buyer = await fund(shop.ledger);
  for (const prices of [[11n], [12n, 13n], [14n], [15n], [16n]]) {
    await run(shop.client, buyer, (tx) => {
      tx.transferObjects(
        prices.map((price) => buy(tx, shop, { price })),
        buyer.toSuiAddress(),
      );
    });
  }
});

const sold = (): SuiClientTypes.EventFilter => ({ eventType: `${shop.packageId}::shop::Sold` });
const amounts = (events: SuiClientTypes.EventEntry[]) =>
  events.map((event) => BigInt((event.json as { amount: string }).amount));

describe('events', () => {
  it('are listed in order with their place', async () => {
    const { events, hasNextPage } = await shop.client.listEvents({ filter: sold() });
    expect(amounts(events)).toEqual(PRICES);
    expect(hasNextPage).toBe(false);
    expect(events.map((event) => event.eventIndex)).toEqual([0, 0, 1, 0, 0, 0]);
    expect(events[1]!.transactionDigest).toBe(events[2]!.transactionDigest);
    expect(Number(events[3]!.checkpoint)).toBe(Number(events[2]!.checkpoint) + 1);
    expect(events[0]).toMatchObject({ module: 'shop', sender: buyer.toSuiAddress() });
  });

  it('are paged forwards and backwards, within a transaction too', async () => {
    for (const order of ['ascending', 'descending'] as const) {
      const seen: bigint[] = [];
      let cursor: string | null = null;
      let pages = 0;
      for (let more = true; more; pages++) {
        const bound: object = order === 'ascending' ? { after: cursor } : { before: cursor };
        const page: SuiClientTypes.ListEventsResponse = await shop.client.listEvents({
          filter: sold(),
          limit: 2,
          order,
          ...bound,
        });
        seen.push(...amounts(page.events));
        cursor = page.endCursor;
        more = page.hasNextPage;
      }
      expect(seen).toEqual(order === 'ascending' ? PRICES : PRICES.toReversed());
      expect(pages).toBe(3);
    }
  });

  it('are filtered by sender, emitting module and exact type', async () => {
    const { client, packageId, keeper } = shop;
    const count = async (filter: SuiClientTypes.EventFilter) =>
      (await client.listEvents({ filter })).events.length;
    expect(await count({ emitModule: `${packageId}::shop` })).toBe(7);
    expect(await count({ sender: keeper.toSuiAddress() })).toBe(1);
    expect(await count({ eventType: `${packageId}::shop::Sold<${SUI}>` })).toBe(6);
    expect(await count({ eventType: `${packageId}::shop::Sold<${packageId}::shop::SHOP>` })).toBe(0);
    expect(await count({ eventType: `${packageId}::shop` })).toBe(7);
  });

  it('go on where a finished page ended, with what came since', async () => {
    const own = await openShop();
    const filter = { eventType: `${own.packageId}::shop::Sold` };
    const buyOne = (price: bigint) =>
      run(own.client, own.keeper, (tx) =>
        tx.transferObjects([buy(tx, own, { price })], own.keeper.toSuiAddress()),
      );
    await buyOne(1n);
    const first = await own.client.listEvents({ filter });
    await buyOne(2n);
    const second = await own.client.listEvents({ filter, after: first.endCursor });
    expect(amounts(second.events)).toEqual([2n]);
  });

  it('come in short pages that say there is more when the scan is bounded', async () => {
    const own = await openShop({ scanLimit: 2 });
    for (const price of [1n, 2n, 3n]) {
      await run(own.client, own.keeper, (tx) =>
        tx.transferObjects([buy(tx, own, { price })], own.keeper.toSuiAddress()),
      );
    }
    const filter = { eventType: `${own.packageId}::shop::Sold` };
    const seen: bigint[] = [];
    let short = 0;
    let page: SuiClientTypes.ListEventsResponse | undefined;
    while (!page || page.hasNextPage) {
      page = await own.client.listEvents({ filter, ...(page ? { after: page.endCursor } : {}) });
      seen.push(...amounts(page.events));
      if (page.hasNextPage) short++;
    }
    expect(seen).toEqual([1n, 2n, 3n]);
    expect(short).toBeGreaterThan(1);
  });
});

describe('transactions', () => {
  it('are listed by function and by sender', async () => {
    const { client, packageId } = shop;
    const list = async (filter: SuiClientTypes.TransactionFilter) =>
      (await client.listTransactions({ filter, include: { events: true } })).transactions;
    expect(await list({ function: `${packageId}::shop::buy` })).toHaveLength(5);
    expect(await list({ function: `${packageId}::shop::open` })).toHaveLength(1);
    const mine = await list({ sender: buyer.toSuiAddress() });
    expect(mine.map((tx) => tx.Transaction!.events.length)).toEqual([1, 2, 1, 1, 1]);
  });

  it('are paged, newest first', async () => {
    const filter = { sender: buyer.toSuiAddress() };
    const newest = await shop.client.listTransactions({ filter, order: 'descending', limit: 3 });
    expect(newest.hasNextPage).toBe(true);
    const rest = await shop.client.listTransactions({ filter, before: newest.endCursor, limit: 3 });
    expect(rest.hasNextPage).toBe(false);
    const checkpoints = [...newest.transactions, ...rest.transactions].map((tx) =>
      Number(tx.Transaction!.checkpoint),
    );
    expect(checkpoints).toHaveLength(5);
    expect(checkpoints).toEqual(checkpoints.toSorted((a, b) => b - a));
  });

  it('are listed by affected object and address on the wire', async () => {
    const count = async (predicate: G.TransactionLiteral['predicate']) => {
      const { responses } = shop.client.ledgerService.listTransactions({
        filter: { terms: [{ literals: [{ negated: false, predicate }] }] },
      });
      let n = 0;
      for await (const frame of responses) if (frame.transaction) n++;
      return n;
    };
    expect(await count({ oneofKind: 'affectedObject', affectedObject: { objectId: shop.shop } })).toBe(6);
    // Paid into the keeper's address balance: five purchases, the mint, the publication, the opening.
    const address = shop.keeper.toSuiAddress();
    expect(await count({ oneofKind: 'affectedAddress', affectedAddress: { address } })).toBe(8);
    expect(await count({ oneofKind: 'packageWrite', packageWrite: {} })).toBe(1);
  });

  it('are got in a batch, the missing ones marked', async () => {
    const { digest } = shop.published;
    const { response } = await shop.client.ledgerService.batchGetTransactions({
      digests: [digest, '11111111111111111111111111111111'],
      readMask: { paths: ['digest', 'checkpoint', 'transaction_index'] },
    });
    const [found, missing] = response.transactions.map((row) => row.result);
    expect(found).toMatchObject({ oneofKind: 'transaction', transaction: { digest, transactionIndex: 0n } });
    expect(missing).toMatchObject({ oneofKind: 'error', error: { code: 5 } });
  });
});

describe('checkpoints and epochs', () => {
  it('are linked, hold their transactions and are listed', async () => {
    const { ledgerService } = shop.client;
    const latest = (
      await ledgerService.getCheckpoint({
        checkpointId: { oneofKind: undefined },
        readMask: { paths: ['sequence_number', 'digest', 'summary', 'transactions.digest', 'contents'] },
      })
    ).response.checkpoint!;
    const before = (
      await ledgerService.getCheckpoint({
        checkpointId: { oneofKind: 'sequenceNumber', sequenceNumber: latest.sequenceNumber! - 1n },
      })
    ).response.checkpoint!;
    expect(latest.summary?.previousDigest).toBe(before.digest);
    expect(latest.contents?.transactions.map((t) => t.transaction)).toEqual(
      latest.transactions.map((t) => t.digest),
    );
    const byDigest = await ledgerService.getCheckpoint({
      checkpointId: { oneofKind: 'digest', digest: before.digest! },
    });
    expect(byDigest.response.checkpoint?.sequenceNumber).toBe(before.sequenceNumber);

    const sequences: bigint[] = [];
    const { responses } = ledgerService.listCheckpoints({ startCheckpoint: 2n, endCheckpoint: 5n });
    for await (const frame of responses)
      if (frame.checkpoint) sequences.push(frame.checkpoint.sequenceNumber!);
    expect(sequences).toEqual([2n, 3n, 4n]);
  });

  it('tell chain, epoch and gas price', async () => {
    const { ledger, client } = shop;
    expect(await client.getChainIdentifier()).toEqual({ chainIdentifier: ledger.chainId });
    const { response } = await client.ledgerService.getServiceInfo({});
    expect(response).toMatchObject({ chainId: ledger.chainId, epoch: ledger.epoch });
    const { systemState } = await client.getCurrentSystemState();
    expect(systemState).toMatchObject({
      epoch: String(ledger.epoch),
      epochStartTimestampMs: String(ledger.epochStartMs),
    });
    ledger.advanceEpoch();
    expect((await client.getCurrentSystemState()).systemState.epoch).toBe(String(ledger.epoch));
    expect((await client.getProtocolConfig()).protocolConfig.protocolVersion).toMatch(/^\d+$/);
  });
});

describe('a subscription', () => {
  it('delivers matching events from now on, with cursors that history understands', async () => {
    const { client, packageId } = shop;
    const predicate = {
      oneofKind: 'eventType' as const,
      eventType: { eventType: `${packageId}::shop::Sold` },
    };
    const stop = new AbortController();
    const call = client.subscriptionService.subscribeEvents(
      { filter: { terms: [{ literals: [{ negated: false, predicate }] }] }, readMask: { paths: ['json'] } },
      { abort: stop.signal },
    );
    const frames = call.responses[Symbol.asyncIterator]();
    const next = frames.next();
    await call.headers;
    const purchase = (price: bigint) =>
      run(client, buyer, (tx) => tx.transferObjects([buy(tx, shop, { price })], buyer.toSuiAddress()));
    await purchase(21n);
    const { value: frame } = await next;
    expect(G.Event.toJson(frame.event)).toMatchObject({ json: { amount: '21' } });
    await purchase(22n);
    const { responses } = client.ledgerService.listEvents({ options: { after: frame.watermark.cursor } });
    let count = 0;
    for await (const later of responses) if (later.event) count++;
    expect(count).toBe(1);
    expect((await frames.next()).value.event).toBeDefined();
    stop.abort();
    await expect(frames.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('delivers every checkpoint without gaps', async () => {
    const { client } = shop;
    const stop = new AbortController();
    const call = client.subscriptionService.subscribeCheckpoints({}, { abort: stop.signal });
    const cursors: bigint[] = [];
    const reading = (async () => {
      for await (const frame of call.responses) {
        cursors.push(frame.cursor!);
        if (cursors.length === 3) return;
      }
    })();
    await call.headers;
    for (let i = 0; i < 3; i++) await fund(shop.ledger);
    await reading;
    stop.abort();
    expect(cursors).toEqual([cursors[0], cursors[0]! + 1n, cursors[0]! + 2n]);
  });
});

describe('names and signatures', () => {
  it('no name is found', async () => {
    expect(await shop.client.resolveNameServiceAddress({ name: 'floe.sui' })).toEqual({ address: null });
    await expect(
      shop.client.nameService.reverseLookupName({ address: '0x1' }).response,
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('a signature is checked against its message and address', async () => {
    const message = new TextEncoder().encode('floe');
    const { bytes, signature } = await buyer.signPersonalMessage(message);
    const verify = (address: string) =>
      shop.client.verifyZkLoginSignature({ bytes, signature, intentScope: 'PersonalMessage', address });
    expect((await verify(buyer.toSuiAddress())).success).toBe(true);
    expect((await verify('0x5')).success).toBe(false);
  });
});
