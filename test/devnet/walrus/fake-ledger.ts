// A ledger of Walrus events alone, for testing the services below the chain: events as the package would emit them.
import { bcs } from '@mysten/sui/bcs';
import { deriveDynamicFieldID } from '@mysten/sui/utils';
import type { ExecutedTransaction, Ledger, StoredObject } from '../../../devnet/chain/types.ts';
import { blobIdBytes } from '../../../devnet/walrus/encoder.ts';

export const PACKAGE = `0x${'a1'.repeat(32)}`;

interface BlobFacts {
  blobId: string;
  objectId: string;
  deletable?: boolean;
  endEpoch?: number;
}

export class FakeLedger implements Pick<Ledger, 'scan' | 'getObject' | 'getTransaction' | 'nowMs'> {
  readonly #transactions: ExecutedTransaction[] = [];
  readonly #objects = new Map<string, StoredObject>();
  #nowMs = 1_000_000n;

  async *scan({ from }: { from: bigint }) {
    for (let position = from; position < this.#transactions.length; position++) {
      yield { position, transaction: this.#transactions[Number(position)]! };
    }
  }

  async getObject(id: string) {
    return this.#objects.get(id);
  }

  async getTransaction() {
    return undefined;
  }

  nowMs() {
    return this.#nowMs;
  }

  advanceTime(ms: bigint) {
    this.#nowMs += ms;
  }

  startEpoch(epoch: number) {
    this.#emit('EpochChangeStart', bcs.u32().serialize(epoch).toBytes());
  }

  register({ blobId, objectId, deletable = false, endEpoch = 4 }: BlobFacts, options = { success: true }) {
    const Event = bcs.tuple([
      bcs.u32(),
      bcs.bytes(32),
      bcs.u64(),
      bcs.u8(),
      bcs.u32(),
      bcs.bool(),
      bcs.Address,
    ]);
    const id = blobIdBytes(blobId)!;
    this.#emit(
      'BlobRegistered',
      Event.serialize([1, id, 10, 1, endEpoch, deletable, objectId]).toBytes(),
      options.success,
    );
  }

  certify({ blobId, objectId, deletable = false, endEpoch = 4 }: BlobFacts, isExtension = false) {
    const Event = bcs.tuple([bcs.u32(), bcs.bytes(32), bcs.u32(), bcs.bool(), bcs.Address, bcs.bool()]);
    const id = blobIdBytes(blobId)!;
    this.#emit(
      'BlobCertified',
      Event.serialize([1, id, endEpoch, deletable, objectId, isExtension]).toBytes(),
    );
  }

  delete({ blobId, objectId, endEpoch = 4 }: BlobFacts) {
    const Event = bcs.tuple([bcs.u32(), bcs.bytes(32), bcs.u32(), bcs.Address, bcs.bool()]);
    this.#emit('BlobDeleted', Event.serialize([1, blobIdBytes(blobId)!, endEpoch, objectId, true]).toBytes());
  }

  setAttributes(objectId: string, attributes: Record<string, string>) {
    const name = new TextEncoder().encode('metadata');
    const id = deriveDynamicFieldID(objectId, 'vector<u8>', bcs.byteVector().serialize(name).toBytes());
    const Entries = bcs.vector(bcs.tuple([bcs.string(), bcs.string()]));
    const bytes = bcs
      .tuple([bcs.Address, bcs.byteVector(), Entries])
      .serialize([id, name, Object.entries(attributes)])
      .toBytes();
    this.#objects.set(id, { id, content: { kind: 'struct', bytes } } as StoredObject);
  }

  #emit(name: string, bytes: Uint8Array, success = true) {
    const type = { kind: 'struct', address: PACKAGE, module: 'events', name, args: [] } as const;
    const event = { packageId: PACKAGE, module: 'events', sender: PACKAGE, type, bytes };
    const timestampMs = this.#nowMs;
    this.#transactions.push({
      status: { success },
      events: [event],
      timestampMs,
    } as unknown as ExecutedTransaction);
  }
}
