// Listings by index, and which of them changed since a cursor: what a cached market needs to stay fresh.
import { GrpcTypes as G, type SuiGrpcClient } from '@mysten/sui/grpc';
import { normalizeSuiAddress, toHex } from '@mysten/sui/utils';
import type { ListingSource } from '../model/listing-source.ts';
import { ChainError } from './errors.ts';
import { eventType, lowestAvailableMs, queryOptions, readFrames } from './history-query.ts';
import { retryReads } from './history-retry.ts';
import type { Models } from './models.ts';

/** Every event that says a listing reads differently now. All begin with the model's ID. */
const CHANGES = [
  'VersionAdded',
  'PriceChanged',
  'ActiveChanged',
  'PayoutChanged',
  'TextsChanged',
  'HandedOver',
];
const ID_BYTES = 32;

export function createListingSource(
  rpc: SuiGrpcClient,
  packageId: string,
  models: Pick<Models, 'list' | 'getMany'>,
): ListingSource {
  const filter = {
    terms: CHANGES.map((name) => ({ literals: [eventType(`${packageId}::events::${name}`)] })),
  };
  const read = <T>(signal: AbortSignal | undefined, attempt: (signal: AbortSignal) => Promise<T>) =>
    retryReads(attempt, { packageId, signal });

  return {
    count: ({ signal }) =>
      read(signal, async (signal) => {
        const { items } = await models.list({ limit: 1, signal });
        return (items[0]?.index ?? -1) + 1;
      }),
    range: (start, end, { signal }) =>
      read(signal, async (signal) => {
        const { items } = await models.list({ cursor: end, limit: end - start, signal });
        return items;
      }),
    getMany: (ids, { signal }) => read(signal, (signal) => models.getMany(ids, { signal })),
    changes: ({ cursor, limit, signal }) =>
      read(signal, (abort) => {
        const request = {
          readMask: { paths: ['contents'] },
          filter,
          options: queryOptions({ cursor, limit }),
        };
        const { responses } = rpc.ledgerService.listEvents(request, { abort });
        return readFrames(responses, ({ event }) => (event ? [modelOf(event)] : []));
      }),
    async tip({ signal }) {
      // Newest first: whatever the first frame's cursor is, nothing that matches lies after it.
      const { cursor } = await read(signal, (abort) => {
        const options = { limit: 1, ordering: G.Ordering.DESCENDING };
        const { responses } = rpc.ledgerService.listEvents(
          { readMask: { paths: [] }, filter, options },
          { abort },
        );
        return readFrames(responses, () => []);
      });
      if (cursor === undefined) {
        throw new ChainError('chain/unexpected-shape', 'The node gave no place in its history');
      }
      return cursor;
    },
    knownSinceMs: ({ signal }) => lowestAvailableMs(rpc, packageId, signal),
  };
}

function modelOf({ contents }: G.Event): string {
  const bytes = contents?.value;
  if (!bytes || bytes.length < ID_BYTES) {
    throw new ChainError('chain/unexpected-shape', 'An event of the contract could not be read');
  }
  return normalizeSuiAddress(toHex(bytes.subarray(0, ID_BYTES)));
}
