// Outputs as text for people and as JSON for programs: labels, text and sizes first, raw tensors always.
import {
  presentationData,
  presentationText,
  presentOutputs,
  type Manifest,
  type Presentation,
  type Tensors,
} from '../lib/index.ts';

export interface DescribedOutputs {
  /** What has a meaning declared, by output name. */
  readable: Record<string, unknown>;
  text: string;
}

export function describeOutputs(manifest: Manifest, outputs: Tensors): DescribedOutputs {
  const presentations = presentOutputs(manifest.outputs, outputs, { inputs: manifest.inputs });
  return {
    readable: Object.fromEntries(presentations.flatMap(toReadable)),
    text: presentations
      .filter(({ secondary }) => !secondary)
      .map(presentationText)
      .join('\n'),
  };
}

function toReadable(item: Presentation): [string, unknown][] {
  const data = presentationData(item);
  return data === undefined ? [] : [[item.name, data]];
}
