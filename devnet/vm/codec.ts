// BCS of Move values, one compiled codec per type. Knows layouts through `layoutOf` only.
import { ByteReader } from './byte-reader.ts';
import { VmError } from './errors.ts';
import { intern } from './move-type.ts';
import { addressToBytes, BYTE, bytesToAddress } from './value.ts';
import type { MoveType, Slot, StructValue, Value } from './types.ts';

export type StructType = Extract<MoveType, { kind: 'struct' }>;
/** What a datatype is made of with its type arguments bound. */
export interface Layout {
  fields: { name: string; type: MoveType }[];
  variants?: { name: string; fields: { name: string; type: MoveType }[] }[];
}

interface Codec {
  write(out: ByteWriter, value: Slot): void;
  read(from: ByteReader): Value;
}

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** Where `more` bytes may go. It may replace `#bytes`, so it must be called before that is read. */
  #room(more: number): number {
    const at = this.#length;
    this.#length += more;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return at;
  }
  byte(n: number): void {
    const at = this.#room(1);
    this.#bytes[at] = n;
  }
  bytes(source: Uint8Array): void {
    const at = this.#room(source.length);
    this.#bytes.set(source, at);
  }
  /** A vector<u8>'s elements. */
  byteList(list: bigint[]): void {
    const at = this.#room(list.length);
    for (let i = 0; i < list.length; i++) this.#bytes[at + i] = Number(list[i]);
  }
  uint(value: bigint, width: number): void {
    const at = this.#room(width);
    if (width <= 4) {
      let n = Number(value);
      for (let i = 0; i < width; i++, n = Math.floor(n / 256)) this.#bytes[at + i] = n & 0xff;
      return;
    }
    for (let i = 0; i < width; i += 4, value >>= 32n) {
      const n = Number(value & 0xffffffffn);
      this.#bytes[at + i] = n & 0xff;
      this.#bytes[at + i + 1] = (n >>> 8) & 0xff;
      this.#bytes[at + i + 2] = (n >>> 16) & 0xff;
      this.#bytes[at + i + 3] = n >>> 24;
    }
  }
  uleb(n: number): void {
    while (n >= 0x80) {
      this.byte((n & 0x7f) | 0x80);
      n = Math.floor(n / 128);
    }
    this.byte(n);
  }
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

const integer = (width: number): Codec => ({
  write: (out, value: bigint) => out.uint(value, width),
  read: width <= 4 ? (from) => BigInt(from.uint(width as 1 | 2 | 4)) : (from) => from.big(width),
});

const address: Codec = {
  write: (out, value: string) => out.bytes(addressToBytes(value)),
  read: (from) => bytesToAddress(from.take(32)),
};

const PRIMITIVE: Record<string, Codec> = {
  bool: {
    write: (out, value: boolean) => out.byte(value ? 1 : 0),
    read: (from) => {
      const b = from.u8();
      return b > 1 ? from.fail('not a bool') : b === 1;
    },
  },
  u8: { write: (out, value: bigint) => out.byte(Number(value)), read: (from) => BYTE[from.u8()]! },
  u16: integer(2),
  u32: integer(4),
  u64: integer(8),
  u128: integer(16),
  u256: integer(32),
  address,
  signer: address,
};

const byteVector: Codec = {
  write: (out, value: bigint[]) => {
    out.uleb(value.length);
    out.byteList(value);
  },
  read: (from) => Array.from(from.take(from.uleb()), (b) => BYTE[b]!),
};

export class Codecs {
  readonly #known = new Map<MoveType, Codec>();
  constructor(readonly layoutOf: (type: StructType) => Layout) {}

  serialize(type: MoveType, value: Value): Uint8Array {
    const out = new ByteWriter();
    this.#of(type).write(out, value);
    return out.finish();
  }

  deserialize(type: MoveType, bytes: Uint8Array): Value {
    const from = new ByteReader(bytes);
    const value = this.#of(type).read(from);
    if (from.left > 0) throw new VmError('BadBcs', `bad BCS: ${from.left} bytes left over`);
    return value;
  }

  #of(type: MoveType): Codec {
    let codec = this.#known.get(type);
    if (!codec) {
      const own = intern(type);
      codec = this.#known.get(own) ?? this.#build(own);
      this.#known.set(own, codec);
    }
    return codec;
  }

  #build(type: MoveType): Codec {
    if (type.kind === 'vector') return type.of.kind === 'u8' ? byteVector : vector(this.#of(type.of));
    if (type.kind !== 'struct') return PRIMITIVE[type.kind]!;
    const layout = this.layoutOf(type);
    if (!layout.variants) {
      const { write, read } = product(layout.fields.map((f) => this.#of(f.type)));
      return {
        write: (out, value: StructValue) => write(out, value.fields),
        read: (from) => ({ fields: read(from) }),
      };
    }
    const variants = layout.variants.map((v) => product(v.fields.map((f) => this.#of(f.type))));
    return {
      write: (out, value: StructValue) => {
        out.uleb(value.variant!);
        variants[value.variant!]!.write(out, value.fields);
      },
      read: (from) => {
        const variant = from.uleb();
        const body = variants[variant];
        return body ? { fields: body.read(from), variant } : from.fail(`no variant ${variant}`);
      },
    };
  }
}

function vector(element: Codec): Codec {
  return {
    write: (out, value: Value[]) => {
      out.uleb(value.length);
      for (const item of value) element.write(out, item);
    },
    read: (from) => {
      const length = from.uleb();
      // Every Move value takes at least a byte, so a longer length is a lie: refuse before allocating.
      if (length > from.left) from.fail('unexpected end');
      const items: Value[] = [];
      for (let i = 0; i < length; i++) items.push(element.read(from));
      return items;
    },
  };
}

function product(fields: Codec[]) {
  return {
    write(out: ByteWriter, values: Value[]) {
      for (let i = 0; i < fields.length; i++) fields[i]!.write(out, values[i]!);
    },
    read(from: ByteReader): Value[] {
      const values: Value[] = [];
      for (let i = 0; i < fields.length; i++) values.push(fields[i]!.read(from));
      return values;
    },
  };
}
