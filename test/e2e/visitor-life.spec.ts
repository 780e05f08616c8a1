// A visitor's whole way on a market with a past: a search with a slip in it, filters, an order, two models side by side,
// a run, a payment; and the one number that moves, by exactly one. Reloaded at each turn: nothing is lost.
import type { Page } from '@playwright/test';
import { prepareInput, type Hub, type MarketReport, type MarketResults } from '../../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { demoModels } from '../../start/models/index.ts';
import { generateMarket } from '../../start/seed/index.ts';
import { gasPaid, sui } from './purse.ts';
import { chooseDevice, DIST, expect, openVisitor, sign, test, type Actor, type Visitor } from './site.ts';

const PRICE = 1_000_000n;
const NAME = 'Which language?';

/** What another reader of the same chain knows. */
interface Known {
  report: MarketReport;
  /** By genuine payers, most first; switched-off ones left out. */
  rows: MarketResults['items'];
}

let network: LocalNetwork;
let author: Actor;
let visitor: Visitor;
let model: string;
let before: Known;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  const market = generateMarket({
    seed: 21,
    models: 60,
    authors: 10,
    payers: 60,
    calls: 1_200,
    // All of it lies inside the window of 30 days, and stays there while the test goes on.
    days: 25,
    endMs: Date.now() - 60_000,
  });
  network = await startLocalNetwork({ dist: DIST, market });
  author = await network.author();
  const language = (await demoModels()).find(({ name }) => name === NAME)!;
  [model] = (await publishAll(author, [language])) as [string];
  visitor = await openVisitor(await browser.newContext(), {
    network,
    author,
    models: { scale: model, language: model },
  });
  const earlier = await network.author();
  await callOnce(earlier, 'Il gatto dorme sul divano.');
  await callOnce(earlier, 'Le chat dort sur le canapé.');
  await callOnce(author, 'The cat sleeps on the sofa.');
  before = await know(author.hub);
});

test.afterAll(async () => {
  await visitor?.context.close();
  await network?.close();
});

async function know(hub: Hub): Promise<Known> {
  await hub.market.sync();
  const { items } = await hub.market.search({ sort: 'genuine-payers', limit: 200, filter: { active: true } });
  return { report: await hub.market.report({ days: 30 }), rows: items };
}

const models = (page: Page) => page.getByRole('list', { name: 'Models', exact: true });
const names = (page: Page) =>
  models(page).getByRole('heading', { level: 2 }).getByRole('link').and(page.locator('[href^="#/model/"]'));
const fact = (page: Page, name: string, what: string) =>
  models(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name, exact: true }) })
    .locator('dl > div')
    .filter({ hasText: what })
    .locator('dd')
    .first();
const headline = (page: Page) => page.getByRole('region', { name: 'The market, last 30 days' });
const grouped = (count: number) => count.toLocaleString('en-US');

/** Somebody in Node runs and pays it, as an agent would. */
async function callOnce({ hub, wallet }: Actor, sentence: string): Promise<void> {
  const opened = await hub.open(model);
  const [input] = opened.manifest.inputs;
  const tensor = prepareInput(input!, { kind: 'text', text: sentence });
  await (await hub.call(opened, { [input!.name]: tensor })).pay(wallet);
}

async function market(): Promise<void> {
  await visitor.page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(visitor.page.getByText(/^Numbers as of/)).toBeVisible();
}

async function headlineSays({ report }: Known): Promise<void> {
  const { totals } = report.measures.linkedShare;
  const line = headline(visitor.page);
  await expect(line).toContainText(`${grouped(totals.genuine.calls)} genuine calls`);
  await expect(line).toContainText(`${grouped(report.measures.genuinePayers.active)} genuine payers`);
  await expect(line).toContainText(`${grouped(totals.excluded.calls)} excluded`);
}

