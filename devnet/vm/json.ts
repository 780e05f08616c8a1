// A Move value as a full node renders it in JSON. Knows layouts through `layoutOf` only.
import { toBase64 } from '@mysten/sui/utils';
import type { Layout, StructType } from './codec.ts';
import { toBytes } from './value.ts';
import type { MoveType, Slot, StructValue, Value } from './types.ts';

const STD = '0x' + '1'.padStart(64, '0');
const SUI = '0x' + '2'.padStart(64, '0');

type Renderer = (value: Slot, type: StructType, layoutOf: (type: StructType) => Layout) => unknown;
const text = (bytes: Value): string => new TextDecoder().decode(toBytes(bytes));
const inner = (value: StructValue): Slot => value.fields[0];

/** Types with a rendering of their own. */
const SPECIAL = new Map<string, Renderer>([
  [`${STD}::string::String`, (v) => text(inner(v))],
  [`${STD}::ascii::String`, (v) => text(inner(v))],
  [`${STD}::type_name::TypeName`, (v) => text(inner(inner(v)))],
  [`${SUI}::url::Url`, (v) => text(inner(inner(v)))],
  [`${SUI}::object::ID`, (v) => inner(v)],
  [`${SUI}::object::UID`, (v) => inner(inner(v))],
  [`${SUI}::balance::Balance`, (v) => String(inner(v))],
  [
    `${STD}::option::Option`,
    (v, type, layoutOf) => (inner(v).length ? toJson(type.args[0]!, inner(v)[0], layoutOf) : null),
  ],
]);

/**
 * u8, u16, u32 as numbers, wider integers as strings; vector<u8> in base64; structs as objects by field name;
 * enums likewise with `@variant`; strings, ids, balances and options as the table above says.
 */
export function toJson(type: MoveType, value: Slot, layoutOf: (type: StructType) => Layout): unknown {
  switch (type.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return Number(value);
    case 'u64':
    case 'u128':
    case 'u256':
      return String(value);
    case 'vector': {
      const { of } = type;
      if (of.kind === 'u8') return toBase64(toBytes(value));
      return (value as Value[]).map((item) => toJson(of, item, layoutOf));
    }
    case 'struct': {
      const special = SPECIAL.get(`${type.address}::${type.module}::${type.name}`);
      if (special) return special(value, type, layoutOf);
      const layout = layoutOf(type);
      const variant = layout.variants?.[value.variant];
      const json: Record<string, unknown> = variant ? { '@variant': variant.name } : {};
      (variant ?? layout).fields.forEach((f, i) => {
        json[f.name] = toJson(f.type, value.fields[i], layoutOf);
      });
      return json;
    }
    default:
      return value;
  }
}
