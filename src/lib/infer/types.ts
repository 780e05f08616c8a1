// The engine port: what runs a model, in a Worker of the page or in a thread of Node.
import type { Pipeline } from '../model/manifest-pipeline.ts';
import type { ModelSignature, Tensors } from '../model/tensor.ts';

/** WebGPU, or the processor; TensorFlow.js knows two more ways. */
export type Provider = 'webgpu' | 'wasm' | 'webgl' | 'cpu';
/** `auto` is the first of the runtime's own order that can be had. */
export type ProviderChoice = Provider | 'auto';

/** Verified files of a model. Blobs, so that nothing is copied before the runtime reads it. */
export interface EngineSource {
  runtime: 'onnx' | 'tfjs';
  /** Path of the file the runtime opens. */
  entry: string;
  /** All files of the version by path, the entry's too. */
  files: ReadonlyMap<string, Blob>;
  pipeline?: Pipeline | undefined;
}

export interface LoadOptions {
  provider: ProviderChoice;
  /** Sizes for symbolic dimensions by name (`freeDimensionOverrides`): the model then takes these alone. */
  dimensions?: Readonly<Record<string, number>>;
  signal?: AbortSignal;
}

export interface RunOptions {
  signal?: AbortSignal;
  /**
   * Ends a run that gives its answer piece by piece after the piece at hand: the run resolves with what there is. Others
   * go on to their end.
   */
  stop?: AbortSignal;
  /** Text as it is made, where `streams`: the answer is then no longer under ice. */
  onText?: (text: string) => void;
}

/** What a load found out. Plain data. */
export interface LoadedInfo {
  /** The provider in force, after any fall-back. */
  provider: Provider;
  /** Why not webgpu, in a sentence, when `auto` fell back. */
  fallbackReason: string | undefined;
  /** What may be tried, in this order, where a run fails on `provider`; empty where somebody insisted on it. */
  fallbacks: readonly Provider[];
  /** e.g. `onnxruntime-web 1.30.0`. */
  runtime: string;
  graphOptimization: string;
  /** How the answer was drawn, where it was drawn: a name and version, the same for the same results. Else empty. */
  sampler: string;
  /** As the runtime, or the pipeline, takes and gives it. */
  signature: ModelSignature;
  /** True where `onText` is told of the answer while it is made. */
  streams: boolean;
}

/** A model ready to run: in a disposable Worker of its own, or a thread. */
export interface LoadedModel extends Readonly<LoadedInfo> {
  /**
   * Runs once and keeps the outputs out of the caller's memory.
   *
   * @throws TensorError if inputs do not fit; InferError if the run fails
   */
  run(inputs: Tensors, options?: RunOptions): Promise<LockedOutput>;
  /** Terminates the Worker and gives its memory back. */
  dispose(): void;
}

/** Outputs that lie under ice: held where they were computed until released. */
export interface LockedOutput {
  readonly inputHash: Uint8Array;
  readonly outputHash: Uint8Array;
  /** Milliseconds inside the runtime. */
  readonly runMs: number;
  /** True where `stop` ended it: the outputs are what had been made by then. */
  readonly stopped: boolean;
  /** Hands the outputs over; the holder keeps nothing. */
  release(): Promise<Tensors>;
  /** Forgets the outputs. */
  drop(): void;
}

export interface Engine {
  /**
   * Compiles the model.
   *
   * @throws InferError 'infer/not-a-model' | 'infer/unsupported-operator' | 'infer/missing-external-data' |
   * 'infer/no-provider' | 'infer/out-of-memory' | 'infer/load-failed'
   */
  load(source: EngineSource, options: LoadOptions): Promise<LoadedModel>;
}
