// Publications: encode, register, upload, list; stored after every step, so that a reload loses nothing and no step
// is paid twice.
import type { BlobTransactionHint } from '../blobs/blob-status.ts';
import type { Publisher } from '../blobs/publisher.ts';
import { rowGeometry } from '../blobs/rows/geometry.ts';
import { sidecarBytes } from '../blobs/rows/sidecar.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import { tipFor } from '../blobs/tip.ts';
import type { BlobEncoder, KeyValueStore } from '../blobs/types.ts';
import type { Chain } from '../chain/chain.ts';
import { FloeError } from '../errors.ts';
import { SUI_TYPE } from '../model/amount.ts';
import { layoutPack } from '../model/pack.ts';
import type { Wallet } from '../model/wallet.ts';
import { checkDraft, checkModel } from './draft.ts';
import { HubError } from './errors.ts';
import { createPublicationBlobs } from './publication-blobs.ts';
import { blobsOf, encodePublication, SIDECAR_FROM_BYTES, versionOf } from './publication-encode.ts';
import { lacksTip, needsUpload, registerPublication } from './publication-register.ts';
import { createSigning, type StepOptions } from './publication-signing.ts';
import { createPublicationStore, toPublication, type StoredPublication } from './publication-store.ts';
import type { Hub } from './types.ts';

export interface PublicationPorts {
  chain: Chain;
  publisher: Publisher;
  storage: BlobStorage;
  encoder: BlobEncoder;
  store: KeyValueStore;
  /** Where content that somebody else published may be found. */
  hint?: BlobTransactionHint;
  /** The largest part of a pack; 512 MiB where absent. */
  partBytes?: number | undefined;
  now?: () => number;
}

