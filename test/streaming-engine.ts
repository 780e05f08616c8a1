// A model that streams, small enough to see through: letters drawn one after another from what follows three letters in a
// text that lies in the pack. A real generator in the real host; only the network that would guess the letter is missing.
import { hostModel } from '../src/lib/infer/hosted-model.ts';
import { InferError } from '../src/lib/infer/errors.ts';
import { createQueue } from '../src/lib/infer/queue.ts';
import type { OpenRunner } from '../src/lib/infer/runner.ts';
import type { Engine, LoadedInfo } from '../src/lib/infer/types.ts';
import type { PublicationDraft, Tensors } from '../src/lib/index.ts';
import { tinyDraft } from './draft.ts';

const ORDER = 3;
/** Letters of a prompt. */
const CONTEXT = 64;
const PIECE = 4;
const CORPUS =
  'the floe drifts and the walrus rests and the water is open and the ice is thin and the tide turns and the floe ' +
  'turns with the tide and there the walrus waits until the water rests and then the night is over and the day begins ';

export const LETTERS: Pick<
  LoadedInfo,
  'signature' | 'streams' | 'sampler' | 'runtime' | 'graphOptimization'
> = {
  runtime: 'letters 1',
  graphOptimization: '',
  sampler: 'letters/1',
  streams: true,
  signature: {
    inputs: [
      { name: 'prompt', dtype: 'string', shape: [] },
      { name: 'letters', dtype: 'int32', shape: [] },
      { name: 'seed', dtype: 'int64', shape: [] },
    ],
    outputs: [{ name: 'text', dtype: 'string', shape: [] }],
  },
};

/** What a test can do to a run. */
export interface LetterFaults {
  /** Called after each piece; what it throws ends the run. */
  afterPiece?: ((letters: number) => void) | undefined;
  /** Runs begun, rehearsals too. */
  runs: number;
}

export function lettersDraft(overrides: Partial<PublicationDraft> = {}): PublicationDraft {
  const tiny = tinyDraft();
  return {
    ...tiny,
    files: [...tiny.files, { path: 'corpus.txt', data: new Blob([CORPUS]) }],
    name: 'Letters',
    summary: 'Goes on writing',
    task: 'text-generation',
    inputs: LETTERS.signature.inputs.map((info) => ({ ...info, shape: [] })),
    outputs: LETTERS.signature.outputs.map((info) => ({ ...info, shape: [] })),
    ...overrides,
  };
}

export function lettersInputs(prompt: string, letters = 40, seed = 7n): Tensors {
  return {
    prompt: { dtype: 'string', shape: [], data: [prompt] },
    letters: { dtype: 'int32', shape: [], data: Int32Array.of(letters) },
    seed: { dtype: 'int64', shape: [], data: BigInt64Array.of(seed) },
  };
}

/** The whole answer, worked out by itself. */
export function lettersAnswer(prompt: string, letters = 40, seed = 7n): string {
  let text = '';
  const next = drawer(CORPUS, seed);
  while (text.length < letters) text += next(prompt + text);
  return text;
}

function drawer(corpus: string, seed: bigint): (before: string) => string {
  let state = BigInt.asUintN(64, seed * 0x9e3779b97f4a7c15n + 1n);
  return (before) => {
    const end = before.slice(-ORDER);
    const found: string[] = [];
    for (let at = corpus.indexOf(end); at >= 0; at = corpus.indexOf(end, at + 1)) {
      found.push(corpus[at + end.length] ?? ' ');
    }
    if (found.length === 0) found.push(...corpus.slice(0, 32));
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return found[Number((state >> 33n) % BigInt(found.length))]!;
  };
}

const openLetters =
  (faults: LetterFaults): OpenRunner =>
  async (source) => {
    const corpus = await source.files.get('corpus.txt')!.text();
    return {
      info: { ...LETTERS, provider: 'wasm', fallbackReason: undefined, fallbacks: [] },
      deviceLost: new Promise(() => {}),
      async run(inputs, { cancelled, stopped, onText }) {
        faults.runs += 1;
        const [prompt] = inputs['prompt']!.data as string[];
        const [wanted] = inputs['letters']!.data as Int32Array;
        if (prompt!.length > CONTEXT) throw new InferError('infer/run-failed', 'The prompt is too long');
        const next = drawer(corpus, (inputs['seed']!.data as BigInt64Array)[0]!);
        let text = '';
        while (text.length < wanted! && !(text !== '' && stopped())) {
          if (cancelled()) throw new DOMException('Cancelled', 'AbortError');
          let piece = '';
          while (piece.length < PIECE && text.length + piece.length < wanted!)
            piece += next(prompt! + text + piece);
          text += piece;
          onText?.(piece);
          if (onText) faults.afterPiece?.(text.length);
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        const outputs: Tensors = { text: { dtype: 'string', shape: [], data: [text] } };
        return { outputs, runMs: 1, stopped: text.length < wanted! };
      },
      dispose: () => Promise.resolve(),
    };
  };

export function createLettersEngine(faults: LetterFaults = { runs: 0 }): Engine {
  const queue = createQueue();
  return {
    async load(source, { signal: _, ...loading }) {
      const hosted = await hostModel(openLetters(faults), source, loading, queue);
      return {
        ...hosted.info,
        async run(inputs, { signal, stop, onText } = {}) {
          const held = await hosted.run(inputs, {
            cancelled: () => signal?.aborted === true,
            stopped: () => stop?.aborted === true,
            onText,
          });
          const { inputHash, outputHash, runMs, stopped } = held;
          const release = () => Promise.resolve(hosted.take(held.output));
          return { inputHash, outputHash, runMs, stopped, release, drop: () => hosted.drop(held.output) };
        },
        dispose: () => void hosted.dispose(),
      };
    },
  };
}
