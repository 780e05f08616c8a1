// From a version to the objects of the transaction that added it. A version never changes, so the transaction that last
// wrote it is the one that made it. What Walrus objects are among them is for others to say.
import { blake2b } from '@noble/hashes/blake2.js';
import { bcs } from '@mysten/sui/bcs';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { deriveDynamicFieldID, fromBase58, normalizeSuiAddress, toHex } from '@mysten/sui/utils';
import { blobIdFromInt } from '../model/blob-id.ts';
import { Version, VersionKey } from './generated/floe/hub.ts';
import { explainRpcError } from './rpc.ts';

const PAGE = 50;
/** How Sui tells an object's id from other hashes: HashingIntentScope::RegularObjectId. */
const OBJECT_ID_SCOPE = 0xf1;
const VersionField = bcs.struct('Field', { id: bcs.Address, name: VersionKey, value: Version });

interface Cancellable {
  signal?: AbortSignal;
}

export interface VersionTransaction {
  model: string;
  number: number;
  digest: string;
  /** Manifest first, then the parts. */
  blobIds: string[];
}

export interface VersionTransactions {
  /** In the order asked for; undefined where there is no such version. */
  versions(
    wanted: readonly { model: string; number: number }[],
    options?: Cancellable,
  ): Promise<(VersionTransaction | undefined)[]>;
  /** Ids of all objects each transaction created or changed; undefined where the node's history is pruned. */
  changedObjects(digests: readonly string[], options?: Cancellable): Promise<(string[] | undefined)[]>;
}

export function createVersionTransactions(rpc: SuiGrpcClient, packageId: string): VersionTransactions {
  const explained = (error: unknown): never => {
    throw explainRpcError(error, packageId);
  };

  return {
    async versions(wanted, { signal } = {}) {
      const ids = wanted.map(({ model, number }) =>
        deriveDynamicFieldID(
          model,
          `${packageId}::hub::VersionKey`,
          VersionKey.serialize([number]).toBytes(),
        ),
      );
      if (ids.length === 0) return [];
      const { objects } = await rpc.core
        .getObjects({
          objectIds: ids,
          include: { content: true, previousTransaction: true },
          ...(signal ? { signal } : {}),
        })
        .catch(explained);
      return objects.map((object, index) => {
        if (object instanceof Error || !object.previousTransaction) return undefined;
        const { value } = VersionField.parse(object.content);
        return {
          model: normalizeSuiAddress(wanted[index]!.model),
          number: wanted[index]!.number,
          digest: object.previousTransaction,
          blobIds: [value.manifest, ...value.parts].map((id) => blobIdFromInt(BigInt(id))),
        };
      });
    },

    async changedObjects(digests, { signal } = {}) {
      const found: (string[] | undefined)[] = [];
      for (let start = 0; start < digests.length; start += PAGE) {
        const request = {
          digests: digests.slice(start, start + PAGE),
          readMask: { paths: ['effects.changed_objects'] },
        };
        const { transactions } = await rpc.ledgerService
          .batchGetTransactions(request, signal ? { abort: signal } : {})
          .response.catch(explained);
        for (const { result } of transactions) {
          if (result.oneofKind !== 'transaction') found.push(undefined);
          else found.push(idsOf(result.transaction.effects?.changedObjects ?? []));
        }
      }
      return found;
    },
  };
}

/**
 * Ids of the first objects a transaction created, in order: they follow from its digest, so no history is needed.
 * Some of them may not exist any more.
 */
export function createdObjectIds(digest: string, count: number): string[] {
  const seed = new Uint8Array(41);
  seed[0] = OBJECT_ID_SCOPE;
  seed.set(fromBase58(digest), 1);
  const view = new DataView(seed.buffer);
  return Array.from({ length: count }, (_, index) => {
    view.setBigUint64(33, BigInt(index), true);
    return `0x${toHex(blake2b(seed, { dkLen: 32 }))}`;
  });
}

function idsOf(changes: { objectId?: string | undefined }[]): string[] {
  return changes.flatMap(({ objectId }) => (objectId ? [normalizeSuiAddress(objectId)] : []));
}
