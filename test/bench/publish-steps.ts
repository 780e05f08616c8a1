// What one publication's time went to, step by step, told by its own progress. In a page or in Node.
import type { Hub, PublicationDraft, PublishProgress, Wallet } from '../../src/lib/index.ts';

export const STEPS = ['hash', 'encode', 'upload', 'sign', 'rest'] as const;
export type Step = (typeof STEPS)[number];
/** Milliseconds. `sign` is all that is done about the two signatures: prices, gas, transactions until they are final. */
export type StepTimes = Record<Step, number>;

/** A model that is new to the network; what `syntheticModel` writes. */
export function draftOf(files: PublicationDraft['files']): PublicationDraft {
  return {
    files,
    entry: 'model.onnx',
    name: 'Rows of noise',
    summary: 'Sums rows of numbers',
    task: 'other',
    runtime: 'onnx',
    license: 'mit',
    inputs: [{ name: 'rows', dtype: 'int32', shape: ['n'] }],
    outputs: [{ name: 'sums', dtype: 'float32', shape: ['k'] }],
    price: 1_000_000n,
    epochs: 1,
  };
}

export async function publishTimed(hub: Hub, wallet: Wallet, draft: PublicationDraft): Promise<StepTimes> {
  const times: StepTimes = { hash: 0, encode: 0, upload: 0, sign: 0, rest: 0 };
  let step: Step = 'rest';
  let since = performance.now();
  const turn = (next: Step) => {
    const now = performance.now();
    times[step] += now - since;
    [step, since] = [next, now];
  };
  const { id } = await hub.draft(draft);
  await hub.publish(id, wallet, { onProgress: (progress) => turn(stepOf(progress)) });
  turn('rest');
  return times;
}

/** What comes after a message of progress. */
function stepOf({ step, doing, loaded = 0, total }: PublishProgress): Step {
  if (step === 'encode') return doing === 'encode' || loaded === total ? 'encode' : 'hash';
  if (step === 'upload') return 'upload';
  return step === 'done' ? 'rest' : 'sign';
}
