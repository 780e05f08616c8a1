// What @huggingface/transformers answers, as plain tensors.
import type { Tensor, Tensors } from '../../model/tensor.ts';

export function strings(data: string[]): Tensor {
  return { dtype: 'string', shape: [data.length], data };
}

export function text(data: string): Tensor {
  return { dtype: 'string', shape: [], data: [data] };
}

export function floats(values: number[]): Tensor {
  return { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) };
}

export function ints(values: number[]): Tensor {
  return { dtype: 'int32', shape: [values.length], data: Int32Array.from(values) };
}

/** A list of items with a score, or one object with lists of both. */
export function scored(found: unknown, key?: string): Tensors {
  if (key === undefined) {
    const { labels, scores } = found as { labels: string[]; scores: number[] };
    return { labels: strings(labels), scores: floats(scores) };
  }
  const items = (Array.isArray(found) ? found.flat() : [found]) as Record<string, string | number>[];
  return {
    labels: strings(items.map((item) => String(item[key]))),
    scores: floats(items.map(({ score }) => Number(score))),
  };
}

interface BoxResult {
  label: string;
  score: number;
  box: { xmin: number; ymin: number; xmax: number; ymax: number };
}

export function boxes(found: unknown): Tensors {
  const items = (found as (BoxResult | BoxResult[])[]).flat();
  const data = Float32Array.from(items.flatMap(({ box }) => [box.xmin, box.ymin, box.xmax, box.ymax]));
  return {
    boxes: { dtype: 'float32', shape: [items.length, 4], data },
    labels: strings(items.map(({ label }) => String(label))),
    scores: floats(items.map(({ score }) => score)),
  };
}
