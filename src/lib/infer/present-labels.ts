// Scores as labels, and scores of symbols as text.
import type { CtcPostprocess, LabelsPostprocess } from '../model/manifest-meaning.ts';
import type { Tensor } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import { MOST_ITEMS, type Answer, type ScoredLabel } from './presentation.ts';

export type Activation = LabelsPostprocess['activation'];

/** Of the first row, where there are several. */
export function topLabels(
  spec: LabelsPostprocess,
  tensor: Tensor,
  names: readonly string[] | undefined,
): Answer | undefined {
  if (tensor.data.length === 0 || tensor.dtype === 'string') return undefined;
  const size = tensor.shape.at(-1) ?? 1;
  const scores = activate(firstRow(tensor, size), spec.activation);
  const items = best(scores, Math.min(spec.top, MOST_ITEMS)).map((index): ScoredLabel => {
    return { label: names?.[index] ?? spec.labels[index] ?? `#${index}`, score: scores[index]! };
  });
  return { kind: 'labels', items };
}

function firstRow(tensor: Tensor, size: number): Float64Array {
  const elements = decodeElements(tensor);
  return Float64Array.from({ length: Math.min(size, elements.length) }, (_, index) => elements[index]!);
}

/** Numbers of the `count` largest scores, largest first; the first of equals first. NaN is the least. */
function best(scores: Float64Array, count: number): number[] {
  const value = (index: number) => (Number.isNaN(scores[index]) ? -Infinity : scores[index]!);
  return Array.from(scores.keys())
    .sort((a, b) => value(b) - value(a) || a - b)
    .slice(0, count);
}

/** Scores of one row, made comparable as the model's author says. */
export function activate(scores: Float64Array, activation: Activation): Float64Array {
  if (activation === 'none') return scores;
  if (activation === 'sigmoid') return scores.map(sigmoid);
  let largest = -Infinity;
  for (const score of scores) if (score > largest) largest = score;
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** Greedy: the best symbol of each step, repeats merged, blanks (symbol 0) left out. Margins read as spaces: trimmed. */
export function decodeCtc(spec: CtcPostprocess, tensor: Tensor): Answer | undefined {
  if (tensor.shape.length !== 3 || tensor.dtype === 'string') return undefined;
  const [, steps, symbols] = tensor.shape as [number, number, number];
  const scores = decodeElements(tensor);
  if (symbols === 0 || scores.length < steps * symbols) return undefined;
  let text = '';
  let previous = 0;
  let sum = 0;
  let read = 0;
  for (let step = 0; step < steps; step++) {
    let best = 0;
    for (let symbol = 1; symbol < symbols; symbol++) {
      if (scores[step * symbols + symbol]! > scores[step * symbols + best]!) best = symbol;
    }
    if (best !== 0 && best !== previous) {
      text += spec.symbols[best] ?? '\ufffd';
      sum += scores[step * symbols + best]!;
      read += 1;
    }
    previous = best;
  }
  return { kind: 'text', text: text.trim(), confidence: read === 0 ? 0 : sum / read };
}
