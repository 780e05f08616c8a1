// Long byte arrays are compared as bytes: element by element, megabytes take seconds. Unequal ones go the slow way, for
// its report.
import { expect } from 'vitest';

const LONG_BYTES = 1_000;

expect.addEqualityTesters([
  (a: unknown, b: unknown) => {
    if (!(a instanceof Uint8Array && b instanceof Uint8Array) || a.length < LONG_BYTES) return undefined;
    if (a.constructor !== b.constructor || a.length !== b.length) return undefined;
    return Buffer.compare(a, b) === 0 ? true : undefined;
  },
]);
