// Interface-only `std` and `sui` packages, written out from the on-chain ABI that @typemove/sui ships as JSON.
// What a package compiles to depends on the framework's signatures alone; bodies here only abort.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { FRAMEWORK_PACKAGES, type FrameworkTree, frameworkManifest } from './framework.ts';
import { functionAttributes, methodAliases, moduleAttributes } from './source-facts.ts';

interface AbiType {
  type: number;
  typeName?: string;
  typeParameter?: number;
  typeParameterInstantiation?: AbiType[];
}
interface AbiTypeParameter {
  constraints: number[];
  isPhantom?: boolean;
}
interface AbiField {
  name: string;
  type: AbiType;
}
interface AbiDatatype {
  name: string;
  kind: number;
  abilities: number[];
  typeParameters: AbiTypeParameter[];
  fields: AbiField[];
  variants: { name: string; fields: AbiField[] }[];
}
interface AbiFunction {
  name: string;
  visibility: number;
  isEntry: boolean;
  typeParameters: AbiTypeParameter[];
  parameters: { reference?: number; body: AbiType }[];
  returns: { reference?: number; body: AbiType }[];
}
interface AbiModule {
  name: string;
  datatypes: AbiDatatype[];
  functions: AbiFunction[];
}

// Numbers of the gRPC enums in sui.rpc.v2 MovePackage.
const ABILITY: Record<number, string> = { 1: 'copy', 2: 'drop', 3: 'store', 4: 'key' };
const PRIMITIVE: Record<number, string> = {
  1: 'address',
  2: 'bool',
  3: 'u8',
  4: 'u16',
  5: 'u32',
  6: 'u64',
  7: 'u128',
  8: 'u256',
};
const VECTOR = 9;
const DATATYPE = 10;
const TYPE_PARAMETER = 11;
const STRUCT = 1;
const PUBLIC = 2;
const REFERENCE: Record<number, string> = { 1: '&', 2: '&mut ' };
const PACKAGE_ALIAS: Record<string, string> = { '1': 'std', '2': 'sui' };

const KEYWORDS = new Set(
  (
    'abort as break const continue copy else enum false for friend fun if in invariant let loop macro match module ' +
    'move mut native phantom public return spec struct true type use while'
  ).split(' '),
);

function typeText(type: AbiType): string {
  const primitive = PRIMITIVE[type.type];
  if (primitive) return primitive;
  const args = (type.typeParameterInstantiation ?? []).map(typeText);
  if (type.type === VECTOR) return `vector<${args[0]}>`;
  if (type.type === TYPE_PARAMETER) return `T${type.typeParameter ?? 0}`;
  if (type.type !== DATATYPE || !type.typeName)
    throw new Error(`ABI type not understood: ${JSON.stringify(type)}`);
  const [address = '', module, name] = type.typeName.split('::');
  const short = address.replace(/^0x0*/, '');
  const alias = PACKAGE_ALIAS[short] ?? address;
  return `${alias}::${module}::${name}${args.length ? `<${args.join(', ')}>` : ''}`;
}

const signatureText = (s: { reference?: number; body: AbiType }): string =>
  (REFERENCE[s.reference ?? 0] ?? '') + typeText(s.body);
const constraintText = (abilities: number[]): string =>
  abilities.length ? `: ${abilities.map((a) => ABILITY[a]).join(' + ')}` : '';
const identifier = (name: string): string => (KEYWORDS.has(name) ? `\`${name}\`` : name);

function typeParametersText(parameters: AbiTypeParameter[]): string {
  if (!parameters.length) return '';
  const each = parameters.map(
    (p, i) => `${p.isPhantom ? 'phantom ' : ''}T${i}${constraintText(p.constraints)}`,
  );
  return `<${each.join(', ')}>`;
}

function datatypeText(d: AbiDatatype): string {
  const abilities = d.abilities.length ? ` has ${d.abilities.map((a) => ABILITY[a]).join(', ')}` : '';
  const head = `${d.name}${typeParametersText(d.typeParameters)}${abilities}`;
  const fields = (list: AbiField[]) =>
    list.map((f) => `${identifier(f.name)}: ${typeText(f.type)}`).join(', ');
  if (d.kind === STRUCT) return `public struct ${head} { ${fields(d.fields)} }`;
  const variants = d.variants.map((v) => (v.fields.length ? `${v.name} { ${fields(v.fields)} }` : v.name));
  return `public enum ${head} { ${variants.join(', ')} }`;
}

function functionText(module: string, f: AbiFunction): string {
  const attributes = functionAttributes(module, f.name);
  const isInstruction = attributes.includes('bytecode_instruction');
  const returns = f.returns.map(signatureText);
  const result =
    returns.length === 0 ? '' : returns.length === 1 ? `: ${returns[0]}` : `: (${returns.join(', ')})`;
  const parameters = f.parameters.map((p, i) => `_p${i}: ${signatureText(p)}`).join(', ');
  const head = attributes.length ? `#[${attributes.join(', ')}] public` : 'public';
  const modifier = isInstruction ? ' native' : f.isEntry ? ' entry' : '';
  const body = isInstruction ? ';' : ' { abort 0 }';
  return `${head}${modifier} fun ${f.name}${typeParametersText(f.typeParameters)}(${parameters})${result}${body}`;
}

/** One module's interface as Move source. */
function stubModule(alias: string, module: AbiModule): string {
  const name = `${alias}::${module.name}`;
  const lines = [
    ...moduleAttributes(name),
    `module ${name};`,
    ...methodAliases(name),
    ...module.datatypes.map(datatypeText),
    ...module.functions.filter((f) => f.visibility === PUBLIC).map((f) => functionText(name, f)),
  ];
  return lines.join('\n') + '\n';
}

/** The ABI of a framework package, from the installed @typemove/sui. */
function readAbi(address: '0x1' | '0x2'): AbiModule[] {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@typemove/sui');
  const root = entry.slice(0, entry.lastIndexOf('/dist/'));
  const entries = JSON.parse(readFileSync(`${root}/src/abis/${address}.json`, 'utf8')) as {
    module: AbiModule;
  }[];
  return entries.map((e) => e.module);
}

/** The whole framework as stubs. */
export function stubFramework(): FrameworkTree {
  const tree: FrameworkTree = {};
  for (const { subdir, alias, address } of FRAMEWORK_PACKAGES) {
    const files: Record<string, string> = { 'Move.toml': frameworkManifest(alias) };
    for (const module of readAbi(address)) files[`sources/${module.name}.move`] = stubModule(alias, module);
    tree[subdir] = files;
  }
  return tree;
}
