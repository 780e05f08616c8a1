// The committed language model: what it is, and how well it knows a text that it never read.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { tokenise } from '../../../start/language-model/corpus.ts';
import { modelFolder } from '../../../start/language-model/folder.ts';
import { SHAPE } from '../../../start/language-model/shape.ts';
import { startingWeights } from '../../../start/language-model/trainer.ts';

const FOLDER = fileURLToPath(new URL('../../../start/models/assets/austen/', import.meta.url));
/** Three chapters out of three of the novels; training leaves them aside. */
const KEPT_BACK = new URL('kept-back.txt', import.meta.url);
const { vocabulary, layers, heads, width, context } = SHAPE;

let tokens: Uint16Array;
let characters: number;
beforeAll(async () => {
  const tokenizer = new Tokenizer(
    JSON.parse(await readFile(join(FOLDER, 'tokenizer.json'), 'utf8')) as object,
    {},
  );
  const chapters = (await readFile(KEPT_BACK, 'utf8')).split('\n\n');
  expect(chapters).toHaveLength(3);
  characters = chapters.join('').length;
  tokens = tokenise(tokenizer, chapters);
});

/** Nats a token over whole windows of the text, each read from nothing. */
async function lossOfModel(): Promise<number> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(
    new Uint8Array(await readFile(join(FOLDER, 'onnx/model.onnx'))),
  );
  const row = (values: number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const windows = Math.floor((tokens.length - 1) / context);
  let loss = 0;
  for (let window = 0; window < windows; window++) {
    const from = window * context;
    const ids = [...tokens.subarray(from, from + context)];
    const feeds: Record<string, ort.Tensor> = {
      input_ids: row(ids),
      attention_mask: row(ids.map(() => 1)),
      position_ids: row(ids.map((_, index) => index)),
    };
    for (let layer = 0; layer < layers; layer++) {
      for (const what of ['key', 'value']) {
        const shape = [1, heads, 0, width / heads];
        feeds[`past_key_values.${layer}.${what}`] = new ort.Tensor('float32', new Float32Array(0), shape);
      }
    }
    const logits = (await session.run(feeds))['logits']!.data as Float32Array;
    for (let position = 0; position < context; position++) {
      const row = logits.subarray(position * vocabulary, (position + 1) * vocabulary);
      const highest = Math.max(...row);
      const sum = row.reduce((total, logit) => total + Math.exp(logit - highest), 0);
      loss += highest + Math.log(sum) - row[tokens[from + position + 1]!]!;
    }
  }
  await session.release();
  return loss / (windows * context);
}

/** What it would cost to know of each token no more than how often this very text has it: no table of counts does better. */
function lossOfCounts(): number {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  let loss = 0;
  for (const count of counts.values()) loss += (count / tokens.length) * Math.log(tokens.length / count);
  return loss;
}

describe('the committed model', () => {
  it('knows a text that it never read far better than any count of its words', async () => {
    const [model, counts] = [await lossOfModel(), lossOfCounts()];
    expect(counts).toBeGreaterThan(5.5);
    expect(model).toBeLessThan(3.7);
    expect(model).toBeLessThan(0.65 * counts);
    // Bits a character, for those who compare.
    expect((model * tokens.length) / characters / Math.LN2).toBeLessThan(1.6);
  }, 60_000);

  it('has the graph and the settings that the script writes, weights aside', async () => {
    const tokenizer = JSON.parse(await readFile(join(FOLDER, 'tokenizer.json'), 'utf8')) as object;
    const written = modelFolder(SHAPE, tokenizer, startingWeights(SHAPE, 1));
    for (const [path, bytes] of written) {
      const committed = await readFile(join(FOLDER, path));
      if (path.endsWith('.onnx')) expect(committed.length).toBe(bytes.length);
      else expect(committed.equals(bytes), path).toBe(true);
    }
    expect((await readdir(FOLDER, { recursive: true })).filter((path) => path.includes('.')).sort()).toEqual(
      [...written.keys()].sort(),
    );
  });

  it('is below 5 MB', async () => {
    let bytes = 0;
    for (const path of await readdir(FOLDER, { recursive: true })) {
      const found = await stat(join(FOLDER, path));
      if (found.isFile()) bytes += found.size;
    }
    expect(bytes).toBeLessThan(5_000_000);
  });
});
