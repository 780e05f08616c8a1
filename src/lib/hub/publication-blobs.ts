// The blobs of a publication on chain: which are paid for already, and what the listing's transaction does with them.
// A listing gives its blobs to everybody, so that anybody may keep the model stored when its author does not.
import { BlobError } from '../blobs/errors.ts';
import type { Publisher } from '../blobs/publisher.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import type { BlobCertificate, EncodedBlob, RegisteredBlob } from '../blobs/types.ts';
import type { Chain } from '../chain/chain.ts';
import { createObjectFinder } from './storage-objects.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface PublicationBlobs {
  /** What an address registered, or its listings shared, and that is stored until `endEpoch` at least; by blob ID. */
  find(
    owner: string,
    blobs: readonly EncodedBlob[],
    endEpoch: number,
    options?: Cancellable,
  ): Promise<Map<string, RegisteredBlob>>;
  /**
   * Certifies what is not yet and shares what is the owner's. Shared objects are the first that the transaction creates,
   * and those of earlier listings are named in it: so a version's objects are found again without an index.
   *
   * @throws BlobError 'blobs/certificate-expired'; 'blobs/not-registered' for a blob that is neither the owner's nor
   * shared by one of its listings
   */
  addToListing(
    tx: ReturnType<Chain['newTransaction']>,
    blobs: {
      owner: string;
      registered: readonly RegisteredBlob[];
      certificates: readonly BlobCertificate[];
    },
    options?: Cancellable,
  ): Promise<void>;
}

export function createPublicationBlobs(ports: {
  chain: Chain;
  publisher: Publisher;
  storage: BlobStorage;
}): PublicationBlobs {
  const { chain, publisher, storage } = ports;
  const finder = createObjectFinder(chain, storage);

  return {
    async find(owner, blobs, endEpoch, options = {}) {
      const known = await publisher.findRegistered(owner, blobs, { endEpoch, ...options });
      const missing = blobs.map(({ blobId }) => blobId).filter((blobId) => !known.has(blobId));
      for (const [blobId, object] of await finder.sharedBy(owner, missing, options)) {
        if (object.endEpoch < endEpoch) continue;
        const { blobObjectId, id: sharedId } = object;
        known.set(blobId, { blobId, blobObjectId, sharedId, certified: true, endEpoch: object.endEpoch });
      }
      return known;
    },

    async addToListing(tx, { owner, registered, certificates }, options = {}) {
      const own = await publisher.stillOwned(registered, options);
      const open = certificates.filter((one) => own.has(one.blobObjectId));
      await publisher.addCertify(tx, open, options);
      await storage.addSharing(tx, [...own]);
      const others = registered.filter((blob) => !own.has(blob.blobObjectId));
      // Not known as shared: another publication of the same files came first.
      const unknown = others.filter((blob) => blob.sharedId === undefined).map((blob) => blob.blobId);
      const found = await finder.sharedBy(owner, unknown, options);
      const lost = unknown.filter((blobId) => !found.has(blobId));
      if (lost.length > 0) {
        throw new BlobError('blobs/not-registered', 'The network does not show a blob that was bought', {
          details: { blobIds: lost },
          retryable: true,
        });
      }
      await storage.addMention(
        tx,
        others.map((blob) => blob.sharedId ?? found.get(blob.blobId)!.id),
      );
    },
  };
}
