// Decides where a model runs before any runtime is loaded, and says why it is not the GPU when it is not.
import { InferError } from './errors.ts';
import type { Provider, ProviderChoice } from './types.ts';

export interface ProviderDecision {
  provider: Exclude<Provider, 'webgl'>;
  fallbackReason: string | undefined;
}

export interface ProviderNeeds {
  /** The model computes in float16. */
  float16: boolean;
  /** Names of weights with which the runtime is known to reckon wrongly on a GPU. */
  wrongOnGpu?: readonly string[];
}

/** @throws InferError 'infer/no-provider' if `webgpu` is insisted on and cannot be had */
export async function decideProvider(
  choice: ProviderChoice,
  needs: ProviderNeeds,
): Promise<ProviderDecision> {
  if (choice === 'wasm' || choice === 'cpu') return { provider: choice, fallbackReason: undefined };
  if (choice === 'webgl') {
    throw new InferError('infer/no-provider', 'ONNX models do not run on webgl', {
      details: { provider: choice },
    });
  }
  const reason = await whyNoGpu(needs);
  if (reason === undefined) return { provider: 'webgpu', fallbackReason: undefined };
  if (choice === 'auto') return { provider: 'wasm', fallbackReason: reason };
  throw new InferError('infer/no-provider', reason, { details: { provider: 'webgpu' } });
}

/** A sentence, or undefined if a usable adapter exists. */
async function whyNoGpu(needs: ProviderNeeds): Promise<string | undefined> {
  const gpu: GPU | undefined = globalThis.navigator?.gpu;
  if (!gpu) return 'WebGPU is not available here.';
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return 'WebGPU is there, but no graphics adapter could be used.';
  // The runtime would create such a session and fail only when it runs.
  if (needs.float16 && !adapter.features.has('shader-f16')) {
    return 'The model computes in float16, which this graphics adapter cannot (no shader-f16).';
  }
  const { wrongOnGpu: [wrong] = [] } = needs;
  // It would answer, with other numbers.
  if (wrong !== undefined) {
    return `The runtime's convolution is wrong on a GPU for a weight like ${wrong.slice(0, 80)}.`;
  }
  return undefined;
}
