// Files out of installed packages, and the examples that lie beside this code.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** `name` must be exported by its package; `path` is relative to the file it resolves to. */
export async function packageFile(name: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(join(dirname(require.resolve(name)), path)));
}

export async function asset(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(`./assets/${name}`, import.meta.url)));
}
