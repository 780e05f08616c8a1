// Models made to harm whoever calls them, published by an author whose own page looked at something else. None is charged:
// balances are compared to the unit. A sentence says what happened, and the page goes on.
import { createNodeEngine } from '../../src/agent/node-engine.ts';
import { createHub, createLocalEncoder, createMemoryStore, type Tensor } from '../../src/lib/index.ts';
import { HOSTILE } from '../corpus/hostile.ts';
import { tinyDraft } from '../draft.ts';
import { balances } from './purse.ts';
import { chooseDevice, expect, sign, test, type Site, type Visitor } from './site.ts';

interface Trap {
  name: string;
  input?: { dtype: Tensor['dtype']; text: string };
  sentence: RegExp;
}

const TRAPS: Trap[] = [
  { name: 'unknown-operator', sentence: /uses an operator the runtime does not have/ },
  { name: 'function-10^7', sentence: /would overwhelm this device/ },
  { name: 'bfloat16', sentence: /a type of value that the runtime here cannot/ },
  { name: 'external-missing', sentence: /keeps weights in another file that is not here/ },
  { name: 'half', sentence: /The model file ends too early/ },
  { name: 'zeros-4g', sentence: /ran out of memory/ },
  { name: 'cycle', sentence: /could not open the model/ },
  { name: 'div-trap', input: { dtype: 'int32', text: '-2147483648' }, sentence: /failed on this input/ },
];

const ids = new Map<string, string>();

test.beforeAll(async ({ site }) => {
  for (const { name, input } of [...TRAPS, { name: 'loop-forever', input: undefined }]) {
    ids.set(name, await publishTrap(site, name, input?.dtype ?? 'float32'));
  }
});

/** What was looked at before publishing was a good model; what the author's own store hands out is another. */
async function publishTrap({ network, author }: Site, name: string, dtype: Tensor['dtype']): Promise<string> {
  const hostile = HOSTILE.find((one) => one.name === name)!;
  const honest = createMemoryStore();
  const drafts: typeof honest = {
    ...honest,
    get: async <T>(key: string) =>
      key.startsWith('publication-files/')
        ? ([{ path: 'tiny.onnx', data: new Blob([hostile.make()]) }] as T)
        : honest.get<T>(key),
  };
  const hub = createHub({
    network: network.config,
    engine: createNodeEngine(),
    encoder: createLocalEncoder(),
    cache: createMemoryStore(),
    drafts,
  });
  const values = { dtype, shape: [1] };
  const draft = tinyDraft({
    name: `Trap ${name}`,
    inputs: [{ name: dtype === 'int32' ? 'i' : 'x', ...values }],
    outputs: [{ name: 'y', ...values }],
  });
  const { id } = await hub.draft(draft);
  return (await hub.publish(id, author.wallet)).model!;
}

async function run({ page }: Visitor, text: string): Promise<void> {
  await chooseDevice(page, /CPU/);
  await page.getByRole('textbox', { name: /^[xi]\b/ }).fill(text);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

async function paysForAGoodOne(visitor: Visitor, site: Site): Promise<void> {
  const { page, output } = visitor;
  const before = await balances(site, visitor);
  await visitor.goto(`#/model/${site.models.scale}`);
  await chooseDevice(page, /CPU/);
  await page.getByRole('textbox', { name: /^x\b/ }).fill('[[1, 2, 3]]');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(visitor);
  await expect(output).toContainText('12');
  expect((await balances(site, visitor)).author - before.author).toBe(4_000_000n);
}

test('each is refused in words, charges nothing, and leaves the page to the next model', async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  await caller.goto('');
  await caller.connect();
  const before = await balances(site, caller);
  for (const { name, input, sentence } of TRAPS) {
    await caller.goto(`#/model/${ids.get(name)}`);
    await expect(page.getByRole('heading', { name: `Trap ${name}` })).toBeVisible();
    await run(caller, input?.text ?? '1');
    await expect(page.getByText(sentence).first(), name).toBeVisible();
    await expect(output.getByRole('button', { name: /^Pay/ }), name).toHaveCount(0);
  }
  expect(caller.sent()).toBe(0);
  expect(await balances(site, caller)).toEqual(before);
  await paysForAGoodOne(caller, site);
});

test('one that never ends leaves the page alive, is stopped by a button, and charges nothing', async ({
  caller,
  site,
}) => {
  const { page } = caller;
  await caller.goto('');
  await caller.connect();
  const before = await balances(site, caller);
  await caller.goto(`#/model/${ids.get('loop-forever')}`);
  await run(caller, '1');
  const stop = page.getByRole('button', { name: 'Stop' });
  await expect(stop).toBeVisible();
  // The page turns while the model does.
  const turns = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let count = 0;
        const timer = setInterval(() => {
          count += 1;
          if (count < 50) return;
          clearInterval(timer);
          resolve(count);
        }, 4);
      }),
  );
  expect(turns).toBe(50);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await stop.click();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  expect(caller.sent()).toBe(0);
  expect(await balances(site, caller)).toEqual(before);
  await paysForAGoodOne(caller, site);
});
