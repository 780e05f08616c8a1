// A loaded market through the unmodified client: what it reads adds up, and real transactions go on from there.
import { bcs } from '@mysten/sui/bcs';
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { coinWithBalance, Transaction } from '@mysten/sui/transactions';
import { deriveDynamicFieldID } from '@mysten/sui/utils';
import { afterAll, describe, expect, it } from 'vitest';
import { createDevnet } from '../../../devnet/network.ts';
import { loadMarket } from '../../../devnet/seed/load.ts';
import { createChain } from '../../../src/lib/chain/chain.ts';
import { calledEvents } from '../../../src/lib/chain/events.ts';
import type { CalledEvent } from '../../../src/lib/model/listing.ts';
import { generateMarket } from '../../../start/seed/index.ts';
import { END_MS, market, openMarket } from './world.ts';

const { devnet, loaded, client, config } = await openMarket(market, 500);
const chain = createChain(config, { fetch: (input, init) => devnet.handle(new Request(input, init)) });
const SUI = `0x${'2'.padStart(64, '0')}::sui::SUI`;
const expected = [...market.calls()];

type Literal = G.TransactionLiteral['predicate'];
const literal = (predicate: Literal) => ({ terms: [{ literals: [{ negated: false, predicate }] }] });

async function allCalls(descending = false): Promise<CalledEvent[]> {
  const found: CalledEvent[] = [];
  const eventType = `${config.package}::events::Called`;
  for (let cursor: Uint8Array | undefined, more = true; more;) {
    const { responses } = client.ledgerService.listEvents({
      readMask: { paths: ['event_type', 'contents', 'transaction_digest'] },
      filter: literal({ oneofKind: 'eventType', eventType: { eventType } }) as G.EventFilter,
      options: {
        limit: 77,
        ordering: descending ? G.Ordering.DESCENDING : G.Ordering.ASCENDING,
        ...(cursor && { [descending ? 'before' : 'after']: cursor }),
      },
    });
    for await (const { event, watermark, end } of responses) {
      if (event) {
        const plain = { eventType: event.eventType!, bcs: event.contents!.value! };
        found.push(...calledEvents([plain as never], event.transactionDigest!, config.package));
      }
      cursor = watermark?.cursor ?? cursor;
      const { ITEM_LIMIT, SCAN_LIMIT } = G.QueryEndReason;
      if (end) more = end.reason === ITEM_LIMIT || end.reason === SCAN_LIMIT;
    }
  }
  return found;
}

