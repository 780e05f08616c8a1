// The one object a page or an agent holds: every part composed over one network.
import { createAggregatorPool } from '../blobs/aggregator-pool.ts';
import { createMetadataProofs } from '../blobs/metadata-proofs.ts';
import { createRangeReader } from '../blobs/ranges/range-reader.ts';
import { createReader } from '../blobs/reader.ts';
import { createBlobStatus } from '../blobs/blob-status.ts';
import { createPublisher } from '../blobs/publisher.ts';
import { createCommitteeNodes } from '../blobs/storage-nodes.ts';
import { createBlobStorage } from '../blobs/storage.ts';
import { createWeights } from '../blobs/weights.ts';
import { createChain, type Chain } from '../chain/chain.ts';
import { createNames } from '../chain/names.ts';
import { SUI_TYPE } from '../model/amount.ts';
import { runBatch } from './batch.ts';
import { recoverCall, runCall, type CallContext } from './call.ts';
import { createEnginePool, loadableOf } from './engines.ts';
import { HubError } from './errors.ts';
import { createLazyMarket } from './lazy-market.ts';
import { createPendingCalls } from './pending.ts';
import { createFees } from './fees.ts';
import { createPublications } from './publications.ts';
import { createModelStorage } from './storage.ts';
import { resumeStream, runStream } from './stream.ts';
import { bindOutputs, giveUpCall } from './stream-binding.ts';
import { createTrials } from './trial.ts';
import { verifyReceipt } from './verify-receipt.ts';
import type { CallOptions, Hub, HubPorts, ListedModel, OpenModel } from './types.ts';

const PAGE = 24;
const VERSIONS = 20;

/**
 * Opens a network. Nothing is asked of it yet.
 *
 * @throws ChainError 'chain/not-deployed' when the network has no contract configured
 * @example
 * const hub = createHub({ network, engine, encoder, cache, drafts });
 * const locked = await hub.call(modelId, { x: { dtype: 'float32', shape: [1], data: new Float32Array([1]) } });
 * const { outputs, receipt } = await locked.pay(wallet);
 */
