// What a market must be to be loaded: plain data in the order of time. Who made it up is not known here.

export interface SeedCall {
  model: string;
  version: number;
  payer: string;
  payout: string;
  price: bigint;
  /** 32 bytes. */
  commitment: Uint8Array;
  shard: number;
  atMs: number;
}

export interface SeedTransfer {
  from: string;
  to: string;
  amount: bigint;
  atMs: number;
}

export interface SeedVersion {
  number: number;
  manifest: bigint;
  manifestHash: Uint8Array;
  parts: readonly bigint[];
  bytes: number;
  /** Seal-encrypted data key; absent for open weights. */
  sealedKey?: Uint8Array;
}

export type SeedChange = { readonly atMs: number } & (
  | { readonly kind: 'listed'; readonly author: string; readonly price: bigint }
  | { readonly kind: 'version'; readonly number: number }
  | { readonly kind: 'price'; readonly from: bigint; readonly to: bigint }
  | { readonly kind: 'active'; readonly active: boolean }
  | { readonly kind: 'payout'; readonly from: string; readonly to: string }
  | { readonly kind: 'hand-over'; readonly from: string; readonly to: string }
);

export interface SeedListing {
  id: string;
  cap: string;
  name: string;
  summary: string;
  task: string;
  runtime: string;
  license: string;
  /** At most 8, each 1 to 32 bytes, none twice. */
  tags: readonly string[];
  /** Ids in shard order. */
  meters: readonly string[];
  versions: readonly SeedVersion[];
  /** Oldest first, beginning with `listed`. */
  changes: readonly SeedChange[];
}

/** Priced in SUI. No two happenings share a millisecond, and nobody but the exchanges spends what they do not have. */
export interface SeedMarket {
  startMs: number;
  /** Addresses the faucet fills before the market opens. */
  exchanges: readonly string[];
  /** In order of listing. */
  listings: readonly SeedListing[];
  transfers: readonly SeedTransfer[];
  callCount: number;
  calls(): Iterable<SeedCall>;
}

export class SeedError extends Error {
  override name = 'SeedError';
  constructor(
    readonly code: 'seed/no-contract' | 'seed/clock-past-market' | 'seed/unfunded' | 'seed/bad-order',
    message: string,
  ) {
    super(message);
  }
}
