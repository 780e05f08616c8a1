// Compiles the trainer, which is never shipped: seconds, whenever it is needed.
import { readFileSync } from 'node:fs';
import { main as compile } from 'assemblyscript/asc';

const ASSEMBLY = new URL('./assembly/', import.meta.url);

/** @throws Error with the compiler's words */
export async function compileTrainer(): Promise<WebAssembly.Module> {
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await compile(
    ['decoder.ts', '--outFile', 'decoder.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd'],
    {
      readFile(name) {
        try {
          return readFileSync(new URL(name, ASSEMBLY), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (_name, contents) => void (wasm = contents as Uint8Array<ArrayBuffer>),
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return WebAssembly.compile(wasm);
}
