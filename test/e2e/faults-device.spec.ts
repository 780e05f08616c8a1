// The visitor's own device failing under a model: no graphics processor, a lost one, a Worker that dies.
import { chromium, type Browser } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../browser.ts';
import { openLocked, pay, UNLOCKED } from './faults.ts';
import { balances, sui } from './purse.ts';
import { expect, openVisitor, runScale, sign, test, type Site, type Visitor } from './site.ts';

const PRICE = 4_000_000n;
const GPU = /GPU/;
/** Software WebGPU has to be asked for: without that, this is a device whose graphics processor is not usable. */
const WITHOUT_GPU = CHROMIUM_ARGS.filter((arg) => !/webgpu/.test(arg));

test('without WebGPU the page says that it runs on the processor, and does', async ({ site }) => {
  await withBrowser(WITHOUT_GPU, site, async (caller) => {
    const { page, output } = caller;
    await caller.goto(`#/model/${site.models.scale}`);
    await caller.connect();
    await expect(page.getByText('This browser shows no usable graphics processor (WebGPU).')).toBeVisible();
    await page.getByRole('textbox', { name: /^x\b/ }).fill('[[1, 2, 3]]');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(output).toContainText('no graphics adapter could be used');
    await pay(caller);
    await sign(caller);
    await expect(output).toContainText(UNLOCKED);

    const before = await balances(site, caller);
    await runScale(caller, '[[1, 2, 3]]', GPU);
    await expect(page.getByRole('alert')).toContainText(
      'This browser offers no way to run the model as chosen.',
    );
    await expect(page.getByRole('alert')).toContainText('Nothing was run and nothing was charged.');
    expect(await balances(site, caller)).toEqual(before);
  });
});

test('a graphics processor lost after the run: what was computed is still paid for once, and the next run recovers', async ({
  site,
}) => {
  await withBrowser(CHROMIUM_ARGS, site, async (caller, browser) => {
    const { page, output } = caller;
    await caller.goto(`#/model/${site.models.scale}`);
    await caller.connect();
    await runScale(caller, '[[1, 2, 3]]', GPU);
    await expect(output).toContainText('on GPU');
    const before = await balances(site, caller);
    await crashGpu(browser);
    await pay(caller);
    await sign(caller);
    await expect(output).toContainText(UNLOCKED);
    const paid = await balances(site, caller);
    expect(paid.author - before.author).toBe(PRICE);

    await page.getByRole('textbox', { name: /^x\b/ }).fill('[[2, 2, 2]]');
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect(output.getByRole('button', { name: /^Pay/ })).toBeVisible();
    expect(await balances(site, caller)).toEqual(paid);
    await pay(caller);
    await sign(caller);
    await expect(output).toContainText('4  6  8');
  });
});

test('a graphics processor that does not come back: said so, nothing charged, and the processor still works', async ({
  site,
}) => {
  await withBrowser(CHROMIUM_ARGS, site, async (caller, browser) => {
    const { page, output } = caller;
    await caller.goto(`#/model/${site.models.scale}`);
    await caller.connect();
    await runScale(caller, '[[1, 2, 3]]', GPU);
    await expect(output).toContainText('on GPU');
    const before = await balances(site, caller);
    // Chromium takes WebGPU from a browser whose graphics process crashed twice.
    for (let crash = 0; crash < 3; crash += 1) {
      await crashGpu(browser);
      await page.waitForTimeout(1_000);
    }
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect(page.getByRole('alert')).toContainText('The GPU was lost during the run.');
    await expect(page.getByRole('alert')).toContainText('Nothing was charged.');
    expect(await balances(site, caller)).toEqual(before);
    await runScale(caller, '[[1, 2, 3]]');
    await expect(output).toContainText('on CPU');
  });
});

test('a Worker that dies in its run: said so, nothing charged, and the next run works', async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  const workers = await openLocked(caller, site);
  const before = await balances(site, caller);
  await workers.kill('in its next run');
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page.getByRole('alert')).toContainText(
    'The run was ended by the browser. Nothing was charged.',
  );
  await expect(output).toBeHidden();
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(output).toBeVisible();
});

test('a Worker that dies with the output locked: paid once, computed again, unlocked', async ({
  caller,
  site,
}) => {
  const workers = await openLocked(caller, site);
  const { author } = await balances(site, caller);
  await workers.kill('now');
  await pay(caller);
  await sign(caller);
  await expect(caller.output).toContainText(UNLOCKED);
  expect((await sui(site.author)) - author).toBe(PRICE);
  expect(await workers.runs()).toBe(2);
  expect(caller.sent()).toBe(1);
});

/** A browser of its own: what these tests do to it would stay with the next one. */
async function withBrowser(
  args: string[],
  site: Site,
  body: (caller: Visitor, browser: Browser) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args });
  try {
    await body(await openVisitor(await browser.newContext(), site), browser);
  } finally {
    await browser.close();
  }
}

/** Takes the graphics process down, as a driver fault does. Its answer never comes. */
async function crashGpu(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  void (session as { send(method: string): Promise<unknown> })
    .send('Browser.crashGpuProcess')
    .catch(() => undefined);
}
