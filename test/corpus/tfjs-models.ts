// The TensorFlow.js models of the corpus, what each is given, and what must come of it.
import { expect } from 'vitest';
import { decodeImage } from '../../src/agent/decode-image.ts';
import type { RgbaImage } from '../../src/lib/infer/image.ts';
import type { Tensor, Tensors } from '../../src/lib/model/tensor.ts';
import { cropped, f32, pixels, sine } from './model-inputs.ts';
import type { CorpusModel } from './model.ts';
import { HUMAN_MODELS } from './human-models.ts';
import { packageFile } from './packages.ts';

const UPSCALER = '@upscalerjs/esrgan-slim';
const LANGUAGES = '@vscode/vscode-languagedetection';

const BYTE = { range: 'byte' } as const;
function upscaler(
  times: number,
  hashes: [json: string, weights: string],
  side: number,
  more: Partial<CorpusModel> = {},
): CorpusModel {
  const small = async () => {
    const fixture = await decodeImage(await packageFile(UPSCALER, 'assets/fixture.png'));
    return cropped(fixture, { left: 48, top: 48, width: side, height: side });
  };
  const low = (image: RgbaImage) => pixels(image, [image.width, image.height], BYTE);
  return {
    name: `esrgan-slim x${times}`,
    package: UPSCALER,
    runtime: 'tfjs',
    task: 'image-to-image',
    licence: 'MIT',
    files: [
      [`models/x${times}/model.json`, hashes[0]],
      [`models/x${times}/group1-shard1of1.bin`, hashes[1]],
    ],
    signature: 'LR:float32[?,?,?,3] -> SR:float32[?,?,?,3]',
    inputs: async () => ({ LR: low(await small()) }),
    known: {
      says: `each pixel becomes ${times} by ${times} that are together what it was`,
      async holds(_, [large]) {
        const image = await small();
        const wide = side * times;
        expect(large!.shape).toEqual([1, wide, wide, 3]);
        let off = 0;
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++) {
            let sum = 0;
            for (let at = 0; at < times * times; at++) {
              const place = (y * times + Math.floor(at / times)) * wide + x * times + (at % times);
              sum += large!.data[place * 3] as number;
            }
            off += Math.abs(sum / times ** 2 - image.data[(y * side + x) * 4]!);
          }
        expect(off / side ** 2).toBeLessThan(12);
      },
    },
    ...more,
  };
}

const PYTHON =
  'import os\n\ndef fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n\nprint(fib(10))\n';
const RUST =
  'fn main() {\n    let v: Vec<i32> = (0..10).map(|x| x * x).collect();\n    println!("{:?}", v);\n}\n';
const SQL = 'SELECT name, COUNT(*) FROM users WHERE age > 30 GROUP BY name ORDER BY 2 DESC;\n';
const written = (text: string): Tensors => ({ inputs: { dtype: 'string', shape: [1], data: [text] } });

