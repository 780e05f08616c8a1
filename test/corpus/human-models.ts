// The TensorFlow.js models of one package, @vladmandic/human: faces, hands, people and things.
import { expect } from 'vitest';
import type { Tensor } from '../../src/lib/model/tensor.ts';
import { facesIn } from './faces.ts';
import { cropped, picture, pixels, triple, type Crop } from './model-inputs.ts';
import type { CorpusModel } from './model.ts';
import { portrait } from './onnx-models.ts';

/** Out of one package: a JSON and one file of weights. */
function human(
  file: string,
  hashes: [json: string, weights: string],
  rest: Pick<CorpusModel, 'task' | 'licence' | 'signature' | 'inputs'> & Partial<CorpusModel>,
): CorpusModel {
  return {
    name: `${file}, human`,
    package: '@vladmandic/human',
    runtime: 'tfjs',
    files: [
      [`models/${file}.json`, hashes[0]],
      [`models/${file}.bin`, hashes[1]],
    ],
    ...rest,
  };
}

/** The astronaut's face, with some hair. */
const FACE: Crop = { left: 103, top: 38, width: 81, height: 94 };
const BYTE = { range: 'byte' } as const;
const HALF = { mean: triple(0.5), std: triple(0.5) };
const face = async (side: number, spec = {}, crop = FACE, channels = 3) =>
  pixels(cropped(await picture('astronaut.jpg'), crop), [side, side], spec, 'float32', channels);
const whole = async (side: number, spec = {}, name = 'astronaut.jpg') =>
  pixels(await picture(name), [side, side], spec);
const integers = async (side: number) => pixels(await picture('astronaut.jpg'), [side, side], {}, 'int32');

const shaped = (outputs: readonly Tensor[], ...shape: number[]): Float32Array =>
  outputs.find((tensor) => tensor.shape.join() === shape.join())!.data as Float32Array;

/** Classes of COCO, as centernet numbers them. */
const [PERSON, CUP] = [0, 41];

function surest(outputs: readonly Tensor[]): { kind: number; score: number } {
  const rows = shaped(outputs, 1, 100, 6);
  const found = Array.from({ length: 100 }, (_, row) => ({
    kind: rows[row * 6 + 5]!,
    score: rows[row * 6 + 4]!,
  }));
  return found.reduce((best, one) => (one.score > best.score ? one : best));
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, index) => sum + value * y[index]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

