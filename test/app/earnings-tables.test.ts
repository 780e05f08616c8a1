// What an author takes to the tax office, over calls judged by hand.
import { expect, test } from 'vitest';
import { allCalls, callTable, modelDayTable } from '../../src/app/pages/earnings/tables.ts';
import { toCsv } from '../../src/app/ui/chart/table.ts';
import { SUI_TYPE, type Case, type JudgedCall } from '../../src/lib/index.ts';

const USDC = '0x2::usdc::USDC';
const at = (day: number, hour = 0) => Date.UTC(2026, 9, day, hour);

function judged(
  model: string,
  atMs: number,
  price: bigint,
  verdict: Case['verdict'],
  coin = SUI_TYPE,
): JudgedCall {
  const judgement: Case = {
    verdict,
    confidence: 1,
    findings: [],
    ...(verdict === 'linked' ? { rule: 'funder' } : {}),
  };
  return {
    digest: `D${atMs}`,
    model,
    version: 1,
    payer: '0xb',
    spender: '0xb',
    payout: '0xa',
    price,
    coin,
    atMs,
    judgement,
  };
}

const calls = [
  judged('m1', at(4, 9), 5_000_000n, 'genuine'),
  judged('m2', at(3, 23), 700n, 'genuine', USDC),
  judged('m1', at(3, 12), 2_000_000n, 'linked'),
  judged('m1', at(3, 1), 5_000_000n, 'genuine'),
  judged('m1', at(3, 0), 5_000_001n, 'genuine'),
];
const names: Record<string, string> = { m1: '=cmd()', m2: 'Other' };
const nameOf = (model: string) => names[model] ?? '';

test('by model and day: classes apart, exact, coins never mixed', () => {
  const table = modelDayTable(calls, nameOf);
  expect(table.columns.map(({ name }) => name)).toEqual([
    'day (UTC)',
    'model',
    'model name',
    'coin',
    'genuine calls',
    'genuine income',
    'self calls',
    'self income',
    'linked calls',
    'linked income',
    'unknown calls',
    'unknown income',
  ]);
  expect(table.rows).toEqual([
    [at(3), 'm1', '=cmd()', 'SUI', 2, '0.010000001', 0, '0', 1, '0.002', 0, '0'],
    [at(3), 'm2', 'Other', 'base units of USDC', 1, '700', 0, '0', 0, '0', 0, '0'],
    [at(4), 'm1', '=cmd()', 'SUI', 1, '0.005', 0, '0', 0, '0', 0, '0'],
  ]);
});

test('every call: time, transaction, payer, exact amount, verdict and rule; hostile names are no formulas', () => {
  const lines = toCsv(callTable(calls.slice(2, 3), nameOf)).split('\r\n');
  expect(lines[1]).toBe(
    `2026-10-03T12:00:00.000Z,D${at(3, 12)},m1,"'=cmd()",1,0xb,0.002,SUI,${SUI_TYPE},linked,funder`,
  );
});

test('calls are read a page at a time until there are no more', async () => {
  const asked: number[] = [];
  const progress: number[] = [];
  const market = {
    async calls({ offset = 0 } = {}) {
      asked.push(offset);
      return { items: calls.slice(offset, offset + 2), total: calls.length };
    },
  };
  expect(await allCalls(market, {}, (done) => progress.push(done))).toEqual(calls);
  expect(asked).toEqual([0, 2, 4]);
  expect(progress).toEqual([2, 4, 5]);
});
