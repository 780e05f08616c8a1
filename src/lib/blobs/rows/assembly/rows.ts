// AssemblyScript: BLAKE2b-256 leaves and Merkle trees as Walrus builds them, two hashes at a time.
// Everything lives in fixed memory, so that no blob, however large, makes it grow. Knows no Reed-Solomon.
import { compress, initialise, STATE } from './compress';

/** Two of Walrus's largest symbols (65,534 B) fit, and it stays in a core's own cache. */
const CHUNK: usize = 262_144;
const DIGEST: usize = 32;
const BLOCK: usize = 128;
/** Nodes of one tree level: 1000, and one of padding. */
const LEVEL: usize = 1_024;

/** The byte before a message stands for its domain prefix, and a last block is read whole: both are masked. */
const GUARD: usize = 128;
const CHUNK_AREA: usize = memory.data(262_400, 64);
const NODE_AREA: usize = memory.data(33_024, 64);
const SIBLING_AREA: usize = memory.data(512, 64);

// A mask has two lanes for each of a block's 16 words.
const FIRST: usize = memory.data(256, 64);
const WHOLE: usize = memory.data(256, 64);
const TAIL: usize = memory.data(256, 64);
const INNER: usize = memory.data(256, 64);

export function chunk(): usize {
  return CHUNK_AREA + GUARD;
}
export function chunkBytes(): usize {
  return CHUNK;
}
export function nodes(): usize {
  return NODE_AREA + GUARD;
}
export function siblings(): usize {
  return SIBLING_AREA;
}
export function levelNodes(): usize {
  return LEVEL;
}

let symbol: usize = 0;

/** Symbols are of `size` bytes from here on. */
export function begin(size: usize): void {
  const message = size + 1;
  const last = ((message - 1) & ~(BLOCK - 1)) as usize;
  symbol = size;
  mask(FIRST, 1, BLOCK);
  mask(WHOLE, 0, BLOCK);
  mask(TAIL, last == 0 ? 1 : 0, message - last);
  mask(INNER, 1, 65);
}

/** Keeps the bytes [from, to) of a block. */
function mask(table: usize, from: usize, to: usize): void {
  memory.fill(table, 0, 256);
  for (let at = from; at < to; at++) {
    const word = table + ((at >> 3) << 4) + (at & 7);
    store<u8>(word, 255);
    store<u8>(word, 255, 8);
  }
}

/** Digests of `count` symbols of the chunk, as the nodes from `at` on. */
export function leaves(count: usize, at: usize): void {
  const from = chunk();
  const to = nodes() + at * DIGEST;
  const half = (count + 1) >> 1;
  for (let left: usize = 0; left < half; left++) {
    // An odd symbol out is hashed with itself.
    const right = half + left < count ? half + left : left;
    leafPair(from + left * symbol, from + right * symbol, to + left * DIGEST, to + right * DIGEST);
  }
}

/** BLAKE2b-256 of 0x00 and the symbol. */
function leafPair(a: usize, b: usize, outA: usize, outB: usize): void {
  const message = symbol + 1;
  let done = BLOCK;
  let keep = FIRST;
  initialise();
  while (done < message) {
    compress(a - 1 + done - BLOCK, b - 1 + done - BLOCK, done as u64, 0, keep, 0);
    keep = WHOLE;
    done += BLOCK;
  }
  compress(a - 1 + done - BLOCK, b - 1 + done - BLOCK, message as u64, ~(0 as u64), TAIL, 0);
  digests(outA, outB);
}

/** BLAKE2b-256 of 0x01 and two digests that lie side by side. */
function innerPair(a: usize, b: usize, outA: usize, outB: usize): void {
  initialise();
  compress(a - 1, b - 1, 65, ~(0 as u64), INNER, 1);
  digests(outA, outB);
}

function digests(outA: usize, outB: usize): void {
  for (let word: usize = 0; word < 4; word++) {
    store<u64>(outA + (word << 3), load<u64>(STATE + (word << 4)));
    store<u64>(outB + (word << 3), load<u64>(STATE + (word << 4), 8));
  }
}

/** The nodes above the first `count`, an even number, in their place. */
function climb(count: usize): void {
  const at = nodes();
  const above = count >> 1;
  for (let left: usize = 0; left < above; left += 2) {
    const right = left + 1 < above ? left + 1 : left;
    innerPair(at + (left << 6), at + (right << 6), at + (left << 5), at + (right << 5));
  }
}

/** The root over all `count` nodes, as node 0; an odd level is padded with a zero digest. */
export function root(count: usize): void {
  while (count > 1) {
    if (count & 1) memory.fill(nodes() + count++ * DIGEST, 0, DIGEST);
    climb(count);
    count >>= 1;
  }
}

/** The root over `count` nodes of which the first `known` are here, the rest standing behind the siblings. */
export function rootFrom(known: usize, count: usize): void {
  let sibling = siblings();
  while (count > 1) {
    if (known & 1) {
      memory.copy(nodes() + known++ * DIGEST, sibling, DIGEST);
      sibling += DIGEST;
    }
    climb(known);
    known >>= 1;
    count = (count + 1) >> 1;
  }
}

/** What `rootFrom` will need beside the first `known` of all `count` nodes. Returns how many siblings; leaves the root. */
export function frontier(known: usize, count: usize): usize {
  let sibling = siblings();
  while (count > 1) {
    if (count & 1) memory.fill(nodes() + count++ * DIGEST, 0, DIGEST);
    if (known & 1) {
      memory.copy(sibling, nodes() + known++ * DIGEST, DIGEST);
      sibling += DIGEST;
    }
    climb(count);
    known >>= 1;
    count >>= 1;
  }
  return (sibling - siblings()) / DIGEST;
}

/** Plain BLAKE2b-256 of the chunk's first `size` bytes, at most a block, as node 0. Overwrites what `begin` prepared. */
export function hash(size: usize): void {
  mask(TAIL, 0, size);
  initialise();
  compress(chunk(), chunk(), size as u64, ~(0 as u64), TAIL, 0);
  digests(nodes(), nodes());
}
