// Answers that are read while they are made: paid first, bound afterwards, and never lost in between.
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { Receipt } from '../../src/lib/index.ts';
import { publishAll } from '../../start/local-network.ts';
import { storyModel } from '../../start/models/story.ts';
import { watchWorkers } from './faults.ts';
import { balances, gasPaid, sui } from './purse.ts';
import { chooseDevice, expect, sign, test as base, type Visitor } from './site.ts';

const PRICE = 1_000_000n;

const test = base.extend<object, { story: string }>({
  story: [
    async ({ site }, use) => {
      const [id] = await publishAll(site.author, [{ ...(await storyModel()), price: PRICE }]);
      await use(id!);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

const answerOf = ({ output }: Visitor): Locator => output.getByRole('region', { name: 'Answer' });
const run = (page: Page) => page.getByRole('button', { name: /^Pay 1 mSUI and run/ });
const bind = ({ output }: Visitor) => output.getByRole('button', { name: 'Bind the answer to the receipt' });

/** Opens the model, connects and takes an example. */
async function openStory(caller: Visitor, story: string): Promise<void> {
  await caller.goto(`#/model/${story}`);
  await caller.connect();
  await prepare(caller);
}

async function prepare({ page }: Visitor): Promise<void> {
  await page.getByRole('button', { name: 'A truth' }).click();
  await chooseDevice(page, /processor|wasm|CPU/i);
}

/** From the page's next navigation on, what Workers tell after the first piece of an answer is kept back, until let go. */
async function holdAnswers({ page }: Visitor): Promise<{ release(): Promise<void> }> {
  await page.addInitScript(() => {
    const hold = { on: true, told: 0, kept: [] as (() => void)[] };
    Object.assign(globalThis, { answerHold: hold });
    Worker.prototype.addEventListener = function (
      this: Worker,
      type: string,
      listener: unknown,
      options: unknown,
    ) {
      const hear = listener as (event: MessageEvent<{ type?: string }>) => void;
      const held = (event: MessageEvent<{ type?: string }>) => {
        const kind = event.data?.type;
        if (kind === 'text') hold.told += 1;
        const late = (kind === 'text' && hold.told > 1) || (kind === 'ran' && hold.told > 0);
        if (hold.on && late) hold.kept.push(() => hear(event));
        else hear(event);
      };
      const given = type === 'message' ? held : listener;
      return EventTarget.prototype.addEventListener.call(
        this,
        type,
        given as EventListener,
        options as object,
      );
    } as typeof Worker.prototype.addEventListener;
  });
  type Held = { answerHold: { on: boolean; kept: (() => void)[] } };
  return {
    release: () =>
      page.evaluate(() => {
        const { answerHold: hold } = globalThis as unknown as Held;
        hold.on = false;
        for (const hear of hold.kept.splice(0)) hear();
      }),
  };
}

test('an answer is paid, read while it is made, and bound; its receipt verifies at every stage', async ({
  caller,
  site,
  story,
}) => {
  const { page, output } = caller;
  await openStory(caller, story);
  const before = await balances(site, caller);
  await run(page).click();
  // The wallet is asked after the model has begun to answer, and before anything of it is in the page.
  const dialog = page.getByRole('dialog', { name: 'Development wallet' });
  await expect(dialog).toContainText('open_call::pay_first');
  await expect(answerOf(caller)).toHaveText('');
  await sign(caller);
  await expect(bind(caller)).toBeVisible();
  const answer = (await answerOf(caller).textContent())!;
  expect(answer.length).toBeGreaterThan(40);
  await expect(output).toContainText('this input, paid');
  expect((await sui(site.author)) - before.author).toBe(PRICE);

  await bind(caller).click();
  await expect(dialog).toContainText('open_call::bind_output');
  await sign(caller);
  await expect(output).toContainText('input and output, paid');
  await expect(answerOf(caller)).toHaveText(answer);
  const gas = await gasPaid(site.network, caller.actor.wallet.address);
  expect(before.caller - (await sui(caller.actor))).toBe(PRICE + gas);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    output.getByRole('button', { name: 'Download the receipt' }).click(),
  ]);
  const receipt = JSON.parse(await readFile(await download.path(), 'utf8')) as Receipt;
  expect(receipt.bound).toMatchObject({ stopped: false });
  await caller.actor.hub.verifyReceipt(receipt);
  const { bound: _, ...unbound } = receipt;
  await caller.actor.hub.verifyReceipt(unbound);
  await caller.goto('#/settings');
  await page.getByRole('button', { name: /^Verify receipt/ }).click();
  await expect(page.getByText('The chain confirms this receipt')).toBeVisible();
  expect(caller.complaints).toEqual([]);
});

test('an answer that is ended early stays, and the next payment binds it along the way', async ({
  caller,
  site,
  story,
}) => {
  const { page, output } = caller;
  const hold = await holdAnswers(caller);
  await openStory(caller, story);
  await run(page).click();
  await sign(caller);
  await expect(answerOf(caller)).not.toHaveText('');
  await output.getByRole('button', { name: 'Stop here' }).click();
  await hold.release();
  await expect(bind(caller)).toBeVisible();

  const before = await sui(site.author);
  await run(page).click();
  const dialog = page.getByRole('dialog', { name: 'Development wallet' });
  await expect(dialog).toContainText('open_call::bind_output');
  await expect(dialog).toContainText('open_call::pay_first');
  await sign(caller);
  await expect(bind(caller)).toBeVisible();
  expect((await sui(site.author)) - before).toBe(PRICE);
  await caller.goto('#/settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export all as JSON' }).click(),
  ]);
  const receipts = JSON.parse(await readFile(await download.path(), 'utf8')) as Receipt[];
  // Newest first: the second is still to be bound, and the first went with it.
  expect(receipts.map(({ bound }) => bound?.digest)).toEqual([undefined, receipts[0]!.digest]);
  for (const receipt of receipts) await caller.actor.hub.verifyReceipt(receipt);
});

