// Our reader of compiled modules against the WASM deserialiser of @mysten/move-bytecode-template.
import { deserialize } from '@mysten/move-bytecode-template';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VmError } from '../../../devnet/vm/errors.ts';
import { readModule, type Instruction } from '../../../devnet/vm/module-format.ts';
import { Op } from '../../../devnet/vm/opcodes.ts';
import { arithmeticModule } from './arithmetic.ts';
import { address, compileCases, compileFramework, PACKAGE } from './harness.ts';

const source = readFileSync(new URL('cases/m.move', import.meta.url), 'utf8');
const modules = [
  ...(await compileCases(source)),
  ...(await compileCases(arithmeticModule())),
  ...(await compileFramework()),
];

const OP_NAMES = new Map(
  Object.entries(Op).map(([name, op]) => [op as number, name.replaceAll('_', '').toLowerCase()]),
);

function littleEndian(bytes: number[]): bigint {
  return bytes.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);
}

/** An instruction of the WASM reader's JSON as [name, index, literal]. */
function theirs(instruction: any): [string, number, bigint] {
  if (typeof instruction === 'string') return [instruction.toLowerCase(), 0, 0n];
  const [[name, operand]] = Object.entries<any>(instruction) as [[string, any]];
  const isLiteral = /^Ld(U\d+)$/.test(name);
  if (isLiteral)
    return [name.toLowerCase(), 0, Array.isArray(operand) ? littleEndian(operand) : BigInt(operand)];
  return Array.isArray(operand)
    ? [name.toLowerCase(), operand[0], BigInt(operand[1])]
    : [name.toLowerCase(), operand, 0n];
}
const ours = ({ op, index, literal }: Instruction) => [OP_NAMES.get(op)!, index, literal];

test('every table and instruction is read as the WASM deserialiser reads it', () => {
  let instructions = 0;
  for (const bytes of modules) {
    const json = deserialize(bytes);
    const file = readModule(bytes, PACKAGE);
    const name = (i: number) => json.identifiers[i];
    expect(file.id.name).toBe(name(json.module_handles[json.self_module_handle_idx].name));
    expect(file.datatypes.map((d) => d.name)).toEqual(json.datatype_handles.map((h: any) => name(h.name)));
    expect(file.functions.map((f) => f.name)).toEqual(json.function_handles.map((h: any) => name(h.name)));
    expect(file.constants.map((c) => [...c.data])).toEqual(json.constant_pool.map((c: any) => c.data));
    expect(file.signatures.map((s) => s.length)).toEqual(json.signatures.map((s: any) => s.length));
    expect(file.structs.map((s) => s.fields.map((f) => f.name))).toEqual(
      json.struct_defs.map((s: any) => s.field_information.Declared.map((f: any) => name(f.name))),
    );
    expect(file.enums.map((e) => e.variants!.map((v) => [v.name, ...v.fields.map((f) => f.name)]))).toEqual(
      json.enum_defs.map((e: any) =>
        e.variants.map((v: any) => [name(v.variant_name), ...v.fields.map((f: any) => name(f.name))]),
      ),
    );
    expect(file.fieldHandles).toEqual(
      json.field_handles.map((h: any) => ({ struct: h.owner, field: h.field })),
    );
    expect(file.variantHandles).toEqual(
      json.variant_handles.map((h: any) => ({ enum: h.enum_def, variant: h.variant })),
    );
    expect(file.definitions.length).toBe(json.function_defs.length);
    file.definitions.forEach((definition, i) => {
      const def = json.function_defs[i];
      expect(definition.visibility).toBe(def.visibility.toLowerCase());
      expect(definition.isEntry).toBe(def.is_entry);
      expect(definition.code?.instructions.map(ours)).toEqual(def.code?.code.map(theirs));
      expect(definition.code?.jumpTables ?? []).toEqual(
        (def.code?.jump_tables ?? []).map((t: any) => t.jump_table.Full),
      );
      instructions += definition.code?.instructions.length ?? 0;
    });
  }
  expect(modules.length).toBeGreaterThan(20);
  expect(instructions).toBeGreaterThan(2_000);
});

test('a module compiled at 0x0 takes its package id; other addresses stay', () => {
  const file = readModule(modules[0]!, PACKAGE);
  expect(file.id).toEqual({ address: PACKAGE, name: 'm' });
  expect(new Set(file.functions.map((f) => f.address))).toEqual(new Set([PACKAGE, address(1), address(2)]));
});

test('bytes that are not a module are refused', () => {
  const truncated = modules[0]!.slice(0, modules[0]!.length / 2);
  expect(() => readModule(new Uint8Array(8), PACKAGE)).toThrow(
    expect.objectContaining({ code: 'LinkError' }),
  );
  expect(() => readModule(truncated, PACKAGE)).toThrow(VmError);
});
