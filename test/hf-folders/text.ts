// Folders of models that read texts, each with an answer that can be worked out by hand: every word has a row in a small
// table, and that is all the model knows.
import { graph, table, weightData, type Node, type Weight } from './graph.ts';
import { bertTokenizer, json, vocabularyOf, type Contents } from './words.ts';

const IDS = { input_ids: ['int64', ['b', 's']], attention_mask: ['int64', ['b', 's']] } as const;
const inputs = (more: object = {}) => ({ ...IDS, ...more }) as never;
const gather = (from: string, to: string): Node => ({ op: 'Gather', in: [from, 'input_ids'], out: [to] });
const SUM_OVER: Record<string, Weight> = { one: { shape: [1], values: [1], dtype: 'int64' } };
const sum = (from: string, to: string, keep = 0): Node => {
  return { op: 'ReduceSum', in: [from, 'one'], out: [to], with: { keepdims: keep } };
};

function labelled(names: readonly string[]): { id2label: object; label2id: object } {
  return {
    id2label: Object.fromEntries(names.map((name, id) => [id, name])),
    label2id: Object.fromEntries(names.map((name, id) => [name, id])),
  };
}

function config(architecture: string, labels: readonly string[] = [], more: object = {}): Contents {
  const named = labels.length > 0 ? labelled(labels) : {};
  return {
    'config.json': json({
      model_type: 'bert',
      architectures: [architecture],
      pad_token_id: 0,
      vocab_size: 32,
      ...named,
      ...more,
    }),
  };
}

/** How its graph is called, and whether weights lie beside it. */
export interface GraphFile {
  path?: string;
  /** Of the weights and all that comes of them. */
  half?: boolean;
  /** File of the weights, beside the graph. */
  data?: string;
}

/** Scores are sums over the words: good 1 for POS, bad 1 for NEG. Two labels, or independent ones. */
export function sentiment(
  { path = 'onnx/model.onnx', half = false, data }: GraphFile = {},
  { values = {}, more = {} }: { values?: Record<string, number[]>; more?: object } = {},
): Contents {
  const vocabulary = vocabularyOf(['good', 'bad', 'a', 'film']);
  const rows = table(vocabulary, 2, { good: [1, 0], bad: [0, 1], ...values });
  const words: Record<string, Weight> = { E: half ? { ...rows, dtype: 'float16' } : rows };
  const bytes = graph({
    inputs: inputs(),
    outputs: { logits: [half ? 'float16' : 'float32', ['b', 2]] },
    nodes: [gather('E', 'x'), sum('x', 'logits')],
    weights: { ...words, ...SUM_OVER },
    ...(data === undefined ? {} : { dataFile: data }),
  });
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return {
    ...bertTokenizer(vocabulary),
    ...config('BertForSequenceClassification', ['POS', 'NEG'], more),
    [path]: bytes,
    ...(data === undefined ? {} : { [folder + data]: weightData(words) }),
  };
}

