// First coins of many addresses at once: the answers of one by one, with fewer questions.
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { describe, expect, it } from 'vitest';
import { FloeError } from '../../../src/lib/errors.ts';
import { createFundingSearch } from '../../../src/lib/chain/history-funding.ts';
import type { BalanceMoves } from '../../../src/lib/chain/history-transfers.ts';

const COIN = '0x2::sui::SUI';
const CALLED = '0x1::events::Called';
const at = (n: number) => normalizeSuiAddress(`0x${n.toString(16)}`);
const [EXCHANGE, AUTHOR] = [at(0xe), at(0xa)];

/** Coins from one to another; `paid` for a call they are no gift. */
function move(atMs: number, from: string, to: string, paid = false): BalanceMoves {
  const changes = [
    { address: from, coin: COIN, amount: -5n },
    { address: to, coin: COIN, amount: 5n },
  ];
  const call = {
    digest: '',
    model: at(1),
    version: 1,
    payer: from,
    spender: from,
    payout: to,
    price: 5n,
    coin: COIN.replace('0x2', at(2)),
    commitment: new Uint8Array(32),
    shard: 0,
    sequence: 1n,
    isSelf: false,
    atMs,
  };
  return { digest: `${atMs}`, sender: from, atMs, changes, calls: paid ? [call] : [] };
}

/** A node that holds this history, gives short pages, and takes so many terms. */
function node(history: BalanceMoves[], { page = 1000, terms: most = 100 } = {}) {
  const asked: number[] = [];
  const ask: Parameters<typeof createFundingSearch>[0] = async (terms, { cursor, limit }) => {
    asked.push(terms.length);
    if (terms.length > most) throw new FloeError('chain/rejected', 'too many terms');
    const passes = ({ sender, changes, calls }: BalanceMoves) =>
      terms.some((literals) =>
        literals.every(({ negated, predicate }) => {
          if (predicate.oneofKind === 'sender') return (predicate.sender.address === sender) !== negated;
          if (predicate.oneofKind === 'eventType') {
            return (predicate.eventType.eventType === CALLED && calls.length > 0) !== negated;
          }
          if (predicate.oneofKind !== 'affectedAddress') throw new TypeError('another question');
          const { address } = predicate.affectedAddress;
          return changes.some((change) => change.address === address) !== negated;
        }),
      );
    const found = history.filter(passes);
    const start = Number(cursor ?? 0);
    const end = Math.min(found.length, start + Math.min(limit, page));
    return { items: found.slice(start, end), cursor: String(end), hasMore: end < found.length };
  };
  return { asked, search: createFundingSearch(ask, CALLED) };
}

describe('the first coins of many addresses', () => {
  const payers = Array.from({ length: 20 }, (_, n) => at(100 + n));
  // Each is funded three times, all in turns, and calls the author in between.
  const history = [1, 2, 3].flatMap((round) =>
    payers.flatMap((payer, n) => [
      move(round * 1000 + 2 * n, EXCHANGE, payer),
      move(round * 1000 + 2 * n + 1, payer, AUTHOR, true),
    ]),
  );
  const firsts = payers.map((payer, n) => [payer, 1000 + 2 * n]);
  const times = (found: ReadonlyMap<string, { atMs: number }>) =>
    [...found].map(([to, { atMs }]) => [to, atMs]);

  it('are found with fewer questions than addresses', async () => {
    const { asked, search } = node(history);
    expect(times(await search(payers, {}))).toEqual(firsts);
    expect(asked.length).toBeLessThan(10);
  });

  it('are the same where pages are short', async () => {
    const { search } = node(history, { page: 2 });
    expect(new Map(times(await search(payers, {})) as [string, number][])).toEqual(
      new Map(firsts as [string, number][]),
    );
  });

  it('are the same from a node that takes one term at a time', async () => {
    const { asked, search } = node(history, { terms: 2 });
    expect(times(await search(payers, {}))).toEqual(firsts);
    // Refused once, then no more.
    expect(asked.filter((terms) => terms > 2)).toHaveLength(1);
  });

  it('do not wait behind somebody whose income fills every page', async () => {
    const income = Array.from({ length: 500 }, (_, n) => move(n, payers[0]!, AUTHOR, true));
    const gift = move(90_000, EXCHANGE, AUTHOR);
    const { asked, search } = node([...income, ...history, gift]);
    const found = await search([AUTHOR, ...payers.slice(0, 5)], {});
    expect(found.get(AUTHOR)).toMatchObject({ from: EXCHANGE, atMs: 90_000 });
    expect(times(found)).toHaveLength(6);
    expect(found.get(payers[4]!)?.atMs).toBe(1008);
    expect(asked.length).toBeLessThan(100);
  });

  it('of a wallet that only earned for long are found without reading all it earned', async () => {
    const income = Array.from({ length: 20_000 }, (_, n) => move(n, payers[0]!, AUTHOR, true));
    const gift = move(90_000, EXCHANGE, AUTHOR);
    const { asked, search } = node([...income, gift]);
    expect((await search([AUTHOR], {})).get(AUTHOR)).toMatchObject({ from: EXCHANGE, atMs: 90_000 });
    expect(asked.length).toBeLessThan(10);
    // Bundled with one of the first calls, a gift does not hide.
    const bundled = move(700, payers[1]!, AUTHOR, true);
    bundled.changes.push(
      { address: EXCHANGE, coin: COIN, amount: -9n },
      { address: AUTHOR, coin: COIN, amount: 9n },
    );
    const hiding = node([...income.slice(0, 700), bundled, ...income.slice(701), gift]);
    expect((await hiding.search([AUTHOR], {})).get(AUTHOR)).toMatchObject({ atMs: 700, amount: 9n });
  });

  it('are left out where there are none', async () => {
    const { search } = node(history);
    const nobody = at(9999);
    expect(times(await search([nobody, payers[3]!], {}))).toEqual([[payers[3], 1006]]);
    expect(times(await search([nobody], {}))).toEqual([]);
    expect(times(await search([], {}))).toEqual([]);
  });

  it('come with what went wrong', async () => {
    const search = createFundingSearch(
      () => Promise.reject(new FloeError('chain/unreachable', 'gone')),
      CALLED,
    );
    await expect(search(payers, {})).rejects.toMatchObject({ code: 'chain/unreachable' });
  });
});
