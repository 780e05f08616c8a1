// Text to frequencies of character n-grams.
import type { NgramPreprocess } from '../model/manifest-meaning.ts';
import type { Tensor, TensorInfo } from '../model/tensor.ts';
import { encodeElements } from './elements.ts';
import { InferError } from './errors.ts';

/** One character class and nothing else: a manifest's author must not be able to stall a visitor's page. */
const CHARACTER_CLASS = /^\[(?:[^[\]\\]|\\.)+\]$/;

/** Frequencies are relative to all n-grams of the same length. n counts UTF-16 units. */
export function ngramTensor(info: TensorInfo, spec: NgramPreprocess, text: string): Tensor {
  const normal = normalise(text, spec);
  const counts = new Map<number, Map<string, number>>();
  for (const { length } of spec.vocabulary) {
    if (!counts.has(length)) counts.set(length, countNgrams(normal, length));
  }
  const values = spec.vocabulary.map((ngram) => {
    const total = normal.length - ngram.length + 1;
    return total > 0 ? (counts.get(ngram.length)!.get(ngram) ?? 0) / total : 0;
  });
  return { dtype: info.dtype, shape: [1, values.length], data: encodeElements(info.dtype, values) };
}

/** One space between words, before the first and after the last. */
function normalise(text: string, spec: NgramPreprocess): string {
  let normal = text;
  if (spec.strip !== undefined) normal = normal.replace(classOf(spec.strip), ' ');
  if (spec.remove !== undefined) normal = normal.replace(classOf(spec.remove), '');
  normal = normal.replace(/\s{2,}/g, ' ');
  if (spec.lowercase) normal = normal.toLowerCase();
  return ` ${normal.trim()} `;
}

function countNgrams(text: string, length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + length <= text.length; start++) {
    const ngram = text.slice(start, start + length);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

function classOf(pattern: string): RegExp {
  try {
    if (CHARACTER_CLASS.test(pattern)) return new RegExp(pattern, 'gu');
  } catch {
    // Falls through: an invalid class is refused like anything that is none.
  }
  throw new InferError('infer/bad-media', `"${pattern}" is not a character class`, { details: { pattern } });
}
