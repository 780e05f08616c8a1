// Market health and earnings on a market whose truth is known: five kinds of rings, and every number the page shows of
// them is the generator's.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { readFile } from 'node:fs/promises';
import {
  test as base,
  expect,
  type BrowserContext,
  type Download,
  type Locator,
  type Page,
} from '@playwright/test';
import { formatAmount, type Hub } from '../../src/lib/index.ts';
import { startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { generateMarket, type Market } from '../../start/seed/index.ts';
import { DIST } from './site.ts';

const DAY_MS = 86_400_000;

interface Seeded {
  network: LocalNetwork;
  market: Market;
  hub: Hub;
  /** Whoever earned most from genuine payers. */
  author: Market['authors'][number];
}

const test = base.extend<{ page: Page }, { seeded: Seeded; visitor: BrowserContext }>({
  seeded: [
    async ({}, use) => {
      // Shorter than the longest window, so that all of it lies inside.
      const market = generateMarket({
        seed: 3,
        models: 40,
        authors: 14,
        payers: 260,
        calls: 2_400,
        days: 80,
        endMs: Date.now() - 60_000,
      });
      const network = await startLocalNetwork({ dist: DIST, market });
      const { hub } = await network.author();
      await hub.market.sync();
      const income = new Map<string, bigint>();
      const authorOf = new Map(market.listings.map(({ id, author }) => [id, author]));
      for (const call of market.calls()) {
        if (!market.truth.isGenuine(call)) continue;
        const author = authorOf.get(call.model)!;
        income.set(author, (income.get(author) ?? 0n) + call.price);
      }
      const author = market.authors.reduce((best, one) =>
        (income.get(one.address) ?? 0n) > (income.get(best.address) ?? 0n) ? one : best,
      );
      await use({ network, market, hub, author });
      await network.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // One device for all: only its first visit reads the market from its beginning.
  visitor: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ visitor }, use) => {
    const page = await visitor.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await use(page);
    await page.close();
    expect(complaints).toEqual([]);
  },
});

const count = (value: number) => value.toLocaleString('en-US');
const verdicts = (page: Page) => page.getByRole('table', { name: 'Calls and income by verdict' });
const row = (page: Page, name: RegExp) => verdicts(page).getByRole('row', { name });

async function open(page: Page, { network }: Seeded, address: string): Promise<void> {
  await page.goto(`${network.url}/${address}`);
  await expect(page.getByRole('button', { name: 'Read again' })).toBeVisible({ timeout: 120_000 });
}

/** Rows of a CSV without quoted line breaks, as these have none. */
async function csvOf(download: Download): Promise<string[][]> {
  const text = (await readFile(await download.path(), 'utf8')).replace(/^\ufeff/, '');
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}

async function downloadBy(page: Page, button: Locator): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return download;
}

test('the numbers are the generator’s truth, and both questions are answered in words', async ({
  page,
  seeded,
}) => {
  const { truth, callCount } = seeded.market;
  await open(page, seeded, '#/health?days=90');
  await expect(row(page, /^Genuine/)).toContainText(count(truth.genuineCalls));
  await expect(row(page, /^Excluded/)).toContainText(count(truth.washCalls));
  await expect(row(page, /^Raw/)).toContainText(count(callCount));
  await expect(
    row(page, /^Unknown/)
      .getByRole('cell')
      .first(),
  ).toHaveText('0');
  let genuine = 0n;
  for (const call of seeded.market.calls()) if (truth.isGenuine(call)) genuine += call.price;
  await expect(row(page, /^Genuine/).getByTitle(`${formatAmount(genuine, 9)} SUI`)).toBeVisible();

  const paying = page.getByRole('region', { name: 'Are more people genuinely paying for them?' });
  const payers = new Set<string>();
  for (const call of seeded.market.calls()) {
    if (truth.isGenuine(call) && call.price > 0n) payers.add(call.payer);
  }
  await expect(paying).toContainText(`${payers.size} payers genuinely paid in the last 90 days`);
  await expect(page.getByRole('region', { name: /genuinely publishing good models/ })).toContainText(
    /More|Fewer|As many/,
  );
  await expect(page.getByText(/^Since the first call: 2,400 calls/)).toBeVisible();
});

