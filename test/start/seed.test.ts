// The generated market: the same for a seed, possible in itself, and what it says of itself is so.
import { describe, expect, it } from 'vitest';
import { generateMarket, type MarketOptions } from '../../start/seed/index.ts';

const OPTIONS: MarketOptions = {
  seed: 7,
  models: 120,
  authors: 40,
  payers: 800,
  calls: 12_000,
  days: 90,
  endMs: Date.UTC(2026, 10, 1),
};
const market = generateMarket(OPTIONS);
const calls = [...market.calls()];
const { truth } = market;

describe('one seed', () => {
  it('gives one market', () => {
    const again = generateMarket(OPTIONS);
    expect(again.listings).toEqual(market.listings);
    expect(again.transfers).toEqual(market.transfers);
    expect([...again.calls(5_000, 5_300)]).toEqual(calls.slice(5_000, 5_300));
    expect(again.truth.rings).toEqual(truth.rings);
  });

  it('gives another than another seed', () => {
    const other = generateMarket({ ...OPTIONS, seed: 8 });
    expect(other.listings[0]!.id).not.toBe(market.listings[0]!.id);
  });
});

describe('the market', () => {
  it('has the sizes asked for, in its time', () => {
    expect([market.listings, market.authors, market.payers].map(({ length }) => length)).toEqual([
      120, 40, 800,
    ]);
    expect(calls).toHaveLength(12_000);
    expect(market.callCount).toBe(12_000);
    expect(calls[0]!.atMs).toBeGreaterThan(market.startMs);
    expect(calls.at(-1)!.atMs).toBeLessThan(market.endMs);
    expect(new Set(market.listings.map(({ author }) => author)).size).toBeGreaterThan(30);
  });

  it('says of its models what authors say, within the contract’s limits', () => {
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    for (const { license, tags, sealed, head, versions } of market.listings) {
      expect(bytes(license)).toBeLessThanOrEqual(48);
      expect(tags.length).toBeLessThanOrEqual(8);
      expect(new Set(tags).size).toBe(tags.length);
      for (const tag of tags) expect([...tag]).not.toHaveLength(0);
      for (const tag of tags) expect(bytes(tag)).toBeLessThanOrEqual(32);
      expect(sealed).toBe(versions[head - 1]!.sealedKey !== undefined);
    }
    const shareOf = (fits: (listing: (typeof market.listings)[0]) => boolean) =>
      market.listings.filter(fits).length / market.listings.length;
    expect(shareOf(({ license }) => license === '')).toBeLessThan(0.3);
    expect(shareOf(({ tags }) => tags.length > 0)).toBeGreaterThan(0.8);
    expect(shareOf(({ sealed }) => sealed)).toBeGreaterThan(0);
    expect(shareOf(({ sealed }) => sealed)).toBeLessThan(0.2);
  });

  it.each([
    ['fewer payers than rings', { models: 5_000, authors: 2_000, payers: 800, calls: 5_000 }],
    ['fewer models than authors', { models: 5, authors: 200, payers: 800, calls: 5_000 }],
    ['hardly anybody', { models: 1, authors: 1, payers: 2, calls: 3 }],
  ])('is possible with %s', (_, sizes) => {
    const odd = generateMarket({ ...OPTIONS, ...sizes });
    const { rings, washCalls } = odd.truth;
    expect([odd.listings.length, odd.payers.length, [...odd.calls()].length]).toEqual([
      sizes.models,
      sizes.payers,
      sizes.calls,
    ]);
    for (const ring of rings) expect(Math.min(ring.payers.length, ring.models.length)).toBeGreaterThan(0);
    expect(rings.reduce((sum, { calls }) => sum + calls, 0)).toBe(washCalls);
  });

  it.each(
    [1, 3, 60].flatMap((models) =>
      [1, 5, 6, 40].flatMap((authors) =>
        [1, 7, 300].flatMap((payers) =>
          [0, 1, 1_500].map((calls) => ({ models, authors, payers, calls, days: authors === 5 ? 4 : 30 })),
        ),
      ),
    ),
  )(
    'is possible with $models models, $authors authors, $payers payers, $calls calls, $days days',
    (sizes) => {
      const odd = generateMarket({ ...OPTIONS, ...sizes });
      const odds = [...odd.calls()];
      expect([odd.listings.length, odd.authors.length, odd.payers.length, odds.length]).toEqual([
        sizes.models,
        sizes.authors,
        sizes.payers,
        sizes.calls,
      ]);
      const times = [
        ...odds.map(({ atMs }) => atMs),
        ...odd.transfers.map(({ atMs }) => atMs),
        ...odd.listings.flatMap(({ changes }) => changes.map(({ atMs }) => atMs)),
      ];
      expect(new Set(times).size).toBe(times.length);
      for (const atMs of times) {
        expect(atMs).toBeGreaterThanOrEqual(odd.startMs);
        expect(atMs).toBeLessThanOrEqual(odd.endMs);
      }
      const { genuineCalls, washCalls } = odd.truth;
      expect(genuineCalls + washCalls).toBe(sizes.calls);
    },
  );

  it.each([
    [{ models: 0 }, '0 models'],
    [{ authors: 0 }, '0 authors'],
    [{ payers: 0 }, '0 payers'],
    [{ calls: -1 }, '-1 calls'],
    [{ calls: 1.5 }, '1.5 calls'],
    [{ days: 1 }, '1 days'],
    [{ endMs: Number.NaN }, 'NaN'],
  ])('is refused with %o, saying what is wrong', (sizes, named) => {
    expect(() => generateMarket({ ...OPTIONS, ...sizes })).toThrow(RangeError);
    expect(() => generateMarket({ ...OPTIONS, ...sizes })).toThrow(named);
  });

  it('never puts two happenings in one millisecond', () => {
    const times = [
      ...calls.map(({ atMs }) => atMs),
      ...market.transfers.map(({ atMs }) => atMs),
      ...market.listings.flatMap(({ changes }) => changes.map(({ atMs }) => atMs)),
    ];
    expect(new Set(times).size).toBe(times.length);
    for (const { changes } of market.listings) {
      expect(changes).toEqual(changes.toSorted((a, b) => a.atMs - b.atMs));
    }
  });

  it('calls only listed and active models, at the price, payout and versions of the moment', () => {
    const byId = new Map(market.listings.map((listing) => [listing.id, listing]));
    for (const call of calls) {
      const past = byId.get(call.model)!.changes.filter(({ atMs }) => atMs < call.atMs);
      expect(past[0]?.kind).toBe('listed');
      let [price, payout, active, head] = [0n, '', true, 1];
      for (const change of past) {
        if (change.kind === 'listed') [price, payout] = [change.price, change.author];
        else if (change.kind === 'price') price = change.to;
        else if (change.kind === 'active') active = change.active;
        else if (change.kind === 'version') head = change.number;
        else payout = change.to;
      }
      expect([active, call.price, call.payout]).toEqual([true, price, payout]);
      expect(call.version).toBeLessThanOrEqual(head);
      expect(call.isSelf).toBe(call.payer === payout);
    }
  });

  it('counts on the meter the contract would choose, without a gap', () => {
    const sequences = new Map<string, bigint>();
    for (const { model, payer, shard, sequence } of calls) {
      const { meters } = market.listings.find(({ id }) => id === model)!;
      expect(BigInt(shard)).toBe(BigInt(payer) % BigInt(meters.length));
      const key = `${model} ${shard}`;
      expect(sequence).toBe((sequences.get(key) ?? 0n) + 1n);
      sequences.set(key, sequence);
    }
  });

  it('lets nobody but exchanges spend what they do not have', () => {
    const held = new Map<string, bigint>();
    const move = (from: string, to: string, amount: bigint) => {
      const left = (held.get(from) ?? 0n) - amount;
      if (!market.exchanges.includes(from)) expect(left).toBeGreaterThanOrEqual(0n);
      held.set(from, left);
      held.set(to, (held.get(to) ?? 0n) + amount);
    };
    const moves = [
      ...market.transfers.map(({ from, to, amount, atMs }) => ({ from, to, amount, atMs })),
      ...calls.map(({ payer, payout, price, atMs }) => ({ from: payer, to: payout, amount: price, atMs })),
    ].sort((a, b) => a.atMs - b.atMs);
    for (const { from, to, amount } of moves) move(from, to, amount);
  });

  it('is uneven as markets are: few models have most calls, many payers come once or twice', () => {
    const count = (key: 'model' | 'payer') => {
      const counts = new Map<string, number>();
      for (const call of calls) counts.set(call[key], (counts.get(call[key]) ?? 0) + 1);
      return [...counts.values()].sort((a, b) => b - a);
    };
    const models = count('model');
    const top = models.slice(0, 12).reduce((a, b) => a + b, 0);
    expect(top / calls.length).toBeGreaterThan(0.4);
    expect(count('payer').filter((n) => n <= 2).length).toBeGreaterThan(80);
    expect(calls.some(({ price }) => price === 0n)).toBe(true);
    expect(market.listings.some(({ active }) => !active)).toBe(true);
  });
});

