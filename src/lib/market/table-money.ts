// Exact sums of u64 amounts by group, without a bigint per row.

const WORD = 4_294_967_296;

/**
 * Sums amounts, given as two 32-bit words, into numbered groups. The low word carries as it overflows, so every sum
 * is exact up to 2^85: two million times the whole u64 range.
 */
export class MoneySums {
  #low: Uint32Array;
  #high: Float64Array;

  constructor(groups: number) {
    this.#low = new Uint32Array(groups);
    this.#high = new Float64Array(groups);
  }

  get groups(): number {
    return this.#low.length;
  }

  add(group: number, low: number, high: number): void {
    const sum = this.#low[group]! + low;
    if (sum >= WORD) {
      this.#low[group] = sum - WORD;
      this.#high[group] = this.#high[group]! + high + 1;
    } else {
      this.#low[group] = sum;
      this.#high[group] = this.#high[group]! + high;
    }
  }

  get(group: number): bigint {
    return (BigInt(this.#high[group]!) << 32n) + BigInt(this.#low[group]!);
  }
}
