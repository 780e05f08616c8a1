// Writes the AssemblyScript of SHA-256's compression of one block, unrolled (FIPS 180-4). Knows no message and no padding.

const ROUNDS = 64;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Source of a module with STATE, eight words, `initialise()` and `compress(at)`. */
export function sha256Source(): string {
  const words = Array.from({ length: 16 }, (_, word) => word);
  return [
    'export const STATE: usize = memory.data(32, 64);',
    'export function initialise(): void {',
    ...primes(8).map((prime, word) => `  store<u32>(STATE, ${fraction(prime, 2n)}, ${4 * word});`),
    '}',
    'export function compress(at: usize): void {',
    ...words.map((word) => `  let w${word} = bswap<u32>(load<u32>(at, ${4 * word}));`),
    ...NAMES.map((name, word) => `  let ${name} = load<u32>(STATE, ${4 * word});`),
    ...primes(ROUNDS).flatMap((prime, round) => [
      ...(round < 16 ? [] : [schedule(round)]),
      ...mix(round, fraction(prime, 3n)),
    ]),
    // After 64 rounds every name is at its own word again.
    ...NAMES.map(
      (name, word) => `  store<u32>(STATE, load<u32>(STATE, ${4 * word}) + ${name}, ${4 * word});`,
    ),
    '}',
    '',
  ].join('\n');
}

/** Words live in a ring of sixteen. */
function schedule(round: number): string {
  const at = (back: number) => `w${(round - back) % 16}`;
  const low = `(rotr<u32>(${at(15)}, 7) ^ rotr<u32>(${at(15)}, 18) ^ (${at(15)} >> 3))`;
  const high = `(rotr<u32>(${at(2)}, 17) ^ rotr<u32>(${at(2)}, 19) ^ (${at(2)} >> 10))`;
  return `  w${round % 16} += ${low} + ${at(7)} + ${high};`;
}

/** Names move on by one each round, instead of values. */
function mix(round: number, constant: string): string[] {
  const [a, b, c, d, e, f, g, h] = NAMES.map((_, index) => NAMES[(index + 64 - round) % 8]!);
  const big = `(rotr<u32>(${e}, 6) ^ rotr<u32>(${e}, 11) ^ rotr<u32>(${e}, 25))`;
  const small = `(rotr<u32>(${a}, 2) ^ rotr<u32>(${a}, 13) ^ rotr<u32>(${a}, 22))`;
  return [
    `  ${h} += ${big} + (${g} ^ (${e} & (${f} ^ ${g}))) + ${constant} + w${round % 16};`,
    `  ${d} += ${h};`,
    `  ${h} += ${small} + ((${a} & ${b}) | (${c} & (${a} | ${b})));`,
  ];
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  }
  return found;
}

/** The first 32 bits behind the point of a root. */
function fraction(of: bigint, degree: bigint): string {
  const target = of << (32n * degree);
  let root = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return `0x${(root & 0xffffffffn).toString(16)}`;
}
