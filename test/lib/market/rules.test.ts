import { describe, expect, it } from 'vitest';
import { fundingsOf } from '../../../src/lib/market/links-facts.ts';
import { findWanted } from '../../../src/lib/market/links.ts';
import { judge } from '../../../src/lib/market/rules.ts';
import { DEFAULT_RULES, withRules } from '../../../src/lib/market/rules-settings.ts';
import { CallTable, type TableCall } from '../../../src/lib/market/table.ts';
import type { Authorship, Transfer } from '../../../src/lib/model/history.ts';
import { call, day, listed, send, wholeFacts } from './small-market.ts';

const settings = withRules({ knownHubs: ['exchange'] });

/** Everybody not mentioned as funded comes from the exchange on a day of their own. */
function judged(
  calls: TableCall[],
  transfers: Transfer[],
  authorships: Authorship[] = [listed('anna.m')],
  rules = settings,
) {
  const funded = new Set(transfers.map(({ to }) => to));
  const people = new Set([...calls.map(({ payer }) => payer), ...authorships.map(({ author }) => author)]);
  const rest = [...people].filter((name) => !funded.has(name));
  const first = rest.map((name, i) => send('exchange', name, 1000n, -100 + i));
  const table = CallTable.from(calls);
  const verdicts = judge(table, wholeFacts(authorships, [...first, ...transfers]), rules);
  return { verdicts, table, first: verdicts.of(0) };
}

describe('a payer with nothing to do with the author', () => {
  it('is genuine, also where both came through one exchange', () => {
    const { first } = judged([call('paul', 'anna.m', 1)], []);
    expect(first).toMatchObject({ verdict: 'genuine', findings: [] });
  });

  it('may come back as often as they like', () => {
    const { verdicts } = judged(
      Array.from({ length: 50 }, (_, i) => call('paul', 'anna.m', i)),
      [],
    );
    expect(verdicts.totals().genuine.calls).toBe(50);
  });
});

describe('self', () => {
  it('takes the flag of the contract, and a payer or spender that is the payout', () => {
    const calls = [
      call('paul', 'anna.m', 1, { isSelf: true }),
      call('anna', 'anna.m', 1, { isSelf: false }),
      call('paul', 'anna.m', 1, { spender: 'anna' }),
      call('paul', 'anna.m', 1),
    ];
    const { verdicts } = judged(calls, []);
    expect([0, 1, 2, 3].map((row) => verdicts.of(row).verdict)).toEqual(['self', 'self', 'self', 'genuine']);
    expect(verdicts.of(0).findings[0]!.evidence).toEqual([{ kind: 'call' }]);
  });
});

describe('same author', () => {
  const records = [
    listed('anna.m', 0),
    listed('anna.m', 5, { author: 'bert', payout: 'bert' }),
    listed('anna.n', 0, { payout: 'annas-purse' }),
  ];

  it('knows past and present authors, and payouts of their other models', () => {
    const calls = ['anna', 'bert', 'annas-purse', 'paul'].map((who) =>
      call(who, 'anna.m', 9, { payout: 'bert', isSelf: false }),
    );
    const { verdicts } = judged(calls, [], records);
    expect(calls.map((_, row) => verdicts.of(row).rule)).toEqual(['author', 'self', 'author', undefined]);
    const evidence = verdicts.of(0).findings[0]!.evidence;
    expect(evidence).toEqual([{ kind: 'authorship', wallet: 'anna', records: [records[0]] }]);
  });

  it('counts a spender that is the author although somebody else pays', () => {
    const { first } = judged(
      [call('paul', 'anna.n', 1, { payout: 'annas-purse', spender: 'anna' })],
      [],
      records,
    );
    expect(first).toMatchObject({ verdict: 'linked', rule: 'author' });
  });

  it('cannot be used against a rival by handing them a model whose payout is their customer', () => {
    const trap = [
      listed('anna.m', 0),
      listed('evil.x', 1, { payout: 'paul' }),
      listed('evil.x', 2, { author: 'anna', payout: 'paul' }),
    ];
    expect(judged([call('paul', 'anna.m', 3)], [], trap).first.verdict).toBe('genuine');
  });
});

