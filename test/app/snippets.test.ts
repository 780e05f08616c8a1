// The code that a model's page offers, run as a visitor would paste it: by bash, by Node, by an MCP client, against a real
// local network, and held against the model's own arithmetic.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snippetsFor, type Snippets } from '../../src/app/state/snippets.ts';
import type { Manifest, PublicationDraft } from '../../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { tinyDraft } from '../draft.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let network: LocalNetwork;
let home: string;
let env: NodeJS.ProcessEnv;
let tiny: { id: string; snippets: Snippets };
let filled: { id: string; snippets: Snippets };

async function snippetsOf(id: string): Promise<Snippets> {
  const { hub } = await network.author();
  const { manifest, listing, version } = await hub.open(id);
  return snippetsFor({
    id,
    version: version.number,
    manifest,
    price: listing.price,
    network: `${network.url}/devnet.json`,
  });
}

beforeAll(async () => {
  network = await startLocalNetwork();
  home = await mkdtemp(join(tmpdir(), 'floe-snippets-'));
  const author = await network.author();
  const payer = await network.author();
  const { FLOE_NETWORK: _, FLOE_KEY: __, ...rest } = process.env;
  env = { ...rest, HOME: home, FLOE_HOME: home, FLOE_KEY: payer.keypair.getSecretKey() };
  const drafts: PublicationDraft[] = [
    tinyDraft({
      examples: [{ label: 'One to three', inputs: { x: { kind: 'text', text: '1, 2, 3' } } }],
    }),
    filledDraft(),
  ];
  const [first, second] = await publishAll(author, drafts);
  tiny = { id: first!, snippets: await snippetsOf(first!) };
  filled = { id: second!, snippets: await snippetsOf(second!) };
});

afterAll(async () => {
  await network?.close();
  await rm(home, { recursive: true, force: true });
});

/** Its only input is filled in by the author. */
const filledDraft = (): PublicationDraft =>
  tinyDraft({
    name: 'Filled in',
    inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 3], fixed: { shape: [1, 3], fill: 10 } }],
  });

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

function run(command: string, args: string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    // A command that reads nothing may be gone already.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

describe('the command line', () => {
  test('pasted into a shell, calls the model, pays and prints the output', async () => {
    const ran = await run('bash', ['-c', tiny.snippets.cli!]);
    expect(ran.code, ran.stderr).toBe(0);
    // 1, 2, 3 times 2, 3, 4.
    expect(ran.stdout).toMatch(/2\D+6\D+12/);
    expect(ran.stdout).toMatch(/paid {6}4 mSUI/);
  });

  test('names the version and the price as the most to pay', () => {
    expect(tiny.snippets.cli).toContain(`call ${tiny.id} `);
    expect(tiny.snippets.cli).toContain('--version 1 --max-price 0.004 ');
  });

  test('leaves out what the author filled in', () => {
    expect(filled.snippets.cli).not.toContain('--input');
  });
});

describe('the JavaScript', () => {
  test('as a module in the repository, prints outputs and a digest', async () => {
    const ran = await run(
      process.execPath,
      ['--import', 'tsx', '--input-type=module'],
      tiny.snippets.javascript,
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/Float32Array\(3\) \[ 2, 6, 12 \]/);
    expect(ran.stdout.trim()).toMatch(/[1-9A-HJ-NP-Za-km-z]{43,44}$/);
  });

  test('fills in what the author filled in', async () => {
    const ran = await run(
      process.execPath,
      ['--import', 'tsx', '--input-type=module'],
      filled.snippets.javascript,
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/Float32Array\(3\) \[ 20, 30, 40 \]/);
  });
});

describe('the tool server for agents', () => {
  test('started by its configuration and asked by the tool call, answers with the output', async () => {
    const { mcpServers } = JSON.parse(tiny.snippets.mcpServer) as {
      mcpServers: { floe: { command: string; args: string[]; env: Record<string, string> } };
    };
    const { command, args, env: given } = mcpServers.floe;
    expect(Object.keys(given)).toEqual(['FLOE_KEY']);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command,
        args: args.map((arg) => (arg === '/path/to/floe' ? ROOT : arg)),
        env: env as Record<string, string>,
        cwd: home,
        stderr: 'ignore',
      }),
    );
    try {
      const call = JSON.parse(tiny.snippets.mcpCall) as { name: string; arguments: Record<string, unknown> };
      const answer = await client.callTool(call);
      expect(answer.isError, JSON.stringify(answer)).toBeFalsy();
      expect(answer.structuredContent).toMatchObject({ tensors: { y: { data: [2, 6, 12] } } });
    } finally {
      await client.close();
    }
  });
});

describe('names that strangers chose', () => {
  const hostile = (name: string, overrides: Partial<Manifest['inputs'][number]> = {}): Snippets =>
    snippetsFor({
      id: '0x1',
      version: 1,
      price: 0n,
      network: 'mainnet',
      manifest: {
        format: 'floe-manifest/1',
        runtime: 'onnx',
        entry: 'm',
        task: 'other',
        card: '',
        parts: [],
        files: [],
        inputs: [{ name, dtype: 'float32', shape: [1, 2], ...overrides }],
        outputs: [],
        examples: [],
      },
    });

  test.each(["x'; touch /tmp/never; '", '$(id)', '`id`', '"; process.exit(); "', '\u202ex', '-x', 'a b'])(
    'stay one argument and one property: %j',
    async (name) => {
      const { cli, javascript, mcpCall } = hostile(name);
      const words = await run('bash', ['-c', `npm() { printf '%s\\0' "$@"; }; ${cli!}`]);
      expect(words.stdout.split('\0')).toContain(`${name}=[[0, 0]]`);
      expect((JSON.parse(mcpCall) as { arguments: { inputs: object } }).arguments.inputs).toEqual({
        [name]: [[0, 0]],
      });
      const body = /hub\.call\(model, (\{[^]*?\n\})\);/.exec(javascript)![1]!;
      const made = new Function(`return ${body}`)() as object;
      expect(made).toEqual({ [name]: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0, 0) } });
    },
  );

  test.each(['a=b', 'a\0b', ''])('that no command line can say are not offered on one: %j', (name) => {
    expect(hostile(name).cli).toBeUndefined();
  });

  test('sizes and shapes beyond reason become a file', () => {
    for (const shape of [[1e6, 1e6], Array.from({ length: 5_000 }, () => 1)]) {
      const { cli, files } = hostile('x', { shape });
      expect(cli).toContain("--input 'x=@x.json'");
      expect(files).toMatchObject([{ file: 'x.json', packed: undefined }]);
    }
  });

  test('texts are one string, whatever is in them', () => {
    const { cli } = hostile('t', { dtype: 'string', shape: [1] });
    expect(cli).toContain(`--input 't=["text"]'`);
  });
});
