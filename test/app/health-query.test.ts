// A judgement as an address: what is written comes back, and what makes no sense is left out.
import { describe, expect, test } from 'vitest';
import { filterOf, readView, writeView, type HealthView } from '../../src/app/state/health-query.ts';
import { readAddresses, readRule, RULE_FIELDS, sayChanges } from '../../src/app/state/health-rules.ts';
import { hrefOf, parseRoute } from '../../src/app/state/route.ts';
import { DEFAULT_RULES, SUI_TYPE } from '../../src/lib/index.ts';

const MODEL = `0x${'a1'.repeat(32)}`;
const PAYER = `0x${'b2'.repeat(32)}`;

describe('the address', () => {
  test('of the default view is empty', () => {
    expect(writeView(readView())).toEqual({});
    expect(readView()).toEqual({ scope: {}, days: 30, coin: SUI_TYPE, rules: {} });
  });

  test('carries a whole view through a link and back', () => {
    const view: HealthView = {
      scope: { model: MODEL },
      days: 90,
      coin: '0x2::usdc::USDC',
      rules: { cohortWallets: 3, minConfidence: 0.85, knownHubs: [PAYER] },
      show: 'rule-funder',
      payer: PAYER,
    };
    const route = parseRoute(hrefOf({ page: 'health', query: writeView(view) }));
    expect(readView(route.page === 'health' ? route.query : undefined)).toEqual(view);
  });

  test('leaves defaults out', () => {
    const rules = { hubFundees: DEFAULT_RULES.hubFundees, hubFocus: 0.25 };
    expect(writeView({ scope: {}, days: 30, coin: SUI_TYPE, rules })).toEqual({ hubFocus: '0.25' });
  });

  test.each([
    { days: '0' },
    { days: '1e9' },
    { days: 'x' },
    { model: '0x12' },
    { author: '<script>' },
    { coin: 'SUI' },
    { coin: '0x2::a::b<c>' },
    { show: 'rule-none' },
    { show: 'constructor' },
    { minConfidence: '2' },
    { minConfidence: 'NaN' },
    { minConfidence: '' },
    { cohortWallets: '3.5' },
    { funderDepth: '-1' },
    { knownHubs: '0x1,<b>' },
    { __proto__: 'x' },
  ])('with %j falls back to the default', (query) => {
    expect(readView(query as unknown as Record<string, string>)).toEqual(readView());
  });
});

describe('thresholds', () => {
  test('every number of the rules has its field, and every default is inside its bounds', () => {
    const numbers = Object.keys(DEFAULT_RULES).filter((key) => key !== 'knownHubs');
    expect(RULE_FIELDS.map(({ key }) => key).sort()).toEqual(numbers.sort());
    for (const field of RULE_FIELDS)
      expect(readRule(field, String(DEFAULT_RULES[field.key]))).toBe(DEFAULT_RULES[field.key]);
  });

  test('changes are said with their unit and default', () => {
    expect(sayChanges({ cohortWallets: 3, hubFocus: DEFAULT_RULES.hubFocus })).toEqual([
      'Cohorts, smallest cohort: 3 wallets (default 4)',
    ]);
    expect(sayChanges({})).toEqual([]);
  });

  test('addresses are taken out of any list, once each', () => {
    expect(
      readAddresses(`${PAYER}\n ${PAYER.toUpperCase().replace('X', 'x')}; ${MODEL} nonsense 0x1`),
    ).toEqual([PAYER, MODEL]);
  });
});

test.each([
  ['all', {}],
  ['genuine', { verdicts: ['genuine'] }],
  ['excluded', { verdicts: ['self', 'linked'] }],
  ['rule-cohort', { verdicts: ['self', 'linked'], rule: 'cohort' }],
] as const)('%s asks the market for just that', (show, filter) => {
  expect(filterOf(show)).toEqual(filter);
});
