// How long a model's bytes stay on Walrus, and how anybody keeps them there for longer.

export interface StoredBlob {
  /** URL-safe base64. */
  blobId: string;
  /** 'manifest', or the index of the part. */
  role: 'manifest' | number;
  /** Object that pays for the storage; undefined where it could not be found (pruned history, foreign owner). */
  object?: {
    id: string;
    /** Shared: anybody may add funds and extend. Owned: only `owner` may extend. */
    access: { kind: 'shared'; funds: bigint } | { kind: 'owned'; owner: string };
    /** First Walrus epoch in which it is no longer stored. */
    endEpoch: number;
    /** Unencoded bytes. */
    bytes: number;
  };
}

/** Epochs by the clock; absent where the network does not keep them by the clock. */
export interface WalrusClock {
  epoch: number;
  epochStartMs: number;
  epochMs: number;
}

export interface StorageLife {
  model: string;
  version: number;
  /** Walrus epoch now. */
  epoch: number;
  clock?: WalrusClock;
  /** Soonest end over all blobs; undefined if any of them is unknown. */
  endEpoch?: number;
  endsMs?: number;
  /** The furthest end epoch the network allows now. */
  maxEndEpoch: number;
  blobs: StoredBlob[];
}

export interface ExtensionQuote {
  /** Base units of WAL, for all blobs up to the same end epoch; what is in shared blobs' funds already is taken off. */
  wal: bigint;
  /** First epoch no longer stored, after the extension. */
  endEpoch: number;
  endsMs?: number;
  /** Blobs this wallet may not extend: owned by others, or unknown. Nothing is charged unless empty. */
  blocked: StoredBlob[];
}

/** When the first blob of each model's head version ends. */
export interface StorageEnds {
  /** Walrus epoch now. */
  epoch: number;
  clock?: WalrusClock;
  /** By model: first epoch in which it is no longer whole; not after `epoch` where it has ended. Absent: unknown. */
  endEpochs: Map<string, number>;
}
