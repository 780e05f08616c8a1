// A second implementation of Walrus's trees, in plain words over noble's BLAKE2b: slow, and nothing of ours in it.
import { blake2b } from '@noble/hashes/blake2.js';

export function digestOf(...parts: Uint8Array[]): Uint8Array {
  return blake2b(concat(parts), { dkLen: 32 });
}

export function leafOf(symbol: Uint8Array): Uint8Array {
  return digestOf(Uint8Array.of(0), symbol);
}

/** All levels of the tree over these leaves, each padded to even; the last is the root alone. */
export function levelsOf(leaves: Uint8Array[]): Uint8Array[][] {
  const levels: Uint8Array[][] = [];
  let level = leaves;
  while (level.length > 1) {
    if (level.length % 2 === 1) level = [...level, new Uint8Array(32)];
    levels.push(level);
    const below = level;
    level = Array.from({ length: below.length / 2 }, (_, index) =>
      digestOf(Uint8Array.of(1), below[2 * index]!, below[2 * index + 1]!),
    );
  }
  return [...levels, level];
}

export function rootOf(leaves: Uint8Array[]): Uint8Array {
  return levelsOf(leaves).at(-1)![0]!;
}

/** The right neighbours that the first `known` leaves need on their way to the root. */
export function siblingsOf(leaves: Uint8Array[], known: number): Uint8Array {
  const siblings: Uint8Array[] = [];
  let count = known;
  for (const level of levelsOf(leaves).slice(0, -1)) {
    if (count % 2 === 1) siblings.push(level[count]!);
    count = Math.ceil(count / 2);
  }
  return concat(siblings);
}

export function symbolsOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => {
    const symbol = new Uint8Array(size);
    symbol.set(bytes.subarray(index * size, (index + 1) * size));
    return symbol;
  });
}

export function concat(parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
