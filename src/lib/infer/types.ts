// The engine port: what runs a model, in a Worker in the page or in process in Node.
import type { ModelSignature, Tensors } from '../model/tensor.ts';

export type Provider = 'webgpu' | 'wasm';
/** `auto` is webgpu where a usable adapter exists, else wasm. */
export type ProviderChoice = Provider | 'auto';

/** Verified bytes of a model. Blobs, so that nothing is copied before the runtime reads it. */
export interface EngineSource {
  entry: Blob;
  /** External-data files of the entry, by the path the model names. */
  external: { path: string; data: Blob }[];
}

export interface LoadOptions {
  provider: ProviderChoice;
  signal?: AbortSignal;
}

/** A model ready to run. One disposable Worker each in the page. */
export interface LoadedModel {
  /** The provider in force, after any fall-back. */
  readonly provider: Provider;
  /** Why not webgpu, in a sentence, when `auto` fell back. */
  readonly fallbackReason: string | undefined;
  /** e.g. `onnxruntime-web 1.30.0`. */
  readonly runtime: string;
  readonly graphOptimization: string;
  /** As the runtime reports it. */
  readonly signature: ModelSignature;
  /**
   * Runs once and keeps the outputs out of the caller's memory.
   *
   * @throws TensorError if inputs do not fit; InferError if the run fails
   */
  run(inputs: Tensors, options?: { signal?: AbortSignal }): Promise<LockedOutput>;
  /** Terminates the Worker and gives its memory back. */
  dispose(): void;
}

/** Outputs that lie under ice: held where they were computed until released. */
export interface LockedOutput {
  readonly inputHash: Uint8Array;
  readonly outputHash: Uint8Array;
  /** Milliseconds inside the runtime. */
  readonly runMs: number;
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
