// Folders of Hugging Face's ONNX exports as authors choose them: the task as a whole is proposed, with the files it needs
// and no others, and what is proposed is what the engine takes.
import { describe, expect, test } from 'vitest';
import { recogniseExport, type ExportFile } from '../../../src/lib/index.ts';
import { parsePostprocess, parsePreprocess } from '../../../src/lib/model/manifest.ts';
import { generationSignature } from '../../../src/lib/infer/generation/signature.ts';
import { taskFields } from '../../../src/lib/infer/transformers/task-fields.ts';
import {
  isTransformersTask,
  transformersSignature,
  type TransformersTask,
} from '../../../src/lib/infer/transformers/task-signature.ts';
import { storyModel } from '../../../start/models/story.ts';
import { graph } from '../../hf-folders/graph.ts';
import { clip, colours, foreground } from '../../hf-folders/pictures.ts';
import { dictionary } from '../../hf-folders/sequence.ts';
import { loudness, speech } from '../../hf-folders/sound.ts';
import { entailment, masked, meanings, names, sentiment } from '../../hf-folders/text.ts';
import type { Contents } from '../../hf-folders/words.ts';

function files(contents: Contents): ExportFile[] {
  return Object.entries(contents).map(([path, data]) => ({ path, data: new Blob([data]) }));
}

const recognise = (contents: Contents, options = {}) => recogniseExport(files(contents), options);
const card = (task: string): Contents => ({ 'README.md': `---\npipeline_tag: ${task}\n---\n# A card\n` });

describe('the task of a folder', () => {
  test.each<[string, Contents, string, string]>([
    ['its class', sentiment(), 'text-classification', 'text-classification'],
    ['its class', names(), 'token-classification', 'token-classification'],
    ['its class', masked(), 'fill-mask', 'fill-mask'],
    ['labels of entailment', entailment(), 'zero-shot-classification', 'zero-shot-classification'],
    [
      'its card',
      { ...entailment(), ...card('text-classification') },
      'text-classification',
      'text-classification',
    ],
    [
      'its card',
      { ...meanings(), ...card('sentence-similarity') },
      'feature-extraction',
      'sentence-similarity',
    ],
    ['its class', speech(), 'automatic-speech-recognition', 'automatic-speech-recognition'],
    ['its class', loudness(), 'audio-classification', 'audio-classification'],
    ['its class', colours(), 'image-classification', 'image-classification'],
    ['its class', clip(), 'zero-shot-image-classification', 'zero-shot-image-classification'],
    ['its class', foreground(), 'background-removal', 'background-removal'],
    ['its class', dictionary({ a: 'b' }), 'text2text-generation', 'text2text-generation'],
    ['its card', { ...dictionary({ a: 'b' }), ...card('summarization') }, 'summarization', 'summarization'],
    [
      'its class, not a card of another',
      { ...names(), ...card('translation') },
      'token-classification',
      'token-classification',
    ],
  ])('%s: %o', async (_, contents, task, listing) => {
    const found = await recognise(contents);
    expect(found.pipeline?.pipeline).toEqual({ kind: 'transformers', task });
    expect(found.task?.value).toBe(listing);
    expect(found.remarks).toEqual([]);
    const signature = transformersSignature(task as TransformersTask);
    const bare = (list: readonly object[]) => list.map((info) => expect.objectContaining(info) as object);
    expect(found.pipeline?.inputs).toEqual(bare(signature.inputs));
    expect(found.pipeline?.outputs).toEqual(bare(signature.outputs));
  });

  test.each([
    ['no tokenizer', 'tokenizer.json'],
    ['no settings of it', 'tokenizer_config.json'],
    ['no configuration', 'config.json'],
  ])('%s: the graph by itself', async (_, missing) => {
    const { [missing]: gone, ...rest } = sentiment();
    expect(gone).toBeDefined();
    const found = await recognise(rest);
    expect(found.possible).toBeUndefined();
    expect(found.entry?.path).toBe('onnx/model.onnx');
  });

  test('a class that nobody knows, two texts at once: the graph by itself', async () => {
    const config = { 'config.json': '{"model_type":"bert","architectures":["BertForTelepathy"]}' };
    expect((await recognise({ ...sentiment(), ...config })).possible).toBeUndefined();
    expect((await recognise({ ...sentiment(), ...card('text-ranking') })).possible).toBeUndefined();
  });

  test('an author may publish the graph by itself all the same', async () => {
    const found = await recognise(sentiment(), { plain: true });
    expect(found.pipeline).toBeUndefined();
    expect(found.possible?.task).toBe('text-classification');
    expect(found.remarks.map(({ kind }) => kind)).toEqual(['tokenizer-kept']);
  });
});

