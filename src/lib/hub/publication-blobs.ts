// The blobs of a publication on chain: which are paid for already, what the rest costs, and what the listing's transaction
// does with them. A listing gives its blobs to everybody, so that anybody may keep the model stored when its author
// does not.
import type { BlobTransactionHint } from '../blobs/blob-status.ts';
import { BlobError } from '../blobs/errors.ts';
import { planExtension, type ExtensionPlan } from '../blobs/extension.ts';
import type { Publisher } from '../blobs/publisher.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import type { BlobCertificate, EncodedBlob, RegisteredBlob } from '../blobs/types.ts';
import type { Chain } from '../chain/chain.ts';
import { createObjectFinder, type ObjectsByBlob } from './storage-objects.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface PublicationBlobs {
  /**
   * What need not be bought: what an address registered to last until `endEpoch`, and shared blobs of the same content
   * that are stored now, whoever brought them; by blob ID.
   */
  find(
    owner: string,
    blobs: readonly Pick<EncodedBlob, 'blobId'>[],
    endEpoch: number,
    options?: Cancellable,
  ): Promise<Map<string, RegisteredBlob>>;
  /** Base units of WAL: to register some, to have others last until `endEpoch`, and what they would cost anew. */
  price(
    blobs: {
      register: readonly EncodedBlob[];
      known: readonly RegisteredBlob[];
      all: readonly EncodedBlob[];
    },
    term: { epochs: number; endEpoch: number },
    options?: Cancellable,
  ): Promise<{ register: bigint; extend: bigint; saved: bigint }>;
  /**
   * Certifies what is not yet, shares what is the owner's, and extends what ends too early. Shared objects are the first
   * that the transaction creates, and those of earlier listings are named in it: so a version's objects are found again
   * without an index.
   *
   * @throws BlobError 'blobs/certificate-expired'; 'blobs/expired' for a shared blob that has ended meanwhile;
   * 'blobs/not-registered' for one that is neither the owner's nor shared; 'blobs/insufficient-wal'
   */
  addToListing(
    tx: ReturnType<Chain['newTransaction']>,
    blobs: {
      owner: string;
      registered: readonly RegisteredBlob[];
      certificates: readonly BlobCertificate[];
      endEpoch: number;
    },
    options?: Cancellable,
  ): Promise<void>;
}

export function createPublicationBlobs(ports: {
  chain: Chain;
  publisher: Publisher;
  storage: BlobStorage;
  hint?: BlobTransactionHint;
}): PublicationBlobs {
  const { chain, publisher, storage } = ports;
  const finder = createObjectFinder(chain, storage, ports.hint);

  /** Shared, by the owner's listings or else by anybody. */
  async function shared(
    owner: string,
    blobIds: readonly string[],
    options: Cancellable,
  ): Promise<ObjectsByBlob> {
    const own = await finder.sharedBy(owner, blobIds, options);
    const rest = blobIds.filter((blobId) => !own.has(blobId));
    return new Map([...own, ...(await finder.sharedByAnyone(rest, options))]);
  }

  async function extension(
    sharedIds: readonly string[],
    endEpoch: number,
    options: Cancellable,
  ): Promise<ExtensionPlan | undefined> {
    if (sharedIds.length === 0) return undefined;
    const [objects, terms] = await Promise.all([storage.read(sharedIds, options), storage.terms(options)]);
    return planExtension(objects, endEpoch, terms);
  }

  return {
    async find(owner, blobs, endEpoch, options = {}) {
      const known = await publisher.findRegistered(owner, blobs, { endEpoch, ...options });
      const missing = [...new Set(blobs.map(({ blobId }) => blobId))].filter((blobId) => !known.has(blobId));
      if (missing.length === 0) return known;
      const { epoch } = await storage.terms(options);
      for (const [blobId, object] of await shared(owner, missing, options)) {
        if (object.endEpoch <= epoch) continue;
        const { blobObjectId, id: sharedId } = object;
        known.set(blobId, { blobId, blobObjectId, sharedId, certified: true, endEpoch: object.endEpoch });
      }
      return known;
    },

    async price({ register, known, all }, { epochs, endEpoch }, options = {}) {
      const sizes = (blobs: readonly EncodedBlob[]) => [
        ...new Map(blobs.map(({ blobId, size }) => [blobId, size])).values(),
      ];
      const [missing, anew] = await Promise.all([
        publisher.storageQuote(sizes(register), epochs, options),
        publisher.storageQuote(sizes(all), epochs, options),
      ]);
      const plan = await extension(
        known.flatMap(({ sharedId }) => sharedId ?? []),
        endEpoch,
        options,
      );
      const extend = plan?.wal ?? 0n;
      return { register: missing.wal, extend, saved: anew.wal - missing.wal - extend };
    },

    async addToListing(tx, { owner, registered, certificates, endEpoch }, options = {}) {
      const own = await publisher.stillOwned(registered, options);
      const open = certificates.filter((one) => own.has(one.blobObjectId));
      await publisher.addCertify(tx, open, options);
      await storage.addSharing(tx, [...own]);
      const others = registered.filter((blob) => !own.has(blob.blobObjectId));
      // Not known as shared: another publication of the same files came first.
      const unknown = others.filter((blob) => blob.sharedId === undefined).map((blob) => blob.blobId);
      const found = await shared(owner, unknown, options);
      const lost = unknown.filter((blobId) => !found.has(blobId));
      if (lost.length > 0) {
        throw new BlobError('blobs/not-registered', 'The network does not show a blob that was bought', {
          details: { blobIds: lost },
          retryable: true,
        });
      }
      const sharedIds = others.map((blob) => blob.sharedId ?? found.get(blob.blobId)!.id);
      const plan = await extension(sharedIds, endEpoch, options);
      if (plan) await storage.addExtension(tx, plan, owner, options);
      const extended = new Set(plan?.steps.map(({ object }) => object.id));
      await storage.addMention(
        tx,
        sharedIds.filter((id) => !extended.has(id)),
      );
    },
  };
}
