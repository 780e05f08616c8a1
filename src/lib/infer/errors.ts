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
  /** Nothing came of it for as long as anybody waits. */
  | 'infer/timed-out'
  | 'infer/output-gone'
  | 'infer/bad-media'
  /** More nodes, nesting, names or weights than any runtime here could take in while somebody waits. */
  | 'infer/too-complex'
  /** An element type, a sequence, a map: what cannot cross into the runtime or out of it. */
  | 'infer/unsupported-type'
  /** Declared to generate text, and its graph takes or gives something else. */
  | 'infer/not-a-decoder'
  /** Missing, unreadable, of another model, or such that it might never come to an end. */
  | 'infer/bad-tokenizer'
  /** Of a model that generates text: no text, or no chat that its template takes. */
  | 'infer/bad-prompt'
  /** `details`: tokens, and the context they do not fit. */
  | 'infer/prompt-too-long'
  /** A setting out of bounds; `details.name` names it. */
  | 'infer/bad-option'
  /** NaN or endless numbers where a token was to be drawn by them. */
  | 'infer/not-a-number'
  /** A folder of more files than any model has. */
  | 'infer/too-many-files';

export class InferError extends FloeError<InferErrorCode> {
  override name = 'InferError';
}
