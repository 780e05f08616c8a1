// An author's side of the market: what was done to a model, and what it cost, against balances and signed transactions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import type { AuthorChange, Cost } from '../../../src/lib/index.ts';
import { costsOf } from '../../../src/lib/hub/market-costs.ts';
import { SUI_TYPE } from '../../../src/lib/model/amount.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';

type Actor = Awaited<ReturnType<LocalNetwork['author']>>;
let network: LocalNetwork;
let author: Actor;
let heir: Actor;
let models: string[];
let before: { sui: bigint; wal: bigint };
let income = 0n;

const purse = async ({ hub, wallet }: Actor) => ({
  sui: await hub.balance(wallet.address),
  wal: await hub.balance(wallet.address, network.config.wal!),
});
const total = (costs: readonly Cost[], kind: Cost['kind']) =>
  costs.filter((cost) => cost.kind === kind).reduce((sum, { amount }) => sum + amount, 0n);

async function change(model: string, operation: AuthorChange): Promise<void> {
  const owned = await author.hub.owned(author.wallet.address);
  await author.hub.update(
    owned.find(({ listing }) => listing.id === model)!,
    operation,
    author.wallet,
  );
}

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
  heir = await network.author();
  before = await purse(author);
  models = await publishAll(author, [tinyDraft(), tinyDraft({ name: 'Second', price: 7_000n }, [5, 6, 7])]);
  await change(models[0]!, { kind: 'price', price: 5_000n });
  await change(models[0]!, { kind: 'active', active: false });
  await change(models[0]!, { kind: 'active', active: true });
  // Income and calls of the author's own are no costs of publishing.
  const { price } = (await (await heir.hub.call(models[1]!, tinyInputs(1, 1, 1))).pay(heir.wallet)).receipt;
  income += BigInt(price);
});
afterAll(() => network?.close());

describe('what was done to a model', () => {
  it('is told in order, with what was before and after, and nothing of other models', async () => {
    const changes = await heir.hub.market.changes(models[0]!);
    const { price } = tinyDraft();
    expect(changes.map(({ atMs: _, digest: __, ...rest }) => rest)).toEqual(
      expect.arrayContaining([
        { kind: 'listed', author: author.wallet.address, price },
        { kind: 'version', version: 1 },
      ]),
    );
    expect(changes.slice(2)).toMatchObject([
      { kind: 'price', from: price, to: 5_000n },
      { kind: 'active', active: false },
      { kind: 'active', active: true },
    ]);
    expect(changes.map(({ atMs }) => atMs)).toEqual(
      changes.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
    );
  });
});

describe('what it cost', () => {
  it('is what the author’s purse lacks: gas less rebates, and storage in WAL', async () => {
    const costs = await author.hub.market.costs(author.wallet.address);
    const after = await purse(author);
    expect(total(costs, 'storage')).toBe(before.wal - after.wal);
    expect(total(costs, 'gas')).toBe(before.sui + income - after.sui);
    expect(total(costs, 'storage')).toBeGreaterThan(0n);
  });

  it('is told by model, the storage bought before the model existed included', async () => {
    const costs = await author.hub.market.costs(author.wallet.address);
    for (const model of models) {
      const own = costs.filter((cost) => cost.model === model);
      expect(own.map(({ kind }) => kind)).toContain('storage');
      // Registered in one transaction, listed in another.
      expect(new Set(own.map(({ digest }) => digest)).size).toBeGreaterThanOrEqual(2);
    }
    expect(costs.every(({ model }) => model !== undefined)).toBe(true);
  });

  it('is nobody else’s, and paying for calls is none', async () => {
    expect(await author.hub.market.costs(heir.wallet.address)).toEqual([]);
  });

  it('is taken from the income in reports of the author', async () => {
    const { market } = author.hub;
    await market.sync();
    const costs = await market.costs(author.wallet.address);
    const report = await market.report({ scope: { author: author.wallet.address } });
    const net = report.measures.netIncome.get(SUI_TYPE)!;
    expect(net).toMatchObject({ receipts: income, gas: total(costs, 'gas') });
    expect(net.net).toBe(income - total(costs, 'gas'));
    expect(report.measures.netIncome.get(network.config.wal!)).toMatchObject({
      storage: total(costs, 'storage'),
    });
    const one = await market.report({ scope: { model: models[0]! } });
    const own = costs.filter(({ model }) => model === models[0]);
    expect(one.measures.netIncome.get(SUI_TYPE)?.gas).toBe(total(own, 'gas'));
  });

  it('includes keeping a model for longer', async () => {
    const { hub, wallet } = author;
    const start = await purse(author);
    const known = await hub.market.costs(wallet.address);
    const { version } = await hub.open(models[0]!);
    await hub.extendStorage(await hub.storage(version), 3, wallet);
    const costs = await hub.market.costs(wallet.address);
    expect(total(costs, 'storage') - total(known, 'storage')).toBe(start.wal - (await purse(author)).wal);
    expect(costs.at(-1)).toMatchObject({ model: models[0] });
  });
});

describe('storage', () => {
  const expense = { gas: 0n, storage: undefined, models: [], blobs: [], versions: [] };
  const bought = (digest: string, blobs: string[]) => {
    return { ...expense, digest, atMs: 1, blobs, storage: { coin: 'wal', amount: 5n } };
  };
  const version = (model: string, blobs: string[]) => {
    return { ...expense, digest: model, atMs: 2, models: [model], versions: [{ model, blobs }] };
  };

  it('is for the model that all its blobs belong to, the older of two that are alike', () => {
    const expenses = [
      bought('one', ['a', 'b']),
      version('m1', ['a', 'b']),
      version('m2', ['a', 'c']),
      version('m3', ['a', 'b']),
      bought('two', ['a', 'c']),
      bought('both', ['b', 'c']),
      bought('strange', ['z']),
    ];
    const found = costsOf(expenses, 'anna').map(({ digest, model }) => [digest, model]);
    expect(found).toEqual([
      ['one', 'm1'],
      ['two', 'm2'],
      ['both', undefined],
      ['strange', undefined],
    ]);
  });
});

describe('how long models are stored', () => {
  it('is known of those with calls, on the network’s calendar', async () => {
    const { market } = heir.hub;
    await market.sync();
    const { storageHealth } = (await market.report()).measures;
    expect(storageHealth).toMatchObject({ expired: 0, unknown: 1 });
    expect(storageHealth!.models.map(({ model }) => model)).toEqual([models[1]]);
    const { version } = await heir.hub.open(models[1]!);
    const { endsMs } = await heir.hub.storage(version);
    expect(storageHealth!.models[0]!.daysLeft).toBeCloseTo((endsMs! - Date.now()) / 86_400_000, 1);
  });
});
