// What the chain says about a model, as plain data. Money is base units of `coin`.

export interface Listing {
  /** Object ID of the model. */
  id: string;
  index: number;
  author: string;
  payout: string;
  /** Base units of `coin` per call; 0n is free. */
  price: bigint;
  /** Full coin type, normalised. */
  coin: string;
  active: boolean;
  /** Newest version number, from 1. */
  head: number;
  name: string;
  summary: string;
  task: string;
  runtime: string;
  /** SPDX identifier or a short name, as the author claims it; empty if none was given. */
  license: string;
  /** Short words to be found by, as the author gave them. */
  tags: string[];
  /** True if the head version's weights are sealed. */
  sealed: boolean;
  /** Bytes of the head version's pack. */
  bytes: number;
  /** Meter object IDs in shard order. */
  meters: string[];
  listedMs: number;
}

export interface ModelVersion {
  model: string;
  number: number;
  /** Walrus blob ID of the manifest, URL-safe base64. */
  manifestBlobId: string;
  /** SHA-256 of the manifest's bytes. */
  manifestHash: Uint8Array;
  /** Walrus blob IDs of the parts, in order. */
  partBlobIds: string[];
  bytes: number;
  sealed: boolean;
  createdMs: number;
}

/** Lifetime counters summed over a model's meters. Self-payments are counted apart, never in `calls`. */
export interface MeterTotals {
  calls: bigint;
  revenue: bigint;
  selfCalls: bigint;
  selfRevenue: bigint;
  payers: bigint;
}

/** One paid call as its on-chain event tells it. */
export interface CalledEvent {
  digest: string;
  model: string;
  version: number;
  payer: string;
  spender: string;
  payout: string;
  price: bigint;
  coin: string;
  commitment: Uint8Array;
  shard: number;
  sequence: bigint;
  isSelf: boolean;
  atMs: number;
}

/** Beside a `CalledEvent` of the same model, shard and sequence: that call was paid before it was run. */
export interface CallOpenedEvent {
  digest: string;
  model: string;
  shard: number;
  sequence: bigint;
  /** Object ID of the open call. Gone once the output is bound, or the call given up. */
  call: string;
}

/** What a call that was paid first answered, as its payer bound it: at most once for each. */
export interface OutputBoundEvent {
  digest: string;
  model: string;
  version: number;
  payer: string;
  spender: string;
  /** The commitment in its `CalledEvent`. */
  paid: Uint8Array;
  commitment: Uint8Array;
  shard: number;
  sequence: bigint;
  atMs: number;
}
