// Money as people read it. The only door from amounts to text in the page.
export { formatSui as money } from '../../lib/index.ts';
import { formatAmount, parseAmount } from '../../lib/index.ts';

const SUI_DECIMALS = 9;

/** Exact SUI without unit, for a field that carries its unit beside it. */
export function suiField(mist: bigint): string {
  return formatAmount(mist, SUI_DECIMALS);
}

/** @throws AmountError */
export function readSui(text: string): bigint {
  return parseAmount(text, SUI_DECIMALS);
}

/** WAL has nine decimals like SUI; rounded to four figures, because a quote is an estimate. */
export function wal(frost: bigint): string {
  const size = frost.toString().length;
  const unit = size > 4 ? 10n ** BigInt(size - 4) : 1n;
  return `${formatAmount(((frost + unit / 2n) / unit) * unit, SUI_DECIMALS)} WAL`;
}

export { toHex as hex } from '../../lib/index.ts';
