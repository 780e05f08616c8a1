// How calls spread over models, and callers over Meter shards. Pure arithmetic.

/** Zipf with exponent 1: the model of rank r gets 1 / (r * H(models)) of all calls. */
export function shareOfRank(rank: number, models: number): number {
  return 1 / (rank * harmonic(models));
}

/** H(n), exact for small n, by Euler and Maclaurin beyond: error below 1e-12 there. */
export function harmonic(n: number): number {
  if (n <= 1_000) {
    let sum = 0;
    for (let i = n; i >= 1; i--) sum += 1 / i;
    return sum;
  }
  return Math.log(n) + 0.577_215_664_901_532_9 + 1 / (2 * n) - 1 / (12 * n * n);
}

/** Ranks whose model gets more than `rate`, when all models get `total`. */
export function ranksAbove(rate: number, total: number, models: number): number {
  return Math.min(models, Math.floor(total / (rate * harmonic(models))));
}

/** How a model's callers are spread, and what the busy ones among them do about it. */
export interface Callers {
  /** Zipf among themselves; Infinity: so many that all are alike. */
  count: number;
  /** Callers with a larger share of the calls pay for many at once. */
  batchAbove?: number;
  /** What a call costs a shard then, against a call of its own. */
  batchCost?: number;
}

/** Load of each shard as a share of all single payments, when callers fall on shards by their address. */
export function shardShares(shards: number, callers: Callers, random: () => number): Float64Array {
  const { count, batchAbove = Infinity, batchCost = 1 } = callers;
  if (count === Infinity) return new Float64Array(shards).fill(1 / shards);
  const shares = new Float64Array(shards);
  const whole = harmonic(count);
  for (let rank = 1; rank <= count; rank++) {
    const share = 1 / (rank * whole);
    shares[Math.floor(random() * shards)]! += share > batchAbove ? share * batchCost : share;
  }
  return shares;
}

/** mulberry32: small, good enough for arrivals, the same numbers everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Arrivals in one interval: Knuth's product for small means, the normal approximation for large ones. */
export function poisson(mean: number, random: () => number): number {
  if (mean <= 0) return 0;
  if (mean > 64) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}
