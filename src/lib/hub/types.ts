// What a page or an agent calls. Implemented in this folder; ports are handed in by the caller.
import type { VersionCheck } from '../blobs/cache/version-check.ts';
import type { DownloadView } from '../blobs/download-view.ts';
import type { RowCheckers } from '../blobs/rows/row-checker.ts';
import type { BlobEncoder, CachedModel, CacheSpace, KeyValueStore, StorageQuote } from '../blobs/types.ts';
import type { AuthorOperation } from '../chain/transactions.ts';
import type { Engine, LoadedModel, Provider, ProviderChoice } from '../infer/types.ts';
import type { Listing, MeterTotals, ModelVersion } from '../model/listing.ts';
import type { Manifest, ManifestExample, ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { MeasuredRun } from '../model/manifest-needs.ts';
import type { Pipeline } from '../model/manifest-pipeline.ts';
import type { NetworkConfig } from '../model/network.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Tensors } from '../model/tensor.ts';
import type { Wallet } from '../model/wallet.ts';
import type { BatchOptions, LockedBatch } from './batch-types.ts';
import type { CallOptions, LockedCall, PendingCall, UnlockedCall } from './call-types.ts';
import type { Streams } from './stream-types.ts';
import type { Market } from './market-types.ts';
import type { ExtensionQuote, StorageEnds, StorageLife } from './storage-types.ts';

export type { CheckedBy, DownloadView } from '../blobs/download-view.ts';
export type { OriginFailure, OriginProgress } from '../blobs/ranges/types.ts';
export type { VersionCheck } from '../blobs/cache/version-check.ts';
export type {
  BlobEncoder,
  CachedModel,
  CacheSpace,
  EncodedBlob,
  KeyValueStore,
  StorageQuote,
} from '../blobs/types.ts';

export interface HubPorts {
  network: NetworkConfig;
  engine: Engine;
  encoder: BlobEncoder;
  /** Verified model bytes, by content. */
  cache: KeyValueStore;
  /** What checks rows of a blob; in this thread where absent. */
  rows?: RowCheckers;
  /** Unfinished publications and paid calls. */
  drafts: KeyValueStore;
  /** Where the market is computed; in this thread where absent. */
  market?: Market;
  fetch?: typeof fetch;
}

interface Cancellable {
  signal?: AbortSignal;
}

export interface Page<T> {
  items: T[];
  /** Pass back for the next page; undefined at the end. */
  cursor?: number;
}

/** What the chain alone says of one version of a model. */
export interface ListedModel {
  listing: Listing;
  version: ModelVersion;
  /** Lifetime counters, over all versions. */
  totals: MeterTotals;
}

/** A listing with one version's verified manifest and the lifetime counters. */
export interface OpenModel extends ListedModel {
  manifest: Manifest;
  /** True if every byte of this version is in the cache. */
  cached: boolean;
}

export interface KeptFiles {
  paths: ReadonlySet<string>;
  /** When files of this version were last read and checked here. */
  checkedMs: number | undefined;
}

/** One file of a publication. */
export interface DraftFile {
  path: string;
  data: Blob;
}

/** Everything an author decides. Money in base units. */
export interface PublicationDraft {
  files: DraftFile[];
  entry: string;
  name: string;
  summary: string;
  task: string;
  runtime: Manifest['runtime'];
  /** More than one run of the entry's graph: its inputs and outputs are the pipeline's. */
  pipeline?: Pipeline;
  license?: string;
  /** At most 8 short words. */
  tags?: string[];
  source?: string;
  card?: string;
  inputs: ManifestInput[];
  outputs: ManifestOutput[];
  examples?: ManifestExample[];
  /** A run on the author's device: what callers may expect. */
  tried?: { shapes: Record<string, readonly number[]>; run: MeasuredRun };
  price: bigint;
  /** Coin type; SUI where absent. */
  coin?: string;
  /** Walrus epochs to store for, 1 to 53. */
  epochs: number;
  /** Meter shards, 1 to 16; 4 where absent. */
  shards?: number;
  /** Adds a version to this model instead of listing a new one. The cap must be in the wallet. */
  addTo?: { model: string };
}

/** What a model that is not published yet answered. */
export interface Trial {
  outputs: Tensors;
  provider: Provider;
  /** Why not the GPU, in a sentence, when `auto` fell back. */
  fallbackReason: string | undefined;
  /** e.g. `onnxruntime-web 1.30.0`. */
  runtime: string;
  /** Milliseconds; `load` only where this trial opened the model. */
  timings: { load?: number; run: number };
}

/** Network fees in MIST, as the network itself works them out; undefined where it could not be asked. */
export interface Fees {
  /** Of both signatures of a publication: buying storage and listing. The storage's WAL is not in it. */
  publish: bigint | undefined;
  /** Of one call, paid by the caller. */
  call: bigint | undefined;
}

export type PublishStep = 'encode' | 'register' | 'upload' | 'list' | 'done';

export type PublishProgress = {
  step: PublishStep;
  /** Which half of `encode`: SHA-256 of the files, then the blobs' content addresses. */
  doing?: 'hash' | 'encode';
  /** Bytes done of this step, or of that half of it, where that is known. */
  loaded?: number;
  total?: number;
  /** While the wallet is asked: which signature, of how many in all. */
  signing?: { number: number; of: number };
  /** What `register` and `list` pay, known before the first signature: exactly what they charge, fees aside. */
  cost?: PublicationCost;
};

/** Base units. */
export interface PublicationCost {
  /** WAL: for what is registered, and for what is stored already to last as long. */
  wal: bigint;
  /** WAL that it would cost more were none of it stored or paid for. */
  savedWal: bigint;
  /** Bytes that Walrus holds already: they are not uploaded. */
  storedBytes: number;
  /** MIST that the upload relay asks for. */
  tip: bigint;
}

/** What publishing costs at most: less where Walrus has some of it already, which is known once it is encoded. */
export interface PublicationQuote extends StorageQuote {
  /** Blobs that the files lie in. */
  parts: number;
  /** MIST that the upload relay asks for. */
  tip: bigint;
  signatures: number;
}

/** A publication that can be left and taken up again, also after a reload. */
export interface Publication {
  readonly id: string;
  readonly draft: PublicationDraft;
  /** The step that `run` will do next. */
  readonly step: PublishStep;
  readonly createdMs: number;
  /** Set once done. */
  readonly model?: string;
  readonly version?: number;
}

export interface Hub extends Streams {
  readonly network: NetworkConfig;
  /** Newest first. Works from object reads alone. */
  list(options?: Cancellable & { cursor?: number; limit?: number }): Promise<Page<Listing>>;
  /** Reads listing, version and counters from the chain; nothing from Walrus, so it works when storage has ended. */
  look(model: string, options?: Cancellable & { version?: number }): Promise<ListedModel>;
  /** Reads listing, version and verified manifest; of a model looked at, the manifest alone. */
  open(model: string | ListedModel, options?: Cancellable & { version?: number }): Promise<OpenModel>;
  /** Versions from `before`, exclusive, downwards: newest first, at most `limit` (20). */
  versions(
    listing: Listing,
    options?: Cancellable & { before?: number; limit?: number },
  ): Promise<ModelVersion[]>;
  /** Lifetime counters of a model. */
  totals(listing: Listing, options?: Cancellable): Promise<MeterTotals>;
  /** Verified files of a version, from cache or aggregators. With `paths`, of the parts that hold these alone. */
  files(
    model: OpenModel,
    options?: Cancellable & {
      paths?: readonly string[];
      onProgress?: (loaded: number, total: number) => void;
      /** As `onProgress`, with all there is to tell. */
      onView?: (view: DownloadView) => void;
      /** Of what is kept here, read and checked first. */
      onChecked?: (checked: number, total: number) => void;
    },
  ): Promise<Map<string, Blob>>;
  /** Which files of a version are kept on this device. Each was checked when it came, and is again when read. */
  kept(model: OpenModel): Promise<KeptFiles>;
  /** Downloads if needed and compiles, once; later calls of the same version and provider reuse it. */
  load(model: OpenModel, options?: CallOptions): Promise<LoadedModel>;
  /** Runs, commits and stops before the money. */
  call(model: string | OpenModel, inputs: Tensors, options?: CallOptions): Promise<LockedCall>;
  /**
   * Several calls of one model, run one after another and paid for in one transaction.
   *
   * @param inputs asked once for each number below `count`, when its turn comes
   * @throws HubError 'hub/batch-too-large'; as `call`
   */
  batch(
    model: OpenModel,
    count: number,
    inputs: (index: number) => Promise<Tensors>,
    options?: BatchOptions,
  ): Promise<LockedBatch>;
  /** Calls that were paid for, or may have been, and whose output was not shown or can still be bound. */
  pendingCalls(): Promise<PendingCall[]>;
  /**
   * What went into a pending call: to draw its answer over. Nothing is left of it once the answer was shown.
   *
   * @throws HubError 'hub/no-pending-call'
   */
  pendingInputs(id: string): Promise<Tensors>;
  /**
   * Finishes a pending call without paying again: the same inputs are run again and revealed.
   *
   * @throws PayError 'pay/refused' if the payment never took effect; it is forgotten then
   */
  recover(id: string, options?: CallOptions): Promise<UnlockedCall>;
  /** Gives the Workers of a model, or of all, back. */
  unload(model?: string): void;

  /**
   * Starts a publication and stores it, files included; nothing is signed yet.
   *
   * @throws HubError 'hub/draft-invalid' | 'hub/no-room'; InferError where callers could not open the model: 'infer/not-a-model' |
   * 'infer/truncated' | 'infer/unsupported-operator' | 'infer/missing-external-data'
   */
  draft(draft: PublicationDraft): Promise<Publication>;
  /**
   * Runs a model that is not published yet on this device, in the same engine that calls run in. Nothing is stored and
   * nothing is paid. The model stays loaded for the next trial of the same files.
   *
   * @throws TensorError if the inputs do not fit; InferError as `load` and `call`
   */
  tryDraft(
    draft: Pick<PublicationDraft, 'files' | 'runtime' | 'entry' | 'pipeline' | 'inputs' | 'outputs'>,
    inputs: Tensors,
    options?: Cancellable & { provider?: ProviderChoice; onProgress?: (step: 'load' | 'run') => void },
  ): Promise<Trial>;
  /** Gives the Workers of trials back. */
  endTrial(): void;
  /**
   * What publishing and calling would cost in network fees, by simulating such transactions for a wallet that holds
   * SUI. Never throws for lack of an answer.
   */
  fees(wallet: string, options?: Cancellable): Promise<Fees>;
  /**
   * Before anything is encoded. `manifestBytes` is an estimate of the description's length.
   *
   * @throws PackError 'pack/empty' | 'pack/too-large'; BlobError 'blobs/bad-term' | 'blobs/relay-unavailable' |
   * 'blobs/relay-answer'
   */
  publicationQuote(
    files: readonly { path: string; bytes: number }[],
    terms: { epochs: number; manifestBytes: number },
    options?: Cancellable,
  ): Promise<PublicationQuote>;
  /**
   * Runs a publication to its end from where it stands. Two signatures in all; one where everything is stored already;
   * where the upload relay asks for a tip, one for each blob it takes, and one to list.
   *
   * @throws PackError 'pack/unreadable'; BlobError of encoding, of the relay, 'blobs/insufficient-wal'; WalletError
   */
  publish(
    id: string,
    wallet: Wallet,
    options?: Cancellable & { onProgress?: (progress: PublishProgress) => void },
  ): Promise<Publication>;
  publications(): Promise<Publication[]>;
  /** Forgets an unfinished publication. Blobs already paid for stay on Walrus. */
  discard(id: string): Promise<void>;
  /** What storing these files would cost now. */
  storageQuote(sizes: number[], epochs: number, options?: Cancellable): Promise<StorageQuote>;

  /** Models whose cap this address holds. */
  owned(address: string, options?: Cancellable): Promise<OwnedModel[]>;
  /** One author operation, one signature. */
  update(owned: OwnedModel, change: AuthorOperation, wallet: Wallet, options?: Cancellable): Promise<void>;

  /** Coin objects plus address balance, base units. */
  balance(address: string, coin?: string, options?: Cancellable): Promise<bigint>;
  /** Asks the network's faucet for SUI (and local WAL). @throws ChainError 'chain/no-faucet' */
  requestFunds(address: string, options?: Cancellable): Promise<void>;

  /** What is truly called, paid for and earned. */
  readonly market: Market;

  /** How long a version's bytes stay on Walrus, blob by blob. */
  storage(version: ModelVersion, options?: Cancellable): Promise<StorageLife>;
  /** Of many models' head versions: a few requests for each fifty, at most `limit` (4) batches under way at once. */
  storageEnds(
    models: readonly Pick<Listing, 'id' | 'head'>[],
    options?: Cancellable & { limit?: number; onProgress?: (done: number) => void },
  ): Promise<StorageEnds>;
  /**
   * What `epochs` more would cost now, as `wallet` could pay for them.
   *
   * @throws BlobError 'blobs/expired' | 'blobs/term-too-long' | 'blobs/bad-term'
   */
  extensionQuote(
    life: StorageLife,
    epochs: number,
    options?: Cancellable & { wallet?: string },
  ): Promise<ExtensionQuote>;
  /**
   * Keeps all blobs of a version for longer, one signature: shared ones may be extended by anybody. Counts from the end
   * in `life`, so that asking again after a lost answer buys nothing twice. `atMost`: WAL agreed to, base units.
   *
   * @throws BlobError 'blobs/insufficient-wal' | 'blobs/term-too-long' | 'blobs/not-extendable' | 'blobs/expired' |
   * 'blobs/already-extended' | 'blobs/price-changed' | 'blobs/bad-term'
   */
  extendStorage(
    life: StorageLife,
    epochs: number,
    wallet: Wallet,
    options?: Cancellable & { atMost?: bigint },
  ): Promise<{ digest: string; wal: bigint }>;

  /** The SuiNS name an address calls itself, if that name points back to it. */
  nameOf(address: string, options?: Cancellable): Promise<string | undefined>;
  /** The address a SuiNS name points to. */
  addressOf(name: string, options?: Cancellable): Promise<string | undefined>;

  /**
   * Opening matches commitment, event exists on chain (a second RPC is asked when configured) and agrees; likewise what
   * is bound to it. What it proves then, `provenBy` tells.
   *
   * @throws ReceiptError; HubError 'hub/foreign-receipt' | 'hub/receipt-not-on-chain'
   */
  verifyReceipt(receipt: Receipt, options?: Cancellable): Promise<void>;

  /** What is cached, by model version, last used first. */
  cached(): Promise<CachedModel[]>;
  /** How much all cached models take, and what the browser grants. */
  cacheSpace(): Promise<CacheSpace>;
  /** Other cached models are removed where room is needed, least lately used first; a pinned one never is. */
  pin(manifestHash: string, pinned: boolean): Promise<void>;
  /** Reads and checks all that is cached of a version. What is damaged is removed; the next load brings it again. */
  checkCached(
    manifestHash: string,
    options?: Cancellable & { onProgress?: (checked: number, total: number) => void },
  ): Promise<VersionCheck>;
  /** Frees what no other cached version needs. Waits while it is being loaded, here or in another tab. */
  forget(manifestHash: string): Promise<void>;
}

export interface OwnedModel {
  cap: string;
  listing: Listing;
  totals: MeterTotals;
}

export type { AuthorOperation as AuthorChange } from '../chain/transactions.ts';
export type * from './batch-types.ts';
export type * from './call-types.ts';
export type * from './market-types.ts';
export type * from './storage-types.ts';
export type * from './stream-types.ts';
