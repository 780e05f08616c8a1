// Seeds: whole numbers that answers are drawn by. Drawn here so that another answer is one click away. Pure but for the
// lot itself.
import type { ManifestInput } from '../../lib/index.ts';

/** Long enough never to come twice, short enough to be read out. */
const USUAL = 2n ** 32n - 1n;

const MOST: Record<string, bigint> = {
  int8: 2n ** 7n - 1n,
  uint8: 2n ** 8n - 1n,
  int16: 2n ** 15n - 1n,
  uint16: 2n ** 16n - 1n,
  int32: 2n ** 31n - 1n,
};

/** From and to, both possible. */
export function seedRange({ dtype, range }: Pick<ManifestInput, 'dtype' | 'range'>): [bigint, bigint] {
  const most = MOST[dtype] ?? USUAL;
  if (!range) return [0n, most];
  const from = BigInt(Math.ceil(Math.max(0, range.min)));
  const to = BigInt(Math.floor(Math.min(range.max, Number.MAX_SAFE_INTEGER)));
  const end = MOST[dtype] !== undefined && to > most ? most : to;
  return end < from ? [from, from] : [from, end];
}

/**
 * Another seed than `now`, each equally likely, as text for the field.
 *
 * @param lots fills an array with random bits; the browser's own where absent
 */
export function anotherSeed(
  input: Pick<ManifestInput, 'dtype' | 'range'>,
  now: string,
  lots: (into: BigUint64Array<ArrayBuffer>) => unknown = (into) => crypto.getRandomValues(into),
): string {
  const [from, to] = seedRange(input);
  const count = to - from + 1n;
  const same = /^\s*-?\d+\s*$/.test(now) ? BigInt(now) : undefined;
  if (count === 1n) return String(from);
  const bits = BigInt((count - 1n).toString(2).length);
  const into = new BigUint64Array(1);
  for (;;) {
    lots(into);
    // The topmost bits; what lies outside is drawn again, so that none is likelier than another.
    const drawn = from + (into[0]! >> (64n - bits));
    if (drawn <= to && drawn !== same) return String(drawn);
  }
}
