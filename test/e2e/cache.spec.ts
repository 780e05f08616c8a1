// What a device keeps of models: a download cut by a reload goes on, and Settings pins, verifies and deletes.
import type { Page } from '@playwright/test';
import { publishAll } from '../../start/local-network.ts';
import { tinyDraft } from '../draft.ts';
import { noise } from '../lib/blobs/noise.ts';
import { expect, runScale, test, type Visitor } from './site.ts';

/** 45 MB of weights beside the tiny model: large enough that a part is worth a proof of its rows. */
const EXTRA_BYTES = 45_000_000;
const NAME = 'Kept';
const OTHER = 'Other';

test.describe.configure({ mode: 'serial' });

let [model, other]: string[] = [];
let partId: string;

test.beforeAll(async ({ site }) => {
  const drafts = [NAME, OTHER].map((name, seed) => {
    const draft = tinyDraft({ name });
    const extra = { path: 'extra.bin', data: new Blob([noise(EXTRA_BYTES, 77 + seed)]) };
    return { ...draft, files: [...draft.files, extra] };
  });
  [model, other] = await publishAll(site.author, drafts);
  const { version } = await site.author.hub.open(model!);
  partId = version.partBlobIds[0]!;
});

/** Starts of the ranges that were asked for, in the order they were; `hold` keeps further ones waiting. */
async function watchRanges({ context }: Visitor) {
  const asked: number[] = [];
  let held: (() => void)[] = [];
  let most = Infinity;
  await context.route(`**/v1/blobs/${partId}`, async (route) => {
    const range = /^bytes=(\d+)-/.exec((await route.request().headerValue('range')) ?? '');
    if (asked.length >= most) await new Promise<void>((resolve) => held.push(resolve));
    else asked.push(range ? Number(range[1]) : -1);
    // A page that was reloaded has given the request up.
    await route.continue().catch(() => undefined);
  });
  return {
    asked,
    /** Lets only so many more through. */
    hold: (more: number) => (most = asked.length + more),
    release() {
      most = Infinity;
      for (const resolve of held) resolve();
      held = [];
    },
  };
}

/** Indexes of the ranges in the page's database. */
function stored(page: Page): Promise<number[]> {
  return page.evaluate(
    (prefix) =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('floe-cache');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('values')) return resolve([]);
          const keys = database.transaction('values').objectStore('values').getAllKeys();
          keys.onsuccess = () => {
            database.close();
            const names = keys.result.map(String).filter((key) => key.startsWith(prefix));
            resolve(names.map((name) => Number(name.split('/').at(-1))));
          };
        };
      }),
    `range/${partId}/`,
  );
}

/** Turns one bit of a stored range over. */
function damage(page: Page, index: number): Promise<void> {
  return page.evaluate(async (key) => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('floe-cache');
      opening.onsuccess = () => resolve(opening.result);
    });
    const values = () => database.transaction('values', 'readwrite').objectStore('values');
    const blob = await new Promise<Blob>((resolve) => {
      const reading = values().get(key);
      reading.onsuccess = () => resolve(reading.result as Blob);
    });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    bytes[bytes.length >> 1]! ^= 1;
    await new Promise((resolve) => {
      values().put(new Blob([bytes]), key).onsuccess = resolve;
    });
    database.close();
  }, `range/${partId}/${index}`);
}

const entries = (page: Page) => page.getByRole('list', { name: 'Models kept here' }).getByRole('listitem');
const entry = (page: Page) => entries(page).filter({ hasText: NAME });

async function runToOutput(visitor: Visitor, id: string): Promise<void> {
  await visitor.goto(`#/model/${id}`);
  await runScale(visitor, '1, 2, 3');
  await expect(visitor.output.getByRole('button', { name: /^(Pay|Connect)/ }).first()).toBeVisible();
}

test('a download goes on after a reload midway, and the model is then kept, pinned, verified and deleted', async ({
  caller,
}) => {
  const { page } = caller;
  const ranges = await watchRanges(caller);
  ranges.hold(3);
  await caller.goto(`#/model/${model}`);
  await runScale(caller, '1, 2, 3');
  await expect.poll(async () => (await stored(page)).length).toBe(3);
  const before = await stored(page);
  await page.reload();
  expect(await stored(page)).toEqual(before);

  ranges.release();
  const first = ranges.asked.length;
  await runScale(caller, '1, 2, 3');
  await expect(caller.output.getByRole('button', { name: /^(Pay|Connect)/ }).first()).toBeVisible();
  const all = await stored(page);
  expect(all.length).toBeGreaterThan(4);
  const again = ranges.asked.slice(first);
  // Nothing that was there is asked for again; nothing comes whole.
  expect(new Set(again).size).toBe(all.length - before.length);
  expect(again.every((start) => start >= 0 && !ranges.asked.slice(0, first).includes(start))).toBe(true);

  await caller.goto('#/settings');
  await expect(entry(page)).toContainText('45 MB');
  await page.getByRole('button', { name: `Pin ${NAME} version 1` }).click();
  await expect(entry(page)).toContainText('Pinned');
  await page.reload();
  await expect(page.getByRole('button', { name: `Unpin ${NAME} version 1` })).toBeVisible();

  const verify = page.getByRole('button', { name: `Verify ${NAME} version 1 again` });
  await verify.click();
  await expect(entry(page)).toContainText('Every byte is right: 45 MB checked.');
  await damage(page, 2);
  await verify.click();
  await expect(entry(page)).toContainText('damaged on this disk and are removed');
  await expect(entry(page)).toContainText(/\d MB of 45 MB/);
  expect(await stored(page)).toEqual(all.filter((index) => index !== 2));

  const verified = ranges.asked.length;
  await runToOutput(caller, model!);
  expect((await stored(page)).sort()).toEqual(all.sort());
  expect(new Set(ranges.asked.slice(verified)).size).toBe(1);

  await caller.goto('#/settings');
  await page.getByRole('button', { name: `Delete ${NAME} version 1` }).click();
  await expect(page.getByText('None yet. A model is kept when it first runs.')).toBeVisible();
  expect(await stored(page)).toEqual([]);
  expect(caller.complaints).toEqual([]);
});

test('where the browser grants too little, the model used before goes, unless it is pinned; all of them run', async ({
  caller,
  site,
}) => {
  const { page } = caller;
  const devtools = await caller.context.newCDPSession(page);
  // Room for one model of 45 MB, not for two, of which Chromium counts 59 MB. Its estimate names another quota: only a
  // write that is refused tells.
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: site.network.url, quotaSize: 55_000_000 });
  await runToOutput(caller, model!);
  await caller.goto('#/settings');
  await expect(entries(page)).toHaveText([/^Kept/]);
  await runToOutput(caller, other!);
  await caller.goto('#/settings');
  await expect(entries(page)).toHaveText([/^Other/]);
  await expect(entries(page)).toContainText('45 MB');
  expect(await stored(page)).toEqual([]);

  await page.getByRole('button', { name: `Pin ${OTHER} version 1` }).click();
  await expect(entries(page)).toContainText('Pinned');
  await page.reload();
  await runToOutput(caller, model!);
  await caller.goto('#/settings');
  await expect(entries(page)).toHaveText([/^Other/]);
  await expect(entries(page)).toContainText('45 MB');
  expect(caller.complaints).toEqual([]);
});
