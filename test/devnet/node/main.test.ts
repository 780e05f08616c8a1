import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../devnet/node/main.ts', import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

const start = (...args: string[]) =>
  (child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  }));

describe('npm run devnet', () => {
  it('prints one JSON line when ready, serves, and ends on SIGTERM', async () => {
    const process = start('--port', '0');
    const exited = once(process, 'exit');
    const lines: string[] = [];
    const output = createInterface({ input: process.stdout! });
    output.on('line', (line) => lines.push(line));
    await once(output, 'line');
    const config = JSON.parse(lines[0]!);
    expect(Object.keys(config)).toEqual(
      'network rpc faucet aggregators relay tippedRelay storageNodes package hub walrus wal knownHubs'.split(
        ' ',
      ),
    );
    const response = await fetch(`${config.rpc}/devnet/config`);
    expect(await response.json()).toEqual(config);
    process.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    expect(lines).toHaveLength(1);
  });

  it('refuses a port that is none with exit status 2', async () => {
    const process = start('--port', 'many');
    expect((await once(process, 'exit'))[0]).toBe(2);
  });
});
