// The tool server as a process of its own, driven by the protocol's own client, against a local network with real models.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { languageModel } from '../../start/models/language.ts';
import { textAreaModel } from '../../start/models/text-area.ts';
import { HOSTILE } from '../corpus/hostile.ts';
import { tinyDraft } from '../draft.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MILLI = 1_000_000n;

let network: LocalNetwork;
let home: string;
let callerKey: string;
let caller: Awaited<ReturnType<LocalNetwork['author']>>;
let language: string;
let textArea: string;
let tiny: string;
let endless: string;

interface Answer {
  isError?: boolean;
  content: { type: string; text?: string; data?: string; mimeType?: string }[];
  structuredContent: any;
}

interface Serving {
  client: Client;
  /** Calls a tool and gives its answer. */
  use(name: string, given?: Record<string, unknown>): Promise<Answer>;
  errors: Error[];
  stderr(): string;
}

async function serve(args: string[], key?: string): Promise<Serving> {
  const { FLOE_KEY: _, ...env } = process.env as Record<string, string>;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', 'tsx', 'src/agent/main.ts', 'mcp', ...args],
    cwd: ROOT,
    env: {
      ...env,
      FLOE_HOME: home,
      FLOE_NETWORK: `${network.url}/devnet.json`,
      ...(key === undefined ? {} : { FLOE_KEY: key }),
    },
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const client = new Client({ name: 'test', version: '1' });
  const errors: Error[] = [];
  client.onerror = (error) => errors.push(error);
  await client.connect(transport);
  return {
    client,
    errors,
    stderr: () => stderr,
    use: async (name, given = {}) =>
      (await client.callTool({ name, arguments: given }, undefined, { timeout: 120_000 })) as Answer,
  };
}

beforeAll(async () => {
  network = await startLocalNetwork();
  home = await mkdtemp(join(tmpdir(), 'floe-mcp-'));
  const author = await network.author();
  const one = { dtype: 'float32' as const, shape: [1] };
  const loop = HOSTILE.find(({ name }) => name === 'loop-forever')!.make();
  const neverEnds = {
    files: [{ path: 'tiny.onnx', data: new Blob([loop]) }],
    inputs: [{ name: 'x', ...one }],
    outputs: [{ name: 'y', ...one }],
  };
  [language, textArea, tiny, endless] = (await publishAll(author, [
    await languageModel(),
    await textAreaModel(),
    { ...tinyDraft(), name: 'Tiny', price: 4n * MILLI },
    { ...tinyDraft(neverEnds), name: 'Endless', price: 4n * MILLI },
  ])) as [string, string, string, string];
  caller = await network.author();
  callerKey = caller.keypair.getSecretKey();
}, 400_000);
afterAll(async () => {
  await network?.close();
  await rm(home, { recursive: true, force: true });
});

