// sui.rpc.v2.MovePackageService: published code as descriptors.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { Ledger, StoredObject } from '../../chain/types.ts';
import { readAddress } from '../address.ts';
import type { Service } from '../dispatch.ts';
import { readPackageModule, writeDatatype, writeFunction, writePackage } from '../package.ts';
import { Code, GrpcError } from '../status.ts';

type PackageContent = Extract<StoredObject['content'], { kind: 'package' }>;

export function createPackageService(ledger: Ledger): Service {
  return {
    type: G.MovePackageService,
    methods: {
      async GetPackage({ packageId }: G.GetPackageRequest): Promise<G.GetPackageResponse> {
        const content = await findPackage(ledger, packageId);
        return { package: writePackage(content.package, content.typeOrigins) };
      },

      async GetFunction(request: G.GetFunctionRequest): Promise<G.GetFunctionResponse> {
        const { id, path, name, module } = await findMember(ledger, request);
        const signature = ledger.vm.signature(id, module, name);
        if (!signature) throw new GrpcError(Code.notFound, `Function ${path} not found`);
        return { function: writeFunction(name, signature) };
      },

      async GetDatatype(request: G.GetDatatypeRequest): Promise<G.GetDatatypeResponse> {
        const { content, path, name, module } = await findMember(ledger, request);
        const file = readPackageModule(content.package, module);
        const found = [...(file?.structs ?? []), ...(file?.enums ?? [])].find((d) => d.handle.name === name);
        if (!found) throw new GrpcError(Code.notFound, `Datatype ${path} not found`);
        return { datatype: writeDatatype(found, content.typeOrigins) };
      },

      async ListPackageVersions(
        request: G.ListPackageVersionsRequest,
      ): Promise<G.ListPackageVersionsResponse> {
        const { package: asked } = await findPackage(ledger, request.packageId);
        const versions = [{ packageId: asked.id, version: asked.version }];
        for await (const { transaction } of ledger.scan({ from: 0n, descending: false })) {
          for (const { id, isPackage } of transaction.changes) {
            if (!isPackage || id === asked.id) continue;
            const content = (await ledger.getObject(id))?.content;
            if (content?.kind !== 'package' || content.package.originalId !== asked.originalId) continue;
            versions.push({ packageId: id, version: content.package.version });
          }
        }
        return { versions: versions.toSorted((a, b) => Number(a.version - b.version)) };
      },
    },
  };
}

async function findPackage(ledger: Ledger, packageId: string | undefined): Promise<PackageContent> {
  const id = readAddress(packageId, 'package_id');
  const content = (await ledger.getObject(id))?.content;
  if (content?.kind !== 'package') throw new GrpcError(Code.notFound, `Package ${id} not found`);
  return content;
}

async function findMember(
  ledger: Ledger,
  request: { packageId?: string; moduleName?: string; name?: string },
) {
  const { moduleName: module, name } = request;
  if (!module || !name) throw new GrpcError(Code.invalidArgument, 'missing module_name or name');
  const content = await findPackage(ledger, request.packageId);
  const id = content.package.id;
  return { content, id, module, name, path: `${id}::${module}::${name}` };
}
