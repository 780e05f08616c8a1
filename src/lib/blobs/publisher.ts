// Publishing to Walrus as separate steps: quote, register, upload, certify. Builds transactions and signs none; keeps
// nothing between steps, so that any of them can follow a reload.
import { coinWithBalance, Transaction } from '@mysten/sui/transactions';
import { fromBase64, normalizeStructTag } from '@mysten/sui/utils';
import { createdBlobs, ownedBlobs, readBlobs } from './blob-objects.ts';
import { BlobError } from './errors.ts';
import { findWalType, freshState, quoteStorage, requireWal } from './pricing.ts';
import { createRelay, type RelayTimeouts } from './relay.ts';
import { SHARDS } from './rows/geometry.ts';
import { createFetchSend, createSendBytes, type SendBytes } from './send-bytes.ts';
import { tipFor, type RelayTip, type TipProof } from './tip.ts';
import { lazyWalrus, type WalrusNetwork } from './walrus-client.ts';
import type { BlobCertificate, EncodedBlob, RegisteredBlob, StorageQuote } from './types.ts';

export interface PublisherOptions extends WalrusNetwork {
  relay: string;
  fetch?: typeof fetch;
  send?: SendBytes;
  timeouts?: Partial<RelayTimeouts>;
}

interface Cancellable {
  signal?: AbortSignal;
}

/** Errors of the Sui client pass through every step unchanged. */
export interface Publisher {
  /** @throws BlobError 'blobs/bad-term' */
  storageQuote(sizes: readonly number[], epochs: number, options?: Cancellable): Promise<StorageQuote>;
  /** The first epoch in which a blob registered now for `epochs` is no longer stored. */
  endEpoch(epochs: number): Promise<number>;
  /** Coin type of this network's WAL. */
  walType(options?: Cancellable): Promise<string>;
  /**
   * What an address has already paid for, by blob ID: permanent, lasting until `endEpoch` at least, certified or
   * not. Asked first, so that nothing is paid twice.
   */
  findRegistered(
    owner: string,
    blobs: readonly Pick<EncodedBlob, 'blobId'>[],
    options: Cancellable & { endEpoch: number },
  ): Promise<Map<string, RegisteredBlob>>;
  /** What the relay asks for each upload; undefined if nothing. @throws BlobError 'blobs/relay-unavailable' | 'blobs/relay-answer' */
  relayTip(options?: Cancellable): Promise<RelayTip | undefined>;
  /**
   * One transaction that registers all blobs as permanent ones of `owner`. Sender is `owner`; equal blobs once. With
   * `shared` they become SharedBlobs at once, uncertified: only good for simulating what that costs. With `tip` it pays
   * a relay for the upload of one blob, and is what proves it: one such transaction for each blob.
   *
   * @throws BlobError 'blobs/insufficient-wal', also where less than `needed` is there; 'blobs/bad-term',
   * 'blobs/unsupported-network'
   */
  registerTransaction(
    request: {
      blobs: readonly EncodedBlob[];
      epochs: number;
      owner: string;
      shared?: boolean;
      tip?: { relay: RelayTip; blob: EncodedBlob };
      /** Base units of WAL for this and what follows; what this pays where absent. */
      needed?: bigint;
    },
    options?: Cancellable,
  ): Promise<Transaction>;
  /** What an executed registration created, by blob ID. @throws BlobError 'blobs/not-registered' */
  registeredBy(
    digest: string,
    blobs: readonly Pick<EncodedBlob, 'blobId'>[],
    options?: Cancellable,
  ): Promise<Map<string, RegisteredBlob>>;
  /** Object IDs of those that are still Blobs of their own, not inside a SharedBlob. */
  stillOwned(blobs: readonly RegisteredBlob[], options?: Cancellable): Promise<Set<string>>;
  /** Repeatable. @throws BlobError 'blobs/relay-refused' | 'blobs/relay-unavailable' | 'blobs/relay-answer' */
  upload(
    request: { bytes: Blob; registered: RegisteredBlob; tip?: TipProof },
    options?: Cancellable & { onProgress?: (sent: number) => void },
  ): Promise<BlobCertificate>;
  /**
   * Adds the certifying calls to a transaction of the caller's, who may add more to it. Blobs certified meanwhile are
   * left out.
   *
   * @returns blob IDs that this transaction will certify
   * @throws BlobError 'blobs/certificate-expired' (`details.blobIds`): upload those again
   */
  addCertify(
    transaction: Transaction,
    certificates: readonly BlobCertificate[],
    options?: Cancellable,
  ): Promise<string[]>;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { suiClient: client } = options;
  const fetchFn = options.fetch ?? ((input, init) => fetch(input, init));
  const relay = createRelay({
    url: options.relay,
    fetch: fetchFn,
    // A fetch of the caller's own may lead where XMLHttpRequest does not, as to a network inside the page.
    send: options.send ?? (options.fetch ? createFetchSend(options.fetch) : createSendBytes(fetchFn)),
    ...(options.timeouts ? { timeouts: options.timeouts } : {}),
  });
  const walrusClient = lazyWalrus(options);

