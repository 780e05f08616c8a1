// What every page owes every visitor: it fits, has its heading, says nothing on the console, asks nobody else, can be
// used by keyboard, and works from wherever it is served.
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { serve } from '../../devnet/node/serve.ts';
import { createStaticFiles } from '../../start/static-files.ts';
import { tinyModel } from '../tiny-onnx.ts';
import { chooseFiles, fillIn, goTo, publish, STEPS } from './publish-form.ts';
import { chooseDevice, expect, runScale, sign, test, type Site, type Visitor } from './site.ts';

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  'on a phone': {
    colorScheme: 'light',
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  },
};

for (const [look, options] of Object.entries(LOOKS)) {
  test(`every page ${look}: fits, has its heading, says nothing on the console, asks nobody else`, async ({
    newVisitor,
    site,
  }) => {
    const visitor = await newVisitor(options, site.author);
    const { page } = visitor;
    const strangers = watchStrangers(visitor, site);
    const check = async (heading: string | RegExp) => {
      await expect(page.getByRole('heading', { level: 1, name: heading })).toHaveCount(1);
      await expect(page.getByRole('status').filter({ hasText: /^Reading/ })).toHaveCount(0);
      expect(await overflow(page), `${page.url()} scrolls sideways`).toEqual([]);
    };

    await visitor.goto('');
    await expect(page.getByRole('list', { name: 'Models' })).toBeVisible();
    await check(/Models/);
    await visitor.connect();
    await visitor.goto(`#/model/${site.models.language}`);
    await check(/Which language/);
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport({ ratio: 1 });
    await page.getByRole('button', { name: 'Italian' }).click();
    await chooseDevice(page, /CPU/);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await visitor.output.getByRole('button', { name: /^Pay/ }).click();
    await sign(visitor);
    await expect(visitor.output.getByRole('region', { name: 'Receipt' })).toBeVisible();
    await check(/Which language/);
    await visitor.goto('#/publish');
    await check('Publish a model');
    await chooseFiles(page, {
      name: 'a-model-with-a-rather-long-file-name-of-its-own.onnx',
      bytes: tinyModel(),
    });
    for (const step of STEPS) {
      await goTo(page, step);
      await check('Publish a model');
    }
    await visitor.goto('#/mine');
    await expect(page.getByRole('list', { name: 'My models' })).toBeVisible();
    await check('My models');
    await visitor.goto('#/health');
    await expect(page.getByRole('table', { name: 'Calls and income by verdict' })).toBeVisible();
    await check('Market health');
    await visitor.goto('#/earnings');
    await expect(page.getByRole('table', { name: 'Income by model' })).toBeVisible();
    await check('Earnings');
    await visitor.goto(`#/author/${site.author.wallet.address}`);
    await expect(page.getByRole('list', { name: 'Models' })).toBeVisible();
    await check(/0x|Author|You/);
    await visitor.goto('#/settings');
    await expect(page.getByRole('link', { name: 'Which language?' }).first()).toBeVisible();
    await check('Settings');
    await visitor.goto('#/nowhere');
    await check('Page not found');
    await page.evaluate(() => localStorage.setItem('floe.network', JSON.stringify('mainnet')));
    await page.reload();
    for (const route of ['', '#/publish', '#/mine', `#/model/${site.models.scale}`]) {
      await visitor.goto(route);
      await expect(page.getByText('Floe is not deployed on mainnet yet.')).toBeVisible();
      expect(await overflow(page)).toEqual([]);
    }
    expect(visitor.complaints).toEqual([]);
    expect(strangers()).toEqual([]);
  });
}

