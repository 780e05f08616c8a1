// The command line as a process of its own, against a local network: JSON on stdout, exit codes, the price limit.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/lib/index.ts';
import { startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { tinyModel } from '../tiny-onnx.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let network: LocalNetwork;
let home: string;
let authorKey: string;
let callerKey: string;
let model: string;

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

function floe(args: string[], key?: string): Promise<Ran> {
  const { FLOE_KEY: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/agent/main.ts', ...args],
      {
        cwd: ROOT,
        env: {
          ...env,
          FLOE_HOME: home,
          FLOE_NETWORK: `${network.url}/devnet.json`,
          ...(key === undefined ? {} : { FLOE_KEY: key }),
        },
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  network = await startLocalNetwork();
  home = await mkdtemp(join(tmpdir(), 'floe-cli-'));
  authorKey = (await network.author()).keypair.getSecretKey();
  callerKey = (await network.author()).keypair.getSecretKey();
  const file = join(home, 'tiny.onnx');
  await writeFile(file, tinyModel());
  const published = await floe(
    ['publish', file, '--name', 'By CLI', '--price', '0.004', '--epochs', '3', '--json'],
    authorKey,
  );
  expect(published, published.stderr).toMatchObject({ code: 0 });
  model = (JSON.parse(published.stdout) as { model: string }).model;
});
afterAll(async () => {
  await network?.close();
  await rm(home, { recursive: true, force: true });
});

describe('floe', () => {
  it('lists and shows what was published', async () => {
    const listed = JSON.parse((await floe(['list', '--json'])).stdout) as { id: string; price: string }[];
    expect(listed).toMatchObject([{ id: model, name: 'By CLI', price: '4000000' }]);
    const shown = await floe(['show', model]);
    expect(shown.stdout).toMatch(/4 mSUI per call[\s\S]*input {5}x float32/);
  });

  it('calls, pays and prints the output with a receipt that verifies', async () => {
    const called = await floe(
      ['call', model, '--input', 'x=[[1,2,3]]', '--max-price', '0.004', '--json'],
      callerKey,
    );
    expect(called, called.stderr).toMatchObject({ code: 0 });
    const { outputs, receipt } = JSON.parse(called.stdout) as {
      outputs: { tensors: { y: { data: number[] } } };
      receipt: Receipt;
    };
    expect(outputs.tensors.y.data).toEqual([2, 6, 12]);
    const file = join(home, 'receipt.json');
    await writeFile(file, JSON.stringify(receipt));
    expect(await floe(['verify', file])).toMatchObject({ code: 0 });
    await writeFile(file, JSON.stringify({ ...receipt, price: '1' }));
    expect(await floe(['verify', file])).toMatchObject({ code: 1 });
  });

  it('adds the market up from the chain: nothing counted twice, nothing left out', async () => {
    const ran = await floe(['market', '--days', '7', '--json']);
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    const { totals, state } = JSON.parse(ran.stdout) as {
      state: { listings: number };
      totals: Record<'raw' | 'genuine' | 'self' | 'linked' | 'unknown', { calls: number }>;
    };
    expect(state.listings).toBe(1);
    expect(totals.raw.calls).toBeGreaterThan(0);
    const parts = totals.genuine.calls + totals.self.calls + totals.linked.calls + totals.unknown.calls;
    expect(parts).toBe(totals.raw.calls);
  });

  it('searches what is listed, by words and price', async () => {
    const found = await floe(['search', 'cli', '--max-price', '0.004', '--sort', 'newest', '--json']);
    expect(found, found.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(found.stdout)).toMatchObject({ total: 1, models: [{ id: model, price: '4000000' }] });
    expect((await floe(['search', '--max-price', '0.003'])).stdout).toBe('No model matches.\n');
    expect(await floe(['search', '--sort', 'loudest'])).toMatchObject({ code: 2 });
  });

  it('never pays above --max-price: nothing is run', async () => {
    const author = await network.author();
    const before = (await author.hub.open(model)).totals.calls;
    const refused = await floe(
      ['call', model, '--input', 'x=[[1,2,3]]', '--max-price', '0.003999999', '--json'],
      callerKey,
    );
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe('');
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'agent/above-max-price' });
    expect((await author.hub.open(model)).totals.calls).toBe(before);
  });

  it('exits with 1 when a rule refuses, 2 on bad usage, 3 when the network is away', async () => {
    const cases: [number, string[], string?][] = [
      [1, ['call', model, '--input', 'x=[[1,2]]', '--max-price', '1'], callerKey],
      [1, ['show', `0x${'9'.repeat(64)}`]],
      [2, ['call', model, '--input', 'x=[[1,2,3]]', '--max-price', '1']],
      [2, ['call', model, '--max-price', '1', '--input', 'nothing'], callerKey],
      [2, ['call', model, '--max-price', '1', '--input', 'z=1'], callerKey],
      [2, ['dance']],
      [2, ['list', '--frobnicate']],
      [2, ['list', '--network', 'http://127.0.0.1:1/devnet.json']],
    ];
    for (const [code, args, key] of cases) {
      const ran = await floe(args, key);
      expect(ran.code, `${args.join(' ')}: ${ran.stderr}`).toBe(code);
      expect(ran.stderr).not.toBe('');
    }
    const config = join(home, 'away.json');
    await writeFile(config, JSON.stringify({ ...network.config, rpc: 'http://127.0.0.1:1' }));
    expect(await floe(['list', '--network', config])).toMatchObject({ code: 3 });
  });

  it('prints no key, whatever happens', async () => {
    const ran = await floe(['call', model, '--input', 'x=1', '--max-price', '1', '--json'], callerKey);
    expect(ran.stdout + ran.stderr).not.toContain(callerKey);
    expect((await floe(['address'], 'suiprivkey1nonsense')).stderr).not.toContain('nonsense');
  });
});
