// The ways in which exporters lay a folder out: all of them run, and whatever is wrong with one is said in its own terms.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createNodeEngine } from '../../../../src/agent/node-engine.ts';
import { checkGiven } from '../../../../src/lib/infer/transformers/limits.ts';
import type { Tensors } from '../../../../src/lib/model/tensor.ts';
import { colours, twoBoxes } from '../../../hf-folders/pictures.ts';
import { dictionary } from '../../../hf-folders/sequence.ts';
import { loudness } from '../../../hf-folders/sound.ts';
import { answers, entailment, masked, names, sentiment } from '../../../hf-folders/text.ts';
import { json, vocabularyOf, bertTokenizer, type Contents } from '../../../hf-folders/words.ts';
import { answer, ask, askHere, lines, open, part, picture, sound, sourceOf, text, whole } from './open.ts';

const GOOD: Tensors = { text: text('a good film') };
const first = (outputs: Tensors) => [(outputs['labels']!.data as string[])[0], outputs['scores']!.data[0]];
const below = (folder: string, contents: Contents): Contents =>
  Object.fromEntries(Object.entries(contents).map(([path, data]) => [`${folder}/${path}`, data]));
const LIKELY = 1 / (1 + Math.exp(-1));

describe('a folder laid out', () => {
  test.each<[string, Contents, object]>([
    ['with its graph beside the texts', sentiment({ path: 'model.onnx' }), {}],
    ['in a folder below, named', below('nlp/film', sentiment()), { folder: 'nlp/film' }],
    ['in a folder below, found', below('nlp/film', sentiment()), {}],
    ['with a graph of another name', sentiment({ path: 'onnx/film_scores.onnx' }), {}],
    ['with a graph in a folder of another name', sentiment({ path: 'graphs/model.onnx' }), {}],
    ['with weights in a file of their own', sentiment({ data: 'model.onnx_data' }), {}],
    [
      'with weights in a file of their own, and that said',
      sentiment(
        { data: 'model.onnx_data' },
        { more: { 'transformers.js_config': { use_external_data_format: true } } },
      ),
      {},
    ],
    ['of half precision', sentiment({ path: 'onnx/model_fp16.onnx', half: true }), {}],
    ['of eight bits by its name', sentiment({ path: 'onnx/model_quantized.onnx' }), {}],
    [
      'of a variant that the manifest names',
      sentiment({ path: 'onnx/model_q4f16.onnx' }),
      { dtype: 'q4f16' },
    ],
  ])('%s runs', async (_, contents, options) => {
    const [label, score] = first(await ask(contents, 'text-classification', GOOD, options));
    expect(label).toBe('POS');
    expect(score).toBeCloseTo(LIKELY, 3);
  });

  test('two of them in one process do not meet', async () => {
    const engines = [createNodeEngine(), createNodeEngine()];
    const [films, people] = await Promise.all([
      engines[0]!.load(sourceOf(sentiment(), 'text-classification'), { provider: 'auto' }),
      engines[1]!.load(sourceOf(names(), 'token-classification'), { provider: 'auto' }),
    ]);
    const [a, b] = await Promise.all([answer(films!, GOOD), answer(people!, { text: text('Ada lives') })]);
    expect(first(a)[0]).toBe('POS');
    expect(b['labels']!.data).toEqual(['PER']);
    films!.dispose();
    people!.dispose();
  });
});

