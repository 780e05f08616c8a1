// ONNX's own operator test data, out of Debian's package: found, or fetched once with apt and unpacked without installing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from './packages.ts';

const PACKAGE = 'libonnx-testdata';
const VERSION = '1.12.0-2';
const FILE = `${PACKAGE}_${VERSION}_all.deb`;
const SHA256 = '7dc0912e02f79ece102331411a751b091bc0e191c9fb1287f8cdfbe5530f6027';
const INSIDE = `usr/share/${PACKAGE}/data`;
const GROUPS = ['node', 'simple', 'pytorch-operator', 'pytorch-converted'] as const;

export interface DataCase {
  group: (typeof GROUPS)[number];
  name: string;
  folder: string;
}

/** Why there is none, in a sentence, where there is none. */
export function onnxTestdata(): { cases: DataCase[] } | { missing: string } {
  const unpacked = join(CACHE, `${PACKAGE}-${VERSION}`);
  if (!existsSync(unpacked)) {
    const reason = fetchAndUnpack(unpacked);
    if (reason !== undefined) return { missing: reason };
  }
  const cases = GROUPS.flatMap((group) =>
    readdirSync(join(unpacked, INSIDE, group))
      .sort()
      .map((name) => ({ group, name, folder: join(unpacked, INSIDE, group, name) }))
      .filter(({ folder }) => existsSync(join(folder, 'model.onnx'))),
  );
  return { cases };
}

function fetchAndUnpack(target: string): string | undefined {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) {
    return `No ONNX operator test data: ${PACKAGE} is a package of Debian, and this system has no apt`;
  }
  mkdirSync(CACHE, { recursive: true });
  const deb = join(CACHE, FILE);
  if (!existsSync(deb)) {
    const download = () => run('apt-get', 'download', `${PACKAGE}=${VERSION}`);
    if (!download() && process.getuid?.() === 0) run('apt-get', 'update');
    if (!existsSync(deb) && !download()) {
      return `No ONNX operator test data: apt here does not have ${PACKAGE} ${VERSION} (it is in Debian 12)`;
    }
  }
  const hash = createHash('sha256').update(readFileSync(deb)).digest('hex');
  if (hash !== SHA256) {
    rmSync(deb);
    throw new Error(`${FILE} is not the file it was: its SHA-256 is ${hash}`);
  }
  const partial = `${target}.${process.pid}`;
  if (!run('dpkg-deb', '-x', deb, partial)) throw new Error(`${FILE} could not be unpacked`);
  renameSync(partial, target);
  return undefined;
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { cwd: CACHE, stdio: 'ignore' }).status === 0;
}

/** Where this file's repository keeps the table. */
export const TABLE = fileURLToPath(new URL('../../src/lib/infer/OPERATORS.md', import.meta.url));
