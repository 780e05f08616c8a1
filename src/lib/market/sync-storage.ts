// Until when the models that matter are stored, as far as somebody can tell: kept, and read again after a while.
import { isAbort } from '../errors.ts';
import type { StorageClock } from './measures-supply.ts';
import type { MarketStore } from './sync-ports.ts';

/** Tells the end epochs of many models' newest versions. A model without an answer is unknown. */
export type ReadStorageEnds = (
  models: readonly { id: string; head: number }[],
  options: { signal?: AbortSignal },
) => Promise<{ clock?: StorageClock; endEpochs: ReadonlyMap<string, number> }>;

export interface StorageEnds {
  /** Undefined before anything was read, or where the network keeps no calendar. */
  readonly known: { clock: StorageClock; endEpochs: ReadonlyMap<string, number> } | undefined;
  /** What cannot be read stays unknown: storage is no reason for a market not to open. */
  sync(models: readonly { id: string; head: number }[], options: { signal?: AbortSignal }): Promise<void>;
}

interface Stored {
  format: 1;
  readMs: number;
  clock: StorageClock;
  /** Version that was asked for, by model. */
  asked: Map<string, number>;
  endEpochs: Map<string, number>;
}

/** Anybody may extend at any time: what was read so long ago is read again. */
const READ_AGAIN_MS = 3_600_000;

export async function openStorageEnds(
  store: MarketStore,
  { read, scope, now }: { read: ReadStorageEnds | undefined; scope: string; now: () => number },
): Promise<StorageEnds> {
  const key = `market/${scope}/storage`;
  const found = await store.get<Stored>(key);
  let stored = found?.format === 1 ? found : undefined;

  async function readNow(
    models: readonly { id: string; head: number }[],
    options: { signal?: AbortSignal },
  ): Promise<void> {
    const isOld = !stored || now() - stored.readMs > READ_AGAIN_MS;
    const wanted = isOld ? models : models.filter(({ id, head }) => stored!.asked.get(id) !== head);
    if (!read || wanted.length === 0) return;
    const { clock, endEpochs } = await read(wanted, options);
    if (!clock) return;
    const kept = isOld ? undefined : stored;
    const asked = new Map([...(kept?.asked ?? []), ...wanted.map(({ id, head }) => [id, head] as const)]);
    const ends = new Map(
      [...(kept?.endEpochs ?? [])].filter(([id]) => !wanted.some((model) => model.id === id)),
    );
    for (const [id, epoch] of endEpochs) ends.set(id, epoch);
    stored = { format: 1, readMs: kept?.readMs ?? now(), clock, asked, endEpochs: ends };
    await store.set(key, stored);
  }

  return {
    get known() {
      return stored && { clock: stored.clock, endEpochs: stored.endEpochs };
    },
    async sync(models, options) {
      try {
        await readNow(models, options);
      } catch (error) {
        if (isAbort(error) || options.signal?.aborted) throw error;
      }
    },
  };
}
