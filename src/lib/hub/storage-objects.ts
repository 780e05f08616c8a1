// Which objects on chain keep a version's blobs stored, found without an index: through the transaction that added the
// version, whose first created objects follow from its digest. What cannot be found is unknown, never guessed.
import type { BlobTransactionHint } from '../blobs/blob-status.ts';
import { longestByBlob, type StorageObject } from '../blobs/storage-objects.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import type { Chain } from '../chain/chain.ts';
import {
  createdObjectIds,
  createVersionTransactions,
  type VersionTransaction,
} from '../chain/version-transaction.ts';

interface Cancellable {
  signal?: AbortSignal;
}

/** Objects by blob ID: for each the one that keeps it longest. */
export type ObjectsByBlob = Map<string, StorageObject>;

export interface ObjectFinder {
  /** Of many versions at once: created objects first, then, for what is missing, everything their transactions touched. */
  ofVersions(
    wanted: readonly { model: string; number: number }[],
    options?: Cancellable,
  ): Promise<{ versions: (VersionTransaction | undefined)[]; objects: ObjectsByBlob }>;
  /** Of one version, also among earlier versions of its model and what its author owns. */
  ofVersion(model: string, number: number, options?: Cancellable): Promise<ObjectsByBlob>;
  /** Shared blobs that listings of this address's models put on Walrus, by blob ID. */
  sharedBy(owner: string, blobIds: readonly string[], options?: Cancellable): Promise<ObjectsByBlob>;
  /** Shared blobs of these contents whoever put them on Walrus, where a storage node knows of them. */
  sharedByAnyone(blobIds: readonly string[], options?: Cancellable): Promise<ObjectsByBlob>;
}

/** Earlier versions looked at for blobs that a version took over from them. */
const EARLIER = 50;

/** @param hint where to look for a blob that is in no listing of the owner's; nowhere where absent */
export function createObjectFinder(
  chain: Chain,
  storage: BlobStorage,
  hint?: BlobTransactionHint,
): ObjectFinder {
  const transactions = createVersionTransactions(chain.rpc, chain.packageId);
  const missingOf = (version: VersionTransaction, objects: ObjectsByBlob) =>
    version.blobIds.filter((blobId) => !objects.has(blobId));

  async function created(versions: readonly (VersionTransaction | undefined)[], options: Cancellable) {
    const ids = versions.flatMap((version) =>
      version ? createdObjectIds(version.digest, new Set(version.blobIds).size) : [],
    );
    return storage.read(ids, options);
  }

  const ofVersions: ObjectFinder['ofVersions'] = async (wanted, options = {}) => {
    const versions = await transactions.versions(wanted, options);
    const found = await created(versions, options);
    let objects = longestByBlob(found);
    const incomplete = versions.filter((one) => one && missingOf(one, objects).length > 0);
    if (incomplete.length > 0) {
      const digests = [...new Set(incomplete.map((one) => one!.digest))];
      const touched = await transactions.changedObjects(digests, options);
      found.push(
        ...(await storage.read(
          touched.flatMap((ids) => ids ?? []),
          options,
        )),
      );
      objects = longestByBlob(found);
    }
    return { versions, objects };
  };

  return {
    ofVersions,

    async ofVersion(model, number, options = {}) {
      const { versions, objects } = await ofVersions([{ model, number }], options);
      const [version] = versions;
      if (!version || missingOf(version, objects).length === 0) return objects;
      const found = [...objects.values()];
      const first = Math.max(1, number - EARLIER);
      const earlier = Array.from({ length: number - first }, (_, index) => ({
        model,
        number: first + index,
      }));
      found.push(...(await created(await transactions.versions(earlier, options), options)));
      if (missingOf(version, longestByBlob(found)).length > 0) {
        const { author } = await chain.get(model, options);
        found.push(...(await storage.owned(author, options)));
      }
      return longestByBlob(found);
    },

    async sharedBy(owner, blobIds, options = {}) {
      if (blobIds.length === 0) return new Map();
      const caps = await chain.owned(owner, options);
      const listings = await chain.getMany(
        caps.map(({ model }) => model),
        options,
      );
      const wanted = new Set(blobIds);
      const all = listings.flatMap(({ id, head }) =>
        Array.from({ length: head }, (_, index) => ({ model: id, number: index + 1 })),
      );
      const versions = (await transactions.versions(all, options)).filter((version) =>
        version?.blobIds.some((blobId) => wanted.has(blobId)),
      );
      if (versions.length === 0) return new Map();
      const { objects } = await ofVersions(
        versions.map((version) => ({ model: version!.model, number: version!.number })),
        options,
      );
      return sharedAmong(objects, wanted);
    },

    async sharedByAnyone(blobIds, options = {}) {
      if (!hint) return new Map();
      const asked = await Promise.all(blobIds.map((blobId) => hint(blobId, options)));
      const digests = [...new Set(asked.filter((digest) => digest !== undefined))];
      if (digests.length === 0) return new Map();
      const touched = await transactions.changedObjects(digests, options);
      const found = await storage.read(
        touched.flatMap((ids) => ids ?? []),
        options,
      );
      return sharedAmong(longestByBlob(found), new Set(blobIds));
    },
  };
}

function sharedAmong(objects: ObjectsByBlob, wanted: ReadonlySet<string>): ObjectsByBlob {
  return new Map(
    [...objects].filter(([blobId, { access }]) => wanted.has(blobId) && access.kind === 'shared'),
  );
}
