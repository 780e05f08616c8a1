// Models that write: encoder, decoder and its past, streamed, stopped and cut short.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadedModel } from '../../../../src/lib/infer/types.ts';
import type { Tensors } from '../../../../src/lib/model/tensor.ts';
import { dictionary } from '../../../hf-folders/sequence.ts';
import { answer, ask, askHere, open, text, whole } from './open.ts';

const FRENCH = { the: 'le', cat: 'chat', sees: 'voit', a: 'un', dog: 'chien' };
const said = (outputs: Tensors) => (outputs['text']!.data as string[])[0];
const given = (words: string, most = 64): Tensors => ({ text: text(words), max_new_tokens: whole(most) });

describe('a model that writes', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await open(dictionary(FRENCH), 'translation', { entry: 'onnx/encoder_model.onnx' });
  });
  afterAll(() => model.dispose());

  test('word for word, which it can only with its own past', async () => {
    expect(model.streams).toBe(true);
    expect(model.sampler).not.toBe('');
    expect(said(await answer(model, given('The cat sees a dog')))).toBe('le chat voit un chien');
  });

  test('its words are told as they are made, and are the answer together', async () => {
    const told: string[] = [];
    const outputs = await answer(model, given('the cat sees a dog'), { onText: (piece) => told.push(piece) });
    expect(told.length).toBeGreaterThan(3);
    expect(told.join('')).toBe(said(outputs));
  });

  test('no more tokens than asked for', async () => {
    const run = await model.run(given('the cat sees a dog', 2));
    expect(run.stopped).toBe(false);
    expect(said(await run.release())).toBe('le chat');
  });

  test('what there is when it is told to stop is the answer', async () => {
    let told = '';
    const { outputs, stopped } = await askHere(
      dictionary(FRENCH),
      'translation',
      given('the cat sees a dog a cat sees the dog'),
      { onText: (piece) => (told += piece), stopped: () => told.includes('chat') },
    );
    expect(stopped).toBe(true);
    expect(said(outputs)).toMatch(/^le chat( voit)?$/);
    expect(told).toBe(said(outputs));
  });

  test('a run that is given up ends, and the next one is none the worse', async () => {
    const signal = new AbortController();
    const run = model.run(given('the cat sees a dog'), {
      signal: signal.signal,
      onText: () => signal.abort(),
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(said(await answer(model, given('a dog')))).toBe('un chien');
  });

  test('no more tokens than one, or none, is a setting out of bounds', async () => {
    await expect(model.run(given('the cat', 0))).rejects.toMatchObject({ code: 'infer/bad-option' });
  });
});

test('both graphs are of the variant that the entry is of', async () => {
  const folder = dictionary(FRENCH, { suffix: '_quantized' });
  const entry = 'onnx/decoder_model_merged_quantized.onnx';
  expect(said(await ask(folder, 'text2text-generation', given('the dog'), { entry }))).toBe('le chien');
});

test('summarization reads the same graphs, with the prefix that the configuration gives texts', async () => {
  const more = { task_specific_params: { summarization: { prefix: 'dog ' } } };
  const folder = dictionary(FRENCH, { more });
  expect(said(await ask(folder, 'summarization', given('cat')))).toBe('chien chat');
});

test('a decoder without its encoder is named', async () => {
  const { 'onnx/encoder_model.onnx': _, ...rest } = dictionary(FRENCH);
  await expect(open(rest, 'translation')).rejects.toMatchObject({
    code: 'infer/load-failed',
    message: expect.stringContaining('encoder_model.onnx') as string,
  });
});

test('scores that are not numbers draw no word', async () => {
  const folder = dictionary(FRENCH, { last: Number.NaN });
  await expect(ask(folder, 'translation', given('the cat'))).rejects.toMatchObject({
    code: 'infer/not-a-number',
  });
});
