// BLAKE2b-256 in WebAssembly, for a million digests at a time: 64-bit words are what JavaScript lacks. The module is
// written out here instruction by instruction; RFC 7693 is the text to read beside it.

const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
/** Which words of the working vector each of a round's eight mixes takes: columns, then diagonals. */
const MIXES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

const BLOCK = 128;
/** The state is at the start of memory, what is hashed behind it. */
const INPUT = 64;

/** Hashes what fits one page of memory, 64 KiB less a little. Returns a view that is good until the next call. */
export function createBlake2b256(): (parts: readonly Uint8Array[]) => Uint8Array {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(writeModule()));
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  const compress = exports.compress as (at: number, counted: number, last: number) => void;
  const fresh = new Uint8Array(64);
  IV.forEach((word, i) =>
    new DataView(fresh.buffer).setBigUint64(8 * i, i ? word : word ^ 0x0101_0020n, true),
  );

  return (parts) => {
    memory.set(fresh);
    let length = 0;
    for (const part of parts) {
      memory.set(part, INPUT + length);
      length += part.length;
    }
    const blocks = Math.max(1, Math.ceil(length / BLOCK));
    memory.fill(0, INPUT + length, INPUT + blocks * BLOCK);
    for (let i = 1; i < blocks; i++) compress(INPUT + (i - 1) * BLOCK, i * BLOCK, 0);
    compress(INPUT + (blocks - 1) * BLOCK, length, -1);
    return memory.subarray(0, 32);
  };
}

const [GET, SET, TEE, LOAD, STORE, CONST, ADD, XOR, ROTR] = [
  0x20, 0x21, 0x22, 0x29, 0x37, 0x42, 0x7c, 0x85, 0x8a,
] as const;
const [EXTEND_SIGNED, EXTEND_UNSIGNED, I32_CONST, END] = [0xac, 0xad, 0x41, 0x0b] as const;
const [I32, I64, FUNCTION] = [0x7f, 0x7e, 0x60] as const;

function unsigned(n: number): number[] {
  return n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...unsigned(n >>> 7)];
}

function signed(n: bigint): number[] {
  const low = Number(n & 0x7fn);
  const rest = n >> 7n;
  const done = (rest === 0n && !(low & 0x40)) || (rest === -1n && low & 0x40);
  return done ? [low] : [low | 0x80, ...signed(rest)];
}

const section = (id: number, body: number[]) => [id, ...unsigned(body.length), ...body];
const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];

/** One page of memory and `compress(at, counted, last)`: mixes the block at `at` into the state. */
function writeModule(): Uint8Array<ArrayBuffer> {
  const body = [1, 16, I64, ...compressCode()];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, FUNCTION, 3, I32, I32, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('compress'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function compressCode(): number[] {
  const [AT, COUNTED, LAST] = [0, 1, 2];
  /** Local of a word of the working vector; three parameters come first. */
  const v = (i: number) => i + 3;
  const state = (i: number) => [I32_CONST, 0, LOAD, 3, 8 * i];
  const constant = (word: bigint) => [CONST, ...signed(BigInt.asIntN(64, word))];
  const code: number[] = [];
  for (let i = 0; i < 8; i++) {
    code.push(...state(i), SET, v(i), ...constant(IV[i]!));
    if (i === 4) code.push(GET, COUNTED, EXTEND_UNSIGNED, XOR);
    if (i === 6) code.push(GET, LAST, EXTEND_SIGNED, XOR);
    code.push(SET, v(i + 8));
  }
  for (let round = 0; round < 12; round++) {
    const order = SIGMA[round % 10]!;
    MIXES.forEach(([a, b, c, d], mix) => {
      const half = (word: number, turnD: number, turnB: number) => [
        ...[GET, v(a), GET, v(b), ADD, GET, AT, LOAD, 3, ...unsigned(8 * word), ADD, TEE, v(a)],
        ...[GET, v(d), XOR, CONST, ...signed(BigInt(turnD)), ROTR, TEE, v(d)],
        ...[GET, v(c), ADD, TEE, v(c), GET, v(b), XOR, CONST, ...signed(BigInt(turnB)), ROTR, SET, v(b)],
      ];
      code.push(...half(order[2 * mix]!, 32, 24), ...half(order[2 * mix + 1]!, 16, 63));
    });
  }
  for (let i = 0; i < 8; i++) {
    code.push(I32_CONST, 0, ...state(i), GET, v(i), XOR, GET, v(i + 8), XOR, STORE, 3, 8 * i);
  }
  return [...code, END];
}
