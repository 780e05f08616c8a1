import { fromBase58, toBase58 } from '@mysten/sui/utils';
import { describe, expect, it } from 'vitest';
import { CallTable, lastDays } from '../../../src/lib/market/table.ts';
import { readDigest, writeDigest } from '../../../src/lib/market/table-digest.ts';
import { MoneySums } from '../../../src/lib/market/table-money.ts';
import { call, day } from './small-market.ts';

describe('digest column', () => {
  it('agrees with the SDK on base58, edges and all', () => {
    const cases = [new Uint8Array(32), new Uint8Array(32).fill(255)];
    for (let i = 0; i < 300; i++) {
      const bytes = crypto.getRandomValues(new Uint8Array(32));
      bytes.fill(0, 0, i % 5);
      cases.push(bytes);
    }
    for (const bytes of cases) {
      const text = toBase58(bytes);
      const out = new Uint8Array(40);
      expect(writeDigest(text, out, 4)).toBe(true);
      expect(out.slice(4, 36)).toEqual(fromBase58(text));
      expect(readDigest(out, 4)).toBe(text);
    }
  });

  it('refuses what is not 32 bytes of canonical base58', () => {
    const out = new Uint8Array(32);
    const tooLarge = `z${'z'.repeat(43)}`;
    for (const text of ['', 'abc', '0'.repeat(43), tooLarge, `1${toBase58(new Uint8Array(32).fill(255))}`]) {
      expect(writeDigest(text, out, 0)).toBe(false);
    }
  });
});

describe('money sums', () => {
  it('are exact where numbers are not', () => {
    const max = (1n << 64n) - 1n;
    const sums = new MoneySums(2);
    for (let i = 0; i < 1000; i++) sums.add(1, Number(max & 0xffff_ffffn), Number(max >> 32n));
    sums.add(0, 1, 0);
    expect(sums.get(1)).toBe(max * 1000n);
    expect(sums.get(0)).toBe(1n);
  });
});

describe('call table', () => {
  const calls = Array.from({ length: 5000 }, (_, i) =>
    call(`payer ${i % 700}`, `author ${i % 9}.m`, i / 100, {
      price: i % 3 ? BigInt(i) : (1n << 63n) + BigInt(i),
      version: 1 + (i % 2),
      shard: i % 16,
    }),
  );

  it('gives back every call as it came', () => {
    const table = CallTable.from(calls);
    expect(table.size).toBe(5000);
    for (let row = 0; row < 5000; row++) expect(table.call(row)).toEqual(calls[row]);
  });

  it('counts a call once however often it arrives, over appends', () => {
    const table = CallTable.from(calls.slice(0, 3000));
    expect(table.append(calls.slice(2000))).toBe(2000);
    expect(table.append(calls)).toBe(0);
    expect(table.size).toBe(5000);
  });

  it('keeps several calls of one transaction apart', () => {
    const first = call('p', 'a.m', 1);
    const table = CallTable.from([
      first,
      { ...first, sequence: first.sequence + 1n },
      { ...first, shard: 3 },
    ]);
    expect(table.size).toBe(3);
  });

  it('keeps digests that are not of Sui as text', () => {
    const odd = [
      call('p', 'a.m', 1, { digest: 'x', sequence: 1n }),
      call('p', 'a.m', 1, { digest: 'y', sequence: 1n }),
    ];
    const table = CallTable.from([...odd, odd[0]!]);
    expect(table.size).toBe(2);
    expect(table.digest(0)).toBe('x');
    expect(table.digest(1)).toBe('y');
  });

  it('gives windows in time order whatever the order of arrival', () => {
    const table = CallTable.from([5, 1, 3, 2, 4].map((at) => call('p', 'a.m', at)));
    const times = (from: number, until: number) =>
      [...table.rows({ fromMs: day(from), untilMs: day(until) })].map((row) => table.columns.atMs[row]);
    expect(times(2, 4)).toEqual([day(2), day(3)]);
    expect(times(0, 9)).toEqual([1, 2, 3, 4, 5].map(day));
    expect(times(6, 9)).toEqual([]);
    table.append([call('p', 'a.m', 2.5)]);
    expect(times(2, 4)).toEqual([day(2), day(2.5), day(3)]);
  });

  it('takes the call at this very moment into the last days, and not the one just before them', () => {
    const table = CallTable.from([call('p', 'a.m', 3), call('p', 'a.m', 10)]);
    expect(table.rows(lastDays(7, day(10))).length).toBe(1);
    expect(table.rows(lastDays(8, day(10))).length).toBe(2);
  });

  it('survives a snapshot through structuredClone and goes on', () => {
    const table = CallTable.from(calls.slice(0, 4000));
    const copy = CallTable.fromSnapshot(structuredClone(table.snapshot()));
    expect(copy.append(calls)).toBe(1000);
    expect(copy.call(4999)).toEqual(calls[4999]);
  });
});
