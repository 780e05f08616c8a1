// The layout of the abort codes that the compiler makes of `#[error]` constants: clients decode them, and a compiler
// that packed them otherwise would break that silently.
import { deserialize } from '@mysten/move-bytecode-template';
import { beforeAll, expect, test } from 'vitest';
import { compilePackage } from '../../devnet/compiler/compile.ts';

const SOURCE = `module probe::probe;
#[error(code = 7)]
const ECoded: vector<u8> = b"with a code";
#[error]
const EPlain: vector<u8> = b"without";
const ENumber: u64 = 9;
public fun coded(ok: bool) { assert!(ok, ECoded) }
public fun plain(ok: bool) { assert!(ok, EPlain) }
public fun bare(ok: bool) { assert!(ok) }
public fun number(ok: bool) { assert!(ok, ENumber) }
`;

interface Module {
  identifiers: string[];
  function_handles: { name: number }[];
  function_defs: { function: number; code: { code: (string | Record<string, unknown>)[] } }[];
  constant_pool: { data: number[] }[];
}

let module: Module;
beforeAll(async () => {
  const manifest = '[package]\nname = "probe"\nedition = "2024"\n[addresses]\nprobe = "0x0"\n';
  const { modules } = await compilePackage({
    package: { 'Move.toml': manifest, 'sources/probe.move': SOURCE },
  });
  module = deserialize(modules.get('probe')!) as Module;
});

/** The u64 pushed right before the function's `Abort`. */
function abortCode(name: string): bigint {
  const definition = module.function_defs.find(
    (f) => module.identifiers[module.function_handles[f.function]!.name] === name,
  )!;
  const { code } = definition.code;
  const push = code[code.indexOf('Abort') - 1] as Record<string, unknown>;
  if (push['LdU64'] !== undefined) return BigInt(push['LdU64'] as string);
  const { data } = module.constant_pool[push['LdConst'] as number]!;
  return data.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** `format` is set in every code this compiler makes; a part that is not given is all ones. */
const fields = (code: bigint) => ({
  tag: code >> 63n,
  format: (code >> 62n) & 1n,
  reserved: (code >> 56n) & 0x3fn,
  errorCode: (code >> 48n) & 0xffn,
  line: (code >> 32n) & 0xffffn,
  name: (code >> 16n) & 0xffffn,
  value: code & 0xffffn,
});
const text = (constant: bigint) => {
  const { data } = module.constant_pool[Number(constant)]!;
  return new TextDecoder().decode(Uint8Array.from(data.slice(1)));
};

test('an error with a code', () => {
  const { name, value, ...rest } = fields(abortCode('coded'));
  expect(rest).toEqual({ tag: 1n, format: 1n, reserved: 0n, errorCode: 7n, line: 7n });
  expect([text(name), text(value)]).toEqual(['ECoded', 'with a code']);
});

test('an error without a code', () => {
  const { name, value, ...rest } = fields(abortCode('plain'));
  expect(rest).toEqual({ tag: 1n, format: 1n, reserved: 0n, errorCode: 0xffn, line: 8n });
  expect([text(name), text(value)]).toEqual(['EPlain', 'without']);
});

test('an assertion that names nothing', () => {
  expect(fields(abortCode('bare'))).toEqual({
    tag: 1n,
    format: 1n,
    reserved: 0n,
    errorCode: 0xffn,
    line: 9n,
    name: 0xffffn,
    value: 0xffffn,
  });
});

test('a plain number stays a plain number', () => {
  expect(abortCode('number')).toBe(9n);
});