describe('files of a folder', () => {
  test('only what the task reads; variants, lists of words and the rest are left', async () => {
    const found = await recognise({
      ...sentiment({ data: 'model.onnx_data' }),
      'onnx/model_quantized.onnx': sentiment()['onnx/model.onnx']!,
      'vocab.txt': 'good\nbad',
      'special_tokens_map.json': '{}',
      LICENSE: 'MIT License',
    });
    expect(found.files.map(({ path }) => path)).toEqual([
      'tokenizer.json',
      'tokenizer_config.json',
      'config.json',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'LICENSE',
    ]);
    expect(Object.fromEntries(found.left.map(({ path, why }) => [path, why]))).toEqual({
      'onnx/model_quantized.onnx': 'other-model',
      'special_tokens_map.json': 'unused',
      'vocab.txt': 'unused',
    });
  });

  test('an encoder and its decoder, of the variant that is chosen', async () => {
    const both = { ...dictionary({ a: 'b' }), ...dictionary({ a: 'b' }, { suffix: '_quantized' }) };
    const found = await recognise(both);
    expect(found.graphs.map(({ path }) => path)).toEqual([
      'onnx/encoder_model.onnx',
      'onnx/decoder_model_merged.onnx',
    ]);
    const smaller = await recognise(both, { entry: 'onnx/decoder_model_merged_quantized.onnx' });
    expect(smaller.entry?.path).toBe('onnx/encoder_model_quantized.onnx');
    expect(smaller.pipeline?.variants.map(({ path, precision }) => [path, precision])).toEqual([
      ['onnx/encoder_model.onnx', 'full'],
      ['onnx/encoder_model_quantized.onnx', 'int8'],
    ]);
    expect(smaller.pipeline?.variants[1]?.bytes).toBe(smaller.graphs[0]!.bytes + smaller.graphs[1]!.bytes);
    expect(smaller.graphs.map(({ path }) => path)).toEqual([
      'onnx/encoder_model_quantized.onnx',
      'onnx/decoder_model_merged_quantized.onnx',
    ]);
    expect(smaller.files.filter(({ path }) => path.endsWith('.onnx'))).toHaveLength(2);
  });

  test('an encoder without its decoder is a graph by itself', async () => {
    const { 'onnx/decoder_model_merged.onnx': _, ...rest } = dictionary({ a: 'b' });
    const folder = {
      ...rest,
      'onnx/decoder_model_merged_fp16.onnx': dictionary({ a: 'b' })['onnx/encoder_model.onnx']!,
    };
    const found = await recognise(folder);
    expect(found.possible).toBeUndefined();
  });

  test('a part of the model that somebody chose is a graph by itself', async () => {
    const folder = { ...clip(), 'onnx/text_model.onnx': sentiment()['onnx/model.onnx']! };
    expect((await recognise(folder)).pipeline?.variants.map(({ path }) => path)).toEqual(['onnx/model.onnx']);
    expect((await recognise(folder, { entry: 'onnx/text_model.onnx' })).possible).toBeUndefined();
  });

  test('how a folder below is found again', async () => {
    const nested = Object.fromEntries(Object.entries(names()).map(([path, data]) => [`ner/${path}`, data]));
    const found = await recognise({ ...nested, 'other.txt': 'x' });
    expect(found.pipeline?.pipeline).toEqual({
      kind: 'transformers',
      task: 'token-classification',
      folder: 'ner',
    });
    expect(found.files.map(({ path }) => path)).toContain('ner/tokenizer.json');
  });

  test('how vectors of tokens become one is kept beside a model that makes them', async () => {
    const found = await recognise(meanings({ pooling_mode_cls_token: true }));
    expect(found.files.map(({ path }) => path)).toContain('1_Pooling/config.json');
  });
});

