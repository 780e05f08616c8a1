// Publications: encode, register, upload, list; stored after every step, so that a reload loses nothing and no step
// is paid twice. A signed transaction is stored before it is sent and finished before another is made.
import type { Publisher } from '../blobs/publisher.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import type {
  BlobCertificate,
  BlobEncoder,
  EncodedBlob,
  KeyValueStore,
  RegisteredBlob,
} from '../blobs/types.ts';
import type { Chain } from '../chain/chain.ts';
import type { ExecutedTransaction, SignedTransaction } from '../chain/execute.ts';
import { FloeError } from '../errors.ts';
import { SUI_TYPE } from '../model/amount.ts';
import { hashBlob } from '../model/blob-hash.ts';
import { toHex } from '../model/hex.ts';
import { manifestBlob, manifestLine } from '../model/manifest-blob.ts';
import { checkManifest } from '../model/manifest.ts';
import { packFiles } from '../model/pack.ts';
import type { Wallet } from '../model/wallet.ts';
import { checkDraft, checkModel } from './draft.ts';
import { HubError } from './errors.ts';
import { createPublicationBlobs } from './publication-blobs.ts';
import type { Hub, Publication, PublicationDraft, PublishProgress, PublishStep } from './types.ts';

interface Stored {
  id: string;
  draft: PublicationDraft;
  createdMs: number;
  step: PublishStep;
  /** Manifest first, then the parts. */
  blobs?: { data: Blob; encoded: EncodedBlob }[];
  owner?: string;
  /** First Walrus epoch not paid for. Fixed when registering begins: epochs pass, and what was paid stays enough. */
  endEpoch?: number;
  /** Signed, maybe sent: the transaction of the current step. */
  signed?: SignedTransaction;
  registered?: RegisteredBlob[];
  certificates?: BlobCertificate[];
  model?: string;
  version?: number;
}

export interface PublicationPorts {
  chain: Chain;
  publisher: Publisher;
  storage: BlobStorage;
  encoder: BlobEncoder;
  store: KeyValueStore;
}

interface StepOptions {
  signal?: AbortSignal;
  onProgress?: (progress: PublishProgress) => void;
}

const PREFIX = 'publication/';
/** Smaller parts are read in one piece and need no proof of their rows. */
const SIDECAR_FROM_BYTES = 8 * 1024 * 1024;

