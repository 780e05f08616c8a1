// Numbers that are the same on every engine: e^x out of sums and products, where Math.exp's last bits are the engine's own.

const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts; products of the first with whole numbers below 2^21 are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** 1/k! for k = 0..13. */
const FACTORIALS = (() => {
  const inverse = [1];
  for (let k = 1; k <= 13; k++) inverse.push(inverse[k - 1]! / k);
  return inverse;
})();
/** 2^-k. */
const HALVES = (() => {
  const halves = [1];
  for (let k = 1; k <= 1074; k++) halves.push(halves[k - 1]! / 2);
  return Float64Array.from(halves);
})();

/** e^x for x <= 0, within 1e-14 of it; below -700 zero. */
export function exactExp(x: number): number {
  if (x < -700) return 0;
  const n = Math.floor(0.5 - x * LOG2_E);
  const r = x + n * LN2_HIGH + n * LN2_LOW;
  let sum = FACTORIALS[13]!;
  for (let k = 12; k >= 0; k--) sum = sum * r + FACTORIALS[k]!;
  return sum * HALVES[n]!;
}

const MASK = (1n << 64n) - 1n;

/** SplitMix64, in [0, 1) with 53 bits: public domain, and a few lines in any language. */
export function exactRandom(seed: bigint): () => number {
  let state = seed & MASK;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
  };
}
