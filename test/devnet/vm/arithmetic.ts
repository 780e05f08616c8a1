// A Move module with one function for each integer operation and width, and the edge values to try them on.
// What a result must be is worked out here with plain bigints: a second opinion to the VM's.
export const WIDTHS = [8, 16, 32, 64, 128, 256] as const;

export const OPERATORS: Record<
  string,
  { symbol: string; expected: (a: bigint, b: bigint, w: number) => bigint | null }
> = {
  add: { symbol: '+', expected: (a, b, w) => within(a + b, w) },
  sub: { symbol: '-', expected: (a, b, w) => within(a - b, w) },
  mul: { symbol: '*', expected: (a, b, w) => within(a * b, w) },
  div: { symbol: '/', expected: (a, b) => (b === 0n ? null : a / b) },
  mod: { symbol: '%', expected: (a, b) => (b === 0n ? null : a % b) },
  and: { symbol: '&', expected: (a, b) => a & b },
  or: { symbol: '|', expected: (a, b) => a | b },
  xor: { symbol: '^', expected: (a, b) => a ^ b },
};
export const SHIFTS: typeof OPERATORS = {
  shl: { symbol: '<<', expected: (a, b, w) => (b >= BigInt(w) ? null : BigInt.asUintN(w, a << b)) },
  shr: { symbol: '>>', expected: (a, b, w) => (b >= BigInt(w) ? null : a >> b) },
};
const COMPARE = { lt: '<', gt: '>', le: '<=', ge: '>=', eq: '==', neq: '!=' };

/** null where Move must fail. */
function within(n: bigint, width: number): bigint | null {
  return n >= 0n && n < 1n << BigInt(width) ? n : null;
}
export const cast = within;

export function edges(width: number): bigint[] {
  const max = (1n << BigInt(width)) - 1n;
  const half = 1n << BigInt(width / 2);
  return [0n, 1n, 3n, half - 1n, half, 1n << BigInt(width - 1), max - 1n, max];
}
export const shiftAmounts = (width: number): bigint[] => [
  0n,
  1n,
  7n,
  BigInt(width - 1),
  BigInt(Math.min(width, 255)),
  255n,
];

export function arithmeticModule(): string {
  const lines = ['module cases::arith;'];
  for (const w of WIDTHS) {
    const t = `u${w}`;
    for (const [name, { symbol }] of Object.entries(OPERATORS)) {
      lines.push(`public fun ${name}_${t}(a: ${t}, b: ${t}): ${t} { a ${symbol} b }`);
    }
    for (const [name, { symbol }] of Object.entries(SHIFTS)) {
      lines.push(`public fun ${name}_${t}(a: ${t}, b: u8): ${t} { a ${symbol} b }`);
    }
    for (const [name, symbol] of Object.entries(COMPARE)) {
      lines.push(`public fun ${name}_${t}(a: ${t}, b: ${t}): bool { a ${symbol} b }`);
    }
    for (const to of WIDTHS) lines.push(`public fun ${t}_as_u${to}(a: ${t}): u${to} { a as u${to} }`);
    // The same through references, fields, vectors and a generic: the width must be found on each path.
    lines.push(`public struct S_${t} has copy, drop { value: ${t} }`);
    lines.push(
      `public fun by_ref_${t}(a: ${t}, b: ${t}): ${t} { let mut x = a; let r = &mut x; *r = *r + b; *r }`,
    );
    lines.push(
      `public fun by_field_${t}(a: ${t}, b: ${t}): ${t} { let mut s = S_${t} { value: a }; s.value = s.value + b; s.value }`,
    );
    lines.push(`public fun by_vector_${t}(a: ${t}, b: ${t}): ${t} { let v = vector[a, b]; v[0] + v[1] }`);
    lines.push(`public fun by_generic_${t}(a: ${t}, b: ${t}): ${t} { same(a) + unbox(Box { value: b }) }`);
  }
  lines.push('public struct Box<T> has drop { value: T }');
  lines.push('fun same<T>(x: T): T { x }');
  lines.push('fun unbox<T>(b: Box<T>): T { let Box { value } = b; value }');
  return lines.join('\n');
}
/** Each adds like `add`. */
export const ADDING_PATHS = ['by_ref', 'by_field', 'by_vector', 'by_generic'];
