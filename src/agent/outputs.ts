// Outputs as text for people and as JSON for programs: labels, text and sizes first, raw tensors always.
import { formatShape, presentOutputs, type Manifest, type Presentation, type Tensors } from '../lib/index.ts';

/** Elements of a tensor that people are shown. */
const SHOWN = 8;

export interface DescribedOutputs {
  /** What has a meaning declared, by output name. */
  readable: Record<string, unknown>;
  text: string;
}

export function describeOutputs(manifest: Manifest, outputs: Tensors): DescribedOutputs {
  const presentations = presentOutputs(manifest.outputs, outputs);
  return {
    readable: Object.fromEntries(presentations.flatMap(toReadable)),
    text: presentations
      .filter(({ secondary }) => !secondary)
      .map(toText)
      .join('\n'),
  };
}

function toReadable(item: Presentation): [string, unknown][] {
  if (item.kind === 'labels') return [[item.name, item.items]];
  if (item.kind === 'text') return [[item.name, { text: item.text, confidence: item.confidence }]];
  return [];
}

function toText(item: Presentation): string {
  switch (item.kind) {
    case 'labels':
      return item.items.map(({ label, score }) => `${label} ${score.toFixed(2)}`).join('\n');
    case 'text':
      return `${item.text}  (${item.confidence.toFixed(2)})`;
    case 'heatmap':
      return `${item.label}: ${item.width} x ${item.height}`;
    case 'tensor': {
      const { dtype, shape, data } = item.tensor;
      const values = Array.from(data as ArrayLike<unknown>).slice(0, SHOWN);
      return `${item.label}: ${dtype}${formatShape(shape)} ${values.join(' ')}${data.length > SHOWN ? ' ...' : ''}`;
    }
  }
}
