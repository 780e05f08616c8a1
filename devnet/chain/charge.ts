// What a transaction's objects cost to keep: each written object in BCS, its storage fee, and what is paid back.
// Knows no coins: who pays is settled elsewhere.
import type { Vm } from '../vm/types.ts';
import { ExecutionFailure } from './failure.ts';
import { gasSummary, storageFee } from './gas.ts';
import { meteredSize } from './object-bcs.ts';
import type { Outcome } from './outcome.ts';
import type { NewPackage } from './program/publish.ts';
import type { GasSummary, StoredObject } from './types.ts';

const MAX_OBJECT_BYTES = 256_000;

export interface Charged {
  gas: GasSummary;
  contents: Map<string, StoredObject['content']>;
  /** Storage fee by object id, as it stands in the object. */
  fees: Map<string, bigint>;
}

export function charge(
  vm: Vm,
  { written, removed }: Outcome,
  published: readonly NewPackage[],
  computation: bigint,
): Charged {
  const contents: Charged['contents'] = new Map();
  for (const [id, { type, value }] of written) {
    const bytes = vm.serialize(type, value);
    if (bytes.length > MAX_OBJECT_BYTES) throw tooBig(bytes.length);
    contents.set(id, { kind: 'struct', type, hasPublicTransfer: vm.abilities(type).store, bytes });
  }
  for (const { package: pkg, typeOrigins } of published) {
    contents.set(pkg.id, { kind: 'package', package: pkg, typeOrigins });
  }
  const fees = new Map([...contents].map(([id, content]) => [id, storageFee(meteredSize(content))]));
  let stored = 0n;
  let released = 0n;
  for (const fee of fees.values()) stored += fee;
  for (const { before } of [...written.values(), ...removed]) released += before?.storageRebate ?? 0n;
  return { gas: gasSummary(computation, stored, released), contents, fees };
}

/** Not even the storage of its own inputs is affordable: the whole budget goes, and objects keep their old fees. */
export function chargeBudget({ contents }: Charged, { written }: Outcome, budget: bigint): Charged {
  const fees = new Map([...written].map(([id, { before }]) => [id, before?.storageRebate ?? 0n]));
  return { gas: gasSummary(budget, 0n, 0n), contents, fees };
}

const tooBig = (size: number) =>
  new ExecutionFailure(
    'MoveObjectTooBig',
    `Move object with size ${size} is larger than the maximum object size ${MAX_OBJECT_BYTES}`,
    {
      of: 'size',
      size: BigInt(size),
      max: BigInt(MAX_OBJECT_BYTES),
    },
  );
