// Move types as the SDK's BCS TypeTags and back.
// Knows no values.
import type { bcs } from '@mysten/sui/bcs';
import { parseType } from '../vm/move-type.ts';
import type { MoveType } from '../vm/types.ts';

export type StructType = Extract<MoveType, { kind: 'struct' }>;
type TypeTagInput = Exclude<typeof bcs.TypeTag.$inferInput, string>;
type StructTagInput = typeof bcs.StructTag.$inferType;

export function toTypeTag(type: MoveType): TypeTagInput {
  if (type.kind === 'vector') return { vector: toTypeTag(type.of) };
  if (type.kind === 'struct') return { struct: toStructTag(type) };
  return { [type.kind]: null } as unknown as TypeTagInput;
}

export function toStructTag(type: MoveType): StructTagInput {
  if (type.kind !== 'struct') throw new TypeError(`not a struct type: ${type.kind}`);
  return {
    address: type.address,
    module: type.module,
    name: type.name,
    typeParams: type.args.map(toTypeTag),
  };
}

const pad = (short: string) => '0x' + short.padStart(64, '0');
export const STD = pad('1');
export const SUI_FRAMEWORK = pad('2');
export const CLOCK_ID = pad('6');
export const ACCUMULATOR_ROOT = pad('acc');

export const SUI_TYPE = parseType('0x2::sui::SUI') as StructType;
export const UPGRADE_CAP = parseType('0x2::package::UpgradeCap') as StructType;
export const CLOCK_TYPE = parseType('0x2::clock::Clock') as StructType;

export const isStruct = (type: MoveType, address: string, module: string, name: string): type is StructType =>
  type.kind === 'struct' && type.name === name && type.module === module && type.address === address;

/** T of 0x2::coin::Coin<T>, or undefined for any other type. */
export function coinInner(type: MoveType): MoveType | undefined {
  return isStruct(type, SUI_FRAMEWORK, 'coin', 'Coin') ? type.args[0] : undefined;
}

export const coinOf = (inner: MoveType): StructType => ({
  kind: 'struct',
  address: SUI_FRAMEWORK,
  module: 'coin',
  name: 'Coin',
  args: [inner],
});

export const balanceOf = (inner: MoveType): StructType => ({
  kind: 'struct',
  address: SUI_FRAMEWORK,
  module: 'balance',
  name: 'Balance',
  args: [inner],
});
