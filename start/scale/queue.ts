// One model's callers in Sui's local fee market: what a Meter shard can carry in a commit, what waits, what is
// cancelled. Every commit has a budget of estimated execution time per shared object; more may go through in a burst,
// and is owed. Knows no contract: only how long a payment takes.
import { poisson, shardShares, type Callers } from './popularity.ts';

export interface QueueOptions {
  /** Transactions a second of one model. */
  rate: number;
  shards: number;
  /** Few callers fall unevenly on shards. */
  callers: Callers;
  /** Estimated execution of one payment, ms. */
  paymentMs: number;
  /** Time between commits, ms. */
  commitMs: number;
  /** Share of the time that a shared object may be executed on. */
  utilization: number;
  burstMs: number;
  deferralCommits: number;
  commits: number;
  random: () => number;
}

export interface QueueResult {
  arrived: number;
  cancelled: number;
  /** Commits that a transaction waited before it was scheduled; index 0: none. */
  waited: number[];
  /** Of the most loaded shard: demand against what it can carry. */
  worstLoad: number;
}

export function simulateQueue(options: QueueOptions): QueueResult {
  const { rate, shards, callers, paymentMs, commitMs, utilization, random } = options;
  const shares = shardShares(shards, callers, random);
  const capacity = utilization / (paymentMs / 1000);
  const result: QueueResult = {
    arrived: 0,
    cancelled: 0,
    waited: Array.from({ length: options.deferralCommits + 1 }, () => 0),
    worstLoad: Math.max(...shares) * (rate / capacity),
  };
  for (const share of shares)
    simulateShard({ ...options, perCommit: share * rate * (commitMs / 1000) }, result);
  return result;
}

function simulateShard(options: QueueOptions & { perCommit: number }, result: QueueResult): void {
  const { perCommit, paymentMs, commitMs, utilization, burstMs, deferralCommits, commits, random } = options;
  const budget = commitMs * utilization;
  /** Waiting transactions by the commits they have waited: equal gas prices, so the oldest goes first. */
  const waiting = Array.from({ length: deferralCommits + 1 }, () => 0);
  let owed = 0;
  for (let commit = 0; commit < commits; commit++) {
    const arrivals = poisson(perCommit, random);
    result.arrived += arrivals;
    waiting[0]! += arrivals;
    let room = Math.max(0, Math.floor((budget + burstMs - owed) / paymentMs));
    let scheduled = 0;
    for (let age = deferralCommits; age >= 0; age--) {
      const taken = Math.min(room, waiting[age]!);
      waiting[age]! -= taken;
      room -= taken;
      scheduled += taken;
      result.waited[age]! += taken;
    }
    owed = Math.max(0, owed + scheduled * paymentMs - budget);
    result.cancelled += waiting[deferralCommits]!;
    for (let age = deferralCommits; age > 0; age--) waiting[age] = waiting[age - 1]!;
    waiting[0] = 0;
  }
}

/** Milliseconds a scheduled transaction waited at most, for this share of them. */
export function waitQuantile({ waited }: QueueResult, share: number, commitMs: number): number {
  const total = waited.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [commits, count] of waited.entries()) {
    seen += count;
    if (seen >= share * total) return commits * commitMs;
  }
  return 0;
}

/** Fewest shards, up to `most`, that carry the rate with nothing cancelled; undefined if not even `most` do. */
export function shardsNeeded(options: Omit<QueueOptions, 'shards'>, most: number): number | undefined {
  for (let shards = 1; shards <= most; shards++) {
    if (simulateQueue({ ...options, shards }).cancelled === 0) return shards;
  }
  return undefined;
}