test('a page that is closed half-way finds its answer again: the same, and paid once', async ({
  caller,
  newVisitor,
  site,
  story,
}) => {
  await holdAnswers(caller);
  await openStory(caller, story);
  const before = await sui(site.author);
  await run(caller.page).click();
  await sign(caller);
  await expect(answerOf(caller)).not.toHaveText('');
  const begun = (await answerOf(caller).textContent())!;

  const page = await caller.context.newPage();
  await caller.page.close();
  const again: Visitor = {
    ...caller,
    page,
    output: page.getByRole('region', { name: 'Output', exact: true }),
  };
  await page.goto(`${site.network.url}/#/model/${story}`);
  await expect(page.getByText('You signed for an answer of this model')).toBeVisible();
  await page.getByRole('button', { name: 'Go on, at no cost' }).click();
  await expect(bind(again)).toBeVisible();
  const answer = (await answerOf(again).textContent())!;
  expect(answer.startsWith(begun)).toBe(true);
  expect(answer.length).toBeGreaterThan(begun.length);
  expect((await sui(site.author)) - before).toBe(PRICE);

  // Whoever asks the same with the same seed reads the same.
  const other = await newVisitor();
  await openStory(other, story);
  await run(other.page).click();
  await sign(other);
  await expect(bind(other)).toBeVisible();
  await expect(answerOf(other)).toHaveText(answer);

  // Read, and not bound: that is offered at the next visit.
  await page.reload();
  await page.getByRole('button', { name: 'Bind it now' }).click();
  await sign(again);
  await expect(page.getByRole('button', { name: 'Bind it now' })).toBeHidden();
  expect((await sui(site.author)) - before).toBe(2n * PRICE);
});

test('a Worker that dies half-way costs nothing more: what was read stays, and the rest comes', async ({
  caller,
  site,
  story,
}) => {
  const { page, output } = caller;
  const workers = await watchWorkers(caller);
  const hold = await holdAnswers(caller);
  await openStory(caller, story);
  const before = await sui(site.author);
  await run(page).click();
  await sign(caller);
  await expect(answerOf(caller)).not.toHaveText('');
  const begun = (await answerOf(caller).textContent())!;
  await workers.kill('now');
  await expect(output.getByRole('alert')).toContainText(
    'You have paid for this answer, and the receipt holds.',
  );
  await expect(answerOf(caller)).toHaveText(begun);
  await hold.release();
  await output.getByRole('button', { name: 'Go on, at no cost' }).click();
  await expect(bind(caller)).toBeVisible();
  expect((await answerOf(caller).textContent())!.startsWith(begun)).toBe(true);
  expect((await sui(site.author)) - before).toBe(PRICE);
});

