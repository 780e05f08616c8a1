// What the page and a checking thread say to each other.
import type { ErrorWire } from '../../errors.ts';
import type { RowProof } from './verifier.ts';

/** Rows that lie one after another. */
export interface RowRun {
  /** The first of them. */
  index: number;
  /** Whole rows; the blob's last row ends with the blob. */
  bytes: ArrayBuffer;
}

export type RowRequest =
  | { kind: 'open'; id: number; blob: number; proof: RowProof; blobId: string; shards: number }
  | { kind: 'check'; id: number; blob: number; run: RowRun }
  | { kind: 'close'; blob: number };

export type RowReply =
  | { kind: 'opened'; id: number }
  | { kind: 'checked'; id: number; run: RowRun; wrong: number[] }
  | { kind: 'failed'; id: number; error: ErrorWire };