describe('a model that changed hands', () => {
  const records = [listed('anna.m', 0), listed('anna.m', 10, { author: 'bert', payout: 'bert' })];
  const paidTo = (who: string, atDay: number) =>
    call('paul', 'anna.m', atDay, { payout: who, isSelf: false });

  it('is judged by who answered for it when it was called: a customer may buy it later', () => {
    const sold = [listed('anna.m', 0), listed('anna.m', 10, { author: 'paul', payout: 'paul' })];
    const calls = [paidTo('anna', 5), call('paul', 'anna.m', 12, { payout: 'anna', isSelf: false })];
    const { verdicts } = judged(calls, [], sold);
    expect([0, 1].map((row) => verdicts.of(row).verdict)).toEqual(['genuine', 'linked']);
  });

  it('stays linked to those who had it: handing over launders nothing', () => {
    const funded = [send('anna', 'paul', 1n, -1)];
    const { verdicts } = judged([paidTo('anna', 5), paidTo('bert', 12)], funded, records);
    expect([0, 1].map((row) => verdicts.of(row).verdict)).toEqual(['linked', 'linked']);
  });

  it('does not blame the first author’s customers for a link with the second', () => {
    const funded = [send('bert', 'paul', 1n, -1)];
    const { verdicts } = judged([paidTo('anna', 5), paidTo('bert', 12)], funded, records);
    expect([0, 1].map((row) => verdicts.of(row).verdict)).toEqual(['genuine', 'linked']);
  });

  it('does not hide a group of wallets that calls it alone, before and after', () => {
    const wallets = Array.from({ length: 6 }, (_, i) => `w${i}`);
    const calls = [
      ...wallets.flatMap((payer) => [
        call(payer, 'anna.m', 5),
        call(payer, 'anna.m', 15, { payout: 'bert', isSelf: false }),
      ]),
      ...Array.from({ length: 30 }, (_, i) => call(`p${i}`, `cleo${i % 5}.m`, 5)),
    ];
    const transfers = [
      ...wallets.map((wallet, i) => send('exchange', wallet, 1n, -1 + i / 1000)),
      ...Array.from({ length: 30 }, (_, i) => send('exchange', `p${i}`, 1n, -40 + i)),
    ];
    const known = withRules({ ...settings, knownHubs: ['exchange'] });
    const sellers = [...records, ...Array.from({ length: 5 }, (_, i) => listed(`cleo${i}.m`))];
    const { verdicts } = judged(calls, transfers, sellers, known);
    expect(verdicts.totals().byRule.cohort.calls).toBe(12);
  });
});

describe('first funder', () => {
  it('links a payer the author funded, one who funded the author, and two of one purse', () => {
    const cases: Transfer[][] = [
      [send('anna', 'paul', 1n, -1)],
      [send('paul', 'anna', 1n, -1)],
      [send('purse', 'anna', 1n, -2), send('purse', 'paul', 1n, -1)],
      [send('purse', 'anna', 1n, -3), send('purse', 'between', 1n, -2), send('between', 'paul', 1n, -1)],
    ];
    const confidence = [0.95, 0.95, 0.9, 0.8];
    cases.forEach((transfers, i) => {
      const { first } = judged([call('paul', 'anna.m', 1)], transfers);
      expect(first).toMatchObject({ verdict: 'linked', rule: 'funder' });
      expect(first.confidence).toBeCloseTo(confidence[i]!, 12);
      const digests = first.findings[0]!.evidence.map(
        (e) => e.kind === 'funding' && e.transfer.digest,
      ).sort();
      expect(digests).toEqual(transfers.map(({ digest }) => digest).sort());
    });
  });

  it('looks no further up than the settings say', () => {
    const transfers = [
      send('purse', 'anna', 1n, -3),
      send('purse', 'between', 1n, -2),
      send('between', 'paul', 1n, -1),
    ];
    const near = withRules({ ...settings, funderDepth: 1 });
    expect(judged([call('paul', 'anna.m', 1)], transfers, undefined, near).first.verdict).toBe('genuine');
  });

  it('counts only the very first coins', () => {
    const old = [send('exchange', 'paul', 1n, -9), send('exchange', 'purse', 1n, -9)];
    const transfers = [...old, send('purse', 'anna', 1n, -2), send('purse', 'paul', 1n, -1)];
    expect(judged([call('paul', 'anna.m', 1)], transfers).first.verdict).toBe('genuine');
  });

  it('calls a link below the asked confidence unknown, and shows it', () => {
    const strict = withRules({ ...settings, minConfidence: 0.97 });
    const { first } = judged([call('paul', 'anna.m', 1)], [send('anna', 'paul', 1n, -1)], undefined, strict);
    expect(first).toMatchObject({ verdict: 'unknown', reason: 'weak-link', findings: [{ rule: 'funder' }] });
  });
});

