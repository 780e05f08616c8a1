// A real language model through the command line and the tool server, as processes of their own: told while it is made,
// paid first, bound, and finished at no cost where it was cut off.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { provenBy, type Receipt } from '../../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { storyModel } from '../../start/models/story.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PRICE = 1_000_000n;
const PROMPT = 'It is a truth universally acknowledged, that';

let network: LocalNetwork;
let home: string;
let model: string;
let author: Awaited<ReturnType<LocalNetwork['author']>>;
let caller: Awaited<ReturnType<LocalNetwork['author']>>;

beforeAll(async () => {
  network = await startLocalNetwork();
  home = await mkdtemp(join(tmpdir(), 'floe-stream-'));
  author = await network.author();
  caller = await network.author();
  [model] = (await publishAll(author, [{ ...(await storyModel()), price: PRICE }])) as [string];
}, 120_000);
afterAll(async () => {
  await network?.close();
  await rm(home, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  FLOE_HOME: home,
  FLOE_NETWORK: `${network.url}/devnet.json`,
  FLOE_KEY: caller.keypair.getSecretKey(),
});

/** `onStderr` is told all that was said so far, and may end the process. */
function floe(args: string[], onStderr: (text: string, kill: () => void) => void = () => {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/agent/main.ts', ...args], {
    cwd: ROOT,
    env: env(),
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr(stderr, () => child.kill('SIGKILL'));
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
}

const callArgs = (tokens: number, ...more: string[]) => [
  'call',
  model,
  '--input',
  `prompt=${PROMPT}`,
  '--input',
  `max_new_tokens=${tokens}`,
  '--max-price',
  '0.001',
  ...more,
];

interface Called {
  outputs: { tensors: { text: { data: string[] } } };
  receipt: Receipt;
  gas: string;
  stopped: boolean;
}

it('the command line tells the answer, and its JSON and receipt hold', async () => {
  const before = await author.hub.balance(author.wallet.address);
  const funds = await caller.hub.balance(caller.wallet.address);
  const ran = await floe(callArgs(24, '--json'));
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  const { outputs, receipt, gas, stopped } = JSON.parse(ran.stdout) as Called;
  const [text] = outputs.tensors.text.data;
  expect(text!.length).toBeGreaterThan(20);
  expect(ran.stderr).toContain(text);
  expect(stopped).toBe(false);
  expect(provenBy(receipt)).toBe('output');
  expect((await author.hub.balance(author.wallet.address)) - before).toBe(PRICE);
  expect(funds - (await caller.hub.balance(caller.wallet.address))).toBe(PRICE + BigInt(gas));

  const file = join(home, 'receipt.json');
  await writeFile(file, JSON.stringify(receipt));
  const verified = await floe(['verify', file, '--json']);
  expect(JSON.parse(verified.stdout)).toMatchObject({ verified: true, proves: 'output' });
  const forged = { ...receipt, bound: { ...receipt.bound!, outputHash: '00'.repeat(32) } };
  await writeFile(file, JSON.stringify(forged));
  expect(await floe(['verify', file])).toMatchObject({ code: 1 });

  // For people: the answer itself on stdout.
  const plain = await floe(callArgs(24));
  expect(plain.stdout).toContain(text);
  expect(plain.stdout).toMatch(/paid {6}1 mSUI/);
});

it('a process that is killed half-way leaves a call that another one finishes, at no cost', async () => {
  const before = await author.hub.balance(author.wallet.address);
  // From here on the payment may be final, or never have been sent: either is finished.
  const killed = await floe(callArgs(200, '--json'), (said, kill) => said.includes('execute\n') && kill());
  expect(killed.stdout).toBe('');
  const [call] = JSON.parse((await floe(['unfinished', '--json'])).stdout) as {
    id: string;
    paidFirst: boolean;
  }[];
  expect(call).toMatchObject({ paidFirst: true, answered: false });
  const ran = await floe(['resume', call!.id, '--json']);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  const { receipt } = JSON.parse(ran.stdout) as Called;
  await caller.hub.verifyReceipt(receipt);
  expect(provenBy(receipt)).toBe('output');
  expect((await author.hub.balance(author.wallet.address)) - before).toBe(PRICE);
  expect((await floe(['unfinished'])).stdout).toBe('Nothing was left half-way.\n');
  expect(await floe(['resume', call!.id])).toMatchObject({ code: 2 });
});

it('the tool server tells the answer as it goes, and its budget holds the whole cost', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', 'tsx', 'src/agent/main.ts', 'mcp', '--budget', '0.1'],
    cwd: ROOT,
    env: env(),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  try {
    const funds = await caller.hub.balance(caller.wallet.address);
    let told = '';
    const result = (await client.callTool(
      {
        name: 'call_model',
        arguments: { model, inputs: { prompt: PROMPT, max_new_tokens: 24 }, max_price_sui: '0.001' },
      },
      undefined,
      { timeout: 120_000, onprogress: ({ message }) => (told += message ?? '') },
    )) as { content: { text: string }[]; structuredContent: any };
    const { receipt, budget, tensors } = result.structuredContent;
    expect(told).toContain(tensors.text.data[0]);
    expect(result.content[0]!.text).toContain('Receipt: transaction');
    await caller.hub.verifyReceipt(receipt as Receipt);
    expect(provenBy(receipt as Receipt)).toBe('output');
    expect(BigInt(budget.spent)).toBe(funds - (await caller.hub.balance(caller.wallet.address)));
  } finally {
    await client.close();
  }
});