export function createHub(ports: HubPorts): Hub {
  const { network } = ports;
  const fetching = ports.fetch ? { fetch: ports.fetch } : {};
  const chain: Chain = createChain(network, fetching);
  const aggregators = createAggregatorPool(network.aggregators);
  const reader = createReader({ aggregators, ...fetching });
  const { storageNodes: named } = network;
  const storageNodes = named
    ? async () => named
    : createCommitteeNodes({ suiClient: chain.rpc, walrus: network.walrus });
  const weights = createWeights({
    reader,
    readRanges: createRangeReader({ aggregators, ...fetching }),
    proofOf: createMetadataProofs({ storageNodes, ...fetching }),
    ...(ports.rows ? { rows: ports.rows } : {}),
    store: ports.cache,
  });
  const publisher = createPublisher({
    suiClient: chain.rpc,
    walrus: network.walrus,
    relay: network.relay,
    ...fetching,
  });
  const engines = createEnginePool(ports.engine);
  const blobStorage = createBlobStorage({ suiClient: chain.rpc, walrus: network.walrus });
  const modelStorage = createModelStorage(chain, blobStorage);
  const publications = createPublications({
    chain,
    publisher,
    storage: blobStorage,
    encoder: ports.encoder,
    store: ports.drafts,
    partBytes: network.partBytes,
    hint: createBlobStatus({ storageNodes, ...fetching }),
  });

  async function look(
    id: string,
    options: { signal?: AbortSignal; version?: number } = {},
  ): Promise<ListedModel> {
    const abortable = options.signal ? { signal: options.signal } : {};
    const listing = await chain.get(id, abortable);
    const [version, totals] = await Promise.all([
      chain.version(listing, options.version ?? listing.head, abortable),
      chain.totals(listing, abortable),
    ]);
    return { listing, version, totals };
  }

  async function open(
    model: string | ListedModel,
    options: { signal?: AbortSignal; version?: number } = {},
  ): Promise<OpenModel> {
    const { listing, version, totals } = typeof model === 'string' ? await look(model, options) : model;
    const manifest = await weights.manifest(version, options.signal ? { signal: options.signal } : {});
    return { listing, version, manifest, totals, cached: await weights.isCached(manifest) };
  }

  const files: Hub['files'] = async (model, options = {}) => {
    if (model.version.sealed) throw new HubError('hub/sealed', 'Sealed models cannot be opened yet');
    const loaded = await weights.load(model.version, model.manifest, {
      name: model.listing.name,
      ...options,
    });
    return loaded.files;
  };

  const load: Hub['load'] = (model, options = {}) => {
    const { provider = 'auto', signal, onProgress } = options;
    const fetchFiles = async () => {
      const found = await files(model, {
        ...(signal ? { signal } : {}),
        onChecked: (loaded, total) => onProgress?.({ step: 'check', loaded, total }),
        onView: (view) => onProgress?.({ step: 'download', loaded: view.loaded, total: view.total, view }),
      });
      onProgress?.({ step: 'load' });
      return found;
    };
    return engines.load(loadableOf(model), provider, fetchFiles, signal);
  };

  const pending = createPendingCalls(ports.drafts, network.network);
  const context: CallContext = {
    chain,
    network: network.network,
    pending,
    load: async (target, options) => load(target, options),
  };

  const openVersion = (options: { signal?: AbortSignal }) => (model: string, version: number) =>
    open(model, { ...(options.signal ? { signal: options.signal } : {}), version });

  return {
    network,
    look,
    open,
    async versions(listing, { before = listing.head + 1, limit = VERSIONS, ...options } = {}) {
      const count = Math.max(0, Math.min(limit, before - 1));
      const numbers = Array.from({ length: count }, (_, i) => before - 1 - i);
      return Promise.all(numbers.map((number) => chain.version(listing, number, options)));
    },
    files,
    kept: ({ version, manifest }) => weights.kept(version, manifest),
    load,
    totals: (listing, options) => chain.totals(listing, options),
    list: ({ limit = PAGE, ...options } = {}) => chain.list({ limit, ...options }),
    async call(model, inputs, options: CallOptions = {}) {
      const opened = typeof model === 'string' ? await open(model, options) : model;
      return runCall(context, opened, inputs, options);
    },
    batch: (model, count, inputs, options = {}) => runBatch(context, model, count, inputs, options),
    async stream(model, inputs, options) {
      const opened = typeof model === 'string' ? await open(model, options) : model;
      return runStream(context, opened, inputs, options);
    },
    resumeStream: (id, options = {}) => resumeStream(context, id, openVersion(options), options),
    bindOutputs: (ids, wallet, options = {}) => bindOutputs(context, ids, wallet, options),
    giveUpCall: (id, wallet, options = {}) => giveUpCall(context, id, wallet, options),
    pendingCalls: pending.list,
    pendingInputs: async (id) => (await pending.get(id)).inputs,
    recover: (id, options: CallOptions = {}) => recoverCall(context, id, openVersion(options), options),
    unload: engines.unload,

    ...publications,
    ...createTrials(engines),
    fees: createFees(chain, publisher, ports.encoder),
    async storageQuote(sizes, epochs, options) {
      try {
        return await publisher.storageQuote(sizes, epochs, options);
      } catch (error) {
        throw chain.explain(error);
      }
    },

    ...modelStorage,

    async owned(address, options = {}) {
      const caps = await chain.owned(address, options);
      const listings = await chain.getMany(
        caps.map(({ model }) => model),
        options,
      );
      const totals = await Promise.all(listings.map((listing) => chain.totals(listing, options)));
      return listings.map((listing, index) => ({
        cap: caps.find(({ model }) => model === listing.id)!.cap,
        listing,
        totals: totals[index]!,
      }));
    },
    async update(owned, change, wallet, options) {
      await chain.update(wallet, { model: owned.listing.id, cap: owned.cap }, change, options);
    },

    balance: (address, coin = SUI_TYPE, options) => chain.balance(address, coin, options),
    requestFunds: (address) => chain.requestFunds(address),

    verifyReceipt: (receipt, options = {}) =>
      verifyReceipt(receipt, {
        network: network.network,
        package: chain.packageId,
        callEvents: (digest) => chain.callEvents(digest, options),
      }),

    ...createNames(chain.rpc),

    market:
      ports.market ??
      createLazyMarket(async () => {
        const { createMarket } = await import('./market.ts');
        const { storageEnds } = modelStorage;
        return createMarket({ chain, network, store: ports.cache, storageEnds, ...fetching });
      }),

    cached: weights.cached,
    cacheSpace: weights.space,
    pin: weights.pin,
    checkCached: weights.check,
    forget: weights.forget,
  };
}
