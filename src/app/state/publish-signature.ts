// What the chosen files say of inputs and outputs, with where each meaning was read; and why callers could not open them.
import {
  checkOnnx,
  proposeInput,
  proposeOutput,
  type Manifest,
  type ManifestInput,
  type ManifestOutput,
  type ModelChoice,
  type RecognisedExport,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

export interface ProposedSignature {
  inputs: ManifestInput[];
  outputs: ManifestOutput[];
  /** Where the meaning of an input or output was read, by its name. */
  from: Record<string, string>;
}

/** A tensor that the version before had too keeps its meaning; the others get what the files propose. */
export function proposeSignature(
  { entry, layers, pipeline, hints }: RecognisedExport,
  before: Pick<Manifest, 'inputs' | 'outputs'> = { inputs: [], outputs: [] },
): ProposedSignature {
  const from: Record<string, string> = {};
  const noted = <T extends { name: string }>(value: T, file: string | undefined): T => {
    if (file !== undefined) from[value.name] = file;
    return value;
  };
  if (pipeline) {
    const task = `the task, ${pipeline.task}`;
    return {
      inputs: pipeline.inputs.map((input) => sameTensor(before.inputs, input) ?? noted(input, task)),
      outputs: pipeline.outputs.map((output) => sameTensor(before.outputs, output) ?? noted(output, task)),
      from,
    };
  }
  const tensors = layers ?? entry!.header!;
  const inputs = tensors.inputs.map((info): ManifestInput => {
    const same = sameTensor(before.inputs, info);
    if (same) return same;
    const proposal = proposeInput(info, hints);
    return noted(proposal.input, proposal.from);
  });
  const outputs = tensors.outputs.map((info): ManifestOutput => {
    const same = sameTensor(before.outputs, info);
    if (same) return same;
    const proposal = proposeOutput(info, hints, inputs, tensors.outputs);
    return noted(proposal.output, proposal.from);
  });
  return { inputs, outputs, from };
}

interface Named {
  name: string;
  dtype: string;
  shape: readonly unknown[];
}

function sameTensor<T extends Named>(known: readonly T[], { name, dtype, shape }: Named): T | undefined {
  return known.find(
    (other) => other.name === name && other.dtype === dtype && other.shape.length === shape.length,
  );
}

/** Why callers could not open the model, if they could not. */
export function problemOf({ layers, graphs }: RecognisedExport): Problem | undefined {
  if (!layers) return graphs.map(graphProblem).find((problem) => problem !== undefined);
  if (layers.missing.length === 0) return undefined;
  const missing = new Error(`missing: ${layers.missing.join(', ')}`);
  return describe(Object.assign(missing, { code: 'infer/missing-external-data' }));
}

function graphProblem({ path, header, data }: ModelChoice): Problem | undefined {
  const folder = path.lastIndexOf('/') + 1;
  try {
    checkOnnx(
      header!,
      data.map((file) => file.path.slice(folder)),
    );
    return undefined;
  } catch (error) {
    return describe(error);
  }
}
