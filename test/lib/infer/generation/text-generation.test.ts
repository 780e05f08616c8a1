// The pipeline in this process, on wasm: the committed model, and toys whose answers can be reckoned in the head.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTokenizer, type TextTokenizer } from '../../../../src/lib/infer/generation/tokenizer.ts';
import {
  generationInputs,
  generationOutputs,
  generationSignature,
} from '../../../../src/lib/infer/generation/signature.ts';
import type { Runner } from '../../../../src/lib/infer/runner.ts';
import { checkInputs } from '../../../../src/lib/model/tensor.ts';
import { answerOf, asked, austenFile, openAusten } from './austen.ts';
import { toyAnswer, toyDecoder, type ToyOptions } from './toy-decoder.ts';

const PROMPT = 'It is a truth universally acknowledged, that';
let austen: Runner;
let tokenizer: TextTokenizer;
beforeAll(async () => {
  austen = await openAusten();
  tokenizer = await openTokenizer(await austenFile('tokenizer.json'));
});
afterAll(() => austen?.dispose());

const encode = (text: string) => tokenizer.encode(text, { special: true });
const withGraph = (entry: Uint8Array<ArrayBuffer>, pipeline: Parameters<typeof openAusten>[0] = {}) =>
  openAusten({ stop: [], ...pipeline }, { 'onnx/model.onnx': entry });
const refusal = (code: string) => expect.objectContaining({ code, name: 'InferError' });

describe('an answer', () => {
  it('is told of as it is made: the pieces are the text, and the text is its tokens', async () => {
    const { text, tokens, pieces, stopped } = await answerOf(austen, asked(PROMPT, { maxNewTokens: 60 }));
    expect(pieces.join('')).toBe(text);
    expect(pieces.length).toBeGreaterThan(0);
    expect(tokenizer.decode(tokens)).toBe(text);
    expect(tokens.length).toBeLessThanOrEqual(60);
    expect(stopped).toBe(false);
  });

  it('is the same for the same seed, and another for another', async () => {
    const drawn = (seed: bigint) =>
      answerOf(austen, asked(PROMPT, { temperature: 0.8, topK: 40, topP: 0.95, seed, maxNewTokens: 40 }));
    const [first, again, other] = [await drawn(3n), await drawn(3n), await drawn(4n)];
    expect(again).toMatchObject({ text: first.text, tokens: first.tokens });
    expect(other.text).not.toBe(first.text);
  });

  it('ends where no position is left', async () => {
    const length = encode(PROMPT).length;
    const runner = await openAusten({ context: length + 3, stop: [] });
    expect((await answerOf(runner, asked(PROMPT))).tokens).toHaveLength(3);
    await runner.dispose();
  });

  it('ends at a token that ends answers, which is no part of it', async () => {
    const { tokens } = await answerOf(austen, asked(PROMPT, { maxNewTokens: 10 }));
    const end = tokens[4]!;
    const runner = await openAusten({ stop: [end] });
    expect((await answerOf(runner, asked(PROMPT))).tokens).toEqual(tokens.slice(0, tokens.indexOf(end)));
    await runner.dispose();
  });

  it('begins a text where there is no prompt', async () => {
    const { tokens } = await answerOf(austen, asked('', { maxNewTokens: 5 }));
    expect(tokens).toHaveLength(5);
  });
});