test('a number leads down to its calls, their evidence and the transactions', async ({ page, seeded }) => {
  const { truth } = seeded.market;
  await open(page, seeded, '#/health?days=90');
  await row(page, /^Same first funder/)
    .getByRole('link')
    .click();
  await expect(page).toHaveURL(/show=rule-funder/);
  const list = page.getByRole('list', { name: 'Excluded: Same first funder' });
  await expect(list.getByRole('listitem')).toHaveCount(20);
  const item = list.getByRole('listitem').first();
  await item.locator('summary').click();
  const transfers = item.getByRole('table', { name: 'Transfers: Same first funder' });
  await expect(transfers).toBeVisible();
  const digest = (await transfers
    .getByRole('button', { name: /^Copy transaction / })
    .first()
    .getAttribute('title'))!;
  expect(seeded.market.transfers.length).toBeGreaterThan(0);
  const known = await seeded.network.devnet.ledger.getTransaction(digest);
  expect(known).toBeDefined();
  // No explorer knows a local network.
  await expect(item.getByRole('link', { name: /explorer/ })).toHaveCount(0);

  const payer = (await item.getByRole('button', { name: /^Copy payer / }).getAttribute('title'))!;
  expect(truth.payers.get(payer)?.genuine).toBe(false);

  await page.getByRole('button', { name: 'Older' }).click();
  await expect(page.getByText(/^21 to 40 of /)).toBeVisible();
  await page.getByRole('button', { name: 'Close the list' }).click();
  await expect(list).toHaveCount(0);
  await expect(page).not.toHaveURL(/show=/);
});

test('a changed threshold changes the number and the address, and the address tells others', async ({
  page,
  seeded,
  visitor,
}) => {
  await open(page, seeded, '#/health?days=90');
  const cohorts = row(page, /^Wallets made together/);
  await expect(cohorts).toBeVisible();
  await expect(page.getByRole('note', { name: 'Non-default rules' })).toHaveCount(0);
  await page.getByText(/^Rules and thresholds/).click();
  await page.getByRole('textbox', { name: 'Smallest cohort' }).fill('1000');
  const { measures } = await seeded.hub.market.report({ days: 90, rules: { cohortWallets: 1_000 } });
  const { totals } = measures.linkedShare;
  expect(totals.byRule.cohort.calls).toBe(0);
  await expect(cohorts).toHaveCount(0);
  await expect(row(page, /^Excluded/)).toContainText(count(totals.excluded.calls));
  await expect(page).toHaveURL(/cohortWallets=1000/);
  const note = page.getByRole('note', { name: 'Non-default rules' });
  await expect(note).toContainText('smallest cohort: 1000 wallets (default 4)');

  const other = await visitor.newPage();
  await open(other, seeded, new URL(page.url()).hash);
  await expect(row(other, /^Excluded/)).toContainText(count(totals.excluded.calls));
  await expect(other.getByRole('note', { name: 'Non-default rules' })).toBeVisible();
  await other.close();

  await page.getByRole('textbox', { name: 'Smallest cohort' }).fill('0.5');
  await expect(page.getByText('A whole number from 2 to 100000.')).toBeVisible();
  await note.getByRole('button', { name: 'Back to the default rules' }).click();
  await expect(cohorts).toBeVisible();
  await expect(page).not.toHaveURL(/cohortWallets/);
});

