// How long models stay on Walrus, and keeping them there for longer. Composes chain and blobs.
import { epochBeginsMs, type EpochClock } from '../blobs/clock.ts';
import { BlobError } from '../blobs/errors.ts';
import { planExtension, type ExtensionPlan } from '../blobs/extension.ts';
import type { StorageObject } from '../blobs/storage-objects.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import type { Chain } from '../chain/chain.ts';
import { createObjectFinder } from './storage-objects.ts';
import type { StorageLife, StoredBlob } from './storage-types.ts';
import type { Hub } from './types.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export type ModelStorage = Pick<Hub, 'storage' | 'storageEnds' | 'extensionQuote' | 'extendStorage'>;

/** Models per batch: their versions, and then their objects, fit a few requests. */
const BATCH = 50;

export function createModelStorage(chain: Chain, storage: BlobStorage): ModelStorage {
  const finder = createObjectFinder(chain, storage);
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw chain.explain(error);
    }
  };

  async function life(...[version, options = {}]: Parameters<Hub['storage']>): Promise<StorageLife> {
    const [{ epoch, maxEndEpoch, clock }, objects] = await Promise.all([
      storage.terms(options),
      finder.ofVersion(version.model, version.number, options),
    ]);
    const describe = (blobId: string, role: StoredBlob['role']): StoredBlob => {
      const object = objects.get(blobId);
      return { blobId, role, ...(object ? { object: toStored(object) } : {}) };
    };
    const blobs = [
      describe(version.manifestBlobId, 'manifest'),
      ...version.partBlobIds.map((blobId, index) => describe(blobId, index)),
    ];
    const ends = blobs.map((blob) => blob.object?.endEpoch);
    const endEpoch = ends.includes(undefined) ? undefined : Math.min(...(ends as number[]));
    return {
      model: version.model,
      version: version.number,
      epoch,
      maxEndEpoch,
      blobs,
      ...(clock ? { clock } : {}),
      ...(endEpoch === undefined ? {} : { endEpoch }),
      ...(clock && endEpoch !== undefined ? { endsMs: epochBeginsMs(clock, endEpoch) } : {}),
    };
  }

  /** From the objects as they are now: what was shown may be minutes old. */
  async function plan(
    shown: StorageLife,
    epochs: number,
    wallet: string | undefined,
    options: Cancellable,
  ): Promise<{ plan: ExtensionPlan; blocked: StoredBlob[]; clock?: EpochClock }> {
    const ids = shown.blobs.flatMap(({ object }) => (object ? [object.id] : []));
    const [terms, found] = await Promise.all([storage.terms(options), storage.read(ids, options)]);
    const longest = terms.maxEndEpoch - terms.epoch;
    if (!Number.isInteger(epochs) || epochs < 1) {
      throw new BlobError('blobs/bad-term', `Walrus stores for 1 to ${longest} epochs`, {
        details: { epochs, longest },
      });
    }
    const byId = new Map(found.map((object) => [object.id, object]));
    const blocked = shown.blobs.filter(({ object }) => {
      const now = object && byId.get(object.id);
      return !now || (now.access.kind === 'owned' && now.access.owner !== wallet);
    });
    const known = shown.blobs.flatMap(({ object }) => object?.endEpoch ?? []);
    // From the end that was shown: asking twice for the same does not buy twice.
    const endEpoch = (known.length > 0 ? Math.min(...known) : terms.epoch) + epochs;
    return {
      plan: planExtension(found, endEpoch, terms),
      blocked,
      ...(terms.clock ? { clock: terms.clock } : {}),
    };
  }

  async function extend(
    ...[shown, epochs, wallet, options = {}]: Parameters<Hub['extendStorage']>
  ): Promise<{ digest: string; wal: bigint }> {
    const { signal, atMost } = options;
    const abortable = signal ? { signal } : {};
    const { plan: agreed, blocked } = await plan(shown, epochs, wallet.address, abortable);
    if (blocked.length > 0) {
      throw new BlobError('blobs/not-extendable', 'This wallet may not extend every blob of the version', {
        details: { blobIds: blocked.map(({ blobId }) => blobId) },
      });
    }
    if (agreed.steps.length === 0) {
      throw new BlobError('blobs/already-extended', `Everything is stored until epoch ${agreed.endEpoch}`, {
        details: { endEpoch: agreed.endEpoch },
      });
    }
    if (atMost !== undefined && agreed.wal > atMost) {
      throw new BlobError('blobs/price-changed', 'Storage costs more than it did when it was quoted', {
        details: { wal: agreed.wal, atMost },
      });
    }
    const tx = chain.newTransaction();
    await storage.addExtension(tx, agreed, wallet.address, abortable);
    const { digest } = await chain.executor.run(wallet, tx, abortable);
    return { digest, wal: agreed.wal };
  }

  return {
    storage: (...asked) => explained(life(...asked)),
    async extensionQuote(shown, epochs, { wallet, ...options } = {}) {
      const { plan: found, blocked, clock } = await explained(plan(shown, epochs, wallet, options));
      const { wal, endEpoch } = found;
      return { wal, endEpoch, blocked, ...(clock ? { endsMs: epochBeginsMs(clock, endEpoch) } : {}) };
    },
    extendStorage: (...asked) => explained(extend(...asked)),
    async storageEnds(models, { limit = 4, signal, onProgress } = {}) {
      const abortable = signal ? { signal } : {};
      const { epoch, clock } = await explained(storage.terms(abortable));
      const endEpochs = new Map<string, number>();
      let next = 0;
      let done = 0;
      const worker = async () => {
        while (next < models.length) {
          const batch = models.slice(next, (next += BATCH));
          const wanted = batch.map(({ id, head }) => ({ model: id, number: head }));
          const { versions, objects } = await finder.ofVersions(wanted, abortable);
          for (const version of versions) {
            const ends = version?.blobIds.map((blobId) => objects.get(blobId)?.endEpoch) ?? [undefined];
            if (!ends.includes(undefined)) endEpochs.set(version!.model, Math.min(...(ends as number[])));
          }
          onProgress?.((done += batch.length));
        }
      };
      await explained(Promise.all(Array.from({ length: limit }, worker)));
      return { epoch, endEpochs, ...(clock ? { clock } : {}) };
    },
  };
}

function toStored({ id, access, endEpoch, bytes }: StorageObject): NonNullable<StoredBlob['object']> {
  return { id, access, endEpoch, bytes };
}
