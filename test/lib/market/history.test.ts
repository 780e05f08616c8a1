// History read from a full node, against the real devnet: what was called, who was funded by whom, who sent what.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeMessage, encodeTrailer } from '../../../devnet/rpc/frame.ts';
import { createHistorySource } from '../../../src/lib/chain/history.ts';
import { createRpc } from '../../../src/lib/chain/rpc.ts';
import type { CalledEvent, Listing } from '../../../src/lib/model/listing.ts';
import type { HistorySource } from '../../../src/lib/model/history.ts';
import { createWorld, SUI, type Person, type World } from './history-world.ts';

let world: World;
let source: HistorySource;
let author: Person;
let payer: Person;
let friend: Person;
let listing: Listing;
const digests: Record<string, string> = {};

beforeAll(async () => {
  // A tiny scan limit: most pages of most questions are short or empty.
  world = await createWorld({ scanLimit: 5 });
  [author, payer, friend] = [world.person(), world.person(), world.person()];
  await world.fund(author);
  await world.fund(payer);
  listing = await world.list(author);
  digests.first = await world.pay(payer, listing, { calls: 3 });
  digests.funding = await world.give(author, [{ to: friend.address, amount: 2n * SUI }]);
  await world.pay(friend, listing);
  digests.bundled = await world.pay(author, listing, {
    gifts: [
      { to: friend.address, amount: 7n },
      { to: payer.address, amount: 5n },
    ],
  });
  source = createHistorySource(world.chain.rpc, world.chain.packageId);
});

async function allCalls(
  from: HistorySource,
  limit: number,
): Promise<{ calls: CalledEvent[]; pages: number }> {
  const calls: CalledEvent[] = [];
  let cursor: string | undefined;
  for (let pages = 1; ; pages++) {
    const page = await from.calls({ limit, ...(cursor === undefined ? {} : { cursor }) });
    calls.push(...page.items);
    cursor = page.cursor;
    if (!page.hasMore) return { calls, pages };
  }
}

describe('calls', () => {
  it('come all, once each and in order, whatever the size of a page', async () => {
    for (const limit of [1, 2, 1000]) {
      const { calls } = await allCalls(source, limit);
      expect(calls.map(({ payer, sequence }) => [payer, sequence])).toEqual([
        [payer.address, 1n],
        [payer.address, 2n],
        [payer.address, 3n],
        ...calls.slice(3).map(({ payer, sequence }) => [payer, sequence]),
      ]);
      expect(calls.map(({ payer }) => payer).slice(3)).toEqual([friend.address, author.address]);
    }
  });

  it('say what the transaction’s own events say', async () => {
    const { calls } = await allCalls(source, 100);
    expect(calls.slice(0, 3)).toEqual(await world.chain.called(digests.first!));
  });

  it('go on from a cursor kept from an earlier visit', async () => {
    let page = await source.calls({ limit: 100 });
    while (page.hasMore) page = await source.calls({ limit: 100, cursor: page.cursor! });
    const digest = await world.pay(friend, listing);
    let next = await source.calls({ limit: 100, cursor: page.cursor! });
    expect(next.items.map((call) => call.digest)).toEqual([digest]);
    next = await source.calls({ limit: 100, cursor: next.cursor! });
    expect(next).toMatchObject({ items: [], hasMore: false });
  });

  it('refuse a cursor of another kind of source', async () => {
    const read = source.calls({ limit: 1, cursor: 'not a cursor!' });
    await expect(read).rejects.toMatchObject({ code: 'chain/rejected' });
  });
});

const firstFunding = async (address: string) => (await source.firstFundings([address], {})).get(address);