describe('a run', () => {
  it('ends when it is told to, with what there is', async () => {
    const whole = await answerOf(austen, asked(PROMPT, { maxNewTokens: 30 }));
    let steps = 0;
    const { tokens, text, pieces, stopped } = await answerOf(austen, asked(PROMPT, { maxNewTokens: 30 }), {
      stopped: () => ++steps > 7,
    });
    expect(stopped).toBe(true);
    expect(tokens).toEqual(whole.tokens.slice(0, 7));
    expect(text).toBe(pieces.join(''));
  });

  it('gives at least one token, however soon it is told to end', async () => {
    expect((await answerOf(austen, asked(PROMPT), { stopped: () => true })).tokens).toHaveLength(1);
  });

  it('that nobody waits for is left, and the next begins afresh', async () => {
    const before = await answerOf(austen, asked(PROMPT));
    let steps = 0;
    await expect(answerOf(austen, asked(PROMPT), { cancelled: () => ++steps > 5 })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect((await answerOf(austen, asked(PROMPT))).tokens).toEqual(before.tokens);
  });
});

describe.each<[string, ToyOptions, { merged?: boolean }?]>([
  ['no mask and no positions', {}],
  ['a mask', { mask: true }],
  ['two graphs merged', { merged: true }, { merged: true }],
  ['logits of the last position alone', { logitsToKeep: true }],
  ['32-bit tokens', { ids: 'int32' }],
  ['half precision', { floats: 'float16' }],
  ['one head of keys for many of queries', { heads: 1 }],
  ['the names of older exports', { names: [['past_key_0', 'present_key_0'], ['past_value_0', 'present_value_0']] }],
  ['all of it', { mask: true, merged: true, logitsToKeep: true, floats: 'float16' }, { merged: true }],
])('a decoder with %s', (_, options, { merged = false } = {}) => {
  it('is fed what it asks for', async () => {
    const runner = await withGraph(toyDecoder(options));
    const { tokens } = await answerOf(runner, asked('Emma Woodhouse', { maxNewTokens: 12 }));
    expect(tokens).toEqual(toyAnswer(encode('Emma Woodhouse'), 12, 2048, merged));
    await runner.dispose();
  });
}); // prettier-ignore

it('a decoder with positions is told each', async () => {
  const runner = await withGraph(toyDecoder({ positions: true, mask: true }));
  const prompt = encode('Emma Woodhouse');
  const { tokens } = await answerOf(runner, asked('Emma Woodhouse', { maxNewTokens: 5 }));
  // Each token is the one before it plus its position.
  let last = prompt.at(-1)!;
  expect(tokens).toEqual(Array.from({ length: 5 }, (_, index) => (last = last + prompt.length - 1 + index)));
  await runner.dispose();
});

describe('refuses', () => {
  it('a prompt longer than its context, and one so long that it is not even cut', async () => {
    const runner = await openAusten({ context: 8 });
    await expect(answerOf(runner, asked(PROMPT))).rejects.toEqual(refusal('infer/prompt-too-long'));
    await expect(answerOf(runner, asked(' '.repeat(2000)))).rejects.toEqual(refusal('infer/prompt-too-long'));
    await runner.dispose();
  });

  it('no prompt, where no token begins a text', async () => {
    const runner = await openAusten({ stop: [] });
    await expect(answerOf(runner, asked(''))).rejects.toEqual(refusal('infer/bad-prompt'));
    await runner.dispose();
  });

  it.each([
    { temperature: -1 },
    { temperature: 11 },
    { topP: 0 },
    { topP: 1.5 },
    { topK: -1 },
    { repetitionPenalty: 0 },
    { maxNewTokens: 0 },
  ])('%o', async (options) => {
    await expect(answerOf(austen, asked(PROMPT, options))).rejects.toEqual(refusal('infer/bad-option'));
  });

  it('logits that are no numbers', async () => {
    const runner = await withGraph(toyDecoder({ nan: true }));
    await expect(answerOf(runner, asked(PROMPT))).rejects.toEqual(refusal('infer/not-a-number'));
    await runner.dispose();
  });

  it('tokens that the graph does not have', async () => {
    const runner = await withGraph(toyDecoder({ vocabulary: 64 }));
    await expect(answerOf(runner, asked(PROMPT))).rejects.toEqual(refusal('infer/bad-tokenizer'));
    await runner.dispose();
  });

  it.each<[string, Parameters<typeof openAusten>, string]>([
    ['no tokenizer', [{}, { 'tokenizer.json': undefined }], 'infer/bad-tokenizer'],
    ['a tokenizer that is no JSON', [{}, { 'tokenizer.json': '{' }], 'infer/bad-tokenizer'],
    ['a tokenizer that is none', [{}, { 'tokenizer.json': '{"a":1}' }], 'infer/bad-tokenizer'],
    ['a list for a tokenizer', [{}, { 'tokenizer.json': '[]' }], 'infer/bad-tokenizer'],
    ['no configuration of a chat', [{ chat: 'other.json' }], 'infer/bad-tokenizer'],
    ['a graph that is none', [{}, { 'onnx/model.onnx': 'hello' }], 'infer/not-a-model'],
    ['a graph without tokens', [{}, { 'onnx/model.onnx': toyDecoder({ more: [{ name: 'pixel_values', shape: [1] }] }) }], 'infer/not-a-decoder'],
    ['names that do not match', [{}, { 'onnx/model.onnx': toyDecoder({ names: [['past_key_values.0.key', 'kept.0.key']] }) }], 'infer/not-a-decoder'],
    ['no logits', [{}, { 'onnx/model.onnx': toyDecoder({ logits: 'scores' }) }], 'infer/not-a-decoder'],
    ['a cache that does not grow', [{}, { 'onnx/model.onnx': toyDecoder({ pastShape: ['batch_size', 2, 16, 1] }) }], 'infer/not-a-decoder'],
  ])('%s', async (_, options, code) => {
    await expect(openAusten(...options)).rejects.toEqual(refusal(code));
  }); // prettier-ignore

  it('a pattern that would never come to an end', async () => {
    const json = JSON.parse(await (await austenFile('tokenizer.json')).text()) as Record<string, unknown>;
    json['pre_tokenizer'] = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated' };
    await expect(openAusten({}, { 'tokenizer.json': JSON.stringify(json) })).rejects.toEqual(
      refusal('infer/bad-tokenizer'),
    );
  });
});

describe('a chat', () => {
  it('is laid out by its template, and the answer goes on from there', async () => {
    const template = '{% for m in messages %}{{ m.content }}{% endfor %} that';
    const runner = await openAusten(
      { chat: 'tokenizer_config.json' },
      { 'tokenizer_config.json': JSON.stringify({ chat_template: template }) },
    );
    const there = await answerOf(runner, asked('It is a truth universally acknowledged,'));
    expect(there.tokens).toEqual((await answerOf(austen, asked(PROMPT))).tokens);
    await runner.dispose();
  });

  it('finds the template in a file beside its configuration', async () => {
    const runner = await openAusten(
      { chat: 'tokenizer_config.json' },
      { 'tokenizer_config.json': '{}', 'chat_template.jinja': '{{ messages[0].content }} that' },
    );
    const there = await answerOf(runner, asked('It is a truth universally acknowledged,'));
    expect(there.tokens).toEqual((await answerOf(austen, asked(PROMPT))).tokens);
    await runner.dispose();
  });
});

describe('the signature', () => {
  it('takes what the form fills in, and no more', () => {
    expect(() => checkInputs(generationSignature(), asked('x'))).not.toThrow();
    expect(generationInputs({ context: 256 }).map(({ name }) => name)).toEqual(Object.keys(asked('x')));
    expect(generationOutputs().map(({ name }) => name)).toEqual(['text', 'tokens']);
  });

  it('bounds the answer by the context', () => {
    const [, longest] = generationInputs({ context: 100 }, { maxNewTokens: 500 });
    expect(longest).toMatchObject({ initial: 100, range: { min: 1, max: 100 } });
  });
});
