// `npm run wasm:build [-- --check]`: compiles the kernels and brings the committed file up to date; with --check it
// only compares, to the byte. Exit: 1 rejected or stale, 2 usage.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { main as compile } from 'assemblyscript/asc';
import { blake2bSource, type Lanes } from './blake2b.ts';
import { sha256Source } from './sha256.ts';

const ASSEMBLY = new URL('../assembly/', import.meta.url);
const OUTPUT = fileURLToPath(new URL('../generated/kernels.ts', import.meta.url));

/** Room for all static areas; the hashing kernel never grows beyond. */
const MEMORY_PAGES = '5';
const MODULES = [
  { name: 'ROWS_SIMD', source: 'rows.ts', lanes: 'simd' },
  { name: 'ROWS_SCALAR', source: 'rows.ts', lanes: 'scalar' },
  { name: 'RECOVERY_SIMD', source: 'recovery.ts', lanes: 'simd' },
  { name: 'RECOVERY_SCALAR', source: 'recovery.ts', lanes: 'scalar' },
  { name: 'SHA256', source: 'sha256.ts', lanes: 'scalar' },
] as const satisfies { name: string; source: string; lanes: Lanes }[];

async function main(): Promise<number> {
  let check;
  try {
    check = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values.check;
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: npm run wasm:build [-- --check]`);
    return 2;
  }
  const constants: string[] = [];
  for (const { name, source, lanes } of MODULES) {
    const wasm = await compileModule(source, lanes);
    if (!wasm) return 1;
    constants.push(`export const ${name} =\n  '${Buffer.from(wasm).toString('base64')}';\n`);
  }
  const text = ['// Made by `npm run wasm:build`: WebAssembly, base64.\n', ...constants].join('');
  if (existsSync(OUTPUT) && readFileSync(OUTPUT, 'utf8') === text) return 0;
  console.error(`${check ? 'stale' : 'wrote'} ${relative(process.cwd(), OUTPUT)}`);
  if (check) return 1;
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, text);
  return 0;
}

/** Undefined, and the compiler's words on stderr, where it finds fault. */
async function compileModule(source: string, lanes: Lanes): Promise<Uint8Array | undefined> {
  const sources = new Map([
    [source, readFileSync(new URL(source, ASSEMBLY), 'utf8')],
    ['compress.ts', source === 'sha256.ts' ? sha256Source() : blake2bSource(lanes)],
  ]);
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await compile(
    [
      source,
      ...['--outFile', 'module.wasm', '--runtime', 'stub', '-O3', '--converge', '--noAssert'],
      ...['--initialMemory', MEMORY_PAGES],
      ...[lanes === 'simd' ? '--enable' : '--disable', 'simd'],
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (_name, contents) => void (wasm = contents as Uint8Array),
      listFiles: () => [],
    },
  );
  if (!error) return wasm;
  console.error(`${error.message}\n${stderr.toString()}`);
  return undefined;
}

process.exitCode = await main();
