// A page that goes away between signature and output: the call is finished later, once, and paid once.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createHub, type Hub } from '../../../src/lib/index.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';

type Actor = Awaited<ReturnType<LocalNetwork['author']>>;
let network: LocalNetwork;
let author: Actor;
let caller: Actor;
let model: string;

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
  caller = await network.author();
  [model] = (await publishAll(author, [tinyDraft()])) as [string];
});
afterAll(() => network?.close());

function openPage(drafts: ReturnType<typeof createMemoryStore>, fetching: typeof fetch = fetch): Hub {
  const stores = { cache: createMemoryStore(), drafts };
  const engines = { engine: createNodeEngine(), encoder: createLocalEncoder() };
  return createHub({ network: network.config, ...engines, ...stores, fetch: fetching });
}
const earned = () => author.hub.balance(author.wallet.address);

/** Fails every execution, before or after it reached the network. */
function broken(when: 'before' | 'after'): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.includes('ExecuteTransaction')) return fetch(input, init);
    if (when === 'after') await (await fetch(input, init)).arrayBuffer();
    throw new TypeError('the tab was closed');
  };
}

it.each(['before', 'after'] as const)('a tab closed %s the payment arrived is made good', async (when) => {
  const drafts = createMemoryStore();
  const before = await earned();
  const locked = await openPage(drafts, broken(when)).call(model, tinyInputs(1, 2, 3));
  await expect(locked.pay(caller.wallet)).rejects.toMatchObject({ code: 'chain/unreachable' });

  const page = openPage(drafts);
  const [pending] = await page.pendingCalls();
  expect(pending).toMatchObject({ model, version: 1, price: 4_000_000n });
  const { outputs, receipt } = await page.recover(pending!.id);
  expect(Array.from(outputs['y']!.data as Float32Array)).toEqual([2, 6, 12]);
  expect((await earned()) - before).toBe(4_000_000n);
  await expect(page.verifyReceipt(receipt)).resolves.toBeUndefined();
  expect(await page.pendingCalls()).toEqual([]);
});

it('a payment that can no longer take effect is forgotten, and nothing was paid', async () => {
  const drafts = createMemoryStore();
  const locked = await openPage(drafts, broken('before')).call(model, tinyInputs(1, 2, 3));
  await locked.pay(caller.wallet).catch(() => undefined);
  const [owned] = await author.hub.owned(author.wallet.address);
  await author.hub.update(owned!, { kind: 'price', price: 5_000_000n }, author.wallet);
  const page = openPage(drafts);
  const [pending] = await page.pendingCalls();
  const calls = (await page.open(model)).totals.calls;
  await expect(page.recover(pending!.id)).rejects.toMatchObject({ code: 'pay/price-changed' });
  expect(await page.pendingCalls()).toEqual([]);
  expect((await page.open(model)).totals.calls).toBe(calls);
  await expect(page.recover(pending!.id)).rejects.toMatchObject({ code: 'hub/no-pending-call' });
});

it('a call that went well leaves nothing behind', async () => {
  const drafts = createMemoryStore();
  const page = openPage(drafts);
  await (await page.call(model, tinyInputs(1, 1, 1))).pay(caller.wallet);
  expect(await page.pendingCalls()).toEqual([]);
});
