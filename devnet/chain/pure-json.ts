// A pure argument given as a JSON value, in BCS, by the type of the parameter it is for.
// Knows no transaction.
import { bcs, type BcsType } from '@mysten/sui/bcs';
import type { MoveType } from '../vm/types.ts';
import { invalid } from './rejection.ts';
import { isPure } from './program/pure.ts';

export function pureBytes(type: MoveType, value: unknown): Uint8Array {
  if (!isPure(type)) throw invalid('InvalidTransaction', 'a plain value was given where an object is needed');
  try {
    return schema(type).serialize(value).toBytes();
  } catch (cause) {
    throw Object.assign(
      invalid('InvalidTransaction', `a plain value does not fit its parameter: ${String(cause)}`),
      { cause },
    );
  }
}

function schema(type: MoveType): BcsType<unknown> {
  return untyped(type) as BcsType<unknown>;
}

function untyped(type: MoveType): unknown {
  switch (type.kind) {
    case 'vector':
      return bcs.vector(schema(type.of));
    case 'struct':
      if (type.name === 'Option') return bcs.option(schema(type.args[0]!));
      return type.name === 'ID' ? bcs.Address : bcs.String;
    case 'address':
      return bcs.Address;
    case 'bool':
      return bcs.Bool;
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
    case 'u128':
    case 'u256':
      return bcs[type.kind]();
    case 'signer':
      throw new TypeError('signer is not a pure type');
  }
}
