// Everything that can go wrong between verified bytes and outputs.
import { FloeError } from '../errors.ts';

export type InferErrorCode =
  | 'infer/not-a-model'
  | 'infer/truncated'
  | 'infer/unsupported-operator'
  | 'infer/missing-external-data'
  | 'infer/no-provider'
  | 'infer/device-lost'
  | 'infer/out-of-memory'
  | 'infer/load-failed'
  | 'infer/run-failed'
  | 'infer/worker-died'
  | 'infer/output-gone'
  | 'infer/bad-media'
  /** A folder of more files than any model has. */
  | 'infer/too-many-files';

export class InferError extends FloeError<InferErrorCode> {
  override name = 'InferError';
}