export const TFJS_MODELS: CorpusModel[] = [
  {
    name: 'basic-pitch',
    package: '@spotify/basic-pitch',
    runtime: 'tfjs',
    task: 'audio-classification',
    licence: 'Apache-2.0',
    files: [
      ['model/model.json', '1ed1aaee3409ec1dc098c8b01f430c0911f6fe9412e7af8086750f9e8f302f68'],
      ['model/group1-shard1of1.bin', 'b142a95737a52e1e412d5f92e73d8bb80dfe8d04941acc0702f11f4524fb377c'],
    ],
    signature:
      'input_2:float32[?,43844,1] -> contour:float32[?,172,264] Identity_1:0:float32[?,172,88] Identity_2:0:float32[?,172,88]',
    inputs: async () => ({ input_2: f32([1, 43_844, 1], sine(440, 22_050, 43_844)) }),
    known: {
      says: 'a tone of 440 Hz is the A above middle C',
      async holds(_, outputs) {
        // 88 keys, of which A4 is the 49th, in two outputs: onsets, and notes as long as they sound.
        const notes = outputs.filter(({ shape }) => shape.join() === '1,172,88');
        const means = notes.map(({ data }) =>
          Array.from({ length: 88 }, (_, key) => {
            let sum = 0;
            for (let frame = 20; frame < 150; frame++) sum += data[frame * 88 + key] as number;
            return sum / 130;
          }),
        );
        const sounding = means.reduce((a, b) => (Math.max(...a) > Math.max(...b) ? a : b));
        expect(sounding.indexOf(Math.max(...sounding))).toBe(48);
      },
    },
  },
  {
    name: 'programming languages',
    package: LANGUAGES,
    runtime: 'tfjs',
    task: 'text-classification',
    licence: 'MIT',
    // Texts and loops over lists of them are not in the other backends.
    backend: 'cpu',
    files: [
      ['model/model.json', '100ce176367e7311e37ced0695057452991a8692029a79340a25e622893e7983'],
      ['model/group1-shard1of1.bin', 'fab6442698f64d5b1d2df052061d12bafd570330556819d29f48c7bcbb5889f7'],
    ],
    signature: 'inputs:string[?] -> scores:float32[?,54] classes:string[?,54]',
    inputs: async () => written(PYTHON),
    known: {
      says: 'Python, Rust and SQL are told apart',
      async holds(run, first) {
        const best = (outputs: Tensor[]) => {
          const labels = outputs.find(({ dtype }) => dtype === 'string')!.data as string[];
          const scores = [...(outputs.find(({ dtype }) => dtype === 'float32')!.data as Float32Array)];
          return labels[scores.indexOf(Math.max(...scores))];
        };
        expect(best(first)).toBe('py');
        expect(best(await run(written(RUST)))).toBe('rs');
        expect(best(await run(written(SQL)))).toBe('sql');
      },
    },
  },
  upscaler(
    2,
    [
      '8efb488c2caed0196a6163e3f06798f9245e92623ffd50654a26c372e09150ea',
      '5cb464ae4d390ce0a771afd5feaf60fbfcdb18ab48a56db98cdf6b88202369de',
    ],
    128,
    {
      inputs: async () => {
        const fixture = await decodeImage(await packageFile(UPSCALER, 'assets/fixture.png'));
        return { LR: pixels(fixture, [128, 128], BYTE) };
      },
      known: {
        says: 'the picture that its authors got, within one of 255',
        async holds(_, [large]) {
          const theirs = await decodeImage(await packageFile(UPSCALER, 'assets/samples/2x/result.png'));
          expect(large!.shape).toEqual([1, theirs.height, theirs.width, 3]);
          let most = 0;
          (large!.data as Float32Array).forEach((value, at) => {
            const pixel = Math.round(Math.min(255, Math.max(0, value)));
            most = Math.max(most, Math.abs(pixel - theirs.data[Math.floor(at / 3) * 4 + (at % 3)]!));
          });
          expect(most).toBeLessThanOrEqual(1);
        },
      },
    },
  ),
  upscaler(
    3,
    [
      '642208758cf6c42a4f88745894b45cc03776681a46027b85963f01fe003e9917',
      '9d344609abd1e29bd3924f9c4e9ffaa1aee6be7c3586bab0f52863597858a2ba',
    ],
    24,
  ),
  upscaler(
    4,
    [
      '3a2eaa642232567e7d2a2e7638c9704f42f63f355fc656c18aa78bf2da1d903d',
      '82637daaf3ba024df5e9da2389e8992e7a6e8a992ba6268ce6bc490c92e9516e',
    ],
    24,
  ),
  upscaler(
    8,
    [
      'd4278813adf94b7dff96c756b97f95a41f56ff7e85b4ecec25dc06ddea1d49b6',
      '0c5fe31649784135a431733f0f295838c5330f8f38011c10d29d36bd8dd7c293',
    ],
    16,
  ),
  ...HUMAN_MODELS,
];
