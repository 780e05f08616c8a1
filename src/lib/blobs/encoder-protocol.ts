// What the page and its encoding threads say to each other. One question at a time; any number of `progress` before the
// answer.
import type { ErrorWire } from '../errors.ts';
import type { BuiltSidecar } from './rows/build-sidecar.ts';
import type { EncodedStrip } from './rows/encode-strip.ts';
import type { Strip } from './rows/strips.ts';

export type EncoderRequest =
  /** Progress in bytes; SHA-256. */
  | { kind: 'hash'; bytes: Blob }
  /** Progress in columns, as `workOf` counts them. */
  | { kind: 'strip'; bytes: Blob; strip: Strip }
  /** All strips of a blob of so many bytes. */
  | { kind: 'join'; size: number; strips: EncodedStrip[] };

/** What each kind of question gives. */
export interface EncoderResults {
  hash: Uint8Array;
  strip: EncodedStrip;
  join: BuiltSidecar;
}

export type EncoderReply =
  | { kind: 'progress'; done: number }
  | { kind: 'done'; result: EncoderResults[keyof EncoderResults] }
  | { kind: 'failed'; error: ErrorWire };
