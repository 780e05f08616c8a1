// Runs one operator case in the engine's own ONNX runner: plain tensors in and out, and what came of it in one word.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { InferError } from '../../src/lib/infer/errors.ts';
import { openOnnx } from '../../src/lib/infer/onnx-runner.ts';
import type { Tensor, Tensors } from '../../src/lib/model/tensor.ts';
import { difference, type Tolerance } from './compare.ts';
import type { DataCase } from './onnx-testdata.ts';
import type { OperatorCase } from './operator-case.ts';
import { tensorOf } from './tensor-proto.ts';

const { onnx } = onnxProto;

export interface Outcome {
  name: string;
  group: string;
  operators: string[];
  opset: number;
  /** Undefined where it passed. */
  failure: { code: string; message: string } | undefined;
}

/** As ONNX's own runner compares. */
const USUAL: Tolerance = { relative: 1e-3, absolute: 1e-7 };
/** Their spectra have values near nought, which single precision does not reach. */
const SPECTRA = /^test_(dft|stft)/;
/** Random by definition: shape and type are all that can be held against anything. */
const RANDOM = /^test_(bernoulli|training_dropout(?!.*zero_ratio))/;

export async function runDataCase({ group, name, folder }: DataCase): Promise<Outcome> {
  const bytes = new Uint8Array(readFileSync(join(folder, 'model.onnx')));
  const { graph, opsetImport } = onnx.ModelProto.decode(bytes);
  const opset = Number(opsetImport.find(({ domain }) => !domain)?.version ?? 0);
  const operators = [
    ...new Set(graph!.node!.map(({ domain, opType }) => (domain ? `${domain}::${opType}` : opType!))),
  ];
  const weights = new Set(graph!.initializer!.map((weight) => weight.name!));
  const inputs = graph!.input!.map((input) => input.name!).filter((input) => !weights.has(input));
  const outputs = graph!.output!.map((output) => output.name!);
  const tolerance = SPECTRA.test(name) ? { relative: 1e-3, absolute: 1e-3 } : USUAL;
  const failure = await failureOf(bytes, async (run) => {
    for (const set of readdirSync(folder).filter((entry) => entry.startsWith('test_data_set'))) {
      const read = (kind: string, index: number) => {
        const path = join(folder, set, `${kind}_${index}.pb`);
        return existsSync(path) ? tensorOf(readFileSync(path)) : undefined;
      };
      const given: Tensors = {};
      inputs.forEach((input, index) => {
        const tensor = read('input', index);
        if (tensor) given[input] = tensor;
      });
      const results = await run(given);
      outputs.forEach((output, index) => {
        const expected = read('output', index);
        if (expected) hold(results[output], expected, RANDOM.test(name) ? undefined : tolerance);
      });
    }
  });
  return { name, group, operators, opset, failure };
}

export async function runOwnCase(own: OperatorCase): Promise<Outcome> {
  const failure = await failureOf(own.make(), async (run) => {
    const results = await run(own.inputs);
    own.outputs.forEach((expected, index) =>
      hold(results[`o${index}`], expected, { relative: 1e-4, absolute: 1e-5 }),
    );
  });
  const name = own.label === '' ? own.operator : `${own.operator} (${own.label})`;
  return { name, group: 'own', operators: [own.operator], opset: own.opset, failure };
}

/** Without a tolerance the values are not looked at. */
function hold(actual: Tensor | undefined, expected: Tensor, tolerance: Tolerance | undefined): void {
  if (!actual) throw new Mismatch('an output is missing');
  const off = difference(actual, expected, tolerance ?? { relative: 0, absolute: Infinity });
  if (off !== undefined) throw new Mismatch(off);
}

async function failureOf(
  bytes: Uint8Array<ArrayBuffer>,
  use: (run: (inputs: Tensors) => Promise<Tensors>) => Promise<void>,
): Promise<Outcome['failure']> {
  const files = new Map([['model.onnx', new Blob([bytes])]]);
  try {
    const runner = await openOnnx({ runtime: 'onnx', entry: 'model.onnx', files }, { provider: 'wasm' });
    try {
      const control = { cancelled: () => false, stopped: () => false };
      await use(async (inputs) => (await runner.run(inputs, control)).outputs);
    } finally {
      await runner.dispose();
    }
    return undefined;
  } catch (error) {
    if (error instanceof Mismatch) return { code: 'mismatch', message: error.message };
    if (error instanceof InferError) return { code: error.code, message: error.message };
    throw error;
  }
}

class Mismatch extends Error {
  override name = 'Mismatch';
}
