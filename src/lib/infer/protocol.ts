// The messages between the page and a model's Worker. Plain data only: everything here survives `structuredClone`.
import { TensorError, type TensorErrorCode, type Tensors } from '../model/tensor.ts';
import { errorFromWire, type ErrorWire } from '../errors.ts';
import { InferError, type InferErrorCode } from './errors.ts';
import type { HeldRun } from './hosted-model.ts';
import type { EngineSource, LoadedInfo, LoadOptions } from './types.ts';

export type ToWorker =
  | {
      type: 'load';
      id: number;
      source: EngineSource;
      options: Omit<LoadOptions, 'signal'>;
      fallbackReason?: string;
    }
  | { type: 'run'; id: number; inputs: Tensors; streams: boolean }
  /** Nobody waits for this run any more: skip it, or drop what it computes. */
  | { type: 'cancel'; run: number }
  /** What this run has by now will do. */
  | { type: 'stop'; run: number }
  | { type: 'release'; id: number; output: number }
  | { type: 'drop'; output: number };

export type FromWorker =
  | { type: 'loaded'; id: number; info: LoadedInfo }
  /** `auto` was asked and the GPU would not take the model: try a fresh Worker on wasm. */
  | { type: 'gpu-refused'; id: number; reason: string }
  | ({ type: 'ran'; id: number } & HeldRun)
  | { type: 'released'; id: number; outputs: Tensors }
  /** `fatal`: the runtime cannot be used again. */
  | { type: 'failed'; id: number; error: ErrorWire; fatal: boolean }
  /** A piece of the answer of a run that goes on. */
  | { type: 'text'; run: number; text: string }
  | { type: 'device-lost'; message: string };

export type Request = Extract<ToWorker, { id: number }>;
export type Reply = Extract<FromWorker, { id: number }>;

/** The error a Worker sent, in its own class again. */
export function rebuildError(wire: ErrorWire): Error {
  const options = { details: wire.details, retryable: wire.retryable };
  if (wire.code.startsWith('infer/'))
    return new InferError(wire.code as InferErrorCode, wire.message, options);
  if (wire.code.startsWith('tensor/'))
    return new TensorError(wire.code as TensorErrorCode, wire.message, options);
  return errorFromWire(wire);
}

/** Tensors with memory of their own, to be handed over: cloning would copy twice, and what lies around a view as well. */
export function copyOf(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const { data } = tensor;
      return [name, ArrayBuffer.isView(data) ? { ...tensor, data: data.slice() } : tensor];
    }),
  );
}

/** Buffers of tensors, for a transfer list. */
export function buffersOf(tensors: Tensors): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of Object.values(tensors)) {
    if (ArrayBuffer.isView(data)) buffers.add(data.buffer as ArrayBuffer);
  }
  return [...buffers];
}
