// What is said of each rule's evidence, over cases the real rules found in hand-made markets.
import { describe, expect, test } from 'vitest';
import { explorerLink } from '../../src/app/state/explorer.ts';
import { reasonsOf, RULE_NAMES, sayUnknown } from '../../src/app/state/health-evidence.ts';
import { RULES } from '../../src/lib/index.ts';
import type { MarketFacts } from '../../src/lib/market/links-facts.ts';
import { judge } from '../../src/lib/market/rules.ts';
import { withRules } from '../../src/lib/market/rules-settings.ts';
import { CallTable, type TableCall } from '../../src/lib/market/table.ts';
import type { Transfer } from '../../src/lib/model/history.ts';
import { SUI_TYPE } from '../../src/lib/index.ts';
import { call, day, digestOf, listed, send, wholeFacts } from '../lib/market/small-market.ts';

const settings = withRules({ knownHubs: ['exchange'] });
const PRICE = 1_000_000_000n;
const pay = (payer: string, model: string, atDay: number) =>
  call(payer, model, atDay, { price: PRICE, coin: SUI_TYPE });
const give = (from: string, to: string, amount: bigint, atDay: number) =>
  send(from, to, amount, atDay, SUI_TYPE);

function caseOf(calls: TableCall[], transfers: Transfer[], facts?: Partial<MarketFacts>) {
  const models = [...new Set(calls.map(({ model }) => model))];
  const whole = wholeFacts(
    models.map((model) => listed(model)),
    transfers,
  );
  return judge(CallTable.from(calls), { ...whole, ...facts }, settings).of(0);
}

const first = (name: string, atDay = -40) => give('exchange', name, 10n * PRICE, atDay);

describe('reasons', () => {
  test('every rule has a name', () => {
    for (const rule of RULES) expect(RULE_NAMES[rule]).toMatch(/\w/);
  });

  test('self: the call itself', () => {
    const [reason] = reasonsOf(caseOf([pay('anna', 'anna.a', 10)], [first('anna')]));
    expect(reason).toMatchObject({ title: 'Payer is the payout address', wallet: undefined, transfers: [] });
  });

  test('same first funder: the transfers that lead from one to the other', () => {
    const transfers = [give('boss', 'anna', PRICE, -30), give('boss', 'puppet', PRICE, 5)];
    const [reason] = reasonsOf(caseOf([pay('puppet', 'anna.a', 10)], transfers));
    expect(reason!.title).toBe('Same first funder');
    expect(reason!.wallet).toBe('boss');
    expect(reason!.transfers.map(({ to }) => to).sort()).toEqual(['anna', 'puppet']);
    expect(reason!.transfers.map(({ digest }) => digest)).toContain(
      digestOf(`boss puppet ${PRICE} 5 ${SUI_TYPE}`),
    );
  });

  test('author sent the payer money: how much, and against what the payer spent', () => {
    const calls = [pay('tom', 'anna.a', 10), pay('tom', 'anna.a', 11)];
    const [reason] = reasonsOf(caseOf(calls, [first('anna'), first('tom'), give('anna', 'tom', PRICE, 9)]));
    expect(reason!.title).toBe('Author sent the payer money');
    expect(reason!.sentence).toBe(
      '1 SUI went straight from the author to the payer, 50% of what the payer spent with the author.',
    );
    expect(reason!.transfers).toHaveLength(1);
  });

  test('a circle: over how many hops', () => {
    const transfers = [
      first('anna'),
      first('tom'),
      first('mule'),
      give('anna', 'mule', 2n * PRICE, 11),
      give('mule', 'tom', 2n * PRICE, 12),
    ];
    const [reason] = reasonsOf(caseOf([pay('tom', 'anna.a', 10), pay('tom', 'anna.a', 13)], transfers));
    expect(reason!.title).toBe('Money went in a circle');
    expect(reason!.sentence).toBe(
      '2 SUI went from the author to the payer over 2 hops, 100% of what the payer spent with the author.',
    );
    expect(reason!.transfers.map(({ from, to }) => `${from}-${to}`)).toEqual(['anna-mule', 'mule-tom']);
  });

  test('a cohort: how many, how close together, and what chance would make', () => {
    const farm = ['f1', 'f2', 'f3', 'f4', 'f5'];
    const others = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const transfers = [
      first('anna'),
      ...farm.map((name, i) => give('exchange', name, PRICE, 5 + i / 96)),
      ...others.map((name, i) => first(name, -39 + i)),
    ];
    const calls = [
      ...farm.map((name) => pay(name, 'anna.a', 10)),
      ...others.flatMap((name, i) => [pay(name, `b${i % 5}.m`, 10), pay(name, `b${(i + 1) % 5}.m`, 11)]),
    ];
    const reason = reasonsOf(caseOf(calls, transfers)).find(({ title }) => title === 'Wallets made together');
    expect(reason!.sentence).toBe(
      'One of 5 wallets that had their first coins from one funder within 1 hour and call this author only. By chance there would be fewer than 0.1.',
    );
    expect(reason!.transfers).toHaveLength(5);
  });
});

test('why a call is unknown', () => {
  const found = caseOf([pay('ghost', 'anna.a', 10)], [first('anna')], { knownSinceMs: day(-1) });
  expect(found.verdict).toBe('unknown');
  expect(sayUnknown(found)).toMatch(/has not been read yet\.$|older than the history/);
  expect(sayUnknown({ verdict: 'genuine', confidence: 1, findings: [] })).toBeUndefined();
});

test('an explorer is linked only where the network has one, and only on the web', () => {
  expect(explorerLink(undefined, 'D')).toBeUndefined();
  expect(explorerLink('javascript:alert({digest})', 'D')).toBeUndefined();
  expect(explorerLink('https://x.test/tx/{digest}', 'a/b')).toBe('https://x.test/tx/a%2Fb');
});
