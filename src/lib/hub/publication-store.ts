// Unfinished publications on this device. The files are written once, apart from what changes with every step: of a
// large model that would be copied each time. Knows no network.
import { storeFailure } from '../blobs/cache/store-result.ts';
import type { BlobCertificate, EncodedBlob, KeyValueStore, RegisteredBlob } from '../blobs/types.ts';
import type { SignedTransaction } from '../chain/execute.ts';
import type { ModelNeeds } from '../model/manifest-needs.ts';
import type { ManifestFile } from '../model/manifest.ts';
import { HubError } from './errors.ts';
import type { DraftFile, Publication, PublicationDraft, PublishStep } from './types.ts';

export interface StoredPublication {
  id: string;
  draft: PublicationDraft;
  /** Read out of the files when the draft was made. */
  needs?: ModelNeeds;
  createdMs: number;
  step: PublishStep;
  /** The file table, once everything is hashed. */
  pack?: ManifestFile[];
  /** Of the parts, in their order; incomplete while they are being encoded. */
  parts?: EncodedBlob[];
  manifest?: { data: Blob; encoded: EncodedBlob };
  owner?: string;
  /** First Walrus epoch not paid for. Fixed when registering begins: epochs pass, and what was paid stays enough. */
  endEpoch?: number;
  /** Signed, maybe sent: the transaction of the current step. */
  signed?: SignedTransaction;
  /** The blob whose upload that transaction pays a tip for. */
  tipping?: string;
  /** Transactions that paid a relay for an upload, by blob ID. */
  tips?: Record<string, { digest: string; paidMs: number }>;
  registered?: RegisteredBlob[];
  /** Signatures given so far. */
  signatures?: number;
  certificates?: BlobCertificate[];
  model?: string;
  version?: number;
}

type Kept = Omit<StoredPublication, 'draft'> & { draft: Omit<PublicationDraft, 'files'> };

const PREFIX = 'publication/';
const FILES = 'publication-files/';

export interface PublicationStore {
  /** Writes the files too. @throws HubError 'hub/no-room' if the device does not keep them */
  begin(state: StoredPublication): Promise<StoredPublication>;
  save(state: StoredPublication): Promise<StoredPublication>;
  /** Forgets the files: they are on Walrus now. */
  finish(state: StoredPublication): Promise<StoredPublication>;
  /** @throws HubError 'hub/draft-missing' */
  find(id: string): Promise<StoredPublication>;
  list(): Promise<StoredPublication[]>;
  discard(id: string): Promise<void>;
}

export function createPublicationStore(store: KeyValueStore): PublicationStore {
  async function save(state: StoredPublication): Promise<StoredPublication> {
    const { files: _, ...draft } = state.draft;
    await store.set(PREFIX + state.id, { ...state, draft } satisfies Kept);
    return state;
  }

  async function read(id: string): Promise<StoredPublication | undefined> {
    const kept = await store.get<Kept>(PREFIX + id);
    if (!kept) return undefined;
    const files = (await store.get<DraftFile[]>(FILES + id)) ?? [];
    return { ...kept, draft: { ...kept.draft, files } };
  }

  async function discard(id: string): Promise<void> {
    await store.delete(PREFIX + id);
    await store.delete(FILES + id);
  }

  return {
    async begin(state) {
      try {
        await store.set(FILES + state.id, state.draft.files);
        return await save(state);
      } catch (cause) {
        await discard(state.id).catch(() => undefined);
        if (storeFailure(cause) !== 'full') throw cause;
        const bytes = state.draft.files.reduce((sum, { data }) => sum + data.size, 0);
        throw new HubError(
          'hub/no-room',
          'This device has no room to keep the files while they are published',
          {
            details: { bytes },
            cause,
          },
        );
      }
    },
    save,
    async finish(state) {
      const done = await save({ ...state, draft: { ...state.draft, files: [] } });
      await store.delete(FILES + state.id);
      return done;
    },
    async find(id) {
      const state = await read(id);
      if (state) return state;
      throw new HubError('hub/draft-missing', 'This publication is not stored here', { details: { id } });
    },
    async list() {
      const keys = (await store.keys()).filter((key) => key.startsWith(PREFIX));
      const states = await Promise.all(keys.map((key) => read(key.slice(PREFIX.length))));
      return states.filter((state) => state !== undefined);
    },
    discard,
  };
}

export function toPublication(state: StoredPublication): Publication {
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
