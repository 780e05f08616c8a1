// sui.rpc.v2.NameService: this network has no name registry, so no name is found.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { Service } from '../dispatch.ts';
import { Code, GrpcError } from '../status.ts';

const unknownName = async (): Promise<never> => {
  throw new GrpcError(Code.notFound, 'name not found');
};

export function createNameService(): Service {
  return { type: G.NameService, methods: { LookupName: unknownName, ReverseLookupName: unknownName } };
}
