// A download as its visitor sees it: from whom it comes and who lied, a network that goes away and comes back, and a
// Stop that keeps what came. Bytes are counted where they are sent.
import type { Page } from '@playwright/test';
import { publishAll } from '../../start/local-network.ts';
import type { Fault } from '../../devnet/walrus/fault.ts';
import { tinyDraft } from '../draft.ts';
import { noise } from '../lib/blobs/noise.ts';
import { breakAggregators, mendAggregators } from './faults.ts';
import { expect, runScale, test, type Site, type Visitor } from './site.ts';

/** Beside the tiny model: nine ranges of about 8 MB. */
const EXTRA_BYTES = 70_000_000;
/** Slow enough that a test can step in, each answer by itself. */
const SLOW: Fault = { kind: 'slow', bytesPerSecond: 2_000_000 };
const DOWN: Fault = { kind: 'status', status: 500 };

test.describe.configure({ mode: 'serial' });

let model: string;
let partId: string;
let partBytes: number;

test.beforeAll(async ({ site }) => {
  const draft = tinyDraft({ name: 'Fetched' });
  const extra = { path: 'extra.bin', data: new Blob([noise(EXTRA_BYTES, 31)]) };
  [model] = (await publishAll(site.author, [{ ...draft, files: [...draft.files, extra] }])) as [string];
  const { manifest } = await site.author.hub.open(model);
  ({ blobId: partId, bytes: partBytes } = manifest.parts[0]!);
});

test.afterEach(({ site }) => mendAggregators(site));

interface Entry {
  path: string;
  status?: number;
  range?: string;
  bytes: number;
}

/** Ranges of the part that any aggregator began to send since the last call. */
async function traffic({ network }: Site): Promise<Entry[]> {
  const response = await fetch(`${network.url}/devnet/traffic`, { method: 'POST' });
  const { log } = (await response.json()) as { log: Entry[] };
  return log.filter(({ status, path }) => status === 206 && path.includes(partId));
}

const startOf = ({ range }: Entry) => Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? -1);
const sentBytes = (entries: Entry[]) => entries.reduce((sum, { bytes }) => sum + bytes, 0);

/** Ranges of the part in the page's database, by index. */
function stored(page: Page): Promise<number[]> {
  return page.evaluate(async (prefix) => {
    const names = new Set<string>();
    for (const { name } of await indexedDB.databases()) if (name) names.add(name);
    if (!names.has('floe-cache')) return [];
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('floe-cache');
      opening.onsuccess = () => resolve(opening.result);
    });
    if (!database.objectStoreNames.contains('values')) return [];
    const keys = await new Promise<IDBValidKey[]>((resolve) => {
      const reading = database.transaction('values').objectStore('values').getAllKeys();
      reading.onsuccess = () => resolve(reading.result);
    });
    database.close();
    return keys
      .map(String)
      .filter((key) => key.startsWith(prefix))
      .map((key) => Number(key.split('/').at(-1)))
      .sort((a, b) => a - b);
  }, `range/${partId}/`);
}

const download = (page: Page) => page.getByRole('region', { name: 'Downloading and checking the weights' });
const servers = (page: Page) => page.getByRole('list', { name: 'Servers' });

async function begin(visitor: Visitor): Promise<void> {
  await visitor.goto(`#/model/${model}`);
  await expect(visitor.page.getByText('First run downloads 70 MB.')).toBeVisible();
  await runScale(visitor, '1, 2, 3');
  await expect(download(visitor.page)).toBeVisible();
}

const isLocked = ({ output }: Visitor) =>
  expect(output.getByRole('button', { name: /^(Pay|Connect)/ }).first()).toBeVisible();

test('each server has its line, and the one that lied is named, while it goes and after', async ({
  caller,
  site,
}) => {
  const { page } = caller;
  await breakAggregators(site, SLOW, [0]);
  await breakAggregators(site, { kind: 'corrupt' }, [1]);
  await breakAggregators(site, SLOW, [2]);
  await begin(caller);
  const region = download(page);
  await expect(region.getByRole('progressbar')).toBeVisible();
  await expect(region).toContainText('Each piece is checked as it comes, whoever sends it.');
  await expect(region).toContainText(/\d MB of 70 MB/);
  await region.getByText(/^From 2 servers, 1 dropped$/).click();
  const lines = servers(page).getByRole('listitem');
  await expect(lines).toHaveCount(3);
  await expect(lines.nth(0)).toContainText('/walrus/aggregator/0');
  await expect(lines.nth(0)).toContainText('MB/s');
  await expect(lines.nth(1)).toContainText('/walrus/aggregator/1');
  await expect(lines.nth(1)).toContainText('sent other bytes than were published, dropped');
  await expect(lines.nth(2)).not.toContainText('other bytes');
  await expect(region).toContainText(/\d MB\/s, (about \d+ s|a few seconds) left/);

  await isLocked(caller);
  await page.getByText('Came from 2 servers, 1 dropped').click();
  await expect(lines.nth(1)).toContainText('sent other bytes than were published, dropped');
  expect(caller.complaints).toEqual([]);
});

