// What pins the numerics of a run, as commitments hold it.
import type { LoadedModel } from '../infer/types.ts';
import type { RunProfile } from '../model/commitment.ts';
import type { Tensors } from '../model/tensor.ts';

/** The input that samplers draw by. */
const SEED = 'seed';

/** Of a run of these inputs as the model is loaded now. */
export function profileOf(loaded: LoadedModel, inputs: Tensors): RunProfile {
  const { provider, runtime, graphOptimization, sampler } = loaded;
  return { provider, runtime, graphOptimization, sampler, seed: sampler === '' ? 0n : seedOf(inputs) };
}

/** As 64 bits, whatever its sign. */
function seedOf(inputs: Tensors): bigint {
  const [value] = inputs[SEED]?.data ?? [];
  if (typeof value === 'bigint') return BigInt.asUintN(64, value);
  return typeof value === 'number' && Number.isInteger(value) ? BigInt.asUintN(64, BigInt(value)) : 0n;
}