describe('a folder in which something is wrong', () => {
  const without = (contents: Contents, ...paths: string[]) =>
    Object.fromEntries(Object.entries(contents).filter(([path]) => !paths.includes(path)));

  test.each<[string, Contents, string, object]>([
    [
      'no configuration',
      without(sentiment(), 'config.json'),
      'infer/missing-external-data',
      { files: ['config.json'] },
    ],
    [
      'no tokenizer',
      without(sentiment(), 'tokenizer.json', 'tokenizer_config.json'),
      'infer/missing-external-data',
      { files: ['tokenizer.json', 'tokenizer_config.json'] },
    ],
    ['a configuration that is no JSON', { ...sentiment(), 'config.json': '{' }, 'infer/load-failed', {}],
    ['a configuration of another kind', { ...sentiment(), 'config.json': '[]' }, 'infer/load-failed', {}],
    ['a tokenizer that is no JSON', { ...sentiment(), 'tokenizer.json': '{' }, 'infer/bad-tokenizer', {}],
    ['no weights', without(sentiment({ data: 'w.bin' }), 'onnx/w.bin'), 'infer/missing-external-data', {}],
    ['a graph that is none', { ...sentiment(), 'onnx/model.onnx': 'no graph' }, 'infer/not-a-model', {}],
    [
      'a tokenizer that may never come to an end',
      {
        ...sentiment(),
        ...bertTokenizer(vocabularyOf(['good']), {
          pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false },
        }),
      },
      'infer/bad-tokenizer',
      {},
    ],
    [
      'a class that the task has not',
      { ...sentiment(), 'config.json': json({ model_type: 'telepathy', architectures: ['X'] }) },
      'infer/load-failed',
      {},
    ],
  ])('%s', async (_, contents, code, details) => {
    await expect(open(contents, 'text-classification', { entry: 'onnx/model.onnx' })).rejects.toMatchObject({
      name: 'InferError',
      code,
      details: expect.objectContaining(details) as object,
    });
  });

  test('a picture model without its preprocessor', async () => {
    const { 'preprocessor_config.json': _, ...rest } = colours();
    await expect(open(rest, 'image-classification')).rejects.toMatchObject({
      code: 'infer/missing-external-data',
      details: { files: ['preprocessor_config.json'] },
    });
  });

  test('a task that nothing here does', async () => {
    await expect(open(sentiment(), 'telepathy')).rejects.toMatchObject({ code: 'infer/load-failed' });
  });

  test('labels that a task cannot do without', async () => {
    const bare = {
      'config.json': json({ model_type: 'bert', architectures: ['BertForSequenceClassification'] }),
    };
    await expect(open({ ...entailment(), ...bare }, 'zero-shot-classification')).rejects.toMatchObject({
      code: 'infer/load-failed',
    });
    const config = { 'config.json': json({ model_type: 'detr', architectures: ['DetrForObjectDetection'] }) };
    const given = { image: picture(8, 8, () => [0, 0, 0]), threshold: part(0.5) };
    await expect(ask({ ...twoBoxes(), ...config }, 'object-detection', given)).rejects.toMatchObject({
      code: 'infer/run-failed',
    });
  });

  test('a preprocessor that asks for a picture nobody could hold', async () => {
    const size = { height: 1_000_000, width: 1_000_000 };
    const vast = {
      'preprocessor_config.json': json({ image_processor_type: 'ViTImageProcessor', do_resize: true, size }),
    };
    await expect(
      ask({ ...colours(), ...vast }, 'image-classification', { image: picture(2, 2, () => [0, 0, 0]) }),
    ).rejects.toMatchObject({ code: 'infer/bad-media' });
  });

  test('scores that are not numbers', async () => {
    const folder = sentiment({}, { values: { good: [Number.NaN, 0] } });
    await expect(ask(folder, 'text-classification', GOOD)).rejects.toMatchObject({
      code: 'infer/not-a-number',
    });
  });

  test('a tokenizer of more words than any in use is read', { timeout: 60_000 }, async () => {
    const vocabulary = vocabularyOf(['good', 'bad', 'a', 'film']);
    const many = [...vocabulary, ...Array.from({ length: 300_000 }, (_, index) => `w${index}`)];
    const outputs = await ask({ ...sentiment(), ...bertTokenizer(many) }, 'text-classification', GOOD);
    expect(first(outputs)[0]).toBe('POS');
  });

  test('a run that fails leaves the model as it was', async () => {
    // A word beyond the table.
    const folder = {
      ...sentiment(),
      ...bertTokenizer([...vocabularyOf(['good', 'bad', 'a', 'film']), 'odd']),
    };
    const model = await open(folder, 'text-classification');
    await expect(answer(model, { text: text('odd') })).rejects.toMatchObject({ code: 'infer/run-failed' });
    expect(first(await answer(model, GOOD))[0]).toBe('POS');
    model.dispose();
  });
});

