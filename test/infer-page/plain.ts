// The page's end of the plain Worker.
import type { Provider } from '../../src/lib/infer/types.ts';
import type { Tensors } from '../../src/lib/model/tensor.ts';
import type { PlainReply, PlainRequest } from './plain.worker.ts';

export interface Plain {
  run(inputs: Tensors): Promise<{ runMs: number; outputs: Tensors }>;
  end(): void;
}

/** Takes the model's bytes with it. */
export async function createPlain(model: ArrayBuffer, provider: Provider): Promise<Plain> {
  const worker = new Worker(new URL('./plain.worker.ts', import.meta.url), { type: 'module' });
  const ask = (request: PlainRequest, transfer: Transferable[] = []) =>
    new Promise<PlainReply>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<PlainReply>) => resolve(data), {
        once: true,
      });
      worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
      worker.postMessage(request, transfer);
    });
  const ready = await ask({ model, provider }, [model]);
  if ('error' in ready) throw new Error(ready.error);
  return {
    async run(inputs) {
      const reply = await ask({ inputs });
      if ('runMs' in reply) return reply;
      throw new Error('error' in reply ? reply.error : 'no outputs');
    },
    end: () => worker.terminate(),
  };
}
