// How the command line says things: people's text, or one JSON value on stdout. Progress goes to stderr.
import { formatSui, SUI_TYPE, type Listing } from '../lib/index.ts';

/** JSON with bigint as decimal text and bytes as hex. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item: unknown) => {
      if (typeof item === 'bigint') return item.toString();
      if (ArrayBuffer.isView(item))
        return Array.from(item as unknown as ArrayLike<number | bigint>, jsonNumber);
      return item;
    },
    2,
  );
}

/** JSON has no NaN, no Infinity and no 64-bit integers. */
function jsonNumber(value: number | bigint): number | string {
  return typeof value === 'bigint' || !Number.isFinite(value) ? String(value) : value;
}

export function priceText(listing: Pick<Listing, 'price' | 'coin'>): string {
  if (listing.price === 0n) return 'free';
  return listing.coin === SUI_TYPE
    ? formatSui(listing.price)
    : `${listing.price} base units of ${listing.coin}`;
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
