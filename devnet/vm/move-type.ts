// Move types as text and as canonical objects: parse, format, substitute, intern.
// Knows no module, value or byte layout.
import { VmError } from './errors.ts';
import type { MoveType, SignatureType } from './types.ts';

const PRIMITIVES = ['bool', 'u8', 'u16', 'u32', 'u64', 'u128', 'u256', 'address', 'signer'] as const;

/** Sui's limit on the size of an instantiated type; it keeps recursive generic calls from doubling for ever. */
const MAX_NODES = 256;

const text = new WeakMap<object, string>();
const nodes = new WeakMap<object, number>();
const canonical = new Map<string, MoveType>();

/** `0x` and 64 lower-case hex digits, from any hex of at most 64 digits. */
export function normalizeAddress(address: string): string {
  if (address.length === 66 && /^0x[0-9a-f]{64}$/.test(address)) return address;
  const hex = /^(?:0x)?([0-9a-f]{1,64})$/.exec(address.toLowerCase())?.[1];
  if (!hex) throw new VmError('UnknownType', `not an address: ${address.slice(0, 80)}`);
  return '0x' + hex.padStart(64, '0');
}

/** `0x<64 hex>::module::Name<A,B>`, without spaces. */
export function formatType(type: MoveType): string {
  if (type.kind === 'vector' || type.kind === 'struct') {
    let s = text.get(type);
    if (s === undefined) {
      s =
        type.kind === 'vector'
          ? `vector<${formatType(type.of)}>`
          : `${type.address}::${type.module}::${type.name}${type.args.length ? `<${type.args.map(formatType).join(',')}>` : ''}`;
      text.set(type, s);
    }
    return s;
  }
  return type.kind;
}

/** The one object that stands for this type, so that identity can key caches. */
export function intern(type: MoveType): MoveType {
  const key = formatType(type);
  const known = canonical.get(key);
  if (known) return known;
  const own: MoveType =
    type.kind === 'vector'
      ? { kind: 'vector', of: intern(type.of) }
      : type.kind === 'struct'
        ? { ...type, args: type.args.map(intern) }
        : { kind: type.kind };
  if (countNodes(own) > MAX_NODES) throw new VmError('UnknownType', 'type is too large');
  canonical.set(key, own);
  return own;
}

const lists = new Map<string, readonly MoveType[]>();

/** The one list that stands for these types in this order. */
export function internList(types: readonly MoveType[]): readonly MoveType[] {
  const key = types.map(formatType).join(';');
  let list = lists.get(key);
  if (!list) lists.set(key, (list = types.map(intern)));
  return list;
}

function countNodes(type: MoveType): number {
  if (type.kind !== 'vector' && type.kind !== 'struct') return 1;
  let n = nodes.get(type);
  if (n === undefined) {
    n =
      type.kind === 'vector' ? 1 + countNodes(type.of) : type.args.reduce((sum, a) => sum + countNodes(a), 1);
    nodes.set(type, n);
  }
  return n;
}

/** Binds type parameters. The result is interned. References have no place in a MoveType. */
export function substitute(type: SignatureType, args: readonly MoveType[]): MoveType {
  return intern(bind(type, args));
}

function bind(type: SignatureType, args: readonly MoveType[]): MoveType {
  switch (type.kind) {
    case 'param': {
      const bound = args[type.index];
      if (!bound) throw new VmError('UnknownType', `type parameter ${type.index} is not bound`);
      return bound;
    }
    case 'ref':
      throw new VmError('UnknownType', 'a reference is not a value type');
    case 'vector':
      return { kind: 'vector', of: bind(type.of, args) };
    case 'struct':
      return { ...type, args: type.args.map((a) => bind(a, args)) };
    default:
      return type;
  }
}

/** Reads `u64`, `vector<T>`, `0x2::coin::Coin<0x2::sui::SUI>` ...; addresses may be short. */
export function parseType(source: string): MoveType {
  let at = 0;
  const fail = (): never => {
    throw new VmError('UnknownType', `not a type: ${source.slice(0, 200)}`);
  };
  const skip = () => {
    while (source[at] === ' ') at++;
  };
  const expect = (token: string) => {
    skip();
    if (!source.startsWith(token, at)) fail();
    at += token.length;
  };
  const word = (): string => {
    skip();
    const start = at;
    while (at < source.length && /[A-Za-z0-9_]/.test(source[at]!)) at++;
    return at > start ? source.slice(start, at) : fail();
  };
  const list = (): MoveType[] => {
    const items: MoveType[] = [];
    expect('<');
    do {
      if (items.length) at++;
      items.push(one());
      skip();
    } while (source[at] === ',');
    expect('>');
    return items;
  };
  const one = (): MoveType => {
    const head = word();
    const primitive = PRIMITIVES.find((p) => p === head);
    if (primitive) return { kind: primitive };
    if (head === 'vector') {
      const [of, ...rest] = list();
      return of && !rest.length ? { kind: 'vector', of } : fail();
    }
    const address = normalizeAddress(head);
    expect('::');
    const module = word();
    expect('::');
    const name = word();
    skip();
    return { kind: 'struct', address, module, name, args: source[at] === '<' ? list() : [] };
  };
  const type = one();
  skip();
  if (at !== source.length) fail();
  return intern(type);
}
