// Loaded models, one per content and provider, shared by all calls. Owns their disposal.
import { toHex } from '../model/hex.ts';
import type { Engine, EngineSource, LoadedModel, ProviderChoice } from '../infer/types.ts';
import type { OpenModel } from './types.ts';

/** What can be loaded: a version of a listed model, or a draft on trial. */
export interface Loadable {
  /** Equal for equal content. */
  key: string;
  /** Whose Workers these are: a model's ID. */
  owner: string;
  /** Path of the file the runtime opens. */
  entry: string;
}

export interface EnginePool {
  /** Compiles once; a failed load is forgotten, so that it can be tried again. */
  load(
    model: Loadable,
    provider: ProviderChoice,
    files: () => Promise<Map<string, Blob>>,
    signal: AbortSignal | undefined,
  ): Promise<LoadedModel>;
  isLoaded(model: Loadable, provider: ProviderChoice): boolean;
  unload(owner?: string): void;
}

interface Slot {
  owner: string;
  loaded: Promise<LoadedModel>;
}

export function createEnginePool(engine: Engine): EnginePool {
  const slots = new Map<string, Slot>();
  const keyOf = ({ key }: Loadable, provider: ProviderChoice) => `${key}/${provider}`;

  return {
    isLoaded: (model, provider) => slots.has(keyOf(model, provider)),
    load(model, provider, files, signal) {
      const key = keyOf(model, provider);
      const existing = slots.get(key);
      if (existing) return existing.loaded;
      const loaded = (async () =>
        engine.load(sourceOf(model.entry, await files()), { provider, ...(signal ? { signal } : {}) }))();
      const slot: Slot = { owner: model.owner, loaded };
      slots.set(key, slot);
      loaded.catch(() => {
        if (slots.get(key) === slot) slots.delete(key);
      });
      return loaded;
    },
    unload(owner) {
      for (const [key, slot] of slots) {
        if (owner !== undefined && slot.owner !== owner) continue;
        slots.delete(key);
        slot.loaded.then(
          (loaded) => loaded.dispose(),
          () => undefined,
        );
      }
    },
  };
}

/** A version as the pool knows it: by its manifest's hash. */
export function loadableOf({ listing, version, manifest }: OpenModel): Loadable {
  return { key: toHex(version.manifestHash), owner: listing.id, entry: manifest.entry };
}

function sourceOf(entry: string, files: Map<string, Blob>): EngineSource {
  return { entry: files.get(entry)!, external: filesBeside(entry, files) };
}

/** What a model may name as external data: everything in the entry's folder, under its path from there. */
export function filesBeside(entry: string, files: Map<string, Blob>): EngineSource['external'] {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  return [...files]
    .filter(([path]) => path !== entry && path.startsWith(folder))
    .map(([path, data]) => ({ path: path.slice(folder.length), data }));
}