describe('exchanges', () => {
  const people = Array.from({ length: 20 }, (_, i) => `p${i}`);
  const funded = [send('hub', 'anna', 5n, -50), ...people.map((p, i) => send('hub', p, 5n, -40 + i))];

  it('are told by many wallets that call different authors', () => {
    const authors = ['anna', 'bert', 'cleo'];
    const calls = people.map((p, i) => call(p, `${authors[i % 3]}.m`, 1));
    const { verdicts } = judged(
      calls,
      funded,
      authors.map((a) => listed(`${a}.m`)),
    );
    expect(verdicts.hubs.has('hub')).toBe(true);
    expect(verdicts.totals().genuine.calls).toBe(20);
  });

  // Of the hub's twenty and of forty strangers, so many call anna; the others call bert.
  it.each([
    { annas: 14, strangers: 26, isHub: true, says: 'as many as everywhere, though most' },
    { annas: 20, strangers: 26, isHub: false, says: 'all of them, though most do' },
    { annas: 14, strangers: 2, isHub: false, says: 'most of them, though few others do' },
  ])('are judged by what is usual: they call one author, $says', ({ annas, strangers, isHub }) => {
    const others = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const { verdicts } = judged(
      [
        ...people.map((p, i) => call(p, i < annas ? 'anna.m' : 'bert.m', 1)),
        ...others.map((s, i) => call(s, i < strangers ? 'anna.m' : 'bert.m', 1)),
      ],
      funded,
      [listed('anna.m'), listed('bert.m')],
    );
    expect(verdicts.hubs.has('hub')).toBe(isHub);
    expect(verdicts.totals().linked.calls).toBe(isHub ? 0 : annas);
  });

  it('are not farms, however large, nor farms that fund idle wallets besides', () => {
    const idle = Array.from({ length: 500 }, (_, i) => send('hub', `idle${i}`, 1n, -10));
    const { verdicts } = judged(
      people.map((p) => call(p, 'anna.m', 1)),
      [...funded, ...idle],
    );
    expect(verdicts.hubs.has('hub')).toBe(false);
    expect(verdicts.totals().linked.calls).toBe(20);
  });
});

describe('gifts from author to payer', () => {
  const spend = [call('paul', 'anna.m', 1), call('paul', 'anna.m', 9)]; // 20 in all
  const own = send('exchange', 'paul', 100n, -9);

  it.each([
    ['half of the spend, between the calls', 10n, 5, 'linked'],
    ['less than half', 9n, 5, 'genuine'],
    ['all of it, before the calls', 20n, 0, 'linked'],
  ])('%s', (_, amount, at, verdict) => {
    const gift = send('anna', 'paul', amount, at);
    const { first } = judged(spend, [own, gift]);
    expect(first.verdict).toBe(verdict);
    if (verdict === 'linked') {
      expect(first.rule).toBe('transfer');
      expect(first.findings[0]!.returned).toMatchObject({ amount, spent: 20n });
      expect(first.findings[0]!.evidence).toEqual([{ kind: 'transfer', transfer: gift }]);
    }
  });

  it('of a salary make no link while the payer mostly calls others', () => {
    const calls = [...spend, ...Array.from({ length: 8 }, (_, i) => call('paul', 'bert.m', i))];
    const { first } = judged(
      calls,
      [own, send('anna', 'paul', 5000n, 0.5)],
      [listed('anna.m'), listed('bert.m')],
    );
    expect(first.verdict).toBe('genuine');
  });

  it('in another coin cannot be compared and are left alone', () => {
    expect(judged(spend, [own, send('anna', 'paul', 20n, 0, '0x5::usdc::USDC')]).first.verdict).toBe(
      'genuine',
    );
  });
});

