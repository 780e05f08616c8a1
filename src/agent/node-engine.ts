// The engine of the command line and of tests: the same hosted model as in the page's Worker, in process, on wasm.
import { hostModel } from '../lib/infer/hosted-model.ts';
import { InferError } from '../lib/infer/errors.ts';
import { withFallback } from '../lib/infer/fallback.ts';
import { openRunner } from '../lib/infer/open-runner.ts';
import { createQueue } from '../lib/infer/queue.ts';
import type { Engine, LoadedModel } from '../lib/infer/types.ts';

/** All models of one engine share the process's runtime, hence one queue. */
export function createNodeEngine(): Engine {
  const queue = createQueue();
  return withFallback({
    async load(source, { signal, ...loading }): Promise<LoadedModel> {
      signal?.throwIfAborted();
      const hosted = await hostModel(openRunner, source, loading, queue);
      if (signal?.aborted) {
        await hosted.dispose();
        signal.throwIfAborted();
      }
      let disposed = false;
      return {
        ...hosted.info,
        async run(inputs, options = {}) {
          if (disposed) throw new DOMException('The model was unloaded', 'AbortError');
          options.signal?.throwIfAborted();
          const { signal: giveUp, stop, onText } = options;
          const held = await hosted.run(inputs, {
            cancelled: () => giveUp?.aborted === true || disposed,
            stopped: () => stop?.aborted === true,
            onText,
          });
          return {
            inputHash: held.inputHash,
            outputHash: held.outputHash,
            runMs: held.runMs,
            stopped: held.stopped,
            release: async () => {
              if (disposed)
                throw new InferError('infer/output-gone', 'The model that held these outputs was unloaded');
              return hosted.take(held.output);
            },
            drop: () => hosted.drop(held.output),
          };
        },
        dispose() {
          if (disposed) return;
          disposed = true;
          void hosted.dispose();
        },
      };
    },
  });
}
