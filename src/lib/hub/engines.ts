// Loaded models, one per version and provider, shared by all calls. Owns their disposal.
import { toHex } from '../model/hex.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Engine, EngineSource, LoadedModel, ProviderChoice } from '../infer/types.ts';
import type { OpenModel } from './types.ts';

export interface EnginePool {
  /** Compiles once; a failed load is forgotten, so that it can be tried again. */
  load(
    model: OpenModel,
    provider: ProviderChoice,
    files: () => Promise<Map<string, Blob>>,
    signal: AbortSignal | undefined,
  ): Promise<LoadedModel>;
  isLoaded(model: OpenModel, provider: ProviderChoice): boolean;
  unload(model?: string): void;
}

interface Slot {
  model: string;
  loaded: Promise<LoadedModel>;
}

export function createEnginePool(engine: Engine): EnginePool {
  const slots = new Map<string, Slot>();
  const keyOf = (model: OpenModel, provider: ProviderChoice) =>
    `${toHex(model.version.manifestHash)}/${provider}`;

  return {
    isLoaded: (model, provider) => slots.has(keyOf(model, provider)),
    load(model, provider, files, signal) {
      const key = keyOf(model, provider);
      const existing = slots.get(key);
      if (existing) return existing.loaded;
      const loaded = (async () =>
        engine.load(sourceOf(model.manifest, await files()), { provider, ...(signal ? { signal } : {}) }))();
      const slot: Slot = { model: model.listing.id, loaded };
      slots.set(key, slot);
      loaded.catch(() => {
        if (slots.get(key) === slot) slots.delete(key);
      });
      return loaded;
    },
    unload(model) {
      for (const [key, slot] of slots) {
        if (model !== undefined && slot.model !== model) continue;
        slots.delete(key);
        slot.loaded.then(
          (loaded) => loaded.dispose(),
          () => undefined,
        );
      }
    },
  };
}

function sourceOf(manifest: Manifest, files: Map<string, Blob>): EngineSource {
  return { entry: files.get(manifest.entry)!, external: filesBeside(manifest.entry, files) };
}

/** What a model may name as external data: everything in the entry's folder, under its path from there. */
export function filesBeside(entry: string, files: Map<string, Blob>): EngineSource['external'] {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  return [...files]
    .filter(([path]) => path !== entry && path.startsWith(folder))
    .map(([path, data]) => ({ path: path.slice(folder.length), data }));
}
