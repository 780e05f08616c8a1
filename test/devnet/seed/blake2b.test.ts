import { blake2b } from '@noble/hashes/blake2.js';
import { expect, it } from 'vitest';
import { createBlake2b256 } from '../../../devnet/seed/blake2b.ts';

it('agrees with another implementation at every length around its blocks, in parts or whole', () => {
  const hash = createBlake2b256();
  const data = Uint8Array.from({ length: 1200 }, (_, i) => (i * 167 + 13) & 255);
  for (const length of [0, 1, 17, 127, 128, 129, 255, 256, 257, 700, 1024, 1200]) {
    const whole = data.subarray(0, length);
    const expected = blake2b(whole, { dkLen: 32 });
    expect(hash([whole])).toEqual(expected);
    expect(hash([whole.subarray(0, 17), whole.subarray(17)])).toEqual(expected);
  }
});
