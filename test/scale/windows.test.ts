// The SQL of docs/scale on a real PostgreSQL: over a generated, judged market it answers what the library answers.
import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMarket } from '../../start/seed/index.ts';
import { fundingsOf } from '../../src/lib/market/links-facts.ts';
import { measure, type Measures } from '../../src/lib/market/measures.ts';
import { trending } from '../../src/lib/market/measures-demand.ts';
import { createView, type MarketView } from '../../src/lib/market/measures-view.ts';
import { judge } from '../../src/lib/market/rules.ts';
import { CallTable } from '../../src/lib/market/table.ts';
import { SUI_TYPE } from '../../src/lib/model/amount.ts';

const END_MS = Date.UTC(2026, 9, 1, 13, 37);
const DAYS = 30;
const DOCS = new URL('../../docs/scale/', import.meta.url);

let db: PGlite;
let view: MarketView;
let measures: Measures;
const queries = readQueries();
const asked = new Set<string>();

function readQueries(): Map<string, string> {
  const text = readFileSync(new URL('windows.sql', DOCS), 'utf8');
  const parts = text.split(/^-- name: (\w+)$/m).slice(1);
  return new Map(parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]!]] : [])));
}

async function ask(name: string): Promise<Record<string, any>[]> {
  asked.add(name);
  const { rows } = await db.query<Record<string, any>>(queries.get(name)!, [
    new Date(END_MS).toISOString(),
    DAYS,
    SUI_TYPE,
  ]);
  return rows;
}

beforeAll(async () => {
  const sizes = { models: 120, authors: 40, payers: 600, calls: 12_000, days: 90 };
  const market = generateMarket({ seed: 'windows', ...sizes, endMs: END_MS });
  const table = new CallTable();
  table.append(market.calls());
  const people = [...market.payers, ...market.authors].map(({ address }) => address);
  const authorships = market.listings.map(({ id, author, payout, listedMs }) => ({
    model: id,
    author,
    payout,
    atMs: listedMs,
  }));
  const { transfers } = market;
  const fundings = fundingsOf(transfers, people);
  const verdicts = judge(table, { authorships, transfers, fundings, sentBy: 'all', knownSinceMs: 0 });
  view = createView({ verdicts, listings: market.listings, nowMs: END_MS, coin: SUI_TYPE });
  measures = measure(view, { days: DAYS });

  db = await PGlite.create();
  await db.exec(readFileSync(new URL('schema.sql', DOCS), 'utf8'));
  const listed = market.listings.map(({ id, author, payout, price, coin, active, head, listedMs }) => ({
    model: id, author, payout, price: String(price), coin, active, head, listed_at: new Date(listedMs),
  })); // prettier-ignore
  await db.query(
    'insert into listings select * from jsonb_populate_recordset(null::listings, $1)',
    [JSON.stringify(listed)],
  ); // prettier-ignore
  const rows = Array.from({ length: table.size }, (_, row) => {
    const { digest, model, version, payer, spender, payout, price, coin, atMs } = table.call(row);
    return {
      digest, event: row, model, version, payer, spender, payout, price: String(price), coin,
      at: new Date(atMs), verdict: verdicts.kindOf[row],
    }; // prettier-ignore
  });
  await db.query(
    'insert into calls select * from jsonb_populate_recordset(null::calls, $1)',
    [JSON.stringify(rows)],
  ); // prettier-ignore
});
afterAll(() => db?.close());

const share = (rows: Record<string, any>[]) => ({
  part: Number(rows[0]!.part),
  whole: Number(rows[0]!.whole),
});

