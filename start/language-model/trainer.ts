// The compiled decoder behind typed arrays: one thread's share of training, and what tests measure with.
import { bell, randomFrom } from './random.ts';
import { floatsIn, weightInfos, type Shape } from './shape.ts';

interface Exports {
  memory: WebAssembly.Memory;
  configure(
    vocabulary: number,
    width: number,
    layers: number,
    heads: number,
    context: number,
    batch: number,
  ): number;
  paramsAt(): number;
  gradsAt(): number;
  sharedAt(): number;
  inputsAt(): number;
  targetsAt(): number;
  probabilitiesAt(): number;
  forward(): number;
  backward(total: number): void;
  addGradients(): void;
  update(rate: number, step: number, decay: number, clip: number): number;
}

export interface Trainer {
  /** Views of the trainer's memory: good until it is dropped. */
  params: Float32Array;
  grads: Float32Array;
  shared: Float32Array;
  /** [batch, context] token ids, and what follows each. */
  inputs: Int32Array;
  targets: Int32Array;
  /** [batch, context, vocabulary], after `forward`. */
  probabilities: Float32Array;
  forward: Exports['forward'];
  backward: Exports['backward'];
  addGradients: Exports['addGradients'];
  update: Exports['update'];
}

export async function createTrainer(
  module: WebAssembly.Module,
  shape: Shape,
  batch: number,
): Promise<Trainer> {
  const { exports } = await WebAssembly.instantiate(module, {
    env: {
      abort: () => {
        throw new Error('The trainer aborted');
      },
    },
  });
  const wasm = exports as unknown as Exports;
  const { vocabulary, width, layers, heads, context } = shape;
  const count = wasm.configure(vocabulary, width, layers, heads, context, batch);
  // Memory may grow once more when the first product takes its panel: touch it now, so that views stay good.
  wasm.forward();
  wasm.backward(1);
  const { buffer } = wasm.memory;
  const tokens = batch * context;
  return {
    params: new Float32Array(buffer, wasm.paramsAt(), count),
    grads: new Float32Array(buffer, wasm.gradsAt(), count),
    shared: new Float32Array(buffer, wasm.sharedAt(), count),
    inputs: new Int32Array(buffer, wasm.inputsAt(), tokens),
    targets: new Int32Array(buffer, wasm.targetsAt(), tokens),
    probabilities: new Float32Array(buffer, wasm.probabilitiesAt(), tokens * vocabulary),
    forward: wasm.forward,
    backward: wasm.backward,
    addGradients: wasm.addGradients,
    update: wasm.update,
  };
}

/** What training starts from. */
export function startingWeights(shape: Shape, seed: number): Float32Array<ArrayBuffer> {
  const random = randomFrom(seed);
  const infos = weightInfos(shape);
  const weights = new Float32Array(infos.reduce((sum, info) => sum + floatsIn(info), 0));
  let at = 0;
  for (const info of infos) {
    for (const end = at + floatsIn(info); at < end; at++) {
      weights[at] = info.start === 'one' ? 1 : info.start === 0 ? 0 : bell(random) * info.start;
    }
  }
  return weights;
}
