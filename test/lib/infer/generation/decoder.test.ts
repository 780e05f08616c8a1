// The session that keeps keys and values between runs: however a text is cut into runs, the logits are the same.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDecoder, type Decoder } from '../../../../src/lib/infer/generation/decoder.ts';
import { readDecoderGraph } from '../../../../src/lib/infer/generation/decoder-graph.ts';
import { openTokenizer } from '../../../../src/lib/infer/generation/tokenizer.ts';
import { onnxFiles } from '../../../../src/lib/infer/onnx-files.ts';
import { readOnnxHeader } from '../../../../src/lib/infer/onnx-header.ts';
import { prepareOnnx } from '../../../../src/lib/infer/onnx-runner.ts';
import { austenFile, austenSource } from './austen.ts';

const TEXT = `"My dear Mr. Bennet," said his lady to him one day, "have you heard that Netherfield Park is let at last?"`;
const nobody = () => {};

let decoder: Decoder;
let tokens: number[];
beforeAll(async () => {
  const { build, files } = await prepareOnnx(onnxFiles(await austenSource()), 'wasm');
  decoder = await openDecoder(build, files, 'wasm', readDecoderGraph(await readOnnxHeader(files.entry)));
  const tokenizer = await openTokenizer(await austenFile('tokenizer.json'));
  tokens = tokenizer.encode(TEXT, { special: true });
});
afterAll(() => decoder?.release());

/** Logits behind each prefix that ends where a run ends. */
async function logitsBehind(runs: readonly number[][]): Promise<Map<number, Float32Array>> {
  decoder.forget();
  const logits = new Map<number, Float32Array>();
  for (const run of runs) {
    const row = await decoder.read(run, nobody);
    logits.set(decoder.length, row.slice());
  }
  return logits;
}

function worst(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}

describe('logits', () => {
  it('behind every prefix are those of the prefix read at once, within 1e-4', async () => {
    const oneByOne = await logitsBehind(tokens.map((token) => [token]));
    expect(oneByOne.size).toBe(tokens.length);
    for (const [length, logits] of oneByOne) {
      const whole = await logitsBehind([tokens.slice(0, length)]);
      expect(worst(logits, whole.get(length)!)).toBeLessThan(1e-4);
    }
  });

  it('are the same in pieces of any length', async () => {
    const whole = (await logitsBehind([tokens])).get(tokens.length)!;
    for (const size of [2, 7, 16]) {
      const runs = Array.from({ length: Math.ceil(tokens.length / size) }, (_, index) =>
        tokens.slice(index * size, (index + 1) * size),
      );
      expect(worst((await logitsBehind(runs)).get(tokens.length)!, whole)).toBeLessThan(1e-4);
    }
  });

  it('know nothing of what was forgotten', async () => {
    const fresh = await logitsBehind([tokens.slice(0, 5)]);
    await logitsBehind([tokens]);
    const again = await logitsBehind([tokens.slice(0, 5)]);
    expect(again.get(5)).toEqual(fresh.get(5));
  });
});

describe('a token that the model does not have', () => {
  it.each([2048, -1, 1.5])('%d is refused before anything runs', async (token) => {
    decoder.forget();
    await expect(decoder.read([token], nobody)).rejects.toMatchObject({ code: 'infer/bad-tokenizer' });
    expect(decoder.length).toBe(0);
  });
});