describe('the truth', () => {
  const sentTo = (to: string) => market.transfers.filter((transfer) => transfer.to === to);

  it('has rings of every kind and look-alikes of every kind', () => {
    expect(new Set(truth.rings.map(({ kind }) => kind))).toEqual(
      new Set(['self', 'puppets', 'farm', 'circular', 'cohort']),
    );
    expect(new Set(truth.lookAlikes.map(({ kind }) => kind))).toEqual(
      new Set(['friend', 'employee', 'loyal', 'hackathon']),
    );
  });

  it('names every payer, and splits the calls', () => {
    for (const { payer } of calls) expect(truth.payers.has(payer)).toBe(true);
    const wash = calls.filter((call) => !truth.isGenuine(call));
    expect(wash).toHaveLength(truth.washCalls);
    expect(truth.genuineCalls + truth.washCalls).toBe(calls.length);
    expect(wash.length / calls.length).toBeGreaterThan(0.15);
    for (const ring of truth.rings) {
      expect(ring.calls).toBe(calls.filter((call) => truth.ringOf(call) === ring).length);
    }
  });

  it('never calls a look-alike a member', () => {
    for (const { payers } of truth.lookAlikes) {
      for (const payer of payers) expect(truth.payers.get(payer)!.genuine).toBe(true);
    }
  });

  it('shows each ring in the money', () => {
    for (const ring of truth.rings) {
      const funders = ring.payers.map((payer) => sentTo(payer)[0]!.from);
      if (ring.kind === 'self') expect([ring.author, ring.payout]).toContain(ring.payers[0]);
      if (ring.kind === 'puppets') expect(new Set(funders)).toEqual(new Set([ring.payout]));
      if (ring.kind === 'farm') {
        expect(new Set(funders)).toEqual(new Set(ring.between));
        expect(sentTo(ring.author)[0]!.from).toBe(ring.between[0]);
      }
      if (ring.kind === 'circular') {
        expect(new Set(funders)).toEqual(new Set([ring.between.at(-1)]));
        const path = [ring.payout, ...ring.between];
        for (let i = 1; i < path.length; i++) {
          expect(sentTo(path[i]!).every(({ from }) => from === path[i - 1])).toBe(true);
        }
      }
      if (ring.kind === 'cohort') {
        const first = ring.payers.map((payer) => sentTo(payer)[0]!.atMs);
        expect(Math.max(...first) - Math.min(...first)).toBeLessThan(3_600_000);
        expect(funders.every((funder) => market.exchanges.includes(funder))).toBe(true);
        const theirs = calls.filter(({ payer }) => ring.payers.includes(payer));
        expect(theirs.every(({ model }) => ring.models.includes(model))).toBe(true);
      }
    }
  });

  it('has employees paid by their author, who call mostly others', () => {
    const paid = truth.lookAlikes.filter(({ kind }) => kind === 'employee');
    expect(paid.some(({ payers, author }) => sentTo(payers[0]!).some(({ from }) => from === author))).toBe(
      true,
    );
    for (const { payers, author } of paid) {
      const own = calls.filter(({ payer }) => payer === payers[0]);
      const theirs = own.filter(({ payout }) => payout === author);
      expect(theirs.length * 4).toBeLessThan(own.length);
    }
  });
});