describe('a tool server with a budget', () => {
  let server: Serving;
  beforeAll(async () => {
    server = await serve(['--budget', '0.1'], callerKey);
  });
  afterAll(() => server?.client.close());

  it('tells its tools, with schemas, and which of them spend', async () => {
    const { tools } = await server.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_models',
      'show_model',
      'call_model',
      'verify_receipt',
      'market_report',
    ]);
    expect(tools.filter(({ annotations }) => !annotations?.readOnlyHint).map(({ name }) => name)).toEqual([
      'call_model',
    ]);
    expect(tools[2]!.inputSchema.required).toEqual(['model', 'max_price_sui']);
  });

  it('finds a model by a misspelt word, and by what it may cost', async () => {
    const found = await server.use('search_models', { text: 'langauge' });
    expect(found.structuredContent.models).toMatchObject([{ id: language, name: 'Which language?' }]);
    expect(found.content[0]!.text).toContain(language);
    const all = await server.use('search_models', { sort: 'cheapest' });
    expect(all.structuredContent.total).toBe(4);
    const cheap = await server.use('search_models', { max_price_sui: '0.003' });
    expect(cheap.structuredContent.models.map(({ id }: { id: string }) => id)).not.toContain(tiny);
    const segmentation = await server.use('search_models', { task: 'image-segmentation' });
    expect(segmentation.structuredContent.models).toMatchObject([{ id: textArea }]);
  });

  it('shows what a model takes, gives and costs', async () => {
    const { structuredContent: shown, content } = await server.use('show_model', { model: language });
    expect(shown.inputs).toMatchObject([{ name: 'ngrams', takes: 'text' }]);
    expect(shown.outputs).toMatchObject([{ gives: 'labels' }]);
    expect(shown.listing).toMatchObject({ id: language, license: 'MIT' });
    expect(shown.examples.length).toBeGreaterThan(0);
    expect(shown.genuine30d).toMatchObject({ calls: 0, payers: 0 });
    expect(shown.storage.endEpoch).toBeGreaterThan(shown.storage.epoch);
    expect(content[0]!.text).toMatch(/MIT[\s\S]*Input "ngrams": text/);
  });

  it('runs a model, pays, and gives readable outputs and a receipt that verifies', async () => {
    const before = await caller.hub.balance(caller.wallet.address);
    const called = await server.use('call_model', {
      model: language,
      inputs: { ngrams: 'Wer reitet so spät durch Nacht und Wind? Es ist der Vater mit seinem Kind.' },
      max_price_sui: '0.01',
    });
    expect(called.isError, called.content[0]!.text).toBeFalsy();
    expect(called.content[0]!.text).toMatch(/German [01]\.\d+[\s\S]*Paid/);
    const { readable, receipt, gas, budget } = called.structuredContent;
    expect(Object.values(readable)).toMatchObject([[{ label: 'German' }, {}, {}, {}, {}]]);
    const paid = BigInt(receipt.price) + BigInt(gas);
    expect(before - (await caller.hub.balance(caller.wallet.address))).toBe(paid);
    expect(BigInt(budget.spent)).toBe(paid);
    expect(BigInt(budget.left)).toBe(100n * MILLI - paid);

    expect((await server.use('verify_receipt', { receipt })).structuredContent).toMatchObject({
      verified: true,
      digest: receipt.digest,
    });
    const forged: Receipt = { ...receipt, price: '1' };
    expect(await server.use('verify_receipt', { receipt: forged })).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'hub/receipt-not-on-chain' } },
    });
    const report = await server.use('market_report', { model: language });
    const { totals } = report.structuredContent;
    expect(totals.raw.calls).toBe(1);
    expect(totals.genuine.calls + totals.unknown.calls + totals.linked.calls + totals.self.calls).toBe(1);
  });

  it('gives a heat map as a picture one can see', async () => {
    const called = await server.use('call_model', {
      model: textArea,
      example: 'A notice',
      max_price_sui: 0.003,
    });
    expect(called.isError, called.content[0]!.text).toBeFalsy();
    const picture = called.content.find(({ type }) => type === 'image')!;
    expect(picture.mimeType).toBe('image/png');
    const { data, info } = await sharp(Buffer.from(picture.data!, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [tensor] = Object.values<any>(called.structuredContent.tensors);
    expect(tensor.shape.slice(-2)).toEqual([info.height, info.width]);
    // Somewhere there is text, elsewhere none.
    expect(data.some((value) => value > 200)).toBe(true);
    expect(data.some((value) => value < 20)).toBe(true);
    // A long tensor is cut, and says so.
    expect(tensor.elements).toBe(info.width * info.height);
    expect(tensor.data.length).toBeLessThan(tensor.elements);
  });

  it('takes arrays, files and data URLs alike', async () => {
    const file = join(home, 'x.json');
    await writeFile(file, '[[1,2,3]]');
    const url = `data:application/json;base64,${Buffer.from('[[1,2,3]]').toString('base64')}`;
    for (const x of [[[1, 2, 3]], '[[1,2,3]]', { file }, url]) {
      const called = await server.use('call_model', { model: tiny, inputs: { x }, max_price_sui: '0.004' });
      expect(called.isError, called.content[0]!.text).toBeFalsy();
      expect(called.structuredContent.tensors.y).toEqual({
        dtype: 'float32',
        shape: [1, 3],
        elements: 3,
        data: [2, 6, 12],
      });
    }
  });

  it.each([
    ['agent/above-max-price', { inputs: { x: [[1, 2, 3]] }, max_price_sui: '0.003999999' }],
    ['agent/usage', { max_price_sui: '1' }],
    ['agent/usage', { inputs: { nothing: 1 }, max_price_sui: '1' }],
    ['agent/usage', { inputs: { x: { file: '/no/such/file' } }, max_price_sui: '1' }],
    ['agent/usage', { example: 'none', max_price_sui: '1' }],
    ['agent/usage', { inputs: { x: [[1, 2, 3]] } }],
    ['amount/syntax', { inputs: { x: [[1, 2, 3]] }, max_price_sui: 'much' }],
    ['tensor/shape', { inputs: { x: [[1, 2]] }, max_price_sui: '1' }],
  ])('refuses with %s, and pays nothing: %j', async (code, given) => {
    const before = await caller.hub.balance(caller.wallet.address);
    const refused = await server.use('call_model', { model: tiny, ...given });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code } } });
    expect(refused.content[0]!.text).toMatch(new RegExp(`^${code}: `));
    expect(await caller.hub.balance(caller.wallet.address)).toBe(before);
  });

  it('goes on answering while a model runs for ever, and ends it when nobody waits for it', async () => {
    const before = await caller.hub.balance(caller.wallet.address);
    const abort = new AbortController();
    let running: () => void;
    const runs = new Promise<void>((resolve) => (running = resolve));
    const given = { model: endless, inputs: { x: [1] }, max_price_sui: '0.004' };
    const waiting = server.client.callTool({ name: 'call_model', arguments: given }, undefined, {
      signal: abort.signal,
      timeout: 120_000,
      onprogress: ({ message }) => message === 'run' && running(),
    });
    await Promise.race([runs, waiting]);
    const paid = await server.use('call_model', {
      model: tiny,
      inputs: { x: [[1, 1, 1]] },
      max_price_sui: '0.004',
    });
    expect(paid.structuredContent.tensors.y.data).toEqual([2, 3, 4]);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    const spent = before - (await caller.hub.balance(caller.wallet.address));
    expect(spent).toBe(4n * MILLI + BigInt(paid.structuredContent.gas));
    expect((await caller.hub.open(endless)).totals.calls).toBe(0n);
  });

  it('writes nothing but the protocol to stdout, and never the key', () => {
    expect(server.errors).toEqual([]);
    expect(server.stderr()).not.toContain(callerKey);
  });
});

