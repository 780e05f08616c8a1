// A decoder as its graph declares it: which input is what, under the names that common exporters give. Knows no runtime.
import type { DType, ModelSignature, TensorInfo } from '../../model/tensor.ts';
import { InferError } from '../errors.ts';

/** Keys, values or another state that one run gives and the next takes. */
export interface CacheInfo {
  past: string;
  present: string;
  dtype: Extract<DType, 'float32' | 'float16'>;
  /** What the first run takes: batch 1, no positions yet. */
  emptyShape: number[];
}

export interface IntegerInput {
  name: string;
  dtype: Extract<DType, 'int64' | 'int32'>;
}

export interface DecoderGraph {
  ids: IntegerInput;
  /** 1 for each position so far. */
  mask: IntegerInput | undefined;
  positions: IntegerInput | undefined;
  /** `use_cache_branch` of two graphs merged in one: whether a run has been before. */
  merged: string | undefined;
  /** How many positions' logits are wanted, where a graph asks. */
  logitsToKeep: IntegerInput | undefined;
  caches: CacheInfo[];
  logits: { name: string; dtype: Extract<DType, 'float32' | 'float16'> };
  /** Undefined where the graph leaves it open. */
  vocabulary: number | undefined;
}

/** @throws InferError 'infer/not-a-decoder' naming the input or output that does not fit */
export function readDecoderGraph({ inputs, outputs }: ModelSignature): DecoderGraph {
  const rest = new Map(inputs.map((info) => [info.name, info]));
  const outputInfos = new Map(outputs.map((info) => [info.name, info]));
  const take = (name: string): TensorInfo | undefined => {
    const info = rest.get(name);
    rest.delete(name);
    return info;
  };
  const integer = (name: string, rank: number): IntegerInput | undefined => {
    const info = take(name);
    if (!info) return undefined;
    const { dtype } = info;
    const fits = (dtype === 'int64' || dtype === 'int32') && (info.anyRank || info.shape.length <= rank);
    if (!fits) throw notADecoder(`Input "${name}" is not whole numbers of ${rank} dimensions`, name);
    return { name, dtype };
  };

  const ids = integer('input_ids', 2);
  if (!ids) throw notADecoder('It takes no "input_ids"', 'input_ids');
  const mask = integer('attention_mask', 2);
  const positions = integer('position_ids', 2);
  const logitsToKeep = integer('num_logits_to_keep', 1);
  const merged = take('use_cache_branch');
  if (merged && merged.dtype !== 'bool') throw notADecoder('"use_cache_branch" is no yes or no', merged.name);

  const caches: CacheInfo[] = [];
  for (const info of rest.values()) caches.push(readCache(info, outputInfos));
  if (caches.length === 0) throw notADecoder('It keeps nothing between two runs', 'past_key_values');

  const logits = outputInfos.get('logits');
  if (!logits || !isFloat(logits.dtype)) throw notADecoder('It gives no "logits"', 'logits');
  const vocabulary = logits.shape.at(-1);
  return {
    ids,
    mask,
    positions,
    merged: merged?.name,
    logitsToKeep,
    caches,
    logits: { name: logits.name, dtype: logits.dtype },
    vocabulary: typeof vocabulary === 'number' ? vocabulary : undefined,
  };
}

/**
 * `past_key_values.0.key` comes back as `present.0.key`, `past_conv.0` as `present_conv.0`, `past_0` as `present_0`.
 * Of its dimensions the batch is one, those that grow begin at none.
 */
function readCache(info: TensorInfo, outputs: ReadonlyMap<string, TensorInfo>): CacheInfo {
  const { name, dtype, shape } = info;
  const present = [name.replace(/^past_key_values/, 'present'), name.replace(/^past/, 'present')].find(
    (candidate) => candidate !== name && outputs.has(candidate),
  );
  if (present === undefined) throw notADecoder(`Nothing is known of its input "${name}"`, name);
  if (!isFloat(dtype) || outputs.get(present)!.dtype !== dtype) {
    throw notADecoder(`"${name}" and "${present}" are not of one float type`, name);
  }
  // A joined cache, [2, batch, heads, past, size], has its batch second.
  const batch = shape[0] === 2 ? 1 : 0;
  const emptyShape = shape.map((size, axis) => (typeof size === 'number' ? size : axis === batch ? 1 : 0));
  if (/key|value/.test(name) && !emptyShape.includes(0)) {
    throw notADecoder(`"${name}" does not grow from run to run`, name);
  }
  return { past: name, present, dtype, emptyShape };
}

function isFloat(dtype: DType): dtype is 'float32' | 'float16' {
  return dtype === 'float32' || dtype === 'float16';
}

function notADecoder(message: string, name: string): InferError {
  return new InferError(
    'infer/not-a-decoder',
    `The graph is not a decoder as they are exported: ${message}`,
    {
      details: { name },
    },
  );
}
