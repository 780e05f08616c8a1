// SHA-256 in pieces is Node's, for every way a message can end and be cut.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSha256 } from '../../../../src/lib/blobs/rows/sha256.ts';
import { toHex } from '../../../../src/lib/model/hex.ts';
import { noise } from '../noise.ts';

const CHUNK = 131_072;

async function digestOf(bytes: Uint8Array, piece = bytes.length): Promise<string> {
  const hash = await createSha256();
  for (let at = 0; at < bytes.length; at += piece) hash.update(bytes.subarray(at, at + piece));
  return toHex(hash.digest());
}
const theirs = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('gives the digest of FIPS 180-2', async () => {
  expect(await digestOf(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('messages of every length up to three blocks, and about a whole chunk', async () => {
  const lengths = Array.from({ length: 193 }, (_, length) => length);
  for (const length of [...lengths, CHUNK - 9, CHUNK - 8, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 60]) {
    const bytes = noise(length);
    expect(await digestOf(bytes), `${length} bytes`).toBe(theirs(bytes));
  }
});

test('pieces of any length make the same message', async () => {
  const bytes = noise(CHUNK + 777);
  for (const piece of [1_000, 63, 64, CHUNK - 1, CHUNK + 5]) {
    expect(await digestOf(bytes, piece)).toBe(theirs(bytes));
  }
});

test('two messages at once do not mix', async () => {
  const [a, b] = [noise(200_000, 1), noise(200_000, 2)];
  const [left, right] = [await createSha256(), await createSha256()];
  for (let at = 0; at < 200_000; at += 777) {
    left.update(a.subarray(at, at + 777));
    right.update(b.subarray(at, at + 777));
  }
  expect([left, right].map((hash) => toHex(hash.digest()))).toEqual([theirs(a), theirs(b)]);
});
