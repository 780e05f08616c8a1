// One model loaded, run once and unloaded, in any engine: in the page as in Node.
import type { Engine, EngineSource } from '../../src/lib/infer/types.ts';
import type { DType, Tensor, TensorInfo, Tensors } from '../../src/lib/model/tensor.ts';

/** `inputs` where given, else a single 1 for every input. `entered` is told before the runtime is asked to run. */
export async function attempt(
  engine: Engine,
  source: EngineSource,
  inputs: Tensors | undefined,
  entered: (phase: 'run') => void,
  options: { signal?: AbortSignal } = {},
): Promise<Tensors> {
  const model = await engine.load(source, { provider: 'wasm', ...options });
  try {
    entered('run');
    const given = inputs ?? Object.fromEntries(model.signature.inputs.map((info) => [info.name, one(info)]));
    const locked = await model.run(given, options);
    return await locked.release();
  } finally {
    model.dispose();
  }
}

function one({ dtype, shape }: TensorInfo): Tensor {
  const sizes = shape.map((size) => (typeof size === 'number' ? size : 1));
  const count = sizes.reduce((product, size) => product * size, 1);
  const ARRAYS: Partial<Record<DType, () => Tensor['data']>> = {
    float32: () => new Float32Array(count).fill(1),
    int32: () => new Int32Array(count).fill(1),
    int64: () => new BigInt64Array(count).fill(1n),
    uint8: () => new Uint8Array(count).fill(1),
    bool: () => new Uint8Array(count).fill(1),
    string: () => Array<string>(count).fill('1'),
  };
  const make = ARRAYS[dtype];
  if (!make) throw new Error(`No input of type ${dtype} is made here`);
  return { dtype, shape: sizes, data: make() };
}