  const reading = async ({ signal }: Cancellable) => ({
    client,
    blobType: normalizeStructTag(await (await walrusClient()).getBlobType()),
    ...(signal ? { signal } : {}),
  });

  return {
    walType: async ({ signal } = {}) => findWalType(client, await walrusClient(), signal),

    async storageQuote(sizes, epochs, { signal } = {}) {
      const quote = await quoteStorage(await walrusClient(), sizes, epochs);
      signal?.throwIfAborted();
      return quote;
    },

    async endEpoch(epochs) {
      return (await freshState(await walrusClient())).committee.epoch + epochs;
    },

    async findRegistered(owner, blobs, { endEpoch, signal }) {
      const ids = blobs.map((blob) => blob.blobId);
      const found = await ownedBlobs(await reading(signal ? { signal } : {}), owner, ids);
      return new Map([...found].filter(([, blob]) => blob.endEpoch >= endEpoch));
    },

    relayTip: (cancellable = {}) => relay.tip(cancellable),

    async registerTransaction({ blobs, epochs, owner, shared = false, tip, needed }, { signal } = {}) {
      const walrus = await walrusClient();
      const different = [...new Map(blobs.map((blob) => [blob.blobId, blob])).values()];
      const sizes = different.map((blob) => blob.size);
      const { wal } = await quoteStorage(walrus, sizes, epochs);
      const shards = (await walrus.systemState()).committee.n_shards;
      if (shards !== SHARDS) {
        throw new BlobError('blobs/unsupported-network', `This Walrus has ${shards} shards, not ${SHARDS}`, {
          details: { shards },
        });
      }
      const coinType = await findWalType(client, walrus, signal);
      await requireWal(client, { owner, coinType, needed: needed ?? wal }, signal);
      const transaction = new Transaction();
      transaction.setSender(owner);
      if (tip) {
        // Relays look for the proof in the first input.
        transaction.add(walrus.addAuthPayload(tip.blob));
        const coin = coinWithBalance({ balance: tipFor(tip.relay, tip.blob.size) });
        transaction.transferObjects([coin], tip.relay.address);
      }
      const walrusPackage = shared ? (await walrus.systemObject()).package_id : '';
      for (const { blobId, rootHash, size } of different) {
        const blob = transaction.add(
          walrus.registerBlob({ blobId, rootHash, size, epochs, deletable: false }),
        );
        if (!shared) transaction.transferObjects([blob], owner);
        else transaction.moveCall({ target: `${walrusPackage}::shared_blob::new`, arguments: [blob] });
      }
      return transaction;
    },

    async registeredBy(digest, blobs, { signal } = {}) {
      const ids = blobs.map((blob) => blob.blobId);
      return createdBlobs(await reading(signal ? { signal } : {}), digest, ids);
    },

    async stillOwned(blobs, { signal } = {}) {
      const ids = blobs.map((blob) => blob.blobObjectId);
      const found = await readBlobs(await reading(signal ? { signal } : {}), ids);
      return new Set(found.map((blob) => blob.blobObjectId));
    },

    async upload({ bytes, registered, tip }, cancellable = {}) {
      const { blobId, blobObjectId } = registered;
      return relay.upload({ blobId, blobObjectId, bytes, ...(tip ? { tip } : {}) }, cancellable);
    },

    async addCertify(transaction, certificates, { signal } = {}) {
      const walrus = await walrusClient();
      const { committee } = await freshState(walrus);
      const read = await reading(signal ? { signal } : {});
      const objects = await readBlobs(
        read,
        certificates.map((one) => one.blobObjectId),
      );
      const certified = new Set(objects.filter((blob) => blob.certified).map((blob) => blob.blobObjectId));
      const open = certificates.filter((one) => !certified.has(one.blobObjectId));
      const expired = open.filter((one) => one.epoch !== committee.epoch).map((one) => one.blobId);
      if (expired.length > 0) {
        throw new BlobError('blobs/certificate-expired', 'A Walrus epoch has passed since the upload', {
          details: { blobIds: expired, epoch: committee.epoch },
          retryable: true,
        });
      }
      for (const { blobId, blobObjectId, signers, message, signature } of open) {
        const certificate = {
          signers,
          serializedMessage: fromBase64(message),
          signature: fromBase64(signature),
        };
        walrus.certifyBlobTransaction({ transaction, blobId, blobObjectId, certificate, deletable: false });
      }
      return open.map((one) => one.blobId);
    },
  };
}
