// Arithmetic of GF(2^16) as Walrus's Reed-Solomon code has it: elements are sums over a Cantor basis. Makes the tables
// that the recovery kernel multiplies with; knows no symbol.

const ORDER = 65_536;
const POLYNOMIAL = 0x1002d;
/** Each is the square of the next plus the next: what makes the transform's factors plain shifts. */
const CANTOR_BASIS = [
  0x0001, 0xacca, 0x3c0e, 0x163e, 0xc582, 0xed2e, 0x914c, 0x4012, 0x6c98, 0x10d8, 0x6a72, 0xb900, 0xfdb8,
  0xfb34, 0xff38, 0x991e,
];

/** Bytes of one factor's table: for each nibble of an element, what it adds to the product's low and high byte. */
export const TABLE_BYTES = 128;

/** Tables of the factors 0, 2, 4, ... `count` of them, one after another. */
export function multiplicationTables(count: number): Uint8Array {
  const multiply = multiplication();
  const tables = new Uint8Array(count * TABLE_BYTES);
  for (let index = 0; index < count; index++) {
    for (let nibble = 0; nibble < 4; nibble++) {
      for (let value = 0; value < 16; value++) {
        const product = multiply(2 * index, value << (4 * nibble));
        const at = index * TABLE_BYTES + nibble * 16 + value;
        tables[at] = product;
        tables[at + 64] = product >> 8;
      }
    }
  }
  return tables;
}

/** By logarithms to the base x, of elements written over the Cantor basis. */
function multiplication(): (a: number, b: number) => number {
  const logOfPolynomial = new Uint16Array(ORDER);
  for (let power = 0, value = 1; power < ORDER - 1; power++) {
    logOfPolynomial[value] = power;
    value <<= 1;
    if (value >= ORDER) value ^= POLYNOMIAL;
  }
  const polynomials = new Uint16Array(ORDER);
  const logs = new Uint16Array(ORDER);
  const powers = new Uint16Array(ORDER);
  for (let element = 1; element < ORDER; element++) {
    const bit = 31 - Math.clz32(element);
    polynomials[element] = polynomials[element ^ (1 << bit)]! ^ CANTOR_BASIS[bit]!;
    logs[element] = logOfPolynomial[polynomials[element]!]!;
    powers[logs[element]!] = element;
  }
  return (a, b) => (a === 0 || b === 0 ? 0 : powers[(logs[a]! + logs[b]!) % (ORDER - 1)]!);
}
