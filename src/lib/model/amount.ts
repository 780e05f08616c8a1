// Money: bigint base units in code, decimal text at the edges. No floats anywhere between.
import { FloeError } from '../errors.ts';

export const SUI_TYPE = '0x0000000000000000000000000000000000000000000000000000000000000002::sui::SUI';
export const MIST_PER_SUI = 1_000_000_000n;

export class AmountError extends FloeError<'amount/syntax' | 'amount/precision' | 'amount/range'> {
  override name = 'AmountError';
}

const U64_MAX = (1n << 64n) - 1n;

/**
 * Reads an exact decimal amount, e.g. `parseAmount('0.004', 9)` is `4_000_000n`.
 *
 * @throws AmountError on anything but digits with at most one point, more decimals than the coin has, or above u64
 */
export function parseAmount(text: string, decimals: number): bigint {
  const match = /^(\d+)(?:\.(\d+))?$|^\.(\d+)$/.exec(text.trim());
  if (!match) throw new AmountError('amount/syntax', `"${text}" is not an amount`, { details: { text } });
  const fraction = match[2] ?? match[3] ?? '';
  if (fraction.replace(/0+$/, '').length > decimals) {
    throw new AmountError('amount/precision', `"${text}" has more than ${decimals} decimals`, {
      details: { text, decimals },
    });
  }
  const value = BigInt((match[1] ?? '') + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (value > U64_MAX) throw new AmountError('amount/range', `"${text}" is too large`, { details: { text } });
  return value;
}

/** Exact decimal text without trailing zeros: `formatAmount(4_000_000n, 9)` is `'0.004'`. */
export function formatAmount(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** An amount of SUI as people read it: `free`, `4 mSUI`, `1.25 SUI`. Exact. */
export function formatSui(mist: bigint): string {
  const size = mist < 0n ? -mist : mist;
  if (size !== 0n && size < MIST_PER_SUI / 100n) return `${formatAmount(mist, 6)} mSUI`;
  return `${formatAmount(mist, 9)} SUI`;
}
