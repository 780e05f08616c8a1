// What the page and the Worker of its views say to each other. Plain data.
import type { ErrorWire } from '../errors.ts';
import type { ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { Tensor, Tensors } from '../model/tensor.ts';
import type { Recording } from './audio.ts';
import type { Given, Presentation } from './presentation.ts';

/** What a person gives for one input. */
export type GivenMedia =
  | { kind: 'text'; text: string }
  | { kind: 'picture'; file: Blob }
  /** WAV is read by the library itself, to the same samples everywhere. */
  | { kind: 'wav'; file: Blob }
  | { kind: 'recording'; recording: Recording }
  /** .npy, .csv or JSON. */
  | { kind: 'numbers'; file: Blob };

/** The least and the largest sample of each of equal stretches, one after another: what a screen shows of a recording. */
export interface Wave {
  seconds: number;
  peaks: Float32Array;
}

export interface Prepared {
  tensor: Tensor;
  picture?: ImageBitmap;
  wave?: Wave;
}

/** A presentation on its way: tensors stay where they are. */
export type Told =
  Exclude<Presentation, { kind: 'tensor' }> | (Omit<Presentation, 'kind'> & { kind: 'unread' });

export type ViewRequest = { id: number } & (
  | { task: 'prepare'; input: ManifestInput; media: GivenMedia }
  | { task: 'present'; outputs: readonly ManifestOutput[]; tensors: Tensors; given: Given }
);

export type ViewReply = { id: number } & ({ prepared: Prepared } | { told: Told[] } | { error: ErrorWire });
