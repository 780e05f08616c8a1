// Move aborts to error codes. A test scans move/sources so that none is missed.
import type { AbortErrorCode } from './errors.ts';

/** `#[error(code = n)]` numbers of our modules. Append-only, like the Move side. */
export const ABORTS: Record<string, Record<number, AbortErrorCode>> = {
  hub: {
    1: 'chain/foreign-cap',
    2: 'chain/inactive',
    3: 'chain/wrong-coin',
    4: 'chain/unknown-version',
    5: 'chain/text-length',
    6: 'chain/hash-length',
    7: 'chain/part-count',
    8: 'chain/sealed-key-length',
    9: 'chain/tags',
  },
  meter: {
    20: 'chain/shard-count',
    21: 'chain/foreign-meter',
    22: 'chain/wrong-shard',
  },
  payment: {
    40: 'chain/wrong-amount',
    41: 'chain/no-commitment',
    42: 'chain/commitment-length',
  },
};

/**
 * The error number inside a "clever" abort code: bit 63 tags it, bits 48-55 hold the number; bits below are source
 * line, identifier and constant indices, which change with every edit and so are never matched.
 */
export function errorNumber(abortCode: bigint): number | undefined {
  return abortCode >> 63n === 1n ? Number((abortCode >> 48n) & 0xffn) : undefined;
}
