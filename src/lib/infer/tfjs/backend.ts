// Brings in TensorFlow.js with the one backend that is to be used. The only place that names its packages' backends.
import { messageOf } from '../../errors.ts';
import { InferError } from '../errors.ts';
import { decideProvider } from '../provider.ts';
import type { Provider, ProviderChoice } from '../types.ts';

export type Tf = typeof import('@tensorflow/tfjs-core');

/** In this order where nobody chose. */
const ORDER: readonly Provider[] = ['webgpu', 'wasm', 'webgl', 'cpu'];

export interface TfBackend {
  tf: Tf;
  provider: Provider;
  /** Why not webgpu, where that would have been first. */
  fallbackReason: string | undefined;
  /** What comes after it in the order, where nobody chose. */
  fallbacks: readonly Provider[];
}

/** @throws InferError 'infer/no-provider' | 'infer/load-failed' */
export async function openBackend(choice: ProviderChoice): Promise<TfBackend> {
  if (choice !== 'auto') return { ...(await begin(choice)), fallbackReason: undefined, fallbacks: [] };
  const { provider: first, fallbackReason } = await decideProvider('auto', { float16: false });
  const order = first === 'webgpu' ? ORDER : ORDER.slice(1);
  let reason = fallbackReason;
  for (const [index, provider] of order.entries()) {
    try {
      return { ...(await begin(provider)), fallbackReason: reason, fallbacks: order.slice(index + 1) };
    } catch (error) {
      reason ??= messageOf(error);
    }
  }
  throw new InferError('infer/no-provider', reason ?? 'No way of computing works here');
}

async function begin(provider: Provider): Promise<{ tf: Tf; provider: Provider }> {
  let tf: Tf;
  try {
    tf = await import('@tensorflow/tfjs-core');
    // Or it advertises.
    tf.env().set('PROD', true);
    // Small steps that others leave out are taken on the processor.
    await import('@tensorflow/tfjs-backend-cpu');
    await BACKENDS[provider]();
  } catch (cause) {
    throw new InferError('infer/load-failed', `The runtime could not be loaded: ${messageOf(cause)}`, {
      cause,
      retryable: true,
    });
  }
  const begun = await tf.setBackend(provider).catch(() => false);
  if (!begun) {
    throw new InferError('infer/no-provider', `TensorFlow.js cannot use ${provider} here.`, {
      details: { provider },
    });
  }
  await tf.ready();
  return { tf, provider };
}

const BACKENDS: Record<Provider, () => Promise<unknown>> = {
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  cpu: async () => undefined,
  async wasm() {
    const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // More threads need cross-origin isolation, and would add in another order.
    setThreadsCount(1);
    const [simd, plain] = [placeOf(SIMD), placeOf(PLAIN)];
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': simd,
    });
  },
};

// Written out, so that a bundler ships them.
const SIMD = new URL(
  '../../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  import.meta.url,
);
const PLAIN = new URL(
  '../../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  import.meta.url,
);

/** In Node the runtime reads a file. */
function placeOf(url: URL): string {
  return url.protocol === 'file:' ? decodeURIComponent(url.pathname) : url.href;
}
