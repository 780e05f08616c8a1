// From limits, measurements and the simulation to the numbers of the page. Pure, seeded: the same input, the same page.
import type { Limits } from './limits.ts';
import type { Measured, PaymentCost } from './measure.ts';
import { createRandom, ranksAbove, shareOfRank, type Callers } from './popularity.ts';
import { shardsNeeded, simulateQueue, waitQuantile, type QueueOptions } from './queue.ts';

/** What is asked of the system. Everything here is an assumption. */
export const DEMAND = {
  models: 1_000_000,
  callsPerDay: 1_000_000_000,
  /** Busiest hour against the average. */
  peak: 3,
  /** Calls of one payer with one model: sets how many payments are first ones. */
  callsPerPair: 100,
  /** Calls of one payer with all models. */
  callsPerPayer: 500,
  modelBytes: 100_000_000,
  /** Way to a node and back, and what a visitor's line carries. */
  roundTripMs: 150,
  bytesPerSecond: 6_250_000,
  /** Requests of the funding sync under way at once. */
  fundingInFlight: 6,
  /** How long a first visit may take before somebody leaves. */
  patienceSeconds: 60,
} as const;

const MAX_SHARDS = 16;
const DAY_SECONDS = 86_400;
/** Simulated time: 20 minutes of commits. */
const SIMULATED_COMMITS = 4_800;

export const average = DEMAND.callsPerDay / DAY_SECONDS;
export const peak = average * DEMAND.peak;

export function commitMs(limits: Limits): number {
  return (30 * DAY_SECONDS * 1000) / limits.checkpointsPer30Days;
}

/** Estimated execution of a payment of one call, ms, as validators assume it before they have measured any. */
export function paymentMs(limits: Limits, payment: PaymentCost): number {
  return payment.commands * limits.commandMs;
}

export function shardRate(limits: Limits, payment: PaymentCost): number {
  return limits.objectUtilization / (paymentMs(limits, payment) / 1000);
}

export function queueOptions(
  limits: Limits,
  payment: PaymentCost,
  given: Pick<QueueOptions, 'rate' | 'callers'> & { seed: number },
): Omit<QueueOptions, 'shards'> {
  return {
    rate: given.rate,
    callers: given.callers,
    paymentMs: paymentMs(limits, payment),
    commitMs: commitMs(limits),
    utilization: limits.objectUtilization,
    burstMs: limits.objectBurstMs,
    deferralCommits: limits.deferralCommits,
    commits: SIMULATED_COMMITS,
    random: createRandom(given.seed),
  };
}

export interface HotRow {
  callers: string;
  shards: number;
  worstLoad: number;
  cancelled: number;
  p50Ms: number;
  p99Ms: number;
}

/** Work of a payment by its calls, as a straight line through the devnet's count for large ones: `base + each * calls`. */
function workOf({ payments }: Measured): (calls: number) => number {
  const [small, large] = payments.slice(-2) as [PaymentCost, PaymentCost];
  const each = (large.units - small.units) / (large.calls - small.calls);
  const base = small.units - each * small.calls;
  return (calls) => base + each * calls;
}

/** What a call costs its Meter shard when so many are paid for at once, against one paid for alone. */
export function batchCost(measured: Measured, calls: number): number {
  const work = workOf(measured);
  return work(calls) / (calls * work(1));
}

/** The most popular model at its busiest hour, by shards and kinds of callers. */
export function hotModel(limits: Limits, measured: Measured, payment: PaymentCost): HotRow[] {
  const rate = peak * shareOfRank(1, DEMAND.models);
  const busy = { batchAbove: 1 / rate, batchCost: batchCost(measured, 10) };
  const kinds: [string, Callers][] = [
    ['all alike', { count: Infinity }],
    ['100,000, Zipf', { count: 100_000 }],
    ['the same, busy ones pay for 10 at once', { count: 100_000, ...busy }],
    ['100, Zipf', { count: 100 }],
    ['the same, busy ones pay for 10 at once', { count: 100, ...busy }],
  ];
  return kinds.flatMap(([name, callers]) =>
    [4, 8, 12, 16].map((shards) => {
      const options = queueOptions(limits, payment, { rate, callers, seed: shards });
      const result = simulateQueue({ ...options, shards });
      return {
        callers: name,
        shards,
        worstLoad: result.worstLoad,
        cancelled: result.cancelled / result.arrived,
        p50Ms: waitQuantile(result, 0.5, commitMs(limits)),
        p99Ms: waitQuantile(result, 0.99, commitMs(limits)),
      };
    }),
  );
}

