// What the chain says about blobs: registered, certified, until when. Built as storage nodes build it, by following
// the Walrus package's events, so blobs wrapped in other objects count too. Holds no bytes.
import { bcs } from '@mysten/sui/bcs';
import type { Ledger, LedgerEvent } from '../chain/types.ts';
import { blobIdText } from './encoder.ts';

export interface Registration {
  objectId: string;
  blobId: string;
  /** Unencoded bytes. */
  size: number;
  deletable: boolean;
  certified: boolean;
  /** When it was first certified, by the network's clock. */
  certifiedMs?: bigint;
  /** First epoch in which the blob is no longer stored. */
  endEpoch: number;
  /** What made it so: registered, certified or extended. */
  event: { txDigest: string; eventSeq: string };
}

const BlobId = bcs
  .bytes(32)
  .transform({ output: (bytes) => blobIdText(Uint8Array.from(bytes)), input: (bytes: Uint8Array) => bytes });
const BlobRegistered = bcs.struct('BlobRegistered', {
  epoch: bcs.u32(),
  blobId: BlobId,
  size: bcs.u64(),
  encodingType: bcs.u8(),
  endEpoch: bcs.u32(),
  deletable: bcs.bool(),
  objectId: bcs.Address,
});
const BlobCertified = bcs.struct('BlobCertified', {
  epoch: bcs.u32(),
  blobId: BlobId,
  endEpoch: bcs.u32(),
  deletable: bcs.bool(),
  objectId: bcs.Address,
  isExtension: bcs.bool(),
});
const BlobDeleted = bcs.struct('BlobDeleted', {
  epoch: bcs.u32(),
  blobId: BlobId,
  endEpoch: bcs.u32(),
  objectId: bcs.Address,
  wasCertified: bcs.bool(),
});
const EpochChangeStart = bcs.struct('EpochChangeStart', { epoch: bcs.u32() });

export class BlobRegistry {
  readonly #ledger: Pick<Ledger, 'scan'>;
  readonly #packageId: string;
  readonly #byObject = new Map<string, Registration>();
  readonly #byBlob = new Map<string, Set<string>>();
  #epoch = 0;
  #next = 0n;
  #tail: Promise<void> = Promise.resolve();

  constructor(ledger: Pick<Ledger, 'scan'>, packageId: string) {
    this.#ledger = ledger;
    this.#packageId = packageId;
  }

  /** The current Walrus epoch. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Reads everything committed before the call. */
  sync(): Promise<void> {
    // Chained, not shared: a scan already under way may have passed the end before the caller's commit.
    const run = this.#tail.then(() => this.#catchUp());
    this.#tail = run.catch(() => undefined);
    return run;
  }

  /** The blob object's registration, unless it was deleted or has expired. */
  object(objectId: string): Registration | undefined {
    const registration = this.#byObject.get(objectId);
    return registration && registration.endEpoch > this.#epoch ? registration : undefined;
  }

  /** All live registrations of a blob. */
  registrations(blobId: string): Registration[] {
    return [...(this.#byBlob.get(blobId) ?? [])].flatMap((id) => this.object(id) ?? []);
  }

  isAvailable(blobId: string): boolean {
    return this.registrations(blobId).some((registration) => registration.certified);
  }

  /** Every blob that is available. */
  available(): string[] {
    return [...this.#byBlob.keys()].filter((blobId) => this.isAvailable(blobId));
  }

  /** When the blob was first certified, of the registrations that live; undefined if none is. */
  certifiedMs(blobId: string): bigint | undefined {
    const times = this.registrations(blobId).flatMap(({ certifiedMs }) => certifiedMs ?? []);
    return times.length ? times.reduce((first, time) => (time < first ? time : first)) : undefined;
  }

  async #catchUp(): Promise<void> {
    for await (const { position, transaction } of this.#ledger.scan({
      from: this.#next,
      descending: false,
    })) {
      if (transaction.status.success) {
        transaction.events.forEach((event, index) =>
          this.#apply(event, transaction.timestampMs, {
            txDigest: transaction.digest,
            eventSeq: String(index),
          }),
        );
      }
      this.#next = position + 1n;
    }
  }

  #apply({ type, bytes }: LedgerEvent, timeMs: bigint, event: Registration['event']): void {
    if (type.kind !== 'struct' || type.address !== this.#packageId || type.module !== 'events') return;
    switch (type.name) {
      case 'BlobRegistered': {
        const { blobId, objectId, size, deletable, endEpoch } = BlobRegistered.parse(bytes);
        this.#byObject.set(objectId, {
          objectId,
          blobId,
          size: Number(size),
          deletable,
          certified: false,
          endEpoch,
          event,
        });
        const objects = this.#byBlob.get(blobId);
        if (objects) objects.add(objectId);
        else this.#byBlob.set(blobId, new Set([objectId]));
        return;
      }
      case 'BlobCertified': {
        const { objectId, endEpoch } = BlobCertified.parse(bytes);
        const registration = this.#byObject.get(objectId);
        if (registration) {
          const { certifiedMs = timeMs } = registration;
          this.#byObject.set(objectId, { ...registration, certified: true, certifiedMs, endEpoch, event });
        }
        return;
      }
      case 'BlobDeleted': {
        const { objectId, blobId } = BlobDeleted.parse(bytes);
        this.#byObject.delete(objectId);
        this.#byBlob.get(blobId)?.delete(objectId);
        return;
      }
      case 'EpochChangeStart':
        this.#epoch = EpochChangeStart.parse(bytes).epoch;
    }
  }
}
