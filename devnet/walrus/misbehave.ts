// Carries out a fault on an answer that would have been right. Knows answers and faults; knows no route and no chain.
import type { BodyPlan } from './body.ts';
import type { StoredBytes } from './blob-store.ts';
import { rowBytes } from './encoder.ts';
import type { ActiveFault } from './fault-board.ts';
import { type Answer, refuse } from './response.ts';

export interface MisbehavePorts {
  /** Bytes of the blob named, or of any that is stored and not `not`. */
  otherBlob(choice: { use?: string | undefined; not: string }): Promise<StoredBytes | undefined>;
  /** Milliseconds since the blob was certified, by the network's clock. */
  sinceCertified(blobId: string): number;
}

/** Faults that change nothing here, because they came before the answer, leave it as it is. */
export async function misbehave(
  { fault, random, asked }: ActiveFault,
  answer: Answer,
  ports: MisbehavePorts,
): Promise<Answer | Response> {
  const { body, blobId } = answer;
  const { length } = body;
  switch (fault.kind) {
    case 'slow': {
      const { bytesPerSecond } = fault;
      return bytesPerSecond === undefined ? answer : { ...answer, body: { ...body, bytesPerSecond } };
    }
    case 'truncate': {
      const after = Math.min(length, fault.after ?? length >> 1);
      return { ...answer, announced: length, body: { ...body, length: after } };
    }
    case 'stall':
      return { ...answer, body: { ...body, pauseAt: Math.min(length, fault.after ?? length >> 1) } };
    case 'corrupt': {
      const flip = fault.row === 'random' ? randomBit(length, random) : bitOf(answer, fault.row);
      return flip ? { ...answer, body: { ...body, flips: [flip] } } : answer;
    }
    case 'length':
      return { ...answer, body: resized(body, Math.max(0, length + fault.by)) };
    case 'other': {
      const other = await ports.otherBlob({ use: fault.use, not: blobId });
      if (!other?.size) return refuse(404, 'BLOB_NOT_FOUND', 'this aggregator has no other blob to serve');
      return { ...answer, body: { ...body, parts: repeated(other, answer.rows?.start ?? 0, length) } };
    }
    case 'stale': {
      const times = asked.get(blobId) ?? 0;
      asked.set(blobId, times + 1);
      const isStale = times < (fault.requests ?? 0) || ports.sinceCertified(blobId) < (fault.ms ?? 0);
      return isStale
        ? refuse(404, 'BLOB_NOT_FOUND', 'this aggregator has not heard of the blob yet')
        : answer;
    }
    default:
      return answer;
  }
}

function randomBit(length: number, random: () => number) {
  if (length === 0) return undefined;
  return { at: Math.floor(random() * length), mask: 1 << Math.floor(random() * 8) };
}

/** In the middle of what the answer holds of the row, or of the whole answer. */
function bitOf({ body, rows }: Answer, row: number | undefined) {
  let from = 0;
  let to = body.length;
  if (row !== undefined) {
    if (!rows) return undefined;
    const size = rowBytes(rows.blobSize);
    from = Math.max(from, row * size - rows.start);
    to = Math.min(to, (row + 1) * size - rows.start);
  }
  return from < to ? { at: from + ((to - from) >> 1), mask: 1 } : undefined;
}

function resized(body: BodyPlan, length: number): BodyPlan {
  const missing = length - body.length;
  const parts = missing > 0 ? [...body.parts, new Blob([new Uint8Array(missing)])] : body.parts;
  return { ...body, parts, length };
}

/** `length` bytes of what `bytes` would be from `start` on if it went round for ever. */
function repeated(bytes: StoredBytes, start: number, length: number): StoredBytes[] {
  const parts: StoredBytes[] = [];
  let at = start % bytes.size;
  for (let left = length; left > 0; at = 0) {
    const end = Math.min(bytes.size, at + left);
    parts.push(bytes.slice(at, end));
    left -= end - at;
  }
  return parts;
}
