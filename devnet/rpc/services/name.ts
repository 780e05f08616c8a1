// sui.rpc.v2.NameService over a small registry of its own: this network has no SuiNS contract. Names are given by
// command (POST /devnet/name), last nothing and never expire.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { isValidSuiNSName, normalizeSuiNSName } from '@mysten/sui/utils';
import { readAddress } from '../address.ts';
import type { Service } from '../dispatch.ts';
import { Code, GrpcError } from '../status.ts';

export interface NameRegistry {
  /** Points `name` to `address`, and makes it what the address calls itself. @throws RangeError for what is no name */
  set(name: string, address: string): void;
  addressOf(name: string): string | undefined;
  /** As SuiNS does, it stays when the name is pointed elsewhere: who asks must look both ways. */
  nameOf(address: string): string | undefined;
}

export function createNameRegistry(): NameRegistry {
  const targets = new Map<string, string>();
  const names = new Map<string, string>();
  return {
    set(name, address) {
      if (!isValidSuiNSName(name)) throw new RangeError(`not a SuiNS name: ${name.slice(0, 100)}`);
      const dotted = normalizeSuiNSName(name, 'dot');
      targets.set(dotted, address);
      names.set(address, dotted);
    },
    addressOf: (name) => targets.get(name),
    nameOf: (address) => names.get(address),
  };
}

export function createNameService(registry: NameRegistry): Service {
  return {
    type: G.NameService,
    methods: {
      async LookupName({ name = '' }: G.LookupNameRequest): Promise<G.LookupNameResponse> {
        if (!isValidSuiNSName(name)) throw new GrpcError(Code.invalidArgument, 'invalid name');
        const dotted = normalizeSuiNSName(name, 'dot');
        const targetAddress = registry.addressOf(dotted);
        if (targetAddress === undefined) throw new GrpcError(Code.notFound, 'name not found');
        return { record: { name: dotted, targetAddress, data: {} } };
      },
      async ReverseLookupName(request: G.ReverseLookupNameRequest): Promise<G.ReverseLookupNameResponse> {
        const address = readAddress(request.address, 'address');
        const name = registry.nameOf(address);
        if (name === undefined) throw new GrpcError(Code.notFound, 'name not found');
        return { record: { name, targetAddress: registry.addressOf(name) ?? '', data: {} } };
      },
    },
  };
}