describe('first funding', () => {
  it('is the first gift of another address, not what the address sent itself', async () => {
    expect(await firstFunding(friend.address)).toEqual({
      from: author.address,
      to: friend.address,
      amount: 2n * SUI,
      coin: listing.coin,
      atMs: expect.any(Number),
      digest: digests.funding,
    });
  });

  it('of a wallet the faucet filled is the faucet', async () => {
    const funding = await firstFunding(payer.address);
    expect(funding?.from).toBe(world.devnet.ledger.faucetAddress);
  });

  it('of an unknown address is unknown', async () => {
    expect(await firstFunding(world.person().address)).toBeUndefined();
  });

  it('does not take the price of a call for a gift', async () => {
    const seller = world.person();
    await world.give(author, [{ to: seller.address, amount: SUI }]);
    const theirs = await world.list(seller);
    const other = world.person();
    // Sells before anybody gives them coins: payout to an address that never had any.
    const [cap] = await world.chain.owned(seller.address);
    await world.chain.update(seller, cap!, { kind: 'payout', payout: other.address });
    await world.pay(payer, await world.chain.get(theirs.id), { calls: 2 });
    expect(await firstFunding(other.address)).toBeUndefined();
    expect(await world.chain.balance(other.address, listing.coin)).toBe(2000n);
  });
});

describe('transfers', () => {
  async function sent(address: string) {
    const items = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await source.transfersFrom(address, {
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      items.push(...page.items);
      if (!page.hasMore) return items;
      cursor = page.cursor;
    }
  }

  it('are what an address sent, also hidden beside a call of its own model', async () => {
    const items = await sent(author.address);
    expect(items.slice(0, 3)).toMatchObject([
      { to: friend.address, amount: 2n * SUI, digest: digests.funding },
      ...[
        { to: friend.address, amount: 7n, digest: digests.bundled },
        { to: payer.address, amount: 5n, digest: digests.bundled },
      ].sort((a, b) => (a.to < b.to ? -1 : 1)),
    ]);
  });

  it('are none for somebody who only paid for calls', async () => {
    expect(await sent(payer.address)).toEqual([]);
  });
});

describe('a node', () => {
  /** The network behind `answer`, which may answer a call itself. */
  function sourceBehind(answer: (method: string) => Promise<Response | undefined> | Response | undefined) {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      return (await answer(new URL(request.url).pathname.split('/').at(-1)!)) ?? world.fetch(request);
    };
    return createHistorySource(createRpc(world.config, { fetch }), world.chain.packageId);
  }

  it('that has everything knows since always', async () => {
    expect(await source.knownSinceMs({})).toBe(0);
  });

  it('that pruned its history says since when it knows', async () => {
    const pruned = sourceBehind((method) => {
      if (method !== 'GetServiceInfo') return undefined;
      const info = G.GetServiceInfoResponse.toBinary({ lowestAvailableCheckpoint: 3n });
      const frames = [encodeMessage(info, 'text'), encodeTrailer(0, '', 'text')];
      return new Response(new Blob(frames), {
        headers: { 'content-type': 'application/grpc-web-text+proto' },
      });
    });
    const checkpoint = await world.devnet.ledger.getCheckpoint(3n);
    expect(await pruned.knownSinceMs({})).toBe(Number(checkpoint!.timestampMs));
  });

  it('that fails twice is asked a third time', async () => {
    let failures = 2;
    const flaky = sourceBehind((method) => {
      if (method === 'ListEvents' && failures-- > 0) throw new TypeError('connection reset');
      return undefined;
    });
    expect(await allCalls(flaky, 3)).toEqual(await allCalls(source, 3));
  });

  it('that breaks off in the middle is no end of history', async () => {
    let broken = 1;
    const breaking = sourceBehind(async (method) => {
      if (method !== 'ListEvents' || broken-- <= 0) return undefined;
      return new Response(encodeTrailer(0, '', 'text'), {
        headers: { 'content-type': 'application/grpc-web-text+proto' },
      });
    });
    expect(await allCalls(breaking, 3)).toEqual(await allCalls(source, 3));
  });

  it('that stays away is unreachable', async () => {
    const gone = sourceBehind(() => {
      throw new TypeError('connection refused');
    });
    await expect(gone.calls({ limit: 3 })).rejects.toMatchObject({
      code: 'chain/unreachable',
      retryable: true,
    });
  });

  it('is no longer asked once the reader gave up', async () => {
    const abort = new AbortController();
    let asked = 0;
    const silent = sourceBehind(() => {
      asked += 1;
      abort.abort();
      throw new TypeError('connection refused');
    });
    const read = silent.calls({ limit: 3, signal: abort.signal });
    await expect(read).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toBe(1);
  });
});