describe('circular flows', () => {
  const own = send('exchange', 'paul', 100n, -9);
  const calls = [call('paul', 'anna.m', 1), call('paul', 'anna.m', 2)]; // 20 in all
  const others = [
    send('exchange', 'x', 1n, -8),
    send('exchange', 'y', 1n, -7),
    send('exchange', 'z', 1n, -6),
  ];

  it('are found over several hops, with every transfer as evidence', () => {
    const circle = [send('anna', 'x', 20n, 3), send('x', 'y', 19n, 4), send('y', 'paul', 18n, 5)];
    const { first } = judged(calls, [own, ...others, ...circle]);
    expect(first).toMatchObject({ verdict: 'linked', rule: 'circular' });
    expect(first.confidence).toBeCloseTo(0.8, 12);
    expect(first.findings[0]!.evidence).toEqual(circle.map((transfer) => ({ kind: 'transfer', transfer })));
    expect(first.findings[0]!.returned).toEqual({ amount: 18n, spent: 20n, coin: calls[0]!.coin, hops: 3 });
  });

  it.each<[string, Transfer[]]>([
    ['end at an exchange', [send('anna', 'exchange', 20n, 3), send('exchange', 'paul', 20n, 4)]],
    ['need the money to have come before it goes on', [send('x', 'paul', 20n, 3), send('anna', 'x', 20n, 4)]],
    ['need half of the spend at the narrowest part', [send('anna', 'x', 9n, 3), send('x', 'paul', 50n, 4)]],
  ])('%s', (_, transfers) => {
    expect(judged(calls, [own, ...others, ...transfers]).first.verdict).toBe('genuine');
  });

  it('add up over two ways of one length', () => {
    const ways = ['x', 'y'].flatMap((by) => [send('anna', by, 5n, 3), send(by, 'paul', 5n, 4)]);
    expect(judged(calls, [own, ...others, ...ways]).first.verdict).toBe('linked');
  });

  it('are not hidden by dust sent straight', () => {
    const ways = [send('anna', 'paul', 1n, 2.5), send('anna', 'x', 20n, 3), send('x', 'paul', 20n, 4)];
    expect(judged(calls, [own, ...others, ...ways]).first.verdict).toBe('linked');
  });

  it('include a refund in full after the last call', () => {
    expect(judged(calls, [own, send('anna', 'paul', 20n, 3)]).first.rule).toBe('circular');
  });
});

