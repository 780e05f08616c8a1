// sui.rpc.v2.StateService: what an address or an object owns now, and what a coin is called.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { Ledger } from '../../chain/types.ts';
import { readAddress, readType } from '../address.ts';
import { findCoinInfo } from '../coin-info.ts';
import { readPage, writePageToken } from '../cursor.ts';
import type { Service } from '../dispatch.ts';
import { writeDynamicField } from '../dynamic-field.ts';
import { parseMask } from '../mask.ts';
import { writeObject } from '../object.ts';
import { Code, GrpcError } from '../status.ts';

export function createStateService(ledger: Ledger): Service {
  return {
    type: G.StateService,
    methods: {
      async ListOwnedObjects(request: G.ListOwnedObjectsRequest): Promise<G.ListOwnedObjectsResponse> {
        const owner = readAddress(request.owner, 'owner');
        const mask = parseMask(request.readMask, 'object_id,version,object_type');
        const { objects, next } = await ledger.listOwned(owner, {
          ...readPage(request),
          ...(request.objectType ? { type: readType(request.objectType, 'object_type') } : {}),
        });
        return {
          objects: objects.map((object) => writeObject(object, mask, ledger.vm)),
          ...writePageToken(next),
        };
      },

      async ListDynamicFields(request: G.ListDynamicFieldsRequest): Promise<G.ListDynamicFieldsResponse> {
        const parent = readAddress(request.parent, 'parent');
        const mask = parseMask(request.readMask, 'parent,field_id');
        const { objects, next } = await ledger.listDynamicFields(parent, readPage(request));
        const fields = await Promise.all(objects.map((object) => writeDynamicField(object, mask, ledger)));
        return { dynamicFields: fields.flatMap((field) => field ?? []), ...writePageToken(next) };
      },

      async GetCoinInfo(request: G.GetCoinInfoRequest): Promise<G.GetCoinInfoResponse> {
        const coinType = readType(request.coinType, 'coin_type');
        const info = await findCoinInfo(ledger, coinType);
        if (!info) throw new GrpcError(Code.notFound, `Coin type ${coinType} not found`);
        return info;
      },

      async GetBalance(request: G.GetBalanceRequest): Promise<G.GetBalanceResponse> {
        const owner = readAddress(request.owner, 'owner');
        const coinType = readType(request.coinType, 'coin_type');
        return { balance: writeBalance({ coinType, ...(await ledger.getBalance(owner, coinType)) }) };
      },

      async ListBalances(request: G.ListBalancesRequest): Promise<G.ListBalancesResponse> {
        const owner = readAddress(request.owner, 'owner');
        const { limit, after } = readPage(request);
        const all = (await ledger.listBalances(owner)).toSorted((a, b) => (a.coinType < b.coinType ? -1 : 1));
        const rest = after === undefined ? all : all.filter(({ coinType }) => coinType > after);
        const page = rest.slice(0, limit);
        return {
          balances: page.map(writeBalance),
          ...writePageToken(rest.length > limit ? page.at(-1)?.coinType : undefined),
        };
      },
    },
  };
}

function writeBalance(row: { coinType: string; coins: bigint; address: bigint }): G.Balance {
  const { coinType, coins, address } = row;
  return { coinType, balance: coins + address, coinBalance: coins, addressBalance: address };
}
