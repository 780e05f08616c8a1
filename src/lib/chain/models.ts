// Listings, versions and meters, by object reads alone: everything is reachable from the Hub object.
import { bcs } from '@mysten/sui/bcs';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { deriveDynamicFieldID, normalizeSuiAddress } from '@mysten/sui/utils';
import { blobIdFromInt } from '../model/blob-id.ts';
import type { Listing, MeterTotals, ModelVersion } from '../model/listing.ts';
import { ChainError } from './errors.ts';
import { coinType } from './events.ts';
import { AuthorCap, Hub, Model, Version, VersionKey } from './generated/floe/hub.ts';
import { Meter } from './generated/floe/meter.ts';
import { explainRpcError } from './rpc.ts';

const PAGE = 50;

interface Cancellable {
  signal?: AbortSignal;
}

export interface Models {
  /** Newest first; `cursor` is the index below which to go on. */
  list(
    options: Cancellable & { cursor?: number; limit: number },
  ): Promise<{ items: Listing[]; cursor?: number }>;
  get(model: string, options?: Cancellable): Promise<Listing>;
  version(model: Listing, number: number, options?: Cancellable): Promise<ModelVersion>;
  totals(listing: Listing, options?: Cancellable): Promise<MeterTotals>;
  /** Caps held by an address, with the models they control. */
  owned(address: string, options?: Cancellable): Promise<{ cap: string; model: string }[]>;
  getMany(models: string[], options?: Cancellable): Promise<Listing[]>;
}

export function createModels(rpc: SuiGrpcClient, packageId: string, hubId: string): Models {
  /** Contents by id, in order; undefined where the object does not exist. */
  async function contents(ids: string[], { signal }: Cancellable): Promise<(Uint8Array | undefined)[]> {
    const pages: string[][] = [];
    for (let start = 0; start < ids.length; start += PAGE) pages.push(ids.slice(start, start + PAGE));
    const results = await Promise.all(
      pages.map((objectIds) =>
        rpc.core
          .getObjects({ objectIds, include: { content: true }, ...(signal ? { signal } : {}) })
          .catch((error: unknown) => {
            throw explainRpcError(error, packageId);
          }),
      ),
    );
    return results.flatMap(({ objects }) =>
      objects.map((object) => (object instanceof Error ? missing(object) : object.content)),
    );
  }

  async function one(id: string, what: string, options: Cancellable): Promise<Uint8Array> {
    const [content] = await contents([id], options);
    if (!content)
      throw new ChainError('chain/not-found', `There is no ${what} here`, { details: { id, what } });
    return content;
  }

  async function readHub(options: Cancellable) {
    const hub = await one(hubId, 'hub', options).then((content) => read('hub', () => Hub.parse(content)));
    return { count: Number(hub.count), table: normalizeSuiAddress(hub.models.id) };
  }

  async function getMany(models: string[], options: Cancellable = {}): Promise<Listing[]> {
    const found = await contents(models, options);
    return found.flatMap((content) => (content ? [toListing(content)] : []));
  }

  return {
    getMany,
    async list({ cursor, limit, ...options }) {
      const { count, table } = await readHub(options);
      const end = Math.min(cursor ?? count, count);
      const start = Math.max(0, end - limit);
      const fields = Array.from({ length: end - start }, (_, offset) =>
        deriveDynamicFieldID(
          table,
          'u64',
          bcs
            .u64()
            .serialize(end - 1 - offset)
            .toBytes(),
        ),
      );
      const entries = await contents(fields, options);
      const ids = entries.flatMap((entry) =>
        entry ? [read('index', () => IndexField.parse(entry)).value] : [],
      );
      const items = await getMany(ids, options);
      return { items, ...(start > 0 ? { cursor: start } : {}) };
    },
    async get(model, options = {}) {
      return toListing(await one(model, 'model', options));
    },
    async version(model, number, options = {}) {
      const name = VersionKey.serialize([number]).toBytes();
      const field = deriveDynamicFieldID(model.id, `${packageId}::hub::VersionKey`, name);
      const content = await one(field, `version ${number}`, options);
      const { value } = read('version', () => VersionField.parse(content));
      return {
        model: model.id,
        number,
        manifestBlobId: blobIdFromInt(BigInt(value.manifest)),
        manifestHash: Uint8Array.from(value.manifest_hash),
        partBlobIds: value.parts.map((part) => blobIdFromInt(BigInt(part))),
        bytes: Number(value.bytes),
        sealed: value.sealed_key !== null,
        createdMs: Number(value.created_ms),
      };
    },
    async totals(listing, options = {}) {
      const meters = await contents(listing.meters, options);
      const totals = { calls: 0n, revenue: 0n, selfCalls: 0n, selfRevenue: 0n, payers: 0n };
      for (const content of meters) {
        if (!content) throw new ChainError('chain/not-found', 'A meter of this model is missing');
        const meter = read('meter', () => Meter.parse(content));
        totals.calls += BigInt(meter.calls);
        totals.revenue += BigInt(meter.revenue);
        totals.selfCalls += BigInt(meter.self_calls);
        totals.selfRevenue += BigInt(meter.self_revenue);
        totals.payers += BigInt(meter.payers);
      }
      return totals;
    },
    async owned(address, { signal } = {}) {
      const caps: { cap: string; model: string }[] = [];
      let cursor: string | null = null;
      try {
        do {
          const page: Awaited<ReturnType<typeof ownedCaps>> = await ownedCaps(address, cursor, signal);
          for (const object of page.objects) {
            const { model } = read('cap', () => AuthorCap.parse(object.content));
            caps.push({ cap: object.objectId, model: normalizeSuiAddress(model) });
          }
          cursor = page.hasNextPage ? page.cursor : null;
        } while (cursor !== null);
      } catch (error) {
        throw explainRpcError(error, packageId);
      }
      return caps;
    },
  };

  function ownedCaps(owner: string, cursor: string | null, signal: AbortSignal | undefined) {
    return rpc.core.listOwnedObjects({
      owner,
      cursor,
      type: `${packageId}::hub::AuthorCap`,
      include: { content: true },
      ...(signal ? { signal } : {}),
    });
  }
}

/** `Field<K, V>` objects as the framework lays them out. */
const IndexField = bcs.struct('Field', { id: bcs.Address, name: bcs.u64(), value: bcs.Address });
const VersionField = bcs.struct('Field', { id: bcs.Address, name: VersionKey, value: Version });

function toListing(content: Uint8Array): Listing {
  const model = read('model', () => Model.parse(content));
  return {
    id: normalizeSuiAddress(model.id),
    index: Number(model.index),
    author: normalizeSuiAddress(model.author),
    payout: normalizeSuiAddress(model.payout),
    price: BigInt(model.price),
    coin: coinType(model.coin.name),
    active: model.active,
    head: Number(model.head),
    name: model.name,
    summary: model.summary,
    task: model.task,
    runtime: model.runtime,
    license: model.license,
    tags: model.tags,
    sealed: model.sealed,
    bytes: Number(model.bytes),
    meters: model.meters.map((id) => normalizeSuiAddress(id)),
    listedMs: Number(model.listed_ms),
  };
}

function missing(error: Error): undefined {
  const explained = explainRpcError(error, undefined);
  if (explained instanceof ChainError && explained.code === 'chain/not-found') return undefined;
  throw explained;
}

function read<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new ChainError('chain/unexpected-shape', `This ${what} is not of a shape we know`, { cause });
  }
}