describe('cohorts', () => {
  const crowd = Array.from({ length: 12 }, (_, i) => `c${i}`);
  const strangers = Array.from({ length: 5 }, (_, i) => `s${i}`);
  const authors = [listed('anna.m'), listed('bert.m')];
  const minutes = (n: number) => n / 1440;
  const elsewhere = crowd.map((c, i) => call(c, 'bert.m', 20 + i));

  it('are wallets of one hour that call one author only', () => {
    const calls = [...strangers.map((s) => call(s, 'anna.m', 1)), ...elsewhere];
    const { verdicts } = judged(
      calls,
      strangers.map((s, i) => send('exchange', s, 7n, minutes(i * 20))),
      authors,
    );
    const found = verdicts.of(0);
    expect(found).toMatchObject({ verdict: 'linked', rule: 'cohort' });
    expect(found.findings[0]!.cohort).toMatchObject({ wallets: strangers, funder: 'exchange', expected: 0 });
    expect(verdicts.totals().linked.calls).toBe(5);
  });

  it.each<[string, (i: number) => number, string[]]>([
    ['days apart are nothing special', (i) => i, ['anna']],
    ['of one hour that call various authors are a workshop', (i) => minutes(i * 20), ['anna', 'bert']],
  ])('%s', (_, at, called) => {
    const calls = strangers.flatMap((s) => called.map((author) => call(s, `${author}.m`, 9)));
    const { verdicts } = judged(
      [...calls, ...elsewhere],
      strangers.map((s, i) => send('exchange', s, 7n, at(i))),
      authors,
    );
    expect(verdicts.totals().linked.calls).toBe(0);
  });

  it('are no more than chance where everybody calls that author', () => {
    const calls = [...strangers, ...crowd].map((s) => call(s, 'anna.m', 9));
    const { verdicts } = judged(
      calls,
      strangers.map((s, i) => send('exchange', s, 7n, minutes(i * 20))),
      authors,
    );
    expect(verdicts.totals().linked.calls).toBe(0);
  });
});

describe('what history does not tell', () => {
  const calls = [call('paul', 'anna.m', 40)];
  const transfers = [send('exchange', 'anna', 1n, 1), send('exchange', 'paul', 1n, 35)];
  const whole = wholeFacts([listed('anna.m', 2)], transfers);
  const verdictOf = (changes: Partial<typeof whole>, who = calls) =>
    judge(CallTable.from(who), { ...whole, ...changes }, settings).of(0);

  it('is never called genuine', () => {
    const without = (name: string) => new Map([...whole.fundings].filter(([address]) => address !== name));
    expect(verdictOf({}).verdict).toBe('genuine');
    expect(verdictOf({ fundings: without('paul') }).reason).toBe('payer-not-read');
    expect(verdictOf({ authorships: [] }).reason).toBe('author-not-read');
    expect(verdictOf({ sentBy: new Set() }).reason).toBe('author-not-read');
    expect(verdictOf({ knownSinceMs: day(34) }).reason).toBe('payer-older-than-history');
    const none = new Map([...whole.fundings, ['paul', null] as const]);
    expect(verdictOf({ fundings: none, knownSinceMs: day(34) }).reason).toBe('payer-older-than-history');
  });

  it('does not matter to a wallet clearly younger than the known history, at less confidence', () => {
    expect(verdictOf({ knownSinceMs: day(5) })).toMatchObject({ verdict: 'genuine', confidence: 0.75 });
  });

  it('of the author makes a payer with a private funder unknown', () => {
    const friend = [...transfers.slice(0, 1), send('exchange', 'fred', 1n, 35), send('fred', 'paul', 1n, 36)];
    const fundings = fundingsOf(friend);
    fundings.delete('anna');
    expect(verdictOf({ transfers: friend, fundings }).reason).toBe('author-not-read');
    expect(
      verdictOf({ transfers: friend, fundings: new Map([...fundings, ['anna', null]]), knownSinceMs: day(4) })
        .reason,
    ).toBe('author-older-than-history');
  });

  it('still lets a link be found', () => {
    const gift = [...transfers, send('anna', 'paul', 10n, 36)];
    expect(verdictOf({ transfers: gift, knownSinceMs: day(34) })).toMatchObject({
      verdict: 'linked',
      rule: 'transfer',
    });
  });

  it('is listed, so that it can be read', () => {
    const facts = { ...whole, fundings: new Map(), transfers: [], sentBy: new Set<string>() };
    const wanted = findWanted(CallTable.from(calls), facts, DEFAULT_RULES);
    const lastCall = Math.max(...calls.map(({ atMs }) => atMs));
    // Who stands behind models comes first.
    expect(wanted).toEqual({ fundings: ['anna', 'paul'], senders: new Map([['anna', lastCall]]) });
    expect(findWanted(CallTable.from(calls), whole, settings).fundings).toEqual([]);
  });
});