test('a chart is one tab stop; the arrow keys read its days; its table and files have the same numbers', async ({
  page,
  seeded,
}) => {
  await open(page, seeded, '#/health?days=90');
  const figure = page.getByRole('figure', { name: 'Calls by day' });
  const chart = figure.getByRole('application', { name: /^Calls by day/ });
  await expect(chart.locator('svg').first()).toBeVisible();
  await figure.getByRole('button', { name: /JSON/ }).focus();
  await page.keyboard.press('Tab');
  await expect(chart).toBeFocused();
  await page.keyboard.press('End');
  await expect(figure.getByRole('status')).toHaveText(/genuine \d+, excluded \d+, unknown 0$/);
  const last = await figure.getByRole('status').textContent();
  await page.keyboard.press('ArrowLeft');
  await expect(figure.getByRole('status')).not.toHaveText(last!);
  const read = (await figure.getByRole('status').textContent())!;
  const [, day, genuine, excluded] = /^(.*): genuine (\d+), excluded (\d+)/.exec(read)!;
  await page.keyboard.press('Tab');
  await expect(chart).not.toBeFocused();
  expect(await chart.evaluate((element) => element.contains(document.activeElement))).toBe(false);

  await figure.getByRole('button', { name: /show as a table/ }).click();
  const line = figure.getByRole('row', { name: new RegExp(`^${day}`) });
  await expect(line.getByRole('cell')).toHaveText([genuine!, excluded!, '0']);

  const rows = await csvOf(await downloadBy(page, figure.getByRole('button', { name: /CSV/ })));
  expect(rows[0]).toEqual(['day (UTC)', 'genuine', 'excluded', 'unknown']);
  expect(rows).toHaveLength(91);
  const expected = new Map<string, { genuine: number; excluded: number }>();
  for (const call of seeded.market.calls()) {
    const key = new Date(Math.floor(call.atMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
    const sums = expected.get(key) ?? { genuine: 0, excluded: 0 };
    sums[seeded.market.truth.isGenuine(call) ? 'genuine' : 'excluded'] += 1;
    expected.set(key, sums);
  }
  for (const [key, genuine, excluded, unknown] of rows.slice(1)) {
    const sums = expected.get(key!) ?? { genuine: 0, excluded: 0 };
    expect([key, genuine, excluded, unknown]).toEqual([
      key,
      String(sums.genuine),
      String(sums.excluded),
      '0',
    ]);
  }

  const json = await downloadBy(page, page.getByRole('button', { name: 'Everything here as JSON' }));
  const all = JSON.parse(await readFile(await json.path(), 'utf8'));
  expect(all.measures.linkedShare.totals.genuine.calls).toBe(seeded.market.truth.genuineCalls);
});

test('every measure has its definition one click away', async ({ page, seeded }) => {
  await open(page, seeded, '#/health');
  const summary = page.getByLabel('Repeat rate: definition');
  await summary.click();
  await expect(page.getByText(/^Genuine payers active on two or more UTC days/)).toBeVisible();
  for (const name of [
    'Genuine payers',
    'Weekly cohorts',
    'Earning models',
    'Gini of income',
    'Median price, paid',
    'Storage at risk',
  ]) {
    await expect(page.getByLabel(`${name}: definition`)).toBeVisible();
  }
});

test('an author sees what truly came in, by model, and takes every call away', async ({
  seeded,
  browser,
}) => {
  const { market, author, network } = seeded;
  const context = await browser.newContext();
  const secret = Ed25519Keypair.fromSecretKey(author.secretKey).getSecretKey();
  await context.addInitScript((key) => localStorage.setItem('floe.dev-wallet', key), secret);
  const page = await context.newPage();
  await page.goto(`${network.url}/#/earnings?days=90`);
  await expect(page.getByText('Connect the wallet that listed your models.')).toBeVisible();
  await page.getByRole('button', { name: 'Connect wallet' }).click();
  await page.getByRole('button', { name: /Development wallet/ }).click();
  await expect(page.getByRole('button', { name: 'Read again' })).toBeVisible({ timeout: 120_000 });

  const own = new Set(market.listings.filter((one) => one.author === author.address).map(({ id }) => id));
  const calls = [...market.calls()].filter(({ model }) => own.has(model));
  let genuine = 0n;
  for (const call of calls) if (market.truth.isGenuine(call)) genuine += call.price;
  await expect(page.getByRole('region', { name: /^Genuine income/ })).toContainText(
    `${formatAmount(genuine, 9)} SUI`,
  );
  await expect(page.getByRole('region', { name: 'Left after storage and gas' })).toContainText('gas');
  await expect(page.getByRole('table', { name: 'Income by model' }).getByRole('row')).toHaveCount(
    own.size + 1,
  );
  await expect(page.getByText('The calls known here add up to exactly that.')).toBeVisible();

  const rows = await csvOf(await downloadBy(page, page.getByRole('button', { name: 'CSV of every call' })));
  expect(rows[0]!.slice(0, 3)).toEqual(['time (UTC)', 'transaction', 'model']);
  const lines = rows.slice(1);
  expect(lines).toHaveLength(calls.length);
  const priced = (list: { atMs: number; price: bigint }[]) =>
    list.map(({ atMs, price }) => `${new Date(atMs).toISOString()} ${formatAmount(price, 9)}`).sort();
  expect(lines.map((line) => `${line[0]} ${line[6]}`).sort()).toEqual(priced(calls));
  const byDay = await csvOf(
    await downloadBy(page, page.getByRole('button', { name: 'CSV by model and day' })),
  );
  const sum = byDay.slice(1).reduce((all, line) => all + Number(line[4]), 0);
  expect(sum).toBe(calls.filter((call) => market.truth.isGenuine(call)).length);
  await context.close();
});

test('at phone width nothing sticks out, and without a history the page says so', async ({
  browser,
  seeded,
}) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
  const page = await context.newPage();
  await open(page, seeded, '#/health?days=90&show=excluded');
  await page.getByText(/^Rules and thresholds/).click();
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await page.goto(`${seeded.network.url}/#/earnings`);
  await expect(page.getByText('Connect the wallet that listed your models.')).toBeVisible();
  expect(await overflow()).toBe(0);
  await context.close();
});
