// A decoder whose answers can be reckoned in the head, in the shapes that exporters give: after a token comes that token
// plus the number of positions read before this run, or plus its own position where the graph asks for positions.
import { ELEMENT, tinyOnnx, type TinyModel, type TinyValue } from '../tiny-onnx.ts';

export interface ToyOptions {
  vocabulary?: number;
  positions?: boolean;
  mask?: boolean;
  /** Adds 10 where the graph is told that a run has been before. */
  merged?: boolean;
  logitsToKeep?: boolean;
  ids?: 'int64' | 'int32';
  floats?: 'float32' | 'float16';
  /** Heads in the cache, as with grouped queries. */
  heads?: number;
  /** Names of what goes in and what comes out, for each of key and value. */
  names?: [past: string, present: string][];
  /** Logits are 0/0. */
  nan?: boolean;
  /** More inputs, which nothing uses. */
  more?: TinyValue[];
  /** Of the cache, in place of one that grows. */
  pastShape?: TinyValue['shape'];
  logits?: string;
}

export function toyDecoder(options: ToyOptions = {}): Uint8Array<ArrayBuffer> {
  const { vocabulary = 2048, ids = 'int64', floats = 'float32', heads = 2, logits = 'logits' } = options;
  const { names = [['past_key_values.0.key', 'present.0.key'], ['past_key_values.0.value', 'present.0.value']] } = options; // prettier-ignore
  const shape = options.pastShape ?? ['batch_size', heads, 'past_sequence_length', 1];
  const nodes: TinyModel['nodes'] = [];
  const initializers: object[] = [];
  const node = (op: string, inputs: string[], out: string, attribute: object[] = []) => {
    nodes.push({ op, in: inputs, out: [out], attribute });
    return out;
  };
  const int64 = (name: string, dims: number[], ...values: number[]) => {
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    initializers.push({ name, dims, dataType: ELEMENT.int64, rawData });
    return name;
  };
  const to = (type: keyof typeof ELEMENT) => [{ name: 'to', type: 2, i: ELEMENT[type] }];

  const wide = node('Cast', ['input_ids'], 'ids64', to('int64'));
  const past = node('Gather', [node('Shape', [names[0]![0]], 'pastShape'), int64('axis2', [], 2)], 'past');
  const offset = options.positions ? 'position_ids' : past;
  let next = node('Add', [wide, offset], 'next0');
  if (options.mask) {
    // Nothing is added by a mask of ones as long as all positions; another length does not fit, or shows.
    const ones = node('ReduceSum', ['attention_mask', int64('axis1', [1], 1)], 'ones');
    const sum = node('Sub', [node('Squeeze', [ones], 'scalarOnes'), past], 'readNow');
    const count = node('Gather', [node('Shape', ['input_ids'], 'idsShape'), int64('one', [], 1)], 'count');
    next = node('Add', [next, node('Sub', [sum, count], 'strange')], 'next1');
  }
  if (options.merged) {
    const ten = node(
      'Mul',
      [node('Cast', ['use_cache_branch'], 'branch', to('int64')), int64('ten', [], 10)],
      'tens',
    );
    next = node('Add', [next, ten], 'next2');
  }
  next = node('Mod', [next, int64('size', [], vocabulary)], 'next3');
  initializers.push({ name: 'offOn', dims: [2], dataType: ELEMENT.float32, floatData: [0, 5] });
  let rows = node('OneHot', [next, int64('depth', [], vocabulary), 'offOn'], 'rows0');
  if (options.nan) rows = node('Div', [node('Sub', [rows, rows], 'nothing'), 'nothing'], 'rows1');
  if (options.logitsToKeep) {
    const from = node('Neg', [node('Unsqueeze', ['num_logits_to_keep', int64('u', [1], 0)], 'keep')], 'from');
    rows = node('Slice', [rows, from, int64('end', [1], 2 ** 40), int64('second', [1], 1)], 'rows2');
  }
  node('Cast', [rows], logits, to(floats));
  const flat = node(
    'Cast',
    [node('Reshape', [wide, int64('four', [4], 1, 1, -1, 1)], 'lined')],
    'state',
    to(floats),
  );
  const state = node('Expand', [flat, int64('headed', [4], 1, heads, 1, 1)], 'states');
  for (const [input, output] of names) {
    node('Concat', [input, state], output, [{ name: 'axis', type: 2, i: 2 }]);
  }

  const optional = (on: boolean | undefined, value: TinyValue) => (on ? [value] : []);
  return tinyOnnx({
    inputs: [
      { name: 'input_ids', dtype: ids, shape: ['batch_size', 'sequence_length'] },
      ...optional(options.mask, { name: 'attention_mask', dtype: 'int64', shape: ['batch_size', 'total'] }),
      ...optional(options.positions, { name: 'position_ids', dtype: 'int64', shape: ['batch_size', 'sequence_length'] }),
      ...optional(options.merged, { name: 'use_cache_branch', dtype: 'bool', shape: [1] }),
      ...optional(options.logitsToKeep, { name: 'num_logits_to_keep', dtype: 'int64', shape: [] }),
      ...names.map(([name]) => ({ name, dtype: floats, shape })),
      ...(options.more ?? []),
    ],
    outputs: [
      { name: logits, dtype: floats, shape: ['batch_size', 'positions', vocabulary] },
      ...names.map(([, name]) => ({ name, dtype: floats, shape: ['batch_size', heads, 'total_length', 1] })),
    ],
    nodes,
    initializers,
  }); // prettier-ignore
}

/** What a toy without positions says to a prompt, greedily: each token adds the positions read before its run. */
export function toyAnswer(
  prompt: readonly number[],
  count: number,
  vocabulary = 2048,
  merged = false,
): number[] {
  const answer: number[] = [];
  let last = prompt.at(-1)!;
  let read = 0;
  for (let run = 0; run < count; run++) {
    last = (last + read + (merged && run > 0 ? 10 : 0)) % vocabulary;
    answer.push(last);
    read += run === 0 ? prompt.length : 1;
  }
  return answer;
}