test('colours follow the system, and the visitor’s own choice goes before it', async ({ newVisitor }) => {
  const visitor = await newVisitor({ colorScheme: 'dark' });
  const { page } = visitor;
  const brightness = () =>
    page.evaluate(() => {
      const [r = 0, g = 0, b = 0] = getComputedStyle(document.documentElement)
        .backgroundColor.match(/[\d.]+/g)!
        .map(Number);
      return (r + g + b) / 3;
    });
  await visitor.goto('');
  expect(await brightness()).toBeLessThan(80);
  await page.getByRole('combobox', { name: 'Appearance' }).selectOption({ label: 'Light' });
  await expect.poll(brightness).toBeGreaterThan(180);
  await page.reload();
  await expect.poll(brightness).toBeGreaterThan(180);
});

test('by keyboard alone: from the input to Run, Pay, Sign and the answer', async ({ caller, site }) => {
  const { page, output } = caller;
  await caller.goto(`#/model/${site.models.scale}`);
  await caller.connect();
  await chooseDevice(page, /CPU/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Connect wallet' })).toHaveCount(0);
  await tabTo(page, 'x');
  await page.keyboard.type('1, 2, 3');
  await tabTo(page, 'Run');
  await page.keyboard.press('Enter');
  await expect(output).toBeVisible();
  await tabTo(page, 'Pay 4 mSUI and unlock');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Development wallet' })).toBeVisible();
  await tabTo(page, 'Sign');
  await page.keyboard.press('Enter');
  await expect(output).toContainText('2  6  12');
});

test('from a gateway’s sub-path, with the network elsewhere: models run, and publishing encodes', async ({
  caller,
  site,
}) => {
  const files = createStaticFiles(fileURLToPath(new URL('../../dist', import.meta.url)));
  const prefix = '/ipfs/QmX';
  const gateway = await serve(async (request) => {
    const url = new URL(request.url);
    if (url.pathname === `${prefix}/devnet.json`) return Response.json(site.network.config);
    const inside = url.pathname.startsWith(`${prefix}/`);
    const found = inside && (await files(new Request(new URL(url.pathname.slice(prefix.length), url))));
    return found || new Response('not here', { status: 404 });
  });
  try {
    const { page, output } = caller;
    const outside: string[] = [];
    caller.context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin === gateway.url && !url.pathname.startsWith(`${prefix}/`)) outside.push(url.pathname);
    });
    await page.goto(`${gateway.url}${prefix}/`);
    await page.getByRole('searchbox', { name: 'Search models' }).fill(site.models.scale);
    await page.getByRole('link', { name: 'Scale', exact: true }).click();
    await caller.connect();
    await runScale(caller, '[[1, 2, 3]]');
    await output.getByRole('button', { name: /^Pay/ }).click();
    await sign(caller);
    await expect(output).toContainText('2  6  12');
    await runScale(caller, '[[1, 2, 3]]', /GPU/);
    await expect(output).toContainText('on GPU');

    await page.getByRole('link', { name: 'Publish', exact: true }).click();
    await chooseFiles(page, { name: 'tiny.onnx', bytes: tinyModel({ weights: [5, 5, 5] }) });
    await fillIn(page, { name: 'Tiny', summary: '', task: 'scaling', price: '0', epochs: 1 });
    await publish(page);
    await sign(caller, 'Decline');
    await expect(page.getByRole('alert')).toContainText('The wallet did not sign.');
    expect(outside).toEqual([]);
    expect(caller.complaints).toEqual([]);
  } finally {
    await gateway.close();
  }
});

/** What sticks out to the right, if the page can be scrolled sideways. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

/** Origins other than the site's that were asked for anything. */
function watchStrangers({ context }: Visitor, site: Site): () => string[] {
  const origins = new Set<string>();
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== site.network.url) origins.add(origin);
  });
  return () => [...origins];
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const labels = element instanceof HTMLTextAreaElement ? element.labels : undefined;
      return (labels?.[0]?.textContent ?? element?.textContent ?? '').trim().replace(/\s+/g, ' ');
    });
    if (focused === name) return;
    passed.push(focused.slice(0, 30));
  }
  throw new Error(`Tab does not reach ${name}; it passes ${passed.join(' | ')}`);
}
