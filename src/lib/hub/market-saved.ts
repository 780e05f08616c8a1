// Numbers by model as the last sync left them, in the store: the first thing a page can show, before any call is read.
import type { KeyValueStore } from '../model/ports.ts';
import type { ModelStats } from './market-types.ts';

export interface SavedStats {
  syncedMs: number;
  /** Of the usual window, by the usual rules. */
  byModel: ReadonlyMap<string, ModelStats>;
}

interface Stored {
  format: 1;
  syncedMs: number;
  models: ModelStats[];
}

const keyOf = (scope: string) => `market/${scope}/stats`;

export async function loadStats(store: KeyValueStore, scope: string): Promise<SavedStats | undefined> {
  const stored = await store.get<Stored>(keyOf(scope));
  if (stored?.format !== 1) return undefined;
  return { syncedMs: stored.syncedMs, byModel: new Map(stored.models.map((stats) => [stats.model, stats])) };
}

export async function saveStats(
  store: KeyValueStore,
  scope: string,
  syncedMs: number,
  models: ModelStats[],
): Promise<void> {
  const stored: Stored = { format: 1, syncedMs, models };
  await store.set(keyOf(scope), stored);
}
