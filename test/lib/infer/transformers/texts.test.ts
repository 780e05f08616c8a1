// Folders of Hugging Face's ONNX exports that read texts: each answer follows from the folder's few numbers by hand.
import { describe, expect, test } from 'vitest';
import type { Tensors } from '../../../../src/lib/model/tensor.ts';
import { answers, entailment, masked, meanings, names, sentiment, voice } from '../../../hf-folders/text.ts';
import { ask, lines, open, text } from './open.ts';

const share = (score: number, others: readonly number[]) =>
  Math.exp(score) / (Math.exp(score) + others.reduce((sum, other) => sum + Math.exp(other), 0));
const words = (outputs: Tensors, name = 'labels') => outputs[name]!.data as string[];
const numbers = (outputs: Tensors, name = 'scores') => Array.from(outputs[name]!.data as Float32Array);

describe('text-classification', () => {
  test('one of two labels: e^1 / (e^1 + e^0)', async () => {
    const outputs = await ask(sentiment(), 'text-classification', { text: text('A good film') });
    expect(words(outputs)).toEqual(['POS', 'NEG']);
    expect(numbers(outputs)[0]).toBeCloseTo(share(1, [0]), 6);
    expect(numbers(outputs)[1]).toBeCloseTo(share(0, [1]), 6);
  });

  test('independent labels each have a chance of their own', async () => {
    const folder = sentiment({}, { more: { problem_type: 'multi_label_classification' } });
    const outputs = await ask(folder, 'text-classification', { text: text('good bad bad') });
    expect(words(outputs)).toEqual(['NEG', 'POS']);
    expect(numbers(outputs)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    expect(numbers(outputs)[1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
  });

  test('labels that nobody named are numbered', async () => {
    const folder = sentiment({}, { more: { id2label: undefined, label2id: undefined } });
    const outputs = await ask(folder, 'text-classification', { text: text('bad') });
    expect(words(outputs)).toEqual(['LABEL_1', 'LABEL_0']);
  });
});

test('token-classification: words of one name are one span of the text, whatever its case', async () => {
  const given = 'Ada  Lovelace lives in London and BERN.';
  const outputs = await ask(names(), 'token-classification', { text: text(given) });
  const [starts, ends] = [numbers(outputs, 'start'), numbers(outputs, 'end')];
  expect(starts.map((start, index) => given.slice(start, ends[index]))).toEqual([
    'Ada  Lovelace',
    'London',
    'BERN',
  ]);
  expect(words(outputs)).toEqual(['PER', 'LOC', 'LOC']);
  for (const score of numbers(outputs)) expect(score).toBeCloseTo(share(4, [0, 0, 0, 0]), 6);
});

test('token-classification: a text without names has no spans', async () => {
  const outputs = await ask(names(), 'token-classification', { text: text('lives in') });
  expect(outputs['start']).toEqual({ dtype: 'int32', shape: [0], data: new Int32Array(0) });
  expect(words(outputs)).toEqual([]);
});

test('question-answering: the answer, how sure, and where it is', async () => {
  const context = 'The capital of France is Paris';
  const outputs = await ask(answers(), 'question-answering', {
    question: text('what is the capital of france?'),
    context: text(context),
  });
  // Its tokenizer knows no capitals; the text has one.
  expect(words(outputs, 'answer')).toEqual(['Paris']);
  // Six words of the context, the first token beside them, begin and end each.
  expect(numbers(outputs, 'score')[0]).toBeCloseTo(share(5, [0, 0, 0, 0, 0, 0]) ** 2, 6);
  const [start, end] = [numbers(outputs, 'start')[0], numbers(outputs, 'end')[0]];
  expect(context.slice(start, end)).toBe('Paris');
});

describe('zero-shot-classification', () => {
  test('candidates by what they share with the text', async () => {
    const outputs = await ask(entailment(), 'zero-shot-classification', {
      text: text('stocks fell'),
      candidates: lines('sport', 'finance'),
    });
    expect(words(outputs)).toEqual(['finance', 'sport']);
    expect(numbers(outputs)[0]).toBeCloseTo(share(3, [0]), 6);
  });

  test('a single candidate stands against its contradiction', async () => {
    const outputs = await ask(entailment(), 'zero-shot-classification', {
      text: text('goal goal'),
      candidates: lines('sport'),
    });
    expect(numbers(outputs)[0]).toBeCloseTo(share(6, [0]), 6);
  });
});

test('fill-mask: the word that the rest calls for', async () => {
  const outputs = await ask(masked(), 'fill-mask', { text: text('the capital of italy is [MASK]') });
  expect(words(outputs)[0]).toBe('rome');
  // Thirteen words in all.
  expect(numbers(outputs)[0]).toBeCloseTo(share(6, Array<number>(12).fill(0)), 6);
});

describe('feature-extraction', () => {
  const cosine = (rows: number[], a: number, b: number) =>
    rows[2 * a]! * rows[2 * b]! + rows[2 * a + 1]! * rows[2 * b + 1]!;

  test('texts of different lengths in one run, each of length 1', async () => {
    const outputs = await ask(meanings(), 'feature-extraction', {
      texts: lines('the cat', 'kitten', 'the the car'),
    });
    const rows = numbers(outputs, 'embeddings');
    expect(outputs['embeddings']!.shape).toEqual([3, 2]);
    expect(cosine(rows, 0, 0)).toBeCloseTo(1, 6);
    expect(cosine(rows, 0, 1)).toBeCloseTo(0.8, 6);
    expect(cosine(rows, 1, 2)).toBeCloseTo(0.6, 6);
    expect(cosine(rows, 0, 2)).toBeCloseTo(0, 6);
  });

  test('the first token stands for the text where the folder says so', async () => {
    const folder = meanings({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false });
    const rows = numbers(await ask(folder, 'feature-extraction', { texts: lines('car') }), 'embeddings');
    expect(rows[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(rows[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

test.each(['speecht5', 'supertonic'])(
  'text-to-audio: a voice of %s is refused as it is opened',
  async (kind) => {
    const config = { 'config.json': JSON.stringify({ model_type: kind, architectures: ['X'] }) };
    await expect(open({ ...voice(), ...config }, 'text-to-audio')).rejects.toMatchObject({
      code: 'infer/load-failed',
      message: expect.stringContaining('speaker') as string,
    });
  },
);

test('text-to-audio: samples and their rate', async () => {
  const outputs = await ask(voice(), 'text-to-audio', { text: text('low high') });
  expect(numbers(outputs, 'audio')).toEqual([0, 0, 0.25, -0.25, 0.5, -0.5, 0, 0]);
  expect(numbers(outputs, 'sample_rate')).toEqual([8_000]);
});