/** Each word is what its row says, with 4 against four times 0. */
export function names(): Contents {
  const vocabulary = vocabularyOf(['ada', 'lovelace', 'lives', 'in', 'london', 'and', 'bern', '.']);
  const rows = {
    ...Object.fromEntries(vocabulary.map((word) => [word, [4]])),
    ada: [0, 4],
    lovelace: [0, 0, 4],
    london: [0, 0, 0, 4],
    bern: [0, 0, 0, 4],
  };
  return {
    ...bertTokenizer(vocabulary),
    ...config('BertForTokenClassification', ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC']),
    'onnx/model.onnx': graph({
      inputs: inputs(),
      outputs: { logits: ['float32', ['b', 's', 5]] },
      nodes: [gather('E', 'logits')],
      weights: { E: table(vocabulary, 5, rows) },
    }),
  };
}

/** Begins and ends at a town, with 5 against 0. */
export function answers(): Contents {
  const vocabulary = vocabularyOf(['the', 'capital', 'of', 'france', 'is', 'paris', 'what', '?']);
  const at: Weight = {
    shape: [vocabulary.length],
    values: vocabulary.map((word) => (word === 'paris' ? 5 : 0)),
  };
  return {
    ...bertTokenizer(vocabulary),
    ...config('BertForQuestionAnswering'),
    'onnx/model.onnx': graph({
      inputs: inputs(),
      outputs: { start_logits: ['float32', ['b', 's']], end_logits: ['float32', ['b', 's']] },
      nodes: [gather('S', 'start_logits'), gather('S', 'end_logits')],
      weights: { S: at },
    }),
  };
}

/** Entailment is what the words of both texts have in common: stocks is 3 of finance, goal 3 of sport. */
export function entailment(): Contents {
  const vocabulary = vocabularyOf([
    'stocks',
    'goal',
    'finance',
    'sport',
    'this',
    'example',
    'is',
    '.',
    'fell',
  ]);
  const rows = { stocks: [3, 0], goal: [0, 3], finance: [1, 0], sport: [0, 1] };
  return {
    ...bertTokenizer(vocabulary),
    ...config('BertForSequenceClassification', ['contradiction', 'neutral', 'entailment']),
    'onnx/model.onnx': graph({
      inputs: inputs({ token_type_ids: ['int64', ['b', 's']] }),
      outputs: { logits: ['float32', ['b', 3]] },
      nodes: [
        gather('E', 'x'),
        { op: 'Cast', in: ['token_type_ids'], out: ['type'], with: { to: 1 } },
        { op: 'Unsqueeze', in: ['type', 'last'], out: ['second'] },
        { op: 'Mul', in: ['x', 'second'], out: ['h'] },
        { op: 'Sub', in: ['x', 'h'], out: ['p'] },
        sum('h', 'hypothesis'),
        sum('p', 'premise'),
        { op: 'Mul', in: ['hypothesis', 'premise'], out: ['both'] },
        sum('both', 'entails', 1),
        { op: 'Sub', in: ['entails', 'entails'], out: ['nought'] },
        { op: 'Concat', in: ['nought', 'nought', 'entails'], out: ['logits'], with: { axis: 1 } },
      ],
      weights: {
        E: table(vocabulary, 2, rows),
        last: { shape: [1], values: [2], dtype: 'int64' },
        ...SUM_OVER,
      },
    }),
  };
}

/** In place of the mask: 6 for the capital of each country named, against 0. */
export function masked(): Contents {
  const vocabulary = vocabularyOf(['the', 'capital', 'of', 'france', 'italy', 'is', 'paris', 'rome']);
  const score = (word: string) => vocabulary.map((candidate) => (candidate === word ? 6 : 0));
  const rows = { france: score('paris'), italy: score('rome') };
  return {
    ...bertTokenizer(vocabulary),
    ...config('BertForMaskedLM'),
    'onnx/model.onnx': graph({
      inputs: inputs(),
      outputs: { logits: ['float32', ['b', 's', vocabulary.length]] },
      nodes: [
        gather('E', 'x'),
        sum('x', 'named', 1),
        { op: 'Sub', in: ['x', 'x'], out: ['nought'] },
        { op: 'Add', in: ['nought', 'named'], out: ['logits'] },
      ],
      weights: { E: table(vocabulary, vocabulary.length, rows), ...SUM_OVER },
    }),
  };
}

/** Words as directions: kitten lies four fifths towards cat. */
export function meanings(pooling?: object): Contents {
  const vocabulary = vocabularyOf(['cat', 'kitten', 'car', 'the']);
  const rows = { cat: [1, 0], kitten: [0.8, 0.6], car: [0, 1], '[CLS]': pooling ? [1, 1] : [0, 0] };
  return {
    ...bertTokenizer(vocabulary),
    ...config('BertModel'),
    ...(pooling ? { '1_Pooling/config.json': json(pooling) } : {}),
    'onnx/model.onnx': graph({
      inputs: inputs(),
      outputs: { last_hidden_state: ['float32', ['b', 's', 2]] },
      nodes: [gather('E', 'last_hidden_state')],
      weights: { E: table(vocabulary, 2, rows) },
    }),
  };
}

/** Says a word as its two numbers, `times` over. */
export function voice(times = 1): Contents {
  const vocabulary = vocabularyOf(['low', 'high']);
  const said = (level: number) => Array.from({ length: 2 * times }, (_, at) => (at % 2 ? -level : level));
  return {
    ...bertTokenizer(vocabulary),
    ...config('VitsModel', [], { model_type: 'vits', sampling_rate: 8_000 }),
    'onnx/model.onnx': graph({
      inputs: inputs(),
      outputs: { waveform: ['float32', ['b', 'n']] },
      nodes: [gather('E', 'x'), { op: 'Flatten', in: ['x'], out: ['waveform'], with: { axis: 1 } }],
      weights: { E: table(vocabulary, 2 * times, { low: said(0.25), high: said(0.5) }) },
    }),
  };
}
