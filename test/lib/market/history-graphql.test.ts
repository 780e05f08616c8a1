// The indexer's history is the full node's: both are asked about one chain. The indexer executes the public schema.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGraphqlHistorySource } from '../../../src/lib/chain/history-graphql.ts';
import { createHistorySource } from '../../../src/lib/chain/history.ts';
import type { AuthorOperation } from '../../../src/lib/chain/transactions.ts';
import type { HistoryPage, HistorySource } from '../../../src/lib/model/history.ts';
import { startIndexer, type Indexer } from './history-indexer.ts';
import { createWorld, SUI, type Person, type World } from './history-world.ts';

let world: World;
let indexer: Indexer;
let node: HistorySource;
let graphql: HistorySource;
let people: Person[];
let model: string;

const changesOf = (heir: string): AuthorOperation[] => [
  { kind: 'price', price: 2000n },
  { kind: 'payout', payout: heir },
  { kind: 'active', active: false },
  { kind: 'hand-over', to: heir },
];

beforeAll(async () => {
  world = await createWorld();
  people = [world.person(), world.person(), world.person(), world.person()];
  const [author, payer, friend, other] = people as [Person, Person, Person, Person];
  await world.fund(author);
  await world.fund(payer);
  const listing = await world.list(author);
  await world.pay(payer, listing, { calls: 5 });
  await world.give(author, [
    { to: friend.address, amount: SUI },
    { to: other.address, amount: 2n * SUI },
    { to: payer.address, amount: 3n },
  ]);
  await world.pay(friend, listing, { calls: 3, gifts: [{ to: author.address, amount: 11n }] });
  await world.pay(other, listing);
  for (const operation of changesOf(other.address)) {
    const [owned] = await world.chain.owned(author.address);
    await world.chain.update(author, { model: listing.id, cap: owned!.cap }, operation);
  }
  model = listing.id;
  indexer = await startIndexer(world);
  node = createHistorySource(world.chain.rpc, world.chain.packageId);
  graphql = createGraphqlHistorySource(indexer.url, world.chain.packageId);
});
afterAll(() => indexer?.close());

async function all<T>(read: (cursor: { cursor?: string }) => Promise<HistoryPage<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: { cursor?: string } = {};
  for (;;) {
    const page = await read(cursor);
    items.push(...page.items);
    if (!page.hasMore) return items;
    cursor = { cursor: page.cursor! };
  }
}

describe('an indexer', () => {
  it('tells the same calls as a full node', async () => {
    const calls = (source: HistorySource) => all((cursor) => source.calls({ ...cursor, limit: 2 }));
    const found = await calls(graphql);
    expect(found).toHaveLength(9);
    expect(found).toEqual(await calls(node));
  });

  it('tells the same funding', async () => {
    const addresses = [...people, world.person()].map(({ address }) => address);
    const fundings = await graphql.firstFundings(addresses, {});
    expect([...fundings.keys()]).toEqual(addresses.slice(0, -1));
    expect(fundings).toEqual(await node.firstFundings(addresses, {}));
  });

  it('tells the same transfers, also of transactions longer than a page', async () => {
    const sent = (source: HistorySource, address: string) =>
      all((cursor) => source.transfersFrom(address, { ...cursor, limit: 1 }));
    for (const { address } of people) expect(await sent(graphql, address)).toEqual(await sent(node, address));
    // Three gifts of the author; the friend's one beside three calls.
    expect(await sent(graphql, people[0]!.address)).toHaveLength(3);
    expect(await sent(graphql, people[2]!.address)).toMatchObject([{ to: people[0]!.address, amount: 11n }]);
  });

  it('tells the same of who answered for a model, and of all that was done to it', async () => {
    const kinds = ['listed', 'version', 'price', 'payout', 'active', 'hand-over'];
    const events = (source: HistorySource, limit: number) =>
      all((cursor) => source.modelEvents(model, { ...cursor, limit }));
    const told = await events(node, 100);
    expect(told.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
    expect(await events(node, 1)).toEqual(told);
    expect(await events(graphql, 2)).toEqual(told);
    expect(told).toContainEqual(expect.objectContaining({ kind: 'price', from: 1000n, to: 2000n }));

    const owners = (source: HistorySource) => all((cursor) => source.ownership({ ...cursor, limit: 2 }));
    const [people0, people3] = [people[0]!.address, people[3]!.address];
    expect(await owners(node)).toMatchObject([
      { kind: 'listed', model, author: people0, payout: people0, price: 1000n },
      { kind: 'payout', model, from: people0, to: people3 },
      { kind: 'hand-over', model, from: people0, to: people3 },
    ]);
    const byKind = (items: { kind: string }[]) => items.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
    expect(byKind(await owners(graphql))).toEqual(byKind(await owners(node)));
    await expect(graphql.ownership({ limit: 1, cursor: 'of a node' })).rejects.toMatchObject({
      code: 'chain/rejected',
    });
  });

  it('keeps its place at the end of history', async () => {
    const last = await graphql.calls({ limit: 50 });
    const next = await graphql.calls({ limit: 50, cursor: last.cursor! });
    expect(next).toEqual({ items: [], hasMore: false, cursor: last.cursor });
  });

  it('knows only what its shortest range covers', async () => {
    // The transactions of our indexer begin at checkpoint 7, later than its events.
    expect(await graphql.knownSinceMs({})).toBe(Date.UTC(2026, 2, 1, 0, 0, 0, 250));
  });
});

describe('an indexer in trouble', () => {
  it.each([429, 503])('is asked again after HTTP %i', async (status) => {
    indexer.next.push(new Response('busy', { status }));
    expect((await graphql.calls({ limit: 50 })).items).toHaveLength(9);
  });

  it('that refuses a question is not asked again', async () => {
    const before = indexer.requests;
    indexer.next.push(Response.json({ data: null, errors: [{ message: 'Invalid cursor' }] }));
    const read = graphql.calls({ limit: 50, cursor: 'x' });
    await expect(read).rejects.toMatchObject({ code: 'chain/rejected', message: 'Invalid cursor' });
    expect(indexer.requests).toBe(before + 1);
  });

  it('that answers something else is named so', async () => {
    indexer.next.push(new Response('<html>', { headers: { 'content-type': 'text/html' } }));
    await expect(graphql.calls({ limit: 1 })).rejects.toMatchObject({ code: 'chain/unexpected-shape' });
    indexer.next.push(Response.json({ data: { events: { pageInfo: { hasNextPage: false }, nodes: [{}] } } }));
    await expect(graphql.calls({ limit: 1 })).rejects.toMatchObject({ code: 'chain/unexpected-shape' });
  });

  it('that is gone is unreachable', async () => {
    const gone = createGraphqlHistorySource('http://127.0.0.1:1/graphql', world.chain.packageId);
    await expect(gone.knownSinceMs({})).rejects.toMatchObject({ code: 'chain/unreachable', retryable: true });
  });

  it('is no longer asked once the reader gave up', async () => {
    const read = graphql.calls({ limit: 1, signal: AbortSignal.abort() });
    await expect(read).rejects.toMatchObject({ name: 'AbortError' });
  });
});