test('a slip in the search is forgiven; filters and order say what another reader says, also after a reload', async () => {
  const { page } = visitor;
  await visitor.goto('');
  await expect(page.getByText(/^Numbers as of/)).toBeVisible({ timeout: 120_000 });
  await headlineSays(before);
  const search = page.getByRole('searchbox', { name: 'Search models' });
  await search.fill('wich langauge');
  await expect(names(page).first()).toHaveText(NAME);

  // Gone to a result in the middle of typing: the page stays there.
  const href = (await names(page).first().getAttribute('href'))!;
  await search.evaluate((input: HTMLInputElement, hash) => {
    input.value = 'language';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    location.hash = hash;
  }, href);
  await expect(page.getByRole('combobox', { name: 'Runs on' })).toBeVisible();
  await page.getByRole('textbox').first().fill('Where does this lead?');
  await expect(page).toHaveURL(new RegExp(`${href}$`));
  await page.goBack();
  await search.fill('');

  const { task, license } = before.rows.find(({ listing }) => listing.id === model)!.listing;
  const same = before.rows.filter(({ listing }) => listing.task === task);
  /** A value as the menu writes it, with how often it occurs. */
  const choose = async (menu: string, value: string) => {
    const select = page.getByRole('combobox', { name: menu });
    const option = select.locator('option', { hasText: new RegExp(`^${value} \\(\\d+\\)$`, 'i') });
    await select.selectOption((await option.getAttribute('value'))!);
  };
  await choose('Task', task);
  await expect(models(page).getByRole('listitem').first()).toHaveAttribute(
    'aria-setsize',
    String(same.length),
  );
  await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Genuine payers, 30 days' });
  const ordered = same.map(({ listing }) => listing.name);
  await expect(names(page)).toHaveText(ordered);
  await page.reload();
  await expect(names(page)).toHaveText(ordered);
  await choose('Licence', license);
  const licensed = same.filter(({ listing }) => listing.license.toLowerCase() === license.toLowerCase());
  await expect(names(page)).toHaveText(licensed.map(({ listing }) => listing.name));
  await page.getByRole('combobox', { name: 'Licence' }).selectOption('');
  await expect(names(page)).toHaveText(ordered);
});

test('two models stand side by side, and a reload leaves them there', async () => {
  const { page } = visitor;
  const other = before.rows.find(({ listing, stats }) => listing.id !== model && (stats?.payers ?? 0) > 0)!;
  await page.getByRole('button', { name: 'Clear filters' }).click();
  for (const { id, name } of [
    before.rows.find(({ listing }) => listing.id === model)!.listing,
    other.listing,
  ]) {
    await page.getByRole('searchbox', { name: 'Search models' }).fill(id);
    await page.getByRole('checkbox', { name: `Compare ${name}` }).check();
  }
  await page.getByRole('region', { name: 'Compare' }).getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog', { name: 'Side by side' });
  const cells = (name: string) => dialog.getByRole('row', { name }).getByRole('cell');
  for (let visit = 0; visit < 2; visit += 1) {
    await expect(cells('Genuine calls, 30 days')).toHaveText(['2', grouped(other.stats!.calls)]);
    await expect(cells('Genuine payers, 30 days')).toHaveText(['1', grouped(other.stats!.payers)]);
    await expect(cells('Price per call').first()).toHaveText('1 mSUI');
    if (visit === 0) await page.reload();
  }
  await dialog.getByRole('link', { name: NAME }).click();
  await expect(page).toHaveURL(new RegExp(`#/model/${model}$`));
});

const sinceListed = ({ page }: Visitor, name: RegExp) =>
  page.getByRole('table', { name: 'Since it was listed' }).getByRole('row', { name }).getByRole('cell');
const judged = ({ page }: Visitor, name: RegExp) =>
  page
    .getByRole('table', { name: /^Last 30 days/ })
    .getByRole('row', { name })
    .getByRole('cell');