describe('the limits of a tool server', () => {
  it('hold for the whole process, for calls made at the same time too', async () => {
    const server = await serve(['--budget', '0.007'], callerKey);
    try {
      const call = () =>
        server.use('call_model', { model: tiny, inputs: { x: [[1, 2, 3]] }, max_price_sui: '0.004' });
      const [one, two] = await Promise.all([call(), call()]);
      const refused = one.isError ? one : two;
      const paid = one.isError ? two : one;
      expect(paid.isError, paid.content[0]!.text).toBeFalsy();
      expect(refused).toMatchObject({
        isError: true,
        structuredContent: { error: { code: 'agent/over-budget', details: { price: '4000000' } } },
      });
      expect(await call()).toMatchObject({ structuredContent: { error: { code: 'agent/over-budget' } } });
    } finally {
      await server.client.close();
    }
  });

  it('are nothing at all without a budget: it reads, and needs no key', async () => {
    const server = await serve([]);
    try {
      const shown = await server.use('show_model', { model: tiny });
      expect(shown.isError).toBeFalsy();
      expect(
        await server.use('call_model', { model: tiny, inputs: { x: [[1, 2, 3]] }, max_price_sui: '1' }),
      ).toMatchObject({ isError: true, structuredContent: { error: { code: 'agent/no-budget' } } });
    } finally {
      await server.client.close();
    }
  });
});
