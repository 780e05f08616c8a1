// Graphs of half precision as @huggingface/transformers can use them: it reckons with single precision and hands that over
// whatever a graph takes.
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { fromHalf, toHalf } from '../half.ts';
import type { Ort } from '../ort-runtime.ts';

/** The cache that a decoder gives back to itself: large, and never looked into. */
const PASSED_ON = /^present/;

/** Feeds of single precision where `session` takes half. */
export function halved(
  ort: Ort,
  session: InferenceSession,
  feeds: InferenceSession.FeedsType,
): InferenceSession.FeedsType {
  const halves = session.inputMetadata.filter((info) => info.isTensor && info.type === 'float16');
  if (halves.length === 0) return feeds;
  const result = { ...feeds };
  for (const { name } of halves) {
    const tensor = feeds[name] as Tensor | undefined;
    if (tensor?.type !== 'float32' || tensor.location !== 'cpu') continue;
    const bits = Uint16Array.from(tensor.data as Float32Array, toHalf);
    result[name] = new ort.Tensor('float16', bits, tensor.dims);
  }
  return result;
}

/** Outputs of half precision as single, but for those that are passed on. */
export function single(ort: Ort, results: InferenceSession.ReturnType): InferenceSession.ReturnType {
  const changed: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(results)) {
    const tensor = value as Tensor;
    if (tensor.type !== 'float16' || tensor.location !== 'cpu' || PASSED_ON.test(name)) continue;
    const data = tensor.data as unknown as Uint16Array;
    // Engines with an array of halves give one.
    const values = data instanceof Uint16Array ? Float32Array.from(data, fromHalf) : Float32Array.from(data);
    changed[name] = new ort.Tensor('float32', values, tensor.dims);
  }
  return { ...results, ...changed };
}