export function createPublications(
  ports: PublicationPorts,
): Pick<Hub, 'draft' | 'publish' | 'publications' | 'publicationQuote' | 'discard'> {
  const { chain, publisher, encoder, partBytes, now = Date.now } = ports;
  const store = createPublicationStore(ports.store);
  const { save } = store;
  const paid = createPublicationBlobs(ports);
  const signing = createSigning(chain, save);

  async function upload(state: StoredPublication, options: StepOptions): Promise<StoredPublication> {
    const abortable = options.signal ? { signal: options.signal } : {};
    const registered = new Map(state.registered!.map((blob) => [blob.blobId, blob]));
    const toSend = blobsOf(state).filter(({ encoded }) => !registered.get(encoded.blobId)!.certified);
    const missing = toSend.filter(({ encoded: { blobId } }) =>
      needsUpload(state, registered.get(blobId), blobId),
    );
    // The relay, or what it asks for, may be another than when the storage was bought.
    const relay = missing.length > 0 ? await publisher.relayTip(abortable) : undefined;
    if (relay && missing.some(({ encoded }) => lacksTip(state, now())(encoded))) {
      return save({ ...state, step: 'register' });
    }
    const total = toSend.reduce((sum, { data }) => sum + data.size, 0);
    let before = total - missing.reduce((sum, { data }) => sum + data.size, 0);
    for (const { data, encoded } of missing) {
      const { blobId, nonce } = encoded;
      const start = before;
      const tip = relay && { digest: state.tips![blobId]!.digest, nonce };
      const certificate = await publisher.upload(
        { bytes: data, registered: registered.get(blobId)!, ...(tip ? { tip } : {}) },
        {
          ...abortable,
          onProgress: (sent) => options.onProgress?.({ step: 'upload', loaded: start + sent, total }),
        },
      );
      state = await save({ ...state, certificates: [...(state.certificates ?? []), certificate] });
      before += data.size;
      options.onProgress?.({ step: 'upload', loaded: before, total });
    }
    return save({ ...state, step: 'list' });
  }

  async function list(
    begun: StoredPublication,
    wallet: Wallet,
    options: StepOptions,
  ): Promise<StoredPublication> {
    const { draft } = begun;
    const abortable = options.signal ? { signal: options.signal } : {};
    const target = draft.addTo && (await capOf(draft.addTo.model, wallet, options));
    const finished = await signing.finish(begun, options);
    let { state, executed } = finished;
    if (!executed) {
      const request = { state, wallet, of: (state.signatures ?? 0) + 1, build };
      ({ state, executed } = await signing.sign(request, options));
    }
    const model = target ? target.model : chain.listedModel(executed);
    const version = target ? (await chain.get(model)).head : 1;
    const { id, createdMs } = state;
    return store.finish({ id, createdMs, draft, step: 'done', model, version });

    async function build() {
      const tx = chain.newTransaction();
      const { registered, certificates = [], endEpoch } = state;
      await paid.addToListing(
        tx,
        { owner: wallet.address, registered: registered!, certificates, endEpoch: endEpoch! },
        abortable,
      );
      const described = await versionOf(state);
      if (target) chain.addVersion(tx, target, described);
      else {
        const { name, summary, task, runtime, license = '', tags = [], price } = draft;
        const { coin = SUI_TYPE, shards = 4 } = draft;
        const listing = { name, summary, task, runtime, license, tags, price, coin, shards };
        chain.addListing(tx, described, listing, wallet.address);
      }
      return tx;
    }
  }

  async function capOf(model: string, wallet: Wallet, { signal }: StepOptions) {
    const caps = await chain.owned(wallet.address, signal ? { signal } : {});
    const cap = caps.find((candidate) => candidate.model === model);
    if (!cap)
      throw new HubError('hub/no-cap', 'This wallet does not control that model', { details: { model } });
    return cap;
  }

  function next(state: StoredPublication, wallet: Wallet, options: StepOptions): Promise<StoredPublication> {
    if (state.step === 'encode') return encodePublication({ encoder, partBytes, save }, state, options);
    if (state.step === 'register') {
      return registerPublication({ publisher, paid, signing, save, now }, state, wallet, options);
    }
    if (state.step === 'upload') return upload(state, options);
    return list(state, wallet, options).catch((error: unknown) => stepBack(error, state.id));
  }

  /**
   * Certificates are good for one Walrus epoch: of blobs whose has passed, the upload is done again. What somebody else
   * stored may have ended: it is bought then.
   */
  async function stepBack(error: unknown, id: string): Promise<StoredPublication> {
    if (!(error instanceof FloeError)) throw error;
    const state = await store.find(id);
    const gone = new Set(error.details?.['blobIds'] as string[] | undefined);
    const isGone = ({ blobId }: { blobId: string }) => gone.has(blobId);
    const { certificates = [], registered = [] } = state;
    if (error.code === 'blobs/certificate-expired') {
      return save({ ...state, certificates: certificates.filter((one) => !isGone(one)), step: 'upload' });
    }
    if (error.code !== 'blobs/expired') throw error;
    return save({ ...state, registered: registered.filter((one) => !isGone(one)), step: 'register' });
  }

  return {
    async draft(draft) {
      checkDraft(draft);
      const needs = await checkModel(draft);
      const id = crypto.randomUUID();
      return toPublication(await store.begin({ id, draft, needs, createdMs: Date.now(), step: 'encode' }));
    },
    async publicationQuote(files, { epochs, manifestBytes }, options = {}) {
      try {
        const places = layoutPack([...files], partBytes === undefined ? {} : { maxPartBytes: partBytes });
        const sizes: number[] = [];
        for (const piece of places.flatMap(({ pieces }) => pieces)) {
          sizes[piece.part] = piece.offset + piece.bytes;
        }
        const sidecars = sizes
          .filter((bytes) => bytes >= SIDECAR_FROM_BYTES)
          .reduce((sum, bytes) => sum + sidecarBytes(rowGeometry(bytes)), 0);
        const all = [manifestBytes + sidecars, ...sizes];
        const [quote, relay] = await Promise.all([
          publisher.storageQuote(all, epochs, options),
          publisher.relayTip(options),
        ]);
        const tip = relay ? all.reduce((sum, bytes) => sum + tipFor(relay, bytes), 0n) : 0n;
        return { ...quote, parts: sizes.length, tip, signatures: (relay ? all.length : 1) + 1 };
      } catch (error) {
        throw chain.explain(error);
      }
    },
    async publish(id, wallet, options = {}) {
      let state = await store.find(id);
      if (state.owner && state.owner !== wallet.address) {
        throw new HubError('hub/other-wallet', 'Another wallet began this publication', {
          details: { owner: state.owner },
        });
      }
      while (state.step !== 'done') {
        options.signal?.throwIfAborted();
        options.onProgress?.({ step: state.step });
        try {
          state = await next(state, wallet, options);
        } catch (error) {
          options.signal?.throwIfAborted();
          throw chain.explain(error);
        }
      }
      options.onProgress?.({ step: 'done' });
      return toPublication(state);
    },
    publications: async () =>
      (await store.list()).map(toPublication).sort((a, b) => b.createdMs - a.createdMs),
    discard: store.discard,
  };
}