export function createPublications(
  ports: PublicationPorts,
): Pick<Hub, 'draft' | 'publish' | 'publications' | 'discard'> {
  const { chain, publisher, storage, encoder, store } = ports;
  const paid = createPublicationBlobs({ chain, publisher, storage });

  const save = async (state: Stored) => {
    await store.set(PREFIX + state.id, state);
    return state;
  };

  async function encode(state: Stored, { signal, onProgress }: StepOptions): Promise<Stored> {
    const { draft } = state;
    const abortable = signal ? { signal } : {};
    onProgress?.({ step: 'encode' });
    const pack = await packFiles(draft.files, abortable);
    const parts: NonNullable<Stored['blobs']> = [];
    for (const data of pack.parts) {
      parts.push({ data, encoded: await encoder.encode(data, abortable) });
    }
    const manifest = checkManifest({
      format: 'floe-manifest/1',
      runtime: draft.runtime,
      entry: draft.entry,
      task: draft.task,
      license: draft.license,
      source: draft.source,
      card: draft.card ?? '',
      parts: await Promise.all(parts.map(describePart)),
      files: pack.files,
      inputs: draft.inputs,
      outputs: draft.outputs,
      examples: draft.examples ?? [],
    });
    const data = manifestBlob(
      manifest,
      parts.flatMap(({ encoded }, index) => (manifest.parts[index]!.sidecar ? [encoded.sidecar] : [])),
    );
    const blobs = [{ data, encoded: await encoder.encode(data, abortable) }, ...parts];
    return save({ ...state, blobs, step: 'register' });
  }

  async function register(state: Stored, wallet: Wallet, options: StepOptions): Promise<Stored> {
    const blobs = state.blobs!.map((blob) => blob.encoded);
    const abortable = options.signal ? { signal: options.signal } : {};
    // What this wallet already paid for, in a try whose record was lost or for another model, is not paid again.
    const endEpoch = state.endEpoch ?? (await publisher.endEpoch(state.draft.epochs));
    state = await save({ ...state, endEpoch });
    const known = await paid.find(wallet.address, blobs, endEpoch, abortable);
    const missing = blobs.filter(({ blobId }) => !known.has(blobId));
    if (state.signed || missing.length > 0) {
      const { executed, stored } = await once(state, wallet, options, () =>
        publisher.registerTransaction(
          { blobs: missing, epochs: state.draft.epochs, owner: wallet.address },
          abortable,
        ),
      );
      state = stored;
      const fresh = blobs.filter(({ blobId }) => !known.has(blobId));
      const created = await publisher.registeredBy(executed.digest, fresh, abortable);
      for (const [blobId, blob] of created) known.set(blobId, blob);
    }
    const { signed: _, ...rest } = state;
    return save({ ...rest, owner: wallet.address, registered: [...known.values()], step: 'upload' });
  }

  async function upload(state: Stored, options: StepOptions): Promise<Stored> {
    const total = state.blobs!.reduce((sum, { data }) => sum + data.size, 0);
    let before = 0;
    for (const { data, encoded } of state.blobs!) {
      const registered = state.registered!.find(({ blobId }) => blobId === encoded.blobId)!;
      const certificates: BlobCertificate[] = state.certificates ?? [];
      const done = registered.certified || certificates.some(({ blobId }) => blobId === encoded.blobId);
      if (!done) {
        const start = before;
        const certificate = await publisher.upload(
          { bytes: data, registered },
          {
            ...(options.signal ? { signal: options.signal } : {}),
            onProgress: (sent) => options.onProgress?.({ step: 'upload', loaded: start + sent, total }),
          },
        );
        state = await save({ ...state, certificates: [...certificates, certificate] });
      }
      before += data.size;
      options.onProgress?.({ step: 'upload', loaded: before, total });
    }
    return save({ ...state, step: 'list' });
  }

  async function list(state: Stored, wallet: Wallet, options: StepOptions): Promise<Stored> {
    const { draft } = state;
    const [manifest, ...parts] = state.blobs!;
    const target = draft.addTo && (await capOf(draft.addTo.model, wallet, options));
    const { executed, stored } = await once(state, wallet, options, async () => {
      const tx = chain.newTransaction();
      await paid.addToListing(
        tx,
        { owner: wallet.address, registered: state.registered!, certificates: state.certificates ?? [] },
        options.signal ? { signal: options.signal } : {},
      );
      const version = {
        manifestBlobId: manifest!.encoded.blobId,
        manifestHash: await hashBlob(await manifestLine(manifest!.data)),
        partBlobIds: parts.map(({ encoded }) => encoded.blobId),
        bytes: parts.reduce((sum, { data }) => sum + data.size, 0),
      };
      if (target) chain.addVersion(tx, target, version);
      else {
        const { name, summary, task, runtime, license = '', tags = [], price } = draft;
        const { coin = SUI_TYPE, shards = 4 } = draft;
        const listing = { name, summary, task, runtime, license, tags, price, coin, shards };
        chain.addListing(tx, version, listing, wallet.address);
      }
      return tx;
    });
    const model = target ? target.model : chain.listedModel(executed);
    const version = target ? (await chain.get(model)).head : 1;
    // Done: the files are on Walrus now, and need not be kept here too.
    return save({
      id: stored.id,
      createdMs: stored.createdMs,
      draft: { ...draft, files: [] },
      step: 'done',
      model,
      version,
    });
  }

  async function capOf(model: string, wallet: Wallet, { signal }: StepOptions) {
    const caps = await chain.owned(wallet.address, signal ? { signal } : {});
    const cap = caps.find((candidate) => candidate.model === model);
    if (!cap)
      throw new HubError('hub/no-cap', 'This wallet does not control that model', { details: { model } });
    return cap;
  }

  /** Signs and executes the step's transaction, or finishes the one an earlier try signed. */
  async function once(
    state: Stored,
    wallet: Wallet,
    options: StepOptions,
    build: () => Promise<ReturnType<Chain['newTransaction']>>,
  ): Promise<{ executed: ExecutedTransaction; stored: Stored }> {
    const signal = options.signal ? { signal: options.signal } : {};
    let { signed } = state;
    if (signed) {
      try {
        return { executed: await chain.executor.submit(signed, signal), stored: state };
      } catch (error) {
        if (mayStillHappen(error)) throw error;
        // Refused for good: forget it and sign anew.
        const { signed: _, ...unsigned } = state;
        state = await save(unsigned);
      }
    }
    options.onProgress?.({ step: state.step, signing: true });
    signed = await chain.executor.sign(wallet, await build(), signal);
    options.onProgress?.({ step: state.step });
    const stored = await save({ ...state, owner: wallet.address, signed });
    return { executed: await chain.executor.submit(signed, signal), stored };
  }

  async function find(id: string): Promise<Stored> {
    const state = await store.get<Stored>(PREFIX + id);
    if (!state)
      throw new HubError('hub/draft-missing', 'This publication is not stored here', { details: { id } });
    return state;
  }

  return {
    async draft(draft) {
      checkDraft(draft);
      await checkModel(draft);
      const id = crypto.randomUUID();
      return toPublication(await save({ id, draft, createdMs: Date.now(), step: 'encode' }));
    },
    async publish(id, wallet, options = {}) {
      let state = await find(id);
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
    async publications() {
      const keys = (await store.keys()).filter((key) => key.startsWith(PREFIX));
      const states = await Promise.all(keys.map((key) => store.get<Stored>(key)));
      return states
        .filter((state) => state !== undefined)
        .map(toPublication)
        .sort((a, b) => b.createdMs - a.createdMs);
    },
    discard: (id) => store.delete(PREFIX + id),
  };

  function next(state: Stored, wallet: Wallet, options: StepOptions): Promise<Stored> {
    if (state.step === 'encode') return encode(state, options);
    if (state.step === 'register') return register(state, wallet, options);
    if (state.step === 'upload') return upload(state, options);
    return list(state, wallet, options).catch((error: unknown) => uploadAgain(error, state));
  }

  /** Certificates are good for one Walrus epoch: where it has passed, only the upload is done again. */
  async function uploadAgain(error: unknown, state: Stored): Promise<Stored> {
    if (!(error instanceof FloeError) || error.code !== 'blobs/certificate-expired') throw error;
    const { certificates: _, ...rest } = state;
    return save({ ...rest, step: 'upload' });
  }
}

async function describePart({ data, encoded }: { data: Blob; encoded: EncodedBlob }) {
  const { blobId, sidecar } = encoded;
  const part = { blobId, bytes: data.size };
  if (data.size < SIDECAR_FROM_BYTES) return part;
  const sha256 = toHex(await hashBlob(new Blob([sidecar])));
  return { ...part, sidecar: { bytes: sidecar.length, sha256 } };
}

function mayStillHappen(error: unknown): boolean {
  if (!(error instanceof FloeError)) return true;
  return error.code === 'chain/unreachable' || error.code === 'chain/unconfirmed';
}

function toPublication(state: Stored): Publication {
  const { id, draft, step, createdMs, model, version } = state;
  return {
    id,
    draft,
    step,
    createdMs,
    ...(model === undefined ? {} : { model }),
    ...(version === undefined ? {} : { version }),
  };
}
