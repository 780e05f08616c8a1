// The generator's own randomness: small, fast and the same everywhere for the same seed.
// Knows numbers only; nothing here is fit for keys that guard anything.

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
    this.#a = fnv(`${seed}/a`);
    this.#b = fnv(`${seed}/b`);
    this.#c = fnv(`${seed}/c`);
    for (let i = 0; i < 15; i++) this.u32();
  }

  /** An independent stream: drawing from one never shifts another. */
  fork(label: string): Random {
    return new Random(`${this.#seed}/${label}`);
  }

  /** sfc32. */
  u32(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    return this.u32() / 0x1_0000_0000;
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Pareto: at least 1, heavy tail; a smaller `shape` has a heavier one. */
  pareto(shape: number, cap = 1e6): number {
    return Math.min(cap, (1 - this.unit()) ** (-1 / shape));
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i += 4) {
      const word = this.u32();
      for (let j = 0; j < 4 && i + j < length; j++) out[i + j] = word >>> (8 * j);
    }
    return out;
  }

  hex(bytes: number): string {
    let text = '0x';
    for (let i = 0; i < bytes; i += 4) text += this.u32().toString(16).padStart(8, '0');
    return text;
  }

  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }
}

/** Draws indices in proportion to weights. */
export function weighted(weights: ArrayLike<number>): (random: Random) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) sums[i] = total += weights[i]!;
  return (random) => {
    const at = random.unit() * total;
    let low = 0;
    for (let high = sums.length - 1; low < high;) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Shares `total` out in whole numbers, in proportion to weights, `least` for each. */
export function share(total: number, weights: readonly number[], least = 0): number[] {
  const rest = Math.max(0, total - least * weights.length);
  const sum = weights.reduce((a, b) => a + b, 0) || 1;
  const shares = weights.map((w) => least + Math.floor((rest * w) / sum));
  let left = total - shares.reduce((a, b) => a + b, 0);
  for (let i = 0; left > 0 && shares.length; i = (i + 1) % shares.length, left--) shares[i]!++;
  for (let i = 0; left < 0 && shares.length; i = (i + 1) % shares.length) {
    if (shares[i]! > 0) {
      shares[i]!--;
      left++;
    }
  }
  return shares;
}

function fnv(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) | 0;
}
