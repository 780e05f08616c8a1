// The switch between the engines of history: whoever is chosen is asked, and nobody else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChain } from '../../../src/lib/chain/chain.ts';
import { chooseHistorySource } from '../../../src/lib/chain/history-choice.ts';
import { startIndexer, type Indexer } from '../market/history-indexer.ts';
import { createWorld, type World } from '../market/history-world.ts';

let world: World;
let indexer: Indexer;
let asked = 0;

beforeAll(async () => {
  world = await createWorld();
  const [author, payer] = [world.person(), world.person()];
  await world.fund(author);
  await world.fund(payer);
  await world.pay(payer, await world.list(author), { calls: 2 });
  indexer = await startIndexer(world);
});
afterAll(() => indexer?.close());

async function read(network: { history?: 'node' | 'graphql'; graphql?: string }) {
  asked = 0;
  const chain = createChain(world.config, {
    fetch: (input, init) => {
      asked += 1;
      return world.fetch(input, init);
    },
  });
  const before = indexer.requests;
  const { items } = await chooseHistorySource(network, chain).calls({ limit: 10 });
  return { calls: items.length, node: asked, indexer: indexer.requests - before };
}

describe('history is read', () => {
  it('from the full node unless somebody chose otherwise', async () => {
    expect(await read({})).toEqual({ calls: 2, node: 1, indexer: 0 });
    expect(await read({ graphql: indexer.url })).toEqual({ calls: 2, node: 1, indexer: 0 });
    expect(await read({ graphql: indexer.url, history: 'node' })).toEqual({ calls: 2, node: 1, indexer: 0 });
  });

  it('from the indexer where it was chosen, the node not being asked', async () => {
    expect(await read({ graphql: indexer.url, history: 'graphql' })).toEqual({
      calls: 2,
      node: 0,
      indexer: 1,
    });
  });

  it('from the full node where the indexer has no address', async () => {
    expect(await read({ history: 'graphql' })).toEqual({ calls: 2, node: 1, indexer: 0 });
  });
});
