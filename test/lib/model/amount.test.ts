import { describe, expect, it } from 'vitest';
import { formatAmount, formatSui, parseAmount } from '../../../src/lib/model/amount.ts';

describe('parseAmount', () => {
  it('reads decimals exactly', () => {
    expect(parseAmount('0.004', 9)).toBe(4_000_000n);
    expect(parseAmount(' 12 ', 9)).toBe(12_000_000_000n);
    expect(parseAmount('.5', 2)).toBe(50n);
    expect(parseAmount('1.50000000000', 9)).toBe(1_500_000_000n);
    expect(parseAmount('18446744073.709551615', 9)).toBe(18_446_744_073_709_551_615n);
  });

  it('refuses what is not an exact amount of the coin', () => {
    for (const text of ['', '-1', '1e3', '1.', '.', '1,5', 'x', '0x10']) {
      expect(() => parseAmount(text, 9), text).toThrowError(
        expect.objectContaining({ code: 'amount/syntax' }),
      );
    }
    expect(() => parseAmount('0.0000000001', 9)).toThrowError(
      expect.objectContaining({ code: 'amount/precision' }),
    );
    expect(() => parseAmount('18446744073.709551616', 9)).toThrowError(
      expect.objectContaining({ code: 'amount/range' }),
    );
  });
});

describe('formatting', () => {
  it('keeps every digit and no trailing zero', () => {
    expect(formatAmount(4_000_000n, 9)).toBe('0.004');
    expect(formatAmount(0n, 9)).toBe('0');
    expect(formatAmount(-1n, 9)).toBe('-0.000000001');
    expect(formatAmount(7n, 0)).toBe('7');
  });

  it('shows small amounts of SUI in mSUI', () => {
    expect(formatSui(4_000_000n)).toBe('4 mSUI');
    expect(formatSui(9_999_999n)).toBe('9.999999 mSUI');
    expect(formatSui(10_000_000n)).toBe('0.01 SUI');
    expect(formatSui(1_250_000_000n)).toBe('1.25 SUI');
    expect(formatSui(0n)).toBe('0 SUI');
  });
});
