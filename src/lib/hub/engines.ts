// Loaded models, one per content and provider, shared by all calls. Owns their disposal.
import { toHex } from '../model/hex.ts';
import type { Engine, EngineSource, LoadedModel, ProviderChoice } from '../infer/types.ts';
import type { Manifest } from '../model/manifest.ts';
import type { OpenModel } from './types.ts';

/** What can be loaded: a version of a listed model, or a draft on trial. */
export interface Loadable {
  /** Equal for equal content. */
  key: string;
  /** Whose Workers these are: a model's ID. */
  owner: string;
  /** What is loaded, and how. */
  spec: Pick<Manifest, 'runtime' | 'entry' | 'pipeline'>;
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
        engine.load(sourceOf(model.spec, await files()), { provider, ...(signal ? { signal } : {}) }))();
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
  return { key: toHex(version.manifestHash), owner: listing.id, spec: manifest };
}

function sourceOf({ runtime, entry, pipeline }: Loadable['spec'], files: Map<string, Blob>): EngineSource {
  return { runtime, entry, pipeline, files };
}
