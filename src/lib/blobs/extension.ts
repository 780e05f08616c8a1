// What keeping blobs for longer takes: which, by how many epochs, for how much. Arithmetic alone; asks nobody.
import { BlobError } from './errors.ts';
import type { StorageObject } from './storage-objects.ts';

const UNIT_BYTES = 1024 * 1024;

/** What the network sells now. */
export interface StorageTerms {
  epoch: number;
  /** The furthest end epoch it allows. */
  maxEndEpoch: number;
  /** Base units of WAL per MiB of encoded bytes and epoch, begun MiB counted whole. */
  unitPrice: bigint;
}

export interface ExtensionStep {
  object: StorageObject;
  epochs: number;
  /** Base units of WAL. */
  cost: bigint;
  /** `cost` less what is in a shared blob's funds already. */
  due: bigint;
}

export interface ExtensionPlan {
  /** First epoch no longer stored, afterwards. */
  endEpoch: number;
  /** Sum of what is due. */
  wal: bigint;
  /** Objects that last as long already have no step. */
  steps: ExtensionStep[];
}

/**
 * Brings every object to the same end.
 *
 * @throws BlobError 'blobs/expired' | 'blobs/term-too-long'
 */
export function planExtension(
  objects: readonly StorageObject[],
  endEpoch: number,
  terms: StorageTerms,
): ExtensionPlan {
  const expired = objects.filter((object) => object.endEpoch <= terms.epoch);
  if (expired.length > 0) {
    throw new BlobError('blobs/expired', 'Storage that has ended cannot be extended', {
      details: { blobIds: expired.map(({ blobId }) => blobId), epoch: terms.epoch },
    });
  }
  if (endEpoch > terms.maxEndEpoch) {
    const soonest = Math.min(...objects.map((object) => object.endEpoch));
    throw new BlobError('blobs/term-too-long', `Walrus stores until epoch ${terms.maxEndEpoch} at most`, {
      details: { endEpoch, maxEndEpoch: terms.maxEndEpoch, longest: terms.maxEndEpoch - soonest },
    });
  }
  const different = [...new Map(objects.map((object) => [object.id, object])).values()];
  const steps = different
    .filter((object) => object.endEpoch < endEpoch)
    .map((object) => stepTo(object, endEpoch, terms.unitPrice));
  return { endEpoch, steps, wal: steps.reduce((sum, { due }) => sum + due, 0n) };
}

function stepTo(object: StorageObject, endEpoch: number, unitPrice: bigint): ExtensionStep {
  const epochs = endEpoch - object.endEpoch;
  const units = BigInt(Math.ceil(object.storageBytes / UNIT_BYTES));
  const cost = units * unitPrice * BigInt(epochs);
  const funds = object.access.kind === 'shared' ? object.access.funds : 0n;
  return { object, epochs, cost, due: cost > funds ? cost - funds : 0n };
}