describe('a window in SQL', () => {
  it('has calls of every verdict, and as many of each', async () => {
    const { totals } = measures.linkedShare;
    const kinds = ['genuine', 'self', 'linked', 'unknown'] as const;
    const rows = await ask('totals');
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const { verdict, calls, amount } of rows) {
      const tally = totals[kinds[verdict as number]!];
      expect(Number(calls)).toBe(tally.calls);
      expect(BigInt(amount)).toBe(tally.money.get(SUI_TYPE) ?? 0n);
    }
  });

  it('counts alive and earning models', async () => {
    const { aliveShare, earningShare } = measures;
    expect(aliveShare.part).toBeGreaterThan(0);
    expect(share(await ask('alive_share'))).toEqual({ part: aliveShare.part, whole: aliveShare.whole });
    expect(share(await ask('earning_share'))).toEqual({ part: earningShare.part, whole: earningShare.whole });
  });

  it('tells new payers from those who come back and those who stay away', async () => {
    const [row] = await ask('genuine_payers');
    const { active, fresh, returning, lapsed } = row!;
    const found = { active, fresh, returning, lapsed };
    expect(Object.fromEntries(Object.entries(found).map(([k, v]) => [k, Number(v)]))).toEqual(
      measures.genuinePayers,
    );
    const { part, whole } = measures.repeatRate;
    expect(share(await ask('repeat_rate'))).toEqual({ part, whole });
  });

  it('measures concentration', async () => {
    const [row] = await ask('concentration');
    const { concentration } = measures;
    expect(Number(row!.earners)).toBe(concentration.earners);
    expect(BigInt(row!.total)).toBe(concentration.total);
    expect(Number(row!.gini)).toBeCloseTo(concentration.gini!, 9);
    expect(Number(row!.top1)).toBeCloseTo(concentration.top1Share!, 9);
    expect(Number(row!.top10)).toBeCloseTo(concentration.top10Share!, 9);
    expect(Number(row!.effective_earners)).toBeCloseTo(concentration.effectiveEarners!, 9);
  });

  it('compares prices paid and listed', async () => {
    const [row] = await ask('price_reality');
    const { medianPaid, medianListed, free } = measures.priceReality;
    expect(BigInt(row!.median_paid)).toBe(medianPaid);
    expect(BigInt(row!.median_listed)).toBe(medianListed);
    expect([Number(row!.free), Number(row!.whole)]).toEqual([free.part, free.whole]);
  });

  it('has the same income on every day', async () => {
    const rows = await ask('income_by_day');
    const found = rows.map((row) => ({
      dayMs: Date.parse(`${new Date(row.day as Date).toISOString().slice(0, 10)}T00:00:00Z`),
      calls: {
        genuine: Number(row.genuine_calls),
        excluded: Number(row.excluded_calls),
        unknown: Number(row.unknown_calls),
      },
      amount: {
        genuine: BigInt(row.genuine),
        excluded: BigInt(row.excluded),
        unknown: BigInt(row.unknown),
      },
    }));
    expect(found).toEqual(measures.incomeByDay);
  });

  it('follows the same weekly cohorts', async () => {
    const rows = await ask('weekly_cohorts');
    const found = new Map(rows.map(({ start, k, payers }) => [`${dayOf(start)} ${k}`, Number(payers)]));
    for (const { weekStartMs, active } of measures.weeklyCohorts) {
      active.forEach((payers, k) => {
        expect(found.get(`${new Date(weekStartMs).toISOString().slice(0, 10)} ${k}`) ?? 0).toBe(payers);
      });
    }
  });

  it('ranks what trends alike', async () => {
    const rows = await ask('trending');
    const expected = trending(view);
    expect(rows.length).toBe(expected.length);
    const scores = new Map(expected.map(({ model, score }) => [model, score]));
    for (const { model, score } of rows) expect(Number(score)).toBeCloseTo(scores.get(model)!, 9);
    expect(expected[0]!.score - expected.at(-1)!.score).toBeGreaterThan(1);
  });

  it('leaves no query of the file unasked', () => {
    expect([...asked].sort()).toEqual([...queries.keys()].sort());
  });
});

function dayOf(date: Date): string {
  return new Date(date).toISOString().slice(0, 10);
}