export const HUMAN_MODELS: CorpusModel[] = [
  human(
    'antispoof',
    [
      '7fd698ae1cebabbcad79d3b8b448587b0365eb7911987418231bdcf36583112a',
      '4490fecb2becdb6869edc7e60f5e59962be013a8def8719b1373afb0f905c094',
    ],
    {
      task: 'image-classification',
      licence: 'not stated',
      testsOnly: 'the weights come out of a notebook without a licence',
      signature: 'conv2d_input:float32[?,128,128,3] -> activation_4:float32[?,1]',
      inputs: async () => ({ conv2d_input: await face(128) }),
      gpu: true,
    },
  ),
  human(
    'blazeface',
    [
      'cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f',
      'dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72',
    ],
    {
      task: 'face-detection',
      licence: 'Apache-2.0',
      signature:
        'input:0:float32[1,256,256,3] -> Identity_3:0:float32[1,384,16] Identity:0:float32[1,512,1] Identity_1:0:float32[1,384,1] Identity_2:0:float32[1,512,16]',
      inputs: async () => ({ 'input:0': await portrait(256) }),
      known: {
        says: 'one face in the picture of an astronaut, where it is',
        async holds(_, outputs) {
          const found = facesIn(outputs, 256);
          expect(found.score).toBeGreaterThan(0.7);
          expect(Math.abs(found.x - 224 / 512)).toBeLessThan(0.02);
          expect(Math.abs(found.y - 126 / 512)).toBeLessThan(0.02);
        },
      },
    },
  ),
  human(
    'centernet',
    [
      'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05',
      '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef',
    ],
    {
      task: 'object-detection',
      licence: 'not checked',
      testsOnly: 'the licence of its repository was not looked at',
      signature:
        'tower_0/images:float32[1,512,512,3] -> tower_0/wh:float32[1,128,128,4] tower_0/keypoints:float32[1,128,128,80] tower_0/detections:float32[1,100,6]',
      inputs: async () => ({ 'tower_0/images': await whole(512, BYTE) }),
      known: {
        says: 'a person in one picture, a cup in the other',
        async holds(run, first) {
          expect(surest(first)).toMatchObject({ kind: PERSON });
          expect(surest(first).score).toBeGreaterThan(0.4);
          const cup = surest(await run({ 'tower_0/images': await whole(512, BYTE, 'coffee.jpg') }));
          expect(cup.kind).toBe(CUP);
        },
      },
    },
  ),
  human(
    'emotion',
    [
      '56f7e557eb0c863a8b9ab04ac7ccba756e93bf2c27dce135ef0e8712b80b7ad2',
      '927ac8224f356ab1e68c2bcfbfa07b0c8567047d1bcf817388ba6e38214c4987',
    ],
    {
      task: 'image-classification',
      licence: 'MIT',
      signature: 'input_1:0:float32[?,64,64,1] -> Identity:0:float32[?,7]',
      inputs: async () => ({ 'input_1:0': await face(64, HALF, FACE, 1) }),
      known: {
        says: 'she smiles',
        async holds(_, [scores]) {
          // angry, disgust, fear, happy, sad, surprise, neutral
          expect(scores!.data[3]).toBeGreaterThan(0.9);
        },
      },
    },
  ),
  human(
    'facemesh',
    [
      'b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7',
      '3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b',
    ],
    {
      task: 'keypoint-detection',
      licence: 'Apache-2.0',
      signature:
        'input_1:float32[?,192,192,3] -> output_mesh:float32[?,1404] output_faceflag:float32[?,1] output_contours:float32[?,266]',
      inputs: async () => ({ input_1: await face(192) }),
      known: {
        says: 'there is a face, and its nose is where others see it',
        async holds(_, outputs) {
          const points = shaped(outputs, 1, 1404);
          expect(shaped(outputs, 1, 1)[0]).toBeGreaterThan(0.9);
          // The tip of the nose is the second of 468.
          const x = (points[3]! / 192) * FACE.width + FACE.left;
          const y = (points[4]! / 192) * FACE.height + FACE.top;
          expect(Math.abs(x / 320 - 224 / 512)).toBeLessThan(0.04);
          expect(Math.abs(y / 320 - 124 / 512)).toBeLessThan(0.04);
        },
      },
    },
  ),
  human(
    'faceres',
    [
      '5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df',
      '2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b',
    ],
    {
      task: 'image-feature-extraction',
      licence: 'Apache-2.0',
      testsOnly: 'it judges age and sex',
      signature:
        'input_1:float32[?,224,224,3] -> gender_pred/Sigmoid:0:float32[1,1] global_pooling/Mean:float32[1,1024] age_pred/Softmax:0:float32[1,100]',
      inputs: async () => ({ input_1: await face(224, BYTE) }),
      known: {
        says: 'the same face looks alike in another crop, and like no cup',
        async holds(run, first) {
          const own = shaped(first, 1, 1024);
          const shifted: Crop = { left: 106, top: 41, width: 76, height: 88 };
          const again = await run({ input_1: await face(224, BYTE, shifted) });
          const cup = await run({ input_1: await whole(224, BYTE, 'coffee.jpg') });
          expect(cosine(own, shaped(again, 1, 1024))).toBeGreaterThan(0.9);
          expect(cosine(own, shaped(cup, 1, 1024))).toBeLessThan(0.6);
        },
      },
    },
  ),
  human(
    'handlandmark-lite',
    [
      '8478ec3224129957f1436194738ad26ac78bbac8ea3be1730399ccad6964a27f',
      '3dbf92db39720eac7f88aff322a24d3f4ed3ba1f54aa7a8a37b704f14cb76c0e',
    ],
    {
      task: 'keypoint-detection',
      licence: 'Apache-2.0',
      signature:
        'input_1:float32[1,224,224,3] -> Identity_1:0:float32[1,1] Identity:0:float32[1,63] Identity_2:0:float32[1,1] Identity_3:0:float32[1,63]',
      inputs: async () => ({ input_1: await whole(224) }),
    },
  ),
  human(
    'handtrack',
    [
      'a27d86daea1799c65dd0ad99ea1855a6b6dc721bf7ba4d4eb1a138c9e51d5755',
      '70164f725aefbbf8094a8ef4150dc10e906b6f0976b484ef8ec882d3eae4b812',
    ],
    {
      task: 'object-detection',
      licence: 'not checked',
      testsOnly: 'the licence of its repository was not looked at',
      signature:
        'input_tensor:0:int32[1,?,?,3] -> Identity_2:0:float32[1,100] Identity_4:0:float32[1,100] Identity_6:0:float32[1,12804,4] Identity_1:0:float32[1,100,4] Identity_3:0:float32[1,100,8] Identity_5:0:float32[1] Identity:0:float32[1,100] Identity_7:0:float32[1,12804,8]',
      inputs: async () => ({ 'input_tensor:0': await integers(256) }),
    },
  ),
  human(
    'iris',
    [
      '49038ac9dcc09aa05474d91d98e9db5b47af4830929bcf102ed5a56bfbabb465',
      'd7f296d184274213d4642681ae186112cbbec77fd2ab066257d3c56a1940bc71',
    ],
    {
      task: 'keypoint-detection',
      licence: 'Apache-2.0',
      signature: 'input_1:0:float32[?,64,64,3] -> Identity:0:float32[?,1,1,228]',
      inputs: async () => ({
        'input_1:0': await face(64, {}, { left: 115, top: 62, width: 26, height: 26 }),
      }),
    },
  ),
  human(
    'liveness',
    [
      '9e51c8acf83b80abbf329b2735309ab5c90611c66905ade8b1bd130d473df9c8',
      'fc6a6b6b3b9721bdb8bff67a457a15b7cbfd81715cfb27f3e65b757e81dd663e',
    ],
    {
      task: 'image-classification',
      licence: 'not stated',
      testsOnly: 'the weights have no licence',
      signature: 'conv2d_1_input:float32[?,32,32,3] -> activation_6:float32[?,2]',
      inputs: async () => ({ conv2d_1_input: await face(32) }),
      gpu: true,
    },
  ),
  human(
    'movenet-lightning',
    [
      'df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9',
      'bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34',
    ],
    {
      task: 'pose-estimation',
      licence: 'Apache-2.0',
      signature: 'input:0:int32[1,192,192,3] -> Identity:0:float32[1,1,17,3]',
      inputs: async () => ({ 'input:0': await integers(192) }),
      known: {
        says: 'a person, with the nose where others see it and both shoulders',
        async holds(_, [points]) {
          const point = (index: number) => [
            ...(points!.data as Float32Array).subarray(index * 3, index * 3 + 3),
          ];
          const [y, x, sure] = point(0) as [number, number, number];
          expect(Math.abs(x - 222 / 512)).toBeLessThan(0.03);
          expect(Math.abs(y - 121 / 512)).toBeLessThan(0.03);
          for (const score of [sure, point(5)[2]!, point(6)[2]!]) expect(score).toBeGreaterThan(0.4);
          // Her left shoulder is on the right.
          expect(point(5)[1]).toBeGreaterThan(point(6)[1]!);
        },
      },
    },
  ),
];