test('declined, too long, or without a wallet: said before anything is paid', async ({
  caller,
  site,
  story,
}) => {
  const { page } = caller;
  await caller.goto(`#/model/${story}`);
  await expect(page.getByRole('button', { name: 'Connect a wallet to pay 1 mSUI and run' })).toBeVisible();
  await caller.connect();
  await prepare(caller);
  const before = await balances(site, caller);
  await run(page).click();
  await sign(caller, 'Decline');
  await expect(page.getByText('You declined the payment.')).toBeVisible();
  await expect(page.getByText('Nothing was charged. Run it when you are ready.')).toBeVisible();

  await page
    .getByRole('textbox', { name: /^Prompt/ })
    .fill('It is a truth universally acknowledged. '.repeat(100));
  await run(page).click();
  await expect(page.getByRole('complementary').getByRole('alert')).toContainText(/prompt/i);
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
});

test('another answer is drawn with another seed, which the field shows; at temperature 0 none is sold', async ({
  caller,
  site,
  story,
}) => {
  const { page, output } = caller;
  await openStory(caller, story);
  await run(page).click();
  await sign(caller);
  await expect(bind(caller)).toBeVisible();
  const first = (await answerOf(caller).textContent())!;
  await expect(output).toContainText('Seed 0. Another seed is a new call.');
  const before = await sui(site.author);
  await output.getByRole('button', { name: 'Draw again for 1 mSUI' }).click();
  await sign(caller);
  await expect(bind(caller)).toBeVisible();
  await expect(answerOf(caller)).not.toHaveText(first);
  const second = (await answerOf(caller).textContent())!;
  expect((await sui(site.author)) - before).toBe(PRICE);
  await page.getByText('More settings').click();
  const seed = await page.getByRole('textbox', { name: /^Seed/ }).inputValue();
  expect(Number(seed)).toBeGreaterThan(0);
  await expect(output).toContainText(`Seed ${seed}.`);
  // No jargon beside fields that say what they are.
  await expect(page.getByRole('form', { name: 'Inputs' })).not.toContainText(/int32|int64|float32|string/);

  // What the field shows is what it was drawn by: given again, it is the same answer.
  await page.getByRole('button', { name: 'Another seed' }).click();
  await page.getByRole('textbox', { name: /^Seed/ }).fill(seed);
  await run(page).click();
  await sign(caller);
  await expect(bind(caller)).toBeVisible();
  await expect(answerOf(caller)).toHaveText(second);

  await page.getByRole('textbox', { name: /^Temperature/ }).fill('0');
  await expect(output.getByRole('button', { name: 'Draw again for 1 mSUI' })).toBeDisabled();
  await expect(output).toContainText('At temperature 0 every seed gives the same answer.');
});

test('an answer that cannot be finished is given up: what comes back is said, and nothing is owed any more', async ({
  caller,
  site,
  story,
}, info) => {
  const { page, output } = caller;
  const workers = await watchWorkers(caller);
  await holdAnswers(caller);
  await openStory(caller, story);
  const before = await sui(site.author);
  await run(page).click();
  await sign(caller);
  await expect(answerOf(caller)).not.toHaveText('');
  await workers.kill('now');
  await expect(output.getByRole('alert')).toContainText('You have paid for this answer');
  await output.getByRole('button', { name: 'Give it up…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give this answer up?' });
  await expect(dialog).toContainText('The 1 mSUI stay with the author.');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: info.outputPath(`give-up-${colorScheme}.png`) });
  }
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(output.getByRole('button', { name: 'Go on, at no cost' })).toBeVisible();

  // As somebody would who comes back later.
  await page.reload();
  await page.getByRole('button', { name: 'Give it up…' }).click();
  const held = await sui(caller.actor);
  await dialog.getByRole('button', { name: 'Give it up', exact: true }).click();
  await sign(caller);
  const done = page.getByRole('dialog', { name: 'Given up' });
  await expect(done).toContainText(/mSUI of network fees came back/);
  expect(await sui(caller.actor)).toBeGreaterThan(held);
  expect((await sui(site.author)) - before).toBe(PRICE);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: info.outputPath('given-up-phone.png') });
  await done.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Give it up…' })).toHaveCount(0);
  await page.reload();
  await expect(run(page)).toBeVisible();
  await expect(page.getByText('You signed for an answer')).toHaveCount(0);
});
