// A model's outputs as what a person understands: labels, text, a heat map. Knows no screen.
import type { CtcPostprocess, LabelsPostprocess, ManifestOutput } from '../model/manifest.ts';
import type { Tensor, Tensors } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';

export type Presentation = { name: string; label: string; secondary: boolean } & (
  | { kind: 'labels'; items: { label: string; score: number }[] }
  /** `confidence` is the mean over the characters read, 0..1. */
  | { kind: 'text'; text: string; confidence: number }
  /** Row-major, `width` x `height`. */
  | { kind: 'heatmap'; width: number; height: number; values: Float32Array }
  | { kind: 'tensor'; tensor: Tensor }
);

/** One presentation per declared output that is there, in the manifest's order, then undeclared ones as tensors. */
export function presentOutputs(outputs: readonly ManifestOutput[], tensors: Tensors): Presentation[] {
  const declared = outputs.flatMap((output) => {
    const tensor = tensors[output.name];
    return tensor ? [presentOutput(output, tensor)] : [];
  });
  const names = new Set(outputs.map((output) => output.name));
  const others = Object.entries(tensors)
    .filter(([name]) => !names.has(name))
    .map(([name, tensor]): Presentation => ({ name, label: name, secondary: true, kind: 'tensor', tensor }));
  return [...declared, ...others];
}

/** An output whose shape does not suit its declared meaning is shown as the tensor it is. */
export function presentOutput(output: ManifestOutput, tensor: Tensor): Presentation {
  const base = {
    name: output.name,
    label: output.label ?? output.name,
    secondary: output.secondary ?? false,
  };
  const { postprocess } = output;
  if (postprocess?.kind === 'labels' && tensor.data.length > 0 && tensor.dtype !== 'string') {
    return { ...base, kind: 'labels', items: topLabels(postprocess, tensor) };
  }
  if (postprocess?.kind === 'ctc' && tensor.shape.length === 3) {
    return { ...base, kind: 'text', ...decodeCtc(postprocess, tensor) };
  }
  if (postprocess?.kind === 'heatmap' && tensor.shape.length >= 2) {
    const [height, width] = tensor.shape.slice(-2) as [number, number];
    const values = Float32Array.from(decodeElements(tensor)).subarray(0, width * height);
    return { ...base, kind: 'heatmap', width, height, values };
  }
  return { ...base, kind: 'tensor', tensor };
}

/** Of the first row, where there are several. */
function topLabels(spec: LabelsPostprocess, tensor: Tensor): { label: string; score: number }[] {
  const size = tensor.shape.at(-1) ?? 1;
  const scores = activate(Array.from(decodeElements(tensor)).slice(0, size), spec.activation);
  return scores
    .map((score, index) => ({ label: spec.labels[index] ?? `#${index}`, score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, spec.top);
}

function activate(scores: number[], activation: LabelsPostprocess['activation']): number[] {
  if (activation === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)));
  if (activation === 'none') return scores;
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Greedy: the best symbol of each step, repeats merged, blanks (symbol 0) left out. Margins read as spaces: trimmed. */
function decodeCtc(spec: CtcPostprocess, tensor: Tensor): { text: string; confidence: number } {
  const [, steps, symbols] = tensor.shape as [number, number, number];
  const scores = decodeElements(tensor);
  let text = '';
  let previous = 0;
  const read: number[] = [];
  for (let step = 0; step < steps; step++) {
    let best = 0;
    for (let symbol = 1; symbol < symbols; symbol++) {
      if (scores[step * symbols + symbol]! > scores[step * symbols + best]!) best = symbol;
    }
    if (best !== 0 && best !== previous) {
      text += spec.symbols[best] ?? '\ufffd';
      read.push(scores[step * symbols + best]!);
    }
    previous = best;
  }
  const confidence = read.length === 0 ? 0 : read.reduce((total, score) => total + score, 0) / read.length;
  return { text: text.trim(), confidence };
}
