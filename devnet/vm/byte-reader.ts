// A cursor over bytes: fixed-width little-endian integers and ULEB128, with the bounds checked.
// Both the module format and BCS are read through it.
import { VmError } from './errors.ts';

export class ByteReader {
  at = 0;
  constructor(
    readonly bytes: Uint8Array,
    readonly what: string = 'BCS',
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  fail(why: string): never {
    throw new VmError(
      this.what === 'BCS' ? 'BadBcs' : 'LinkError',
      `bad ${this.what}: ${why} at byte ${this.at}`,
    );
  }

  u8(): number {
    if (this.at >= this.bytes.length) this.fail('unexpected end');
    return this.bytes[this.at++]!;
  }

  take(length: number): Uint8Array {
    if (length > this.left) this.fail('unexpected end');
    return this.bytes.subarray(this.at, (this.at += length));
  }

  /** Little-endian unsigned integer of `width` bytes, at most 4. */
  uint(width: 1 | 2 | 4): number {
    let n = 0;
    for (let i = 0; i < width; i++) n += this.u8() * 2 ** (8 * i);
    return n;
  }

  /** Little-endian unsigned integer of `width` bytes, a multiple of 4. */
  big(width: number): bigint {
    const b = this.take(width);
    let n = 0n;
    for (let i = width - 4; i >= 0; i -= 4) {
      n = (n << 32n) | BigInt((b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24)) >>> 0);
    }
    return n;
  }

  /** ULEB128 of at most 32 bits, in its only canonical form. */
  uleb(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const b = this.u8();
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) {
        if (b === 0 && shift > 0) this.fail('ULEB128 not canonical');
        if (value > 0xffffffff) this.fail('ULEB128 too large');
        return value;
      }
    }
    return this.fail('ULEB128 too long');
  }
}
