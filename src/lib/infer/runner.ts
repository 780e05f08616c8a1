// What a runtime or a pipeline is to the thread that hosts it: plain tensors in, plain tensors out. It neither hashes nor
// holds what it computes, and runs are never begun side by side.
import type { Tensors } from '../model/tensor.ts';
import type { EngineSource, LoadedInfo, LoadOptions } from './types.ts';

export interface RunControl {
  /** True once nobody waits for this run: a runner that works in steps throws an AbortError between two of them. */
  cancelled(): boolean;
  /** True once what there is will do. */
  stopped(): boolean;
  onText?: ((text: string) => void) | undefined;
}

export interface RunResult {
  outputs: Tensors;
  /** Milliseconds inside the runtime. */
  runMs: number;
  /** True where `stopped()` ended it early. */
  stopped: boolean;
}

export interface Runner {
  readonly info: LoadedInfo;
  /** Resolves with a sentence if the graphics device goes away; never resolves otherwise. */
  readonly deviceLost: Promise<string>;
  /** `inputs` fit the signature. @throws InferError */
  run(inputs: Tensors, control: RunControl): Promise<RunResult>;
  dispose(): Promise<void>;
}

/** The GPU would not compile the model though an adapter exists; `auto` goes on without it. */
export class GpuRefusal extends Error {
  override name = 'GpuRefusal';
}

/** @throws InferError as `Engine.load`; GpuRefusal instead if `auto` was asked */
export type OpenRunner = (source: EngineSource, options: Omit<LoadOptions, 'signal'>) => Promise<Runner>;
