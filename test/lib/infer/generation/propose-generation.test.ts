import { describe, expect, it } from 'vitest';
import { proposeGeneration } from '../../../../src/lib/infer/generation/propose-generation.ts';
import { storyModel } from '../../../../start/models/story.ts';

const files = (content: Record<string, unknown>) =>
  new Map(
    Object.entries(content).map(([path, json]) => [
      path,
      new Blob([typeof json === 'string' ? json : JSON.stringify(json)]),
    ]),
  );

describe('a folder of the hub', () => {
  it('says what its author would: the committed model’s is the demo’s own', async () => {
    const draft = await storyModel();
    const found = await proposeGeneration(
      draft.entry,
      new Map(draft.files.map(({ path, data }) => [path, data])),
    );
    expect(found!.pipeline).toEqual(draft.pipeline);
    expect(found!.inputs).toEqual(draft.inputs);
    expect(found!.outputs).toEqual(draft.outputs);
  });

  it('has a chat, several ends and settings of its own', async () => {
    const found = await proposeGeneration(
      'smol/onnx/model_q4.onnx',
      files({
        'smol/tokenizer.json': {},
        'smol/tokenizer_config.json': { chat_template: '{{ messages }}' },
        'smol/config.json': { max_position_embeddings: 8192, eos_token_id: 1 },
        'smol/generation_config.json': { eos_token_id: [2, 7], temperature: 0.3, top_k: 5000 },
      }),
    );
    expect(found!.pipeline).toEqual({
      kind: 'text-generation',
      tokenizer: 'smol/tokenizer.json',
      chat: 'smol/tokenizer_config.json',
      context: 8192,
      stop: [2, 7],
    });
    const initial = Object.fromEntries(found!.inputs.map((input) => [input.name, input.initial]));
    // A top_k out of the form's bounds is left at the usual.
    expect(initial).toMatchObject({ temperature: 0.3, top_k: 40, max_new_tokens: 256 });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no tokenizer', { 'config.json': { n_ctx: 512 } }],
    ['no number of positions', { 'tokenizer.json': {}, 'config.json': { n_ctx: 'many' } }],
    ['a configuration that is no JSON', { 'tokenizer.json': {}, 'config.json': '{' }],
  ])('with %s says nothing', async (_, content) => {
    expect(await proposeGeneration('model.onnx', files(content))).toBeUndefined();
  });
});