describe('what people meet', () => {
  const tasks = Object.keys({
    'text-classification': 1, 'zero-shot-classification': 1, 'fill-mask': 1, 'token-classification': 1,
    'question-answering': 1, 'feature-extraction': 1, summarization: 1, translation: 1, 'text2text-generation': 1,
    'automatic-speech-recognition': 1, 'audio-classification': 1, 'zero-shot-audio-classification': 1,
    'text-to-audio': 1, 'image-classification': 1, 'zero-shot-image-classification': 1, 'object-detection': 1,
    'zero-shot-object-detection': 1, 'image-segmentation': 1, 'depth-estimation': 1, 'image-to-image': 1,
    'background-removal': 1, 'image-to-text': 1, 'image-feature-extraction': 1,
  }) as TransformersTask[]; // prettier-ignore

  test.each(tasks)(
    '%s: each field has a name, each meaning is one of the manifest, each name there is',
    (task) => {
      expect(isTransformersTask(task)).toBe(true);
      const { inputs, outputs } = taskFields(task);
      const known = new Set([...inputs, ...outputs].map(({ name }) => name));
      for (const { label, preprocess } of inputs) {
        expect(label).toBeTruthy();
        if (preprocess) expect(parsePreprocess(structuredClone(preprocess))).toEqual(preprocess);
      }
      expect(outputs.filter(({ secondary }) => !secondary).length).toBeGreaterThan(0);
      for (const { label, postprocess, secondary } of outputs) {
        if (!secondary) expect(label).toBeTruthy();
        if (!postprocess) continue;
        expect(parsePostprocess(structuredClone(postprocess))).toEqual(postprocess);
        for (const [key, value] of Object.entries(postprocess)) {
          if (['of', 'ends', 'names', 'score'].includes(key)) expect(known).toContain(value);
        }
      }
    },
  );

  test('the word that is sought is written as the tokenizer writes it; sounds have the rates of the folder', async () => {
    const mask = await recognise(masked());
    expect(mask.pipeline?.inputs[0]?.initial).toBe('The capital of France is [MASK].');
    const audio = await recognise({
      ...loudness(),
      'preprocessor_config.json':
        '{"sampling_rate":8000,"feature_extractor_type":"Wav2Vec2FeatureExtractor"}',
    });
    expect(audio.pipeline?.inputs[0]?.preprocess).toEqual({
      kind: 'audio',
      sampleRate: 8_000,
      window: 'start',
    });
  });
});

describe('a decoder that keeps a past', () => {
  const decoder = graph({
    inputs: {
      input_ids: ['int64', ['b', 's']],
      attention_mask: ['int64', ['b', 't']],
      'past_key_values.0.key': ['float32', ['b', 1, 'p', 2]],
      'past_key_values.0.value': ['float32', ['b', 1, 'p', 2]],
    },
    outputs: {
      logits: ['float32', ['b', 's', 4]],
      'present.0.key': ['float32', ['b', 1, 't', 2]],
      'present.0.value': ['float32', ['b', 1, 't', 2]],
    },
    nodes: [],
  });
  const folder = {
    'onnx/model.onnx': decoder,
    'config.json': JSON.stringify({
      model_type: 'llama',
      architectures: ['LlamaForCausalLM'],
      max_position_embeddings: 512,
      eos_token_id: 2,
    }),
    'generation_config.json': JSON.stringify({
      eos_token_id: [2, 3],
      temperature: 0.6,
      top_p: 0.9,
      top_k: 'many',
    }),
    'tokenizer.json': '{}',
    'tokenizer_config.json': JSON.stringify({ chat_template: '{{ messages }}' }),
    'merges.txt': 'a b',
  };

  test('generates text: where the answer ends, how long it may be, how a chat is laid out', async () => {
    const found = await recognise(folder);
    expect(found.pipeline?.pipeline).toEqual({
      kind: 'text-generation',
      tokenizer: 'tokenizer.json',
      chat: 'tokenizer_config.json',
      context: 512,
      stop: [2, 3],
    });
    expect(found.task?.value).toBe('text-generation');
    expect(found.pipeline?.inputs.map(({ name, dtype }) => [name, dtype])).toEqual(
      generationSignature().inputs.map(({ name, dtype }) => [name, dtype]),
    );
    const initial = Object.fromEntries(found.pipeline!.inputs.map(({ name, initial }) => [name, initial]));
    expect(initial).toMatchObject({ temperature: 0.6, top_p: 0.9, top_k: 40 });
    expect(found.files.map(({ path }) => path)).not.toContain('merges.txt');
  });

  test('a real one, as it was trained here: proposed as its author declared it', async () => {
    const story = await storyModel();
    const found = await recogniseExport(story.files);
    expect(found.pipeline).toMatchObject({
      pipeline: story.pipeline,
      inputs: story.inputs,
      outputs: story.outputs,
      task: story.task,
    });
    expect(found.entry?.path).toBe(story.entry);
    expect(found.files.map(({ path }) => path).sort()).toEqual(story.files.map(({ path }) => path).sort());
  });

  test('without a template it goes on from text as it is; a past in a graph of two texts is not this', async () => {
    const { pipeline } = await recognise({ ...folder, 'tokenizer_config.json': '{}' });
    expect(pipeline?.pipeline).not.toHaveProperty('chat');
    const other = await recognise({
      ...folder,
      'config.json': '{"model_type":"t5","is_encoder_decoder":true}',
    });
    expect(other.possible).toBeUndefined();
  });
});
