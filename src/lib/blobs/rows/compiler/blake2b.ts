// Writes the AssemblyScript of BLAKE2b's compression of two blocks, unrolled: as two SIMD lanes, or one after another.
// RFC 7693; parameters for an unkeyed digest of 32 bytes. Knows nothing of symbols and trees.

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
const ROUNDS = 12;
/** Which words of the state each of a round's eight mixings takes: columns, then diagonals. */
const MIXED = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;
const IV = [
  '0x6a09e667f3bcc908',
  '0xbb67ae8584caa73b',
  '0x3c6ef372fe94f82b',
  '0xa54ff53a5f1d36f1',
  '0x510e527fade682d1',
  '0x9b05688c2b3e6c1f',
  '0x1f83d9abfb41bd6b',
  '0x5be0cd19137e2179',
];
/** Digest length 32, no key, fan-out and depth 1. */
const PARAMETERS = '0x01010020';

export type Lanes = 'simd' | 'scalar';

/** Source of a module with STATE, `initialise()` and `compress(a, b, counter, last, mask, prefix)`. */
export function blake2bSource(lanes: Lanes): string {
  return [
    '/** Eight words, two lanes of each. */',
    'export const STATE: usize = memory.data(128, 64);',
    'export function initialise(): void {',
    ...IV.map((iv, word) => {
      const value = word === 0 ? `${iv} ^ ${PARAMETERS}` : iv;
      // In one piece: two halves stored are slow to be loaded as one.
      if (lanes === 'simd') return `  v128.store(STATE, i64x2.splat(${value}), ${16 * word});`;
      return `  store<u64>(STATE, ${value}, ${16 * word});  store<u64>(STATE, ${value}, ${16 * word + 8});`;
    }),
    '}',
    ...(lanes === 'simd' ? simdCompress() : scalarCompress()),
    '',
  ].join('\n');
}

const WORDS = Array.from({ length: 16 }, (_, word) => word);

function simdCompress(): string[] {
  const add = (a: string, b: string) => `i64x2.add(${a}, ${b})`;
  const xor = (a: string, b: string) => `v128.xor(${a}, ${b})`;
  const turn = (value: string, bits: number) => `turn${bits}(${value})`;
  return [
    ...[32, 24, 16].map((bits) => simdTurn(bits)),
    '@inline function turn63(x: v128): v128 { return v128.or(i64x2.shr_u(x, 63), i64x2.add(x, x)); }',
    'export function compress(a: usize, b: usize, counter: u64, last: u64, mask: usize, prefix: u64): void {',
    ...WORDS.map((word) => {
      const pair = `v128.load_lane<u64>(b + ${8 * word}, v128.load_zero<u64>(a + ${8 * word}), 1)`;
      return `  let m${word} = v128.and(${pair}, v128.load(mask, ${16 * word}));`;
    }),
    '  m0 = v128.or(m0, i64x2.splat(prefix));',
    ...WORDS.map((word) => {
      return word < 8
        ? `  let v${word} = v128.load(STATE, ${16 * word});`
        : `  let v${word} = i64x2.splat(${IV[word - 8]});`;
    }),
    '  v12 = v128.xor(v12, i64x2.splat(counter));',
    '  v14 = v128.xor(v14, i64x2.splat(last));',
    ...rounds({ add, xor, turn }),
    ...WORDS.slice(0, 8).map((word) => {
      const mixed = xor(`v128.load(STATE, ${16 * word})`, xor(`v${word}`, `v${word + 8}`));
      return `  v128.store(STATE, ${mixed}, ${16 * word});`;
    }),
    '}',
  ];
}

/** A turn by whole bytes to the right, in both lanes. */
function simdTurn(bits: number): string {
  const bytes = WORDS.map((byte) => (byte & 8) | ((byte + bits / 8) & 7)).join(', ');
  // Engines know shuffles of 16 and 32 bits by heart; any other they rebuild at every use, a swizzle's constant not.
  const turned = bits % 16 === 0 ? `v128.shuffle<u8>(x, x, ${bytes})` : `v128.swizzle(x, i8x16(${bytes}))`;
  return `@inline function turn${bits}(x: v128): v128 { return ${turned}; }`;
}

function scalarCompress(): string[] {
  const add = (a: string, b: string) => `${a} + ${b}`;
  const xor = (a: string, b: string) => `${a} ^ ${b}`;
  const turn = (value: string, bits: number) => `rotr<u64>(${value}, ${bits})`;
  return [
    'export function compress(a: usize, b: usize, counter: u64, last: u64, mask: usize, prefix: u64): void {',
    '  lane(a, STATE, counter, last, mask, prefix);',
    '  lane(b, STATE + 8, counter, last, mask, prefix);',
    '}',
    'function lane(a: usize, state: usize, counter: u64, last: u64, mask: usize, prefix: u64): void {',
    ...WORDS.map((word) => `  let m${word} = load<u64>(a, ${8 * word}) & load<u64>(mask, ${16 * word});`),
    '  m0 |= prefix;',
    ...WORDS.map((word) => {
      return `  let v${word}: u64 = ${word < 8 ? `load<u64>(state, ${16 * word})` : IV[word - 8]};`;
    }),
    '  v12 ^= counter;',
    '  v14 ^= last;',
    ...rounds({ add, xor, turn }),
    ...WORDS.slice(0, 8).map((word) => {
      return `  store<u64>(state, load<u64>(state, ${16 * word}) ^ v${word} ^ v${word + 8}, ${16 * word});`;
    }),
    '}',
  ];
}

interface Operations {
  add(a: string, b: string): string;
  xor(a: string, b: string): string;
  turn(value: string, bits: number): string;
}

function rounds({ add, xor, turn }: Operations): string[] {
  return Array.from({ length: ROUNDS }, (_, round) =>
    MIXED.flatMap(([a, b, c, d], mixing) => {
      const order = SIGMA[round % SIGMA.length]!;
      return [
        `  v${a} = ${add(add(`v${a}`, `v${b}`), `m${order[2 * mixing]}`)};`,
        `  v${d} = ${turn(xor(`v${d}`, `v${a}`), 32)};`,
        `  v${c} = ${add(`v${c}`, `v${d}`)};`,
        `  v${b} = ${turn(xor(`v${b}`, `v${c}`), 24)};`,
        `  v${a} = ${add(add(`v${a}`, `v${b}`), `m${order[2 * mixing + 1]}`)};`,
        `  v${d} = ${turn(xor(`v${d}`, `v${a}`), 16)};`,
        `  v${c} = ${add(`v${c}`, `v${d}`)};`,
        `  v${b} = ${turn(xor(`v${b}`, `v${c}`), 63)};`,
      ];
    }),
  ).flat();
}
