// Finding a model: the market in one line, search, filters, order, side by side, hiding, authors, and all of it again
// when the network does not answer. On a seeded market whose numbers are known another way.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import type { Hub, MarketReport, MarketResults } from '../../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { generateMarket } from '../../start/seed/index.ts';
import { tinyDraft } from '../draft.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
/** Cyrillic letters that look like Latin ones. */
const LOOKS_LIKE: Record<string, string> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', y: 'у' };

interface Seeded {
  network: LocalNetwork;
  hub: Hub;
  report: MarketReport;
  /** By genuine payers, most first. */
  used: MarketResults['items'];
  author: string;
  imitation: string;
}

const test = base.extend<{ market: Page }, { seeded: Seeded; visitor: BrowserContext }>({
  seeded: [
    async ({}, use) => {
      const market = generateMarket({
        seed: 11,
        models: 140,
        authors: 14,
        payers: 60,
        calls: 1_500,
        days: 60,
        endMs: Date.now() - 60_000,
      });
      const network = await startLocalNetwork({ dist: DIST, market });
      const actor = await network.author();
      await actor.hub.market.sync();
      const before = await actor.hub.market.search({ sort: 'genuine-payers', limit: 200 });
      const copied = before.items[0]!.listing.name;
      const imitation = [...copied].map((letter) => LOOKS_LIKE[letter] ?? letter).join('');
      await publishAll(actor, [tinyDraft({ name: `\u202e${imitation}`, tags: ['copycat'], price: 0n })]);
      const { author } = before.items[0]!.listing;
      await fetch(`${network.url}/devnet/name`, {
        method: 'POST',
        body: JSON.stringify({ address: author, name: 'ada.sui' }),
      });
      await actor.hub.market.sync();
      const report = await actor.hub.market.report({ days: 30 });
      const { items } = await actor.hub.market.search({ sort: 'genuine-payers', limit: 200 });
      await use({ network, hub: actor.hub, report, used: items, author, imitation });
      await network.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // One visitor for all: only the first visit reads the market from its beginning.
  visitor: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  market: async ({ visitor, seeded }, use) => {
    const page = await visitor.newPage();
    await page.goto(`${seeded.network.url}/`);
    await synced(page);
    await use(page);
    await page.close();
  },
});

const synced = (page: Page) => expect(page.getByText(/^Numbers as of/)).toBeVisible({ timeout: 120_000 });
const models = (page: Page) => page.getByRole('list', { name: 'Models', exact: true });
const names = (page: Page) => models(page).getByRole('heading', { level: 2 }).getByRole('link');
const grouped = (count: number) => count.toLocaleString('en-US');
const first = (page: Page) => models(page).getByRole('listitem').first();

test('the market in one line agrees with another reader of the same chain', async ({ market, seeded }) => {
  const { totals } = seeded.report.measures.linkedShare;
  const line = market.getByRole('region', { name: 'The market, last 30 days' });
  await expect(line).toContainText(`${grouped(totals.genuine.calls)} genuine calls`);
  await expect(line).toContainText(`${seeded.report.measures.genuinePayers.active} genuine payers`);
  await expect(line).toContainText(`${grouped(totals.excluded.calls)} excluded`);
  expect(totals.genuine.calls).toBeGreaterThan(100);
  expect(totals.excluded.calls).toBeGreaterThan(10);
});

test('typos are forgiven, filters narrow, and the address carries all of it', async ({
  market,
  seeded,
  browser,
}) => {
  const wanted = seeded.used[0]!.listing;
  const misspelt = wanted.name.slice(0, -1) + (wanted.name.endsWith('z') ? 'y' : 'z');
  await market.getByRole('searchbox', { name: 'Search models' }).fill(misspelt);
  await expect(names(market).filter({ hasText: wanted.name }).first()).toBeVisible();
  await expect(market).toHaveURL(/q=/);
  await market.getByRole('searchbox', { name: 'Search models' }).fill('');

  const tasked = seeded.used.filter(({ listing }) => listing.task === wanted.task && listing.active);
  const option = market.getByRole('combobox', { name: 'Task' }).locator('option', { hasText: wanted.task });
  await market
    .getByRole('combobox', { name: 'Task' })
    .selectOption((await option.first().getAttribute('value'))!);
  await expect(first(market)).toHaveAttribute('aria-setsize', String(tasked.length));
  await market.getByRole('textbox', { name: 'Price to' }).fill('0.01');
  await market.getByRole('textbox', { name: 'Price to' }).press('Enter');
  const cheap = tasked.filter(({ listing }) => listing.price <= 10_000_000n).length;
  await expect(models(market).getByRole('listitem')).toHaveCount(cheap);

  const other = await (await browser.newContext()).newPage();
  await other.goto(market.url());
  await expect(models(other).getByRole('listitem')).toHaveCount(cheap);
  await other.context().close();
  await market.getByRole('button', { name: 'Clear filters' }).click();
  await expect(market).toHaveURL(/#\/$/);
});

test('orders by genuine payers and by price as another reader does', async ({ market, seeded }) => {
  const active = seeded.used.filter(({ listing }) => listing.active);
  await market.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Genuine payers, 30 days' });
  await expect(names(market).first()).toHaveText(active[0]!.listing.name);
  const payers = first(market).locator('dl > div').filter({ hasText: 'genuine payers' }).locator('dd');
  await expect(payers).toHaveText(String(active[0]!.stats!.payers));
  await market.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Cheapest' });
  await expect(first(market).locator('dl')).toContainText('free');
  await market.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Trending' });
  await market.getByText('How trending is computed').click();
  await expect(market.getByText(/0\.5 \^/)).toBeVisible();
});

test('two models side by side, by link too', async ({ market, seeded }) => {
  const [one, two] = seeded.used.filter(({ listing }) => listing.active);
  const compare = market.getByRole('region', { name: 'Compare' });
  for (const { listing } of [one!, two!]) {
    await market.getByRole('searchbox', { name: 'Search models' }).fill(listing.id);
    await market.getByRole('checkbox', { name: `Compare ${listing.name}` }).check();
  }
  await compare.getByRole('button', { name: 'Compare' }).click();
  const dialog = market.getByRole('dialog', { name: 'Side by side' });
  const cells = dialog.getByRole('row', { name: /^Genuine payers/ }).getByRole('cell');
  await expect(cells).toHaveText([String(one!.stats!.payers), String(two!.stats!.payers)]);
  const link = market.url();
  await market.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await market.goto('about:blank');
  await market.goto(link);
  await expect(cells).toHaveText([String(one!.stats!.payers), String(two!.stats!.payers)]);
});

test('what is hidden is counted, listed, undone, and travels as a file', async ({
  market,
  seeded,
  browser,
}) => {
  const { listing } = seeded.used.find(({ listing }) => listing.active && listing.author !== seeded.author)!;
  await market.getByRole('searchbox', { name: 'Search models' }).fill(listing.name);
  const row = models(market)
    .getByRole('listitem')
    .filter({ has: market.locator(`a[href$="${listing.id}"]`) });
  await expect(row).toHaveCount(1);
  await row.getByRole('button', { name: `More about ${listing.name}` }).click();
  await market.getByRole('button', { name: 'Hide this model' }).click();
  await expect(row).toHaveCount(0);
  await expect(market.getByText(/1 hidden by you|1 would, and you hid it/)).toBeVisible();
  await market.getByRole('button', { name: 'Show hidden' }).click();
  await expect(row).toHaveCount(1);

  await market.goto(`${seeded.network.url}/#/settings`);
  const hidden = market.getByRole('region', { name: 'Hidden' });
  await expect(hidden.getByRole('listitem')).toHaveCount(1);
  const download = market.waitForEvent('download');
  await hidden.getByRole('button', { name: 'Export as file' }).click();
  const file = await (await download).path();

  const friend = await (await browser.newContext()).newPage();
  await friend.goto(`${seeded.network.url}/#/settings`);
  const theirs = friend.getByRole('region', { name: 'Hidden' });
  await theirs.getByLabel('Import a file').setInputFiles({
    name: 'x.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"format":"floe-hide-list","version":1,"models":[{"id":"0x1"}],"authors":[]}'),
  });
  await expect(theirs.getByRole('alert')).toContainText('This is not a hide-list.');
  await theirs.getByLabel('Import a file').setInputFiles({
    name: 'list.json',
    mimeType: 'application/json',
    buffer: await readFile(file),
  });
  await expect(theirs).toContainText('This list hides 1 model and 0 authors.');
  await theirs.getByRole('button', { name: 'Add to my hide-list' }).click();
  await expect(theirs.getByRole('listitem')).toHaveCount(1);
  await friend.context().close();

  await hidden.getByRole('button', { name: /^Show model .* again$/ }).click();
  await expect(hidden).toContainText('Nothing is hidden.');
});

test('an author’s page: name, numbers, models; and an address says the same', async ({ market, seeded }) => {
  const { network, hub, author } = seeded;
  const report = await hub.market.report({ days: 30, scope: { author } });
  const own = await hub.market.search({ filter: { author }, limit: 200 });
  for (const address of ['ada.sui', author]) {
    await market.goto(`${network.url}/#/author/${address}`);
    await expect(market.getByRole('heading', { level: 1, name: 'ada.sui' })).toBeVisible();
    await expect(
      market.getByRole('list', { name: 'Models of this author' }).getByRole('listitem'),
    ).toHaveCount(Math.min(own.total, 50));
    await expect(market.getByRole('row', { name: /^Genuine/ })).toContainText(
      grouped(report.measures.linkedShare.totals.genuine.calls),
    );
  }
  await expect(market.getByRole('link', { name: 'Every number of this author' })).toHaveAttribute(
    'href',
    `#/health?author=${author}`,
  );
  await market.goto(`${network.url}/#/author/nobody.sui`);
  await expect(market.getByText('No address was found for this name.')).toBeVisible();
});

test('a name that imitates is marked, and its hidden characters are gone', async ({ market, seeded }) => {
  await market.getByRole('searchbox', { name: 'Search models' }).fill('copycat');
  const row = models(market).getByRole('listitem').filter({ hasText: 'Multiplies three numbers' });
  await expect(row.getByRole('link').first()).toHaveText(seeded.imitation);
  await row.getByText('mixed alphabets').click();
  await expect(row.getByText('letters of several alphabets')).toBeVisible();
  await expect(row.getByText('hidden characters')).toBeVisible();
  await row.getByText('same name as an older listing').click();
  await expect(row.getByRole('link', { name: seeded.used[0]!.listing.name })).toBeVisible();
});

test('a long list is walked by keyboard, and going back finds the same place', async ({ market }) => {
  await names(market).first().focus();
  await market.keyboard.press('ArrowDown');
  const focused = () =>
    market.evaluate(() => document.activeElement?.closest('[aria-posinset]')?.getAttribute('aria-posinset'));
  await expect.poll(focused).toBe('2');
  const size = await first(market).getAttribute('aria-setsize');
  await market.keyboard.press('End');
  await expect.poll(focused).toBe(size);
  // Only what is near the screen is in the page.
  expect(await models(market).getByRole('listitem').count()).toBeLessThan(60);
  const place = await market.evaluate(() => scrollY);
  expect(place).toBeGreaterThan(2_000);
  await market.keyboard.press('Enter');
  await expect(market).toHaveURL(/#\/model\//);
  await market.goBack();
  await expect.poll(() => market.evaluate(() => scrollY)).toBeGreaterThan(place - 300);
  await expect(models(market).locator(`[aria-posinset="${size}"]`)).toBeVisible();
});

test('without the network, what is known is shown, searched and said to be old', async ({
  market,
  seeded,
}) => {
  const { genuine } = seeded.report.measures.linkedShare.totals;
  await market.context().route(/sui\.rpc\.v2/, (route) => route.abort());
  await market.reload();
  await expect(market.getByText('The network does not answer.', { exact: false })).toBeVisible();
  const line = market.getByRole('region', { name: 'The market, last 30 days' });
  await expect(line).toContainText(`${grouped(genuine.calls)} genuine calls`);
  const wanted = seeded.used[0]!.listing;
  await market.getByRole('searchbox', { name: 'Search models' }).fill(wanted.name);
  await expect(names(market).filter({ hasText: wanted.name }).first()).toBeVisible();
  await market.context().unroute(/sui\.rpc\.v2/);
  await market.getByRole('button', { name: 'Try again' }).click();
  await expect(market.getByText('The network does not answer.', { exact: false })).toBeHidden();
});