test('a run is paid for, and the model’s numbers move by exactly one', async () => {
  const { page, output, actor } = visitor;
  const fetched: string[] = [];
  page.on('request', (request) => request.url().includes('/v1/blobs/') && fetched.push(request.url()));
  await expect(sinceListed(visitor, /others/)).toHaveText(['2', '2 mSUI', '1']);
  await expect(sinceListed(visitor, /own payout/)).toHaveText(['1', '1 mSUI', '–']);
  await expect(judged(visitor, /^genuine/)).toHaveText(['2', '2 mSUI']);
  await expect(judged(visitor, /^paid to oneself/)).toHaveText(['1', '1 mSUI']);
  await expect(judged(visitor, /^all, as paid/)).toHaveText(['3', '3 mSUI']);

  const run = async () => {
    await page.getByRole('button', { name: 'Italian' }).click();
    await chooseDevice(page, /CPU/);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(output).toBeVisible();
    await expect(output).not.toContainText('Italian');
  };
  await visitor.connect();
  const purses = { author: await sui(author), visitor: await sui(actor) };
  await run();
  await page.reload();
  // Not paid, so given up; but what was fetched stays, and so does the wallet.
  const once = fetched.length;
  await run();
  expect(fetched.length).toBe(once);
  await output.getByRole('button', { name: 'Pay 1 mSUI and unlock' }).click();
  await sign(visitor);
  await expect(output.getByText('Italian')).toBeVisible();
  expect(visitor.sent()).toBe(1);
  expect((await sui(author)) - purses.author).toBe(PRICE);
  const gas = await gasPaid(network, actor.wallet.address);
  expect(purses.visitor - (await sui(actor))).toBe(PRICE + gas);

  // First as the page brings itself up to date, then as it is read anew.
  for (let visit = 0; visit < 2; visit += 1) {
    await expect(sinceListed(visitor, /others/)).toHaveText(['3', '3 mSUI', '2']);
    await expect(sinceListed(visitor, /own payout/)).toHaveText(['1', '1 mSUI', '–']);
    await expect(judged(visitor, /^genuine/)).toHaveText(['3', '3 mSUI']);
    await expect(judged(visitor, /^paid to oneself/)).toHaveText(['1', '1 mSUI']);
    await expect(judged(visitor, /^all, as paid/)).toHaveText(['4', '4 mSUI']);
    const newest = page.getByRole('list', { name: 'Latest calls' }).getByRole('listitem').first();
    await expect(newest).toContainText(/genuine.*you/);
    if (visit === 0) await page.reload();
  }
  await visitor.goto('#/settings');
  await page.getByRole('button', { name: /^Verify receipt/ }).click();
  await expect(page.getByText('The chain confirms this receipt, and it opens its commitment.')).toBeVisible();
});

test('on the market one number moved by one, and nobody else’s', async () => {
  const { page } = visitor;
  await market();
  const after = await know(author.hub);
  const { genuine, excluded, raw, unknown } = after.report.measures.linkedShare.totals;
  const was = before.report.measures.linkedShare.totals;
  expect(genuine.calls - was.genuine.calls).toBe(1);
  expect(raw.calls - was.raw.calls).toBe(1);
  expect([excluded.calls, unknown.calls]).toEqual([was.excluded.calls, 0]);
  await headlineSays(after);

  const others = ({ rows }: Known) =>
    rows
      .filter(({ listing }) => listing.id !== model)
      .map(({ listing, stats }) => ({ ...listing, stats: stats && { ...stats, trend: undefined } }))
      .sort((a, b) => a.index - b.index);
  expect(others(after)).toEqual(others(before));

  const top = before.rows.find(({ listing }) => listing.id !== model)!;
  await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Genuine payers, 30 days' });
  await expect(fact(page, top.listing.name, 'genuine calls')).toHaveText(grouped(top.stats!.calls));
  await page.getByRole('searchbox', { name: 'Search models' }).fill('which language');
  await expect(fact(page, NAME, 'genuine calls')).toHaveText('3');
  await expect(fact(page, NAME, 'genuine payers')).toHaveText('2');
  await page.reload();
  await expect(fact(page, NAME, 'genuine calls')).toHaveText('3');
  expect(visitor.complaints).toEqual([]);
});
