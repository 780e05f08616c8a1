// Amounts of any coin as people read them. SUI and WAL have nine decimals; of other coins only the chain knows, and
// until it was asked their amounts are written in base units and said to be so. Pure.
import { formatAmount, formatSui, SUI_TYPE } from '../../lib/index.ts';

const KNOWN_DECIMALS = 9;

/** `SUI`, `WAL`, or the last word of a coin's type, which its maker chose: not a proof of anything. */
export function coinName(coin: string): string {
  return coin.split('::').at(-1) ?? coin;
}

export function decimalsOf(coin: string, wal?: string): number | undefined {
  return coin === SUI_TYPE || coin === wal || coin.endsWith('::wal::WAL') ? KNOWN_DECIMALS : undefined;
}

/** `4 mSUI`, `1.25 SUI`, `0.3 WAL`, `12000 base units of USDC`. Exact. */
export function amountIn(value: bigint, coin: string): string {
  if (coin === SUI_TYPE) return formatSui(value);
  const decimals = decimalsOf(coin);
  if (decimals === undefined) return `${value.toLocaleString('en-US')} base units of ${coinName(coin)}`;
  return `${formatAmount(value, decimals)} ${coinName(coin)}`;
}

/** All coins of a sum, `0 SUI` where there is none. */
export function amounts(money: ReadonlyMap<string, bigint>, write = amountIn): string {
  if (money.size === 0) return formatSui(0n);
  return [...money].map(([coin, value]) => write(value, coin)).join(' + ');
}

/** Four figures of a large amount: for headings and sentences, where the exact one stands beside or in a title. */
export function about(value: bigint, coin: string): string {
  const size = (value < 0n ? -value : value).toString().length;
  const unit = size > 4 ? 10n ** BigInt(size - 4) : 1n;
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return amountIn(((value + half) / unit) * unit, coin);
}

/** How a drawing counts a coin: `name` and `decimals` of its axis, `text` for exact reading. */
export function moneyUnit(coin: string, values: readonly bigint[]) {
  const decimals = decimalsOf(coin) ?? 0;
  const highest = values.reduce((max, value) => (value > max ? value : max), 0n);
  // Thousandths where the axis would otherwise be all zeros.
  const isMilli = decimals > 3 && highest > 0n && highest < 10n ** BigInt(decimals - 2);
  return {
    name: `${isMilli ? 'm' : ''}${coinName(coin)}`,
    decimals: isMilli ? decimals - 3 : decimals,
    text: (value: number | bigint) => amountIn(BigInt(value), coin),
    short: (value: number | bigint) => about(BigInt(value), coin),
    tone: 'money' as const,
  };
}
