// Transaction digests as 32 bytes in a column, half the size of their text. Knows only base58.

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const DIGITS = new Uint8Array(128).fill(255);
for (let i = 0; i < 58; i++) DIGITS[ALPHABET.charCodeAt(i)] = i;

export const DIGEST_BYTES = 32;
/** 24-bit limbs times 58^4 stay below 2^53, so plain numbers are exact. */
const LIMBS = 11;
const LIMB_BASE = 1 << 24;
const limbs = new Float64Array(LIMBS);

/**
 * Writes the 32 bytes of a base58 digest to `out` at `offset`. False, with nothing promised about `out`, if the
 * text is not the canonical base58 of exactly 32 bytes.
 */
export function writeDigest(text: string, out: Uint8Array, offset: number): boolean {
  const length = text.length;
  if (length < DIGEST_BYTES || length > 44) return false;
  limbs.fill(0);
  let used = 0;
  for (let at = 0; at < length;) {
    let chunk = 0;
    let scale = 1;
    for (const end = Math.min(at + 4, length); at < end; at++) {
      const code = text.charCodeAt(at);
      const digit = code < 128 ? DIGITS[code]! : 255;
      if (digit === 255) return false;
      chunk = chunk * 58 + digit;
      scale *= 58;
    }
    let carry = chunk;
    for (let i = 0; i < used; i++) {
      const value = limbs[i]! * scale + carry;
      carry = Math.floor(value / LIMB_BASE);
      limbs[i] = value - carry * LIMB_BASE;
    }
    while (carry > 0) {
      if (used === LIMBS) return false;
      limbs[used++] = carry % LIMB_BASE;
      carry = Math.floor(carry / LIMB_BASE);
    }
  }
  if (limbs[LIMBS - 1]! >= 1 << 16) return false;
  for (let i = 0; i < DIGEST_BYTES; i++) {
    const fromEnd = DIGEST_BYTES - 1 - i;
    out[offset + i] = (limbs[Math.floor(fromEnd / 3)]! >>> ((fromEnd % 3) * 8)) & 255;
  }
  let ones = 0;
  while (ones < length && text.charCodeAt(ones) === 49) ones++;
  let zeros = 0;
  while (zeros < DIGEST_BYTES && out[offset + zeros] === 0) zeros++;
  return ones === zeros;
}

/** The base58 text of 32 bytes. For display: slower than writing. */
export function readDigest(bytes: Uint8Array, offset: number): string {
  let value = 0n;
  let zeros = 0;
  for (let i = 0; i < DIGEST_BYTES; i++) {
    const byte = bytes[offset + i]!;
    if (value === 0n && byte === 0) zeros++;
    value = (value << 8n) | BigInt(byte);
  }
  let text = '';
  for (; value > 0n; value /= 58n) text = ALPHABET[Number(value % 58n)]! + text;
  return '1'.repeat(zeros) + text;
}