/** By rank of the model: calls a second at the busiest hour and the shards that carry them. */
export function shardsByRank(limits: Limits, payment: PaymentCost) {
  return [1, 2, 3, 5, 10, 20, 100, 10_000].map((rank) => {
    const rate = peak * shareOfRank(rank, DEMAND.models);
    const options = queueOptions(limits, payment, { rate, callers: { count: Infinity }, seed: rank });
    const zipf = queueOptions(limits, payment, { rate, callers: { count: 100_000 }, seed: rank });
    return {
      rank,
      rate,
      alike: shardsNeeded(options, MAX_SHARDS),
      uneven: shardsNeeded(zipf, MAX_SHARDS),
    };
  });
}

/** Models whose busiest hour needs more than so many shards, on average load alone. */
export function modelsAbove(limits: Limits, payment: PaymentCost, shards: number): number {
  return ranksAbove(shards * shardRate(limits, payment), peak, DEMAND.models);
}

export interface BatchRow {
  calls: number;
  first: boolean;
  /** MIST for each call, lowest computation the protocol charges. */
  gasLow: number;
  /** With computation as the devnet counts it. */
  gasCounted: number;
  netBytes: number;
  transactionBytes: number;
  eventBytes: number;
}

/** Commitments that fit into the one argument that carries them: 33 bytes each, and their number. */
export function mostCommitments(limits: Limits): number {
  return Math.floor((limits.pureArgumentBytes - 2) / 33);
}

export function batches(limits: Limits, { payments }: Measured): BatchRow[] {
  return payments.map((payment) => {
    const storage = (payment.storedBytes - payment.releasedBytes * limits.rebate) * limits.storagePrice;
    const units = Math.max(limits.lowestUnits, payment.units);
    return {
      calls: payment.calls,
      first: payment.first,
      gasLow: (limits.lowestUnits * limits.gasPrice + storage) / payment.calls,
      gasCounted: (units * limits.gasPrice + storage) / payment.calls,
      netBytes: payment.storedBytes - payment.releasedBytes,
      transactionBytes: payment.transactionBytes / payment.calls,
      eventBytes: payment.eventBytes / payment.calls,
    };
  });
}

/** Distinct models called in one checkpoint: so many address balances are settled at its end, however many calls. */
export function settledPerCheckpoint(limits: Limits): number {
  const calls = peak * (commitMs(limits) / 1000);
  let distinct = 0;
  for (let rank = 1; rank <= DEMAND.models; rank++) {
    distinct += 1 - Math.exp(-calls * shareOfRank(rank, DEMAND.models));
  }
  return distinct;
}

export interface SyncCost {
  calls: number;
  bytes: number;
  memoryBytes: number;
  /** Seconds of reading the calls from a full node, from GraphQL, and of asking where payers' first coins came from. */
  nodeSeconds: number;
  graphqlSeconds: number;
  fundingSeconds: number;
}

export interface Rates {
  /** On the wire, of one call. */
  wireBytes: number;
  memoryBytes: number;
  /** This machine's own work for one call, node included. */
  workMs: number;
}

/** A first visit to a market of so many calls. */
export function syncCost(limits: Limits, calls: number, rates: Rates): SyncCost {
  const bytes = calls * rates.wireBytes;
  const transfer = bytes / DEMAND.bytesPerSecond;
  const work = (calls * rates.workMs) / 1000;
  const trips = (page: number) => (Math.ceil(calls / page) * DEMAND.roundTripMs) / 1000;
  const payers = Math.ceil(calls / DEMAND.callsPerPayer);
  return {
    calls,
    bytes,
    memoryBytes: calls * rates.memoryBytes,
    nodeSeconds: trips(limits.eventsPage) + transfer + work,
    graphqlSeconds: trips(limits.graphqlPage) + transfer + work,
    fundingSeconds: (payers / DEMAND.fundingInFlight) * (DEMAND.roundTripMs / 1000),
  };
}

/** Most calls that a first visit can read within the patience of a visitor. */
export function callsWithinPatience(
  limits: Limits,
  rates: Rates,
  seconds: (cost: SyncCost) => number,
): number {
  let [low, high] = [1, 1e12];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (seconds(syncCost(limits, middle, rates)) <= DEMAND.patienceSeconds) low = middle;
    else high = middle;
  }
  return low;
}

/** Encoded bytes of a blob: 1,000 shards, each one primary and one secondary sliver, and the metadata. */
export function encodedBytes(bytes: number): number {
  const symbols = 334 * 667;
  const symbol = Math.floor((Math.max(bytes, 1) - 1) / symbols) + 1;
  const even = symbol + (symbol % 2);
  return 1_000 * (667 + 334) * even + 64_000_000;
}