describe('what is given', () => {
  const TEXT = 'a'.repeat(1_000_001);
  test.each<[string, Tensors, string]>([
    ['a text with nothing in it', { text: text(' \n') }, 'infer/bad-prompt'],
    ['a text of a million letters and one', { text: text(TEXT) }, 'infer/prompt-too-long'],
    ['no labels to choose from', { text: text('a'), candidates: lines() }, 'infer/bad-option'],
    [
      'ten thousand labels',
      { text: text('a'), candidates: lines(...Array<string>(10_000).fill('b')) },
      'infer/bad-option',
    ],
    ['a label with nothing in it', { text: text('a'), candidates: lines('b', '') }, 'infer/bad-prompt'],
    ['no texts', { texts: lines() }, 'infer/bad-option'],
    ['an answer of no tokens', { text: text('a'), max_new_tokens: whole(0) }, 'infer/bad-option'],
    [
      'a threshold above all',
      { image: picture(1, 1, () => [0, 0, 0]), threshold: part(1.5) },
      'infer/bad-option',
    ],
    ['a recording of nothing', { audio: sound(new Float32Array(0)) }, 'infer/bad-media'],
    ['a recording of more than an hour', { audio: sound(new Float32Array(2 ** 26 + 1)) }, 'infer/bad-media'],
    [
      'a picture without pixels',
      { image: { dtype: 'uint8', shape: [0, 9, 3], data: new Uint8Array(0) } },
      'infer/bad-media',
    ],
  ])('%s is refused', (_, inputs, code) => {
    expect(() => checkGiven(inputs)).toThrow(expect.objectContaining({ name: 'InferError', code }) as Error);
  });

  test('a text without the word that is sought', async () => {
    await expect(ask(masked(), 'fill-mask', { text: text('the capital') })).rejects.toMatchObject({
      code: 'infer/run-failed',
      message: expect.stringContaining('[MASK]') as string,
    });
  });

  test('a text too long for pairs of all its words', async () => {
    const config = JSON.parse(answers()['tokenizer_config.json'] as string) as object;
    const folder = { ...answers(), 'tokenizer_config.json': json({ ...config, model_max_length: 1e30 }) };
    const context = text('paris '.repeat(5_000));
    await expect(
      ask(folder, 'question-answering', { question: text('what ?'), context }),
    ).rejects.toMatchObject({ code: 'infer/prompt-too-long' });
  });
});

describe('nothing but the folder', () => {
  const said = vi.fn();
  beforeEach(() => {
    for (const way of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, way).mockImplementation(said);
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => {
      throw new Error('nothing is to be fetched');
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    said.mockReset();
  });

  test('is read, though a configuration names addresses; and the library prints nothing, even where it fails', async () => {
    const web = { _name_or_path: 'https://a.invalid/x', auto_map: { AutoModel: 'https://a.invalid/m.js' } };
    const folder = sentiment({}, { more: web });
    const { outputs } = await askHere(folder, 'text-classification', GOOD);
    expect(first(outputs)[0]).toBe('POS');
    await askHere(dictionary({ a: 'b' }), 'translation', { text: text('a'), max_new_tokens: whole(4) });
    await askHere(loudness(), 'audio-classification', { audio: sound(Float32Array.of(1)) });
    await askHere(masked(), 'fill-mask', { text: text('no mask') }).catch(() => undefined);
    const odd = { ...sentiment(), ...bertTokenizer([...vocabularyOf(['good', 'bad', 'a', 'film']), 'odd']) };
    await askHere(odd, 'text-classification', { text: text('odd') }).catch(() => undefined);
    expect(globalThis.fetch).not.toHaveBeenCalled();
    expect(said.mock.calls).toEqual([]);
  });
});