test('the network goes and comes back: it waits, says so, and fetches only what is missing', async ({
  caller,
  site,
}) => {
  const { page, context } = caller;
  // One that sends, two or three ranges at a time: so that ranges are left to ask for.
  await breakAggregators(site, SLOW, [0]);
  await breakAggregators(site, DOWN, [1, 2]);
  await traffic(site);
  await begin(caller);
  await expect.poll(async () => (await stored(page)).length).toBeGreaterThanOrEqual(2);
  await context.setOffline(true);
  await expect(download(page)).toContainText('No network. It goes on by itself when it is back.');
  await expect(download(page)).toContainText('waiting');
  const before = await stored(page);
  const first = await traffic(site);
  await mendAggregators(site);
  await context.setOffline(false);

  await isLocked(caller);
  const second = await traffic(site);
  const all = await stored(page);
  const order = [...new Set([...first, ...second].map(startOf))].sort((a, b) => a - b);
  const indexesOf = (entries: Entry[]) => entries.map((entry) => order.indexOf(startOf(entry)));
  expect(order.map((_, index) => index)).toEqual(all);
  // Nothing that was stored is asked for again, and what was not asked for yet is now.
  const again = indexesOf(second);
  expect(again.filter((index) => before.includes(index))).toEqual([]);
  const unasked = all.filter((index) => !indexesOf(first).includes(index));
  expect(unasked.length).toBeGreaterThan(0);
  expect(again).toEqual(expect.arrayContaining(unasked));
  // What was sent beyond the part's own bytes is what was under way when the line went.
  const rangeBytes = Math.max(...[...first, ...second].map(({ bytes }) => bytes));
  const cut = again.filter((index) => !unasked.includes(index)).length;
  expect(sentBytes([...first, ...second])).toBeLessThanOrEqual(partBytes + cut * rangeBytes);
  // A browser itself complains of requests that failed.
  expect(caller.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
});

test('Stop keeps what came; the page says how much, and the next run goes on from there', async ({
  caller,
  site,
}) => {
  const { page } = caller;
  await breakAggregators(site, SLOW);
  await traffic(site);
  await begin(caller);
  await expect.poll(async () => (await stored(page)).length).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(
    page.getByText(/MB of 70 MB are on this device already; a run fetches the other/),
  ).toBeVisible();
  const before = await stored(page);
  const first = await traffic(site);

  await runScale(caller, '1, 2, 3');
  await expect(download(page)).toContainText(/Goes on from \d\d%: \d+(\.\d)? MB were here already\./);
  await mendAggregators(site);
  await isLocked(caller);
  const second = await traffic(site);
  const all = await stored(page);
  const order = [...new Set([...first, ...second].map(startOf))].sort((a, b) => a - b);
  const again = second.map((entry) => order.indexOf(startOf(entry)));
  expect(again.filter((index) => before.includes(index))).toEqual([]);
  expect(new Set(again).size).toBe(all.length - before.length);
  expect(caller.complaints).toEqual([]);
});

test('where there is too little room, that is said before anything is fetched', async ({ caller }) => {
  const { page } = caller;
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 1_000_000, quota: 48_000_000 });
  });
  await caller.goto(`#/model/${model}`);
  await expect(page.getByText(/First run downloads 70 MB\./)).toContainText(
    /This browser has room for 30\.2 MB more: it would run without being kept/,
  );
});

test('aggregators are added, tried out, removed and put back in Settings', async ({ caller, site }) => {
  const { page } = caller;
  await breakAggregators(site, { kind: 'status', status: 503 }, [1]);
  await caller.goto('#/settings');
  const section = page.getByRole('region', { name: 'Walrus aggregators' });
  const list = section.getByRole('listitem');
  const box = section.getByRole('textbox', { name: 'Add an aggregator' });
  const add = section.getByRole('button', { name: 'Add this aggregator' });
  await expect(list).toHaveCount(3);

  await box.fill('nonsense');
  await add.click();
  await expect(section).toContainText('An address begins with https://');
  await box.fill(`${site.network.config.aggregators[0]}/`);
  await add.click();
  await expect(section).toContainText('It is in the list already.');
  // A port that nobody listens on.
  await box.fill('http://127.0.0.1:9/');
  await add.click();
  await expect(list).toHaveCount(4);

  await section.getByRole('button', { name: 'Try them out' }).click();
  await expect(list.nth(0)).toContainText('answers');
  await expect(list.nth(1)).toContainText('busy (503)');
  await expect(list.nth(3)).toContainText('not reached');
  await expect(section).toContainText('2 of 4 answer.');
  await mendAggregators(site);

  // One that is gone costs nothing but its own failures.
  await caller.goto(`#/model/${site.models.scale}`);
  await runScale(caller, '1, 2, 3');
  await isLocked(caller);

  await caller.goto('#/settings');
  await page.reload();
  await expect(list).toHaveCount(4);
  for (const index of [0, 1, 2]) {
    await section.getByRole('button', { name: `Remove ${site.network.config.aggregators[index]}` }).click();
  }
  await expect(section.getByRole('button', { name: /^Remove/ })).toBeDisabled();
  await section.getByRole('button', { name: 'Use the defaults for aggregators' }).click();
  await expect(list).toHaveCount(3);
  await page.getByRole('radio', { name: /^Testnet/ }).check();
  await expect(list).toHaveCount(6);
  await expect(list.first()).toContainText('aggregator.walrus-testnet.walrus.space');
});
