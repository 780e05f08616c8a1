// Several calls paid for in one transaction: what is paid, what is revealed, what is left out, what can be recovered.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createHub, type OpenModel, type Tensors } from '../../../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';

type Actor = Awaited<ReturnType<LocalNetwork['author']>>;

let network: LocalNetwork;
let author: Actor;
let caller: Actor;
let model: OpenModel;

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
  caller = await network.author();
  const [id] = await publishAll(author, [tinyDraft()]);
  model = await caller.hub.open(id!);
});
afterAll(() => network?.close());

const rows =
  (...all: [number, number, number][]) =>
  async (index: number) =>
    tinyInputs(...all[index]!);
const values = (tensors: Tensors) => Array.from(tensors['y']!.data as Float32Array);
const balance = ({ hub, wallet }: Actor) => hub.balance(wallet.address);

it('pays all calls at once, exactly, and gives each its own answer and receipt', async () => {
  const before = [await balance(author), await balance(caller)] as const;
  const told: string[] = [];
  const batch = await caller.hub.batch(model, 3, rows([1, 1, 1], [2, 2, 2], [3, 3, 3]), {
    onRun: (index, { status }) => told.push(`${index} ${status}`),
  });
  expect(told).toEqual(['0 running', '0 done', '1 running', '1 done', '2 running', '2 done']);
  expect(batch.runs).toEqual([0, 1, 2]);
  expect([await balance(author), await balance(caller)]).toEqual(before);
  const { calls, gas } = await batch.pay(caller.wallet);
  expect(calls.map(({ outputs }) => values(outputs))).toEqual([
    [2, 3, 4],
    [4, 6, 8],
    [6, 9, 12],
  ]);
  expect((await balance(author)) - before[0]).toBe(12_000_000n);
  expect(before[1] - (await balance(caller))).toBe(12_000_000n + gas);
  expect(new Set(calls.map(({ receipt }) => receipt.digest)).size).toBe(1);
  expect(new Set(calls.map(({ receipt }) => receipt.commitment)).size).toBe(3);
  for (const { receipt } of calls) await caller.hub.verifyReceipt(receipt);
  expect(await caller.hub.pendingCalls()).toEqual([]);
});

it('leaves out what cannot be run, and pays for the rest', async () => {
  const before = await balance(author);
  const failed: number[] = [];
  const odd = async (index: number): Promise<Tensors> => {
    if (index === 0) throw new TypeError('no such picture');
    if (index === 1) return tinyInputs(NaN, 0, 0);
    return tinyInputs(index, 0, 0);
  };
  const batch = await caller.hub.batch(model, 4, odd, {
    onRun: (index, { status }) => status === 'failed' && failed.push(index),
  });
  expect(failed).toEqual([0, 1]);
  const { calls } = await batch.pay(caller.wallet);
  expect(calls.map(({ index, outputs }) => [index, values(outputs)[0]])).toEqual([[2, 4], [3, 6]]); // prettier-ignore
  expect((await balance(author)) - before).toBe(8_000_000n);
});

it('stops after the run at hand with what there is', async () => {
  const stop = new AbortController();
  const batch = await caller.hub.batch(
    model,
    50,
    rows(...Array.from({ length: 50 }, () => [1, 1, 1] as [number, number, number])),
    {
      stop: stop.signal,
      onRun: (index, { status }) => index === 1 && status === 'running' && stop.abort(),
    },
  );
  expect(batch.runs).toEqual([0, 1]);
  batch.drop();
  await expect(batch.pay(caller.wallet)).rejects.toMatchObject({ code: 'pay/dropped' });
});

it('is given up as a whole, for nothing', async () => {
  const controller = new AbortController();
  const before = await balance(caller);
  const batch = caller.hub.batch(model, 3, rows([1, 1, 1], [2, 2, 2], [3, 3, 3]), {
    signal: controller.signal,
    onRun: (index, { status }) => index === 1 && status === 'running' && controller.abort(),
  });
  await expect(batch).rejects.toMatchObject({ name: 'AbortError' });
  expect(await balance(caller)).toBe(before);
});

it('refuses none, too many, and throws what the last one threw where none came to its end', async () => {
  const none = { code: 'hub/batch-too-large' };
  await expect(caller.hub.batch(model, 0, rows())).rejects.toMatchObject(none);
  await expect(caller.hub.batch(model, 101, rows())).rejects.toMatchObject(none);
  await expect(caller.hub.batch(model, 1, rows([NaN, 0, 0]))).rejects.toMatchObject({
    code: 'tensor/not-finite',
  });
});

it('each call can be recovered where the page went away after the signature', async () => {
  const drafts = createMemoryStore();
  const hubOf = (fetch: typeof globalThis.fetch) =>
    createHub({
      network: network.config,
      engine: createNodeEngine(),
      encoder: createLocalEncoder(),
      cache: createMemoryStore(),
      drafts,
      fetch,
    });
  // Nothing that is executed is ever answered.
  const cut = hubOf(async (input, init) => {
    const response = await fetch(input, init);
    const url = input instanceof Request ? input.url : String(input);
    if (url.endsWith('/ExecuteTransaction')) throw new TypeError('The connection broke');
    return response;
  });
  const before = await balance(author);
  const batch = await cut.batch(model, 2, rows([1, 1, 1], [2, 2, 2]));
  await expect(batch.pay(caller.wallet, { signal: AbortSignal.timeout(4_000) })).rejects.toThrow();
  const after = hubOf(fetch);
  const owed = await after.pendingCalls();
  expect(owed).toHaveLength(2);
  const answers = [];
  for (const { id } of owed) answers.push(values((await after.recover(id)).outputs)[0]);
  expect(answers.sort()).toEqual([2, 4]);
  expect((await balance(author)) - before).toBe(8_000_000n);
  expect(await after.pendingCalls()).toEqual([]);
});