describe('reading', () => {
  it('lists every model as it stands in the end, newest first', async () => {
    const listed = [];
    let cursor: number | undefined;
    do {
      const page = await chain.list({ limit: 25, ...(cursor !== undefined && { cursor }) });
      listed.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    const keys = Object.keys(listed[0]!) as (keyof (typeof listed)[0])[];
    const wanted = market.listings.map((listing) =>
      Object.fromEntries(keys.map((key) => [key, listing[key]])),
    );
    expect(listed.toReversed()).toEqual(wanted);
  });

  it('gives all calls in order, in pages, whatever the scan limit', async () => {
    const calls = await allCalls();
    const plain = (call: CalledEvent) => ({ ...call, digest: '', commitment: [...call.commitment] });
    expect(calls.map(plain)).toEqual(expected.map(plain));
    expect((await allCalls(true)).map(({ digest }) => digest)).toEqual(
      calls.map((c) => c.digest).toReversed(),
    );
  });

  it('finds by type what a look at everything finds', async () => {
    const listed = async (types: string[]) => {
      const terms = types.map((eventType) => ({
        literals: [
          { negated: false, predicate: { oneofKind: 'eventType', eventType: { eventType } } as Literal },
        ],
      }));
      const found: string[] = [];
      for (let cursor: Uint8Array | undefined, more = true; more;) {
        const { responses } = client.ledgerService.listEvents({
          readMask: { paths: ['event_type', 'transaction_digest', 'event_index'] },
          filter: { terms } as G.EventFilter,
          options: { limit: 90, ordering: G.Ordering.ASCENDING, ...(cursor && { after: cursor }) },
        });
        for await (const { event, watermark, end } of responses) {
          if (event) found.push(`${event.eventType} ${event.transactionDigest}`);
          cursor = watermark?.cursor ?? cursor;
          const { ITEM_LIMIT, SCAN_LIMIT } = G.QueryEndReason;
          if (end) more = end.reason === ITEM_LIMIT || end.reason === SCAN_LIMIT;
        }
      }
      return found;
    };
    const events = `${config.package}::events`;
    // A module's events are looked for everywhere, a type's by an index.
    const all = await listed([events]);
    const names = new Set(all.map((event) => event.split(' ')[0]!.split('::')[2]!));
    expect([...names].sort()).toEqual(
      expect.arrayContaining([
        'ActiveChanged',
        'Called',
        'Listed',
        'PayoutChanged',
        'PriceChanged',
        'VersionAdded',
      ]),
    );
    for (const name of names) {
      const type = `${events}::${name}`;
      expect(await listed([type])).toEqual(all.filter((event) => event.startsWith(`${type} `)));
    }
    const two = [`${events}::Listed`, `${events}::VersionAdded`];
    expect(await listed(two)).toEqual(
      all.filter((event) => two.some((type) => event.startsWith(`${type} `))),
    );
    expect(await listed([`${events}::Nothing`])).toEqual([]);
  });

  it('has meters that say what the events add up to', async () => {
    for (const listing of market.listings) {
      const calls = expected.filter(({ model }) => model === listing.id);
      const others = calls.filter(({ isSelf }) => !isSelf);
      const self = calls.filter(({ isSelf }) => isSelf);
      const sum = (of: CalledEvent[]) => of.reduce((total, { price }) => total + price, 0n);
      expect(await chain.totals(listing)).toEqual({
        calls: BigInt(others.length),
        revenue: sum(others),
        selfCalls: BigInt(self.length),
        selfRevenue: sum(self),
        payers: BigInt(new Set(others.map(({ payer }) => payer)).size),
      });
    }
  });

  it('knows each version, and lists a model’s dynamic fields', async () => {
    const listing = market.listings.find(({ head }) => head > 1)!;
    const version = await chain.version(listing, listing.head);
    expect(version.manifestHash).toEqual(listing.versions.at(-1)!.manifestHash);
    expect(version.createdMs).toBe(listing.changes.findLast(({ kind }) => kind === 'version')!.atMs);
    const { dynamicFields } = await client.core.listDynamicFields({ parentId: listing.id });
    expect(dynamicFields).toHaveLength(listing.head);
  });

  it('keeps the stat of every payer under the meter’s table', async () => {
    const call = expected.find(({ isSelf }) => !isSelf)!;
    const same = expected.filter(
      ({ payer, model, isSelf }) => payer === call.payer && model === call.model && !isSelf,
    );
    const meterId = market.listings.find(({ id }) => id === call.model)!.meters[call.shard]!;
    const { object } = await client.core.getObject({ objectId: meterId, include: { content: true } });
    // The table's id stands before its size, at the end of a meter.
    const table = bcs.Address.parse(object.content.slice(-40, -8));
    const payer = bcs.Address.serialize(call.payer).toBytes();
    const field = deriveDynamicFieldID(table, 'address', payer);
    const stat = await client.core.getObject({ objectId: field, include: { content: true } });
    const days = new Set(same.map(({ atMs }) => Math.floor(atMs / 86_400_000)));
    const Stat = bcs.struct('PayerStat', {
      calls: bcs.u64(),
      spent: bcs.u128(),
      first: bcs.u64(),
      last: bcs.u64(),
      days: bcs.u64(),
    });
    expect(Stat.parse(stat.object.content.slice(64))).toEqual({
      calls: String(same.length),
      spent: String(same.reduce((sum, { price }) => sum + price, 0n)),
      first: String(same[0]!.atMs),
      last: String(same.at(-1)!.atMs),
      days: String(days.size),
    });
  });

  it('finds what an address had to do with, and its balance is the sum of it', async () => {
    const { address } = market.payers.find(({ kind }) => kind === 'regular')!;
    let sum = 0n;
    const seen: string[] = [];
    for (let cursor: Uint8Array | undefined, more = true; more;) {
      const { responses } = client.ledgerService.listTransactions({
        readMask: { paths: ['digest', 'balance_changes'] },
        filter: literal({ oneofKind: 'affectedAddress', affectedAddress: { address } }),
        options: { limit: 10, ordering: G.Ordering.ASCENDING, ...(cursor && { after: cursor }) },
      });
      for await (const { transaction: tx, watermark, end } of responses) {
        if (tx) seen.push(tx.digest!);
        for (const change of tx?.balanceChanges ?? [])
          if (change.address === address) sum += BigInt(change.amount!);
        cursor = watermark?.cursor ?? cursor;
        if (end)
          more = end.reason === G.QueryEndReason.ITEM_LIMIT || end.reason === G.QueryEndReason.SCAN_LIMIT;
      }
    }
    const received = market.transfers.filter(({ to, from }) => to === address || from === address).length;
    const paid = expected.filter(({ payer }) => payer === address).length;
    expect(seen).toHaveLength(received + paid);
    const { balance } = await client.core.getBalance({ owner: address, coinType: SUI });
    expect(BigInt(balance.balance)).toBe(sum);
    expect(sum).toBeGreaterThan(0n);
  });

  it('answers for a transaction by digest, for its checkpoint, and for an object as it was', async () => {
    const [first] = await allCalls();
    const { response } = await client.ledgerService.getTransaction({
      digest: first!.digest,
      readMask: { paths: ['*'] },
    });
    const tx = response.transaction!;
    expect(tx.effects?.status?.success).toBe(true);
    expect(tx.transaction?.sender).toBe(first!.payer);
    const { response: at } = await client.ledgerService.getCheckpoint({
      checkpointId: { oneofKind: 'sequenceNumber', sequenceNumber: tx.checkpoint! },
      readMask: { paths: ['digest', 'contents'] },
    });
    expect(at.checkpoint?.contents?.transactions.map(({ transaction }) => transaction)).toEqual([
      first!.digest,
    ]);
    for (const change of tx.effects!.changedObjects.filter(({ outputVersion }) => outputVersion)) {
      const { response: old } = await client.ledgerService.getObject({
        objectId: change.objectId!,
        version: change.outputVersion!,
        readMask: { paths: ['digest'] },
      });
      expect(old.object?.digest).toBe(change.outputDigest);
    }
  });
});

describe('going on', () => {
  it('pays a seeded model for real: its meter advances by one', async () => {
    const listing = market.listings.find(({ active, price }) => active && price > 0n)!;
    const signer = new Ed25519Keypair();
    await devnet.ledger.mint(signer.toSuiAddress(), [{ type: 'sui', amount: 10_000_000_000n }]);
    const before = await chain.totals(listing);
    const wallet = {
      address: signer.toSuiAddress(),
      signTransaction: async (tx: Transaction) => {
        const bytes = await tx.build({ client });
        return signer.signTransaction(bytes);
      },
    };
    const shard = Number(BigInt(wallet.address) % BigInt(listing.meters.length));
    const tx = new Transaction();
    tx.moveCall({
      target: `${config.package}::payment::pay`,
      typeArguments: [SUI],
      arguments: [
        tx.object(listing.id),
        tx.object(listing.meters[shard]!),
        coinWithBalance({ balance: listing.price }),
        tx.pure.u64(listing.head),
        tx.pure(bcs.vector(bcs.byteVector()).serialize([new Uint8Array(32).fill(7)])),
        tx.object.clock(),
      ],
    });
    const result = await client.signAndExecuteTransaction({
      transaction: tx,
      signer,
      include: { events: true },
    });
    const [event] = calledEvents(result.Transaction!.events, 'x', config.package);
    expect(event).toMatchObject({
      model: listing.id,
      payer: wallet.address,
      price: listing.price,
      isSelf: false,
    });
    expect(await chain.totals(listing)).toEqual({
      ...before,
      calls: before.calls + 1n,
      revenue: before.revenue + listing.price,
      payers: before.payers + 1n,
    });
    expect(event!.atMs).toBeGreaterThanOrEqual(END_MS);
    expect((await allCalls()).length).toBe(expected.length + 1);
  });

  it('lets a seeded author sign in and change a seeded model', async () => {
    const listing = market.listings.find(({ author, payout }) => author === payout)!;
    const { secretKey } = market.authors.find(({ address }) => address === listing.author)!;
    const signer = Ed25519Keypair.fromSecretKey(secretKey);
    expect(signer.toSuiAddress()).toBe(listing.author);
    const caps = await chain.owned(listing.author);
    expect(caps).toContainEqual({ cap: listing.cap, model: listing.id });
    const tx = new Transaction();
    tx.moveCall({
      target: `${config.package}::hub::set_price`,
      arguments: [tx.object(listing.id), tx.object(listing.cap), tx.pure.u64(123), tx.object.clock()],
    });
    const result = await client.signAndExecuteTransaction({ transaction: tx, signer });
    expect(result.$kind).toBe('Transaction');
    await client.waitForTransaction({ digest: result.Transaction!.digest });
    expect((await chain.get(listing.id)).price).toBe(123n);
    expect((await chain.owned(listing.author)).length).toBe(caps.length);
  });

  it('refuses a market that begins before the network’s time', async () => {
    const late = await createDevnet();
    await expect(loadMarket(late.ledger, market)).rejects.toMatchObject({ code: 'seed/clock-past-market' });
  });
});

describe.runIf(process.env.FLOE_FULL === '1')('the full size', () => {
  it('opens a million calls in well under a minute and three gigabytes', { timeout: 300_000 }, async () => {
    const started = performance.now();
    const full = generateMarket({
      seed: 'full',
      models: 5_000,
      authors: 200,
      payers: 20_000,
      calls: 1_000_000,
      days: 180,
      endMs: END_MS,
    });
    const generated = performance.now();
    const opened = await openMarket(full);
    const done = performance.now();
    const figures = {
      generateSeconds: (generated - started) / 1000,
      loadSeconds: (done - generated) / 1000,
      mebibytes: process.memoryUsage().rss / 2 ** 20,
      transactions: opened.loaded.transactions,
      payerStats: opened.loaded.payerStats,
    };
    console.log(figures);
    expect(opened.loaded).toMatchObject({ calls: 1_000_000 });
    expect(opened.loaded.models).toHaveLength(5_000);
    expect(figures.loadSeconds).toBeLessThan(60);
    expect(figures.mebibytes).toBeLessThan(3_000);
  });
});

afterAll(() => expect(loaded.calls).toBe(market.callCount));
