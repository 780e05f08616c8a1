// A model where it is computed: checks inputs, runs, hashes and holds outputs. Knows no runtime and no thread, and keeps
// runs one after another.
import { checkInputs, type Tensors } from '../model/tensor.ts';
import { digestTensors } from './digest.ts';
import { InferError } from './errors.ts';
import type { Queue } from './queue.ts';
import type { OpenRunner, RunControl } from './runner.ts';
import type { EngineSource, LoadedInfo, LoadOptions } from './types.ts';

export interface HeldRun {
  output: number;
  inputHash: Uint8Array;
  outputHash: Uint8Array;
  runMs: number;
  stopped: boolean;
}

export interface HostedModel {
  readonly info: LoadedInfo;
  /** Resolves with a sentence if the graphics device goes away; never resolves otherwise. */
  readonly deviceLost: Promise<string>;
  run(inputs: Tensors, control?: Partial<RunControl>): Promise<HeldRun>;
  /** Hands held outputs over and forgets them. @throws InferError 'infer/output-gone' */
  take(output: number): Tensors;
  drop(output: number): void;
  dispose(): Promise<void>;
}

/** @throws as `open` */
export async function hostModel(
  open: OpenRunner,
  source: EngineSource,
  options: Omit<LoadOptions, 'signal'>,
  queue: Queue,
): Promise<HostedModel> {
  const runner = await queue(() => open(source, options));
  let lost: string | undefined;
  const deviceLost = runner.deviceLost.then((message) => (lost = message));

  const held = new Map<number, Tensors>();
  let nextOutput = 1;

  async function runNow(inputs: Tensors, control: RunControl): Promise<HeldRun> {
    if (control.cancelled()) throw new DOMException('Cancelled', 'AbortError');
    checkInputs(runner.info.signature, inputs);
    // Large inputs are hashed on the engine's crypto thread while the model runs on this one.
    const [inputHash, { outputs, runMs, stopped }] = await Promise.all([
      digestTensors(inputs),
      runner.run(inputs, control).catch((error: unknown) => {
        throw lost === undefined
          ? error
          : new InferError('infer/device-lost', lost, { cause: error, retryable: true });
      }),
    ]);
    // A lost device may also answer, with nothing in it.
    if (lost !== undefined) throw new InferError('infer/device-lost', lost, { retryable: true });
    if (control.cancelled()) throw new DOMException('Cancelled', 'AbortError');
    const outputHash = await digestTensors(outputs);
    const output = nextOutput++;
    held.set(output, outputs);
    return { output, inputHash, outputHash, runMs, stopped };
  }

  return {
    info: runner.info,
    deviceLost,
    run: (inputs, { cancelled = () => false, stopped = () => false, onText } = {}) =>
      queue(() => runNow(inputs, { cancelled, stopped, onText })),
    take(output) {
      const outputs = held.get(output);
      if (!outputs)
        throw new InferError('infer/output-gone', 'These outputs were handed over or dropped before');
      held.delete(output);
      return outputs;
    },
    drop: (output) => void held.delete(output),
    async dispose() {
      held.clear();
      await queue(() => runner.dispose());
    },
  };
}
