// What a provider cannot run is run by the next one, where nobody insisted on the first. An engine around an engine; knows
// no Worker and no runtime.
import { InferError } from './errors.ts';
import { hearing } from './heard.ts';
import type { Engine, LoadedModel } from './types.ts';

/** Outputs that were computed before stay where they are; the next run goes where the last one worked. */
export function withFallback(engine: Engine): Engine {
  return {
    async load(source, options) {
      const first = await engine.load(source, options);
      if (options.provider !== 'auto') return first;
      const models = [first];
      let current: LoadedModel = first;
      let fallbackReason = first.fallbackReason;

      return {
        get provider() {
          return current.provider;
        },
        get fallbackReason() {
          return fallbackReason;
        },
        get fallbacks() {
          return current.fallbacks;
        },
        get runtime() {
          return current.runtime;
        },
        graphOptimization: first.graphOptimization,
        sampler: first.sampler,
        signature: first.signature,
        streams: first.streams,
        async run(inputs, runOptions = {}) {
          const { signal } = runOptions;
          const { options: watched, heard } = hearing(runOptions);
          let failed = current;
          let cause: unknown;
          try {
            return await failed.run(inputs, watched);
          } catch (error) {
            // Nor is an answer begun twice that somebody is reading.
            if (heard() || !mayBeTheProviders(error)) throw error;
            cause = error;
          }
          for (const provider of failed.fallbacks) {
            const loading = { ...options, provider, ...(signal ? { signal } : {}) };
            const next = await engine.load(source, loading).catch(unlessMissing);
            if (!next) continue;
            try {
              const output = await next.run(inputs, watched);
              models.push(next);
              fallbackReason = `${WAYS[failed.provider]} failed at the run: ${(cause as Error).message}`;
              current = next;
              return output;
            } catch (error) {
              // Where every way fails it was nobody's fault but the inputs' or the model's.
              next.dispose();
              if (heard() || !mayBeTheProviders(error)) throw error;
              failed = next;
              cause = error;
            }
          }
          throw cause;
        },
        dispose() {
          for (const model of models) model.dispose();
        },
      };
    },
  };
}

const WAYS = {
  webgpu: 'The graphics adapter',
  webgl: 'The graphics adapter',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
} as const;

/** A way that does not exist here is passed over. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof InferError) || error.code !== 'infer/no-provider') throw error;
}

function mayBeTheProviders(error: unknown): boolean {
  if (!(error instanceof InferError)) return false;
  // Half a number's bits may overflow on a GPU alone.
  return ['infer/run-failed', 'infer/out-of-memory', 'infer/not-a-number'].includes(error.code);
}
