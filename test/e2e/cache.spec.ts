// What a device keeps of models: a download cut by a reload goes on, and Settings pins, verifies and deletes.
import { chromium, type Page } from '@playwright/test';
import { publishAll } from '../../start/local-network.ts';
import { tinyDraft } from '../draft.ts';
import { noise } from '../lib/blobs/noise.ts';
import { expect, openVisitor, runScale, test, type Visitor } from './site.ts';

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

/** Paths below the page's folder of files, of this blob alone unless told otherwise. */
function files(page: Page, prefix = `range/${partId}/`): Promise<string[]> {
  return page.evaluate(async (start) => {
    const paths: string[] = [];
    const list = async (folder: FileSystemDirectoryHandle, before: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === 'file') paths.push(before + name);
        else await list(handle as FileSystemDirectoryHandle, `${before}${name}/`);
      }
    };
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('floe-cache').catch(() => undefined);
    if (folder) await list(folder, '');
    return paths.filter((path) => path.startsWith(start));
  }, prefix);
}

/** Does to the file of a stored range what a disk may do: turns a bit over, cuts it in half, loses it. */
async function damage(page: Page, index: number, how: 'bit' | 'cut' | 'gone' = 'bit'): Promise<void> {
  const path = (await files(page)).find((name) => name.startsWith(`range/${partId}/${index}.`))!;
  await page.evaluate(
    async ([place, what]) => {
      let folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('floe-cache');
      const names = place.split('/');
      for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name);
      const name = names.at(-1)!;
      if (what === 'gone') return folder.removeEntry(name);
      const file = await folder.getFileHandle(name);
      const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
      bytes[bytes.length >> 1]! ^= 1;
      const writing = await file.createWritable();
      await writing.write(what === 'cut' ? bytes.subarray(0, bytes.length >> 1) : bytes);
      await writing.close();
    },
    [path, how] as const,
  );
}

/** Puts each stored range into the database itself, as the page did before it kept files. */
function keepAsBefore(page: Page): Promise<number> {
  return page.evaluate(async (prefix) => {
    const root = await navigator.storage.getDirectory();
    const opfs = await root.getDirectoryHandle('floe-cache');
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('floe-cache');
      opening.onsuccess = () => resolve(opening.result);
    });
    const ask = <T>(run: (values: IDBObjectStore) => IDBRequest<T>) =>
      new Promise<T>((resolve) => {
        const request = run(database.transaction('values', 'readwrite').objectStore('values'));
        request.onsuccess = () => resolve(request.result);
      });
    const keys = (await ask((values) => values.getAllKeys())).map(String);
    let moved = 0;
    for (const key of keys.filter((name) => name.startsWith(prefix))) {
      const { fileName } = (await ask((values) => values.get(key))) as { fileName: string };
      let folder = opfs;
      for (const name of fileName.split('/').slice(0, -1)) folder = await folder.getDirectoryHandle(name);
      const file = await (await folder.getFileHandle(fileName.split('/').at(-1)!)).getFile();
      const bytes = await file.arrayBuffer();
      await ask((values) => values.put(new Blob([bytes]), key));
      moved += 1;
    }
    await root.removeEntry('floe-cache', { recursive: true });
    database.close();
    return moved;
  }, `range/${partId}/`);
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
  expect(await files(page)).toHaveLength(all.length);
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
  await damage(page, 0, 'cut');
  await damage(page, 1, 'gone');
  await runToOutput(caller, model!);
  expect((await stored(page)).sort()).toEqual(all.sort());
  expect(await files(page)).toHaveLength(all.length);
  // The one that was removed, and the two whose files were damaged since.
  expect(new Set(ranges.asked.slice(verified)).size).toBe(3);

  await caller.goto('#/settings');
  await page.getByRole('button', { name: `Delete ${NAME} version 1` }).click();
  await expect(page.getByText('None yet. A model is kept when it first runs.')).toBeVisible();
  expect(await stored(page)).toEqual([]);
  expect(await files(page, '')).toEqual([]);
  expect(caller.complaints).toEqual([]);
});

test('what an earlier version of the page kept in its database is used as it is', async ({ caller }) => {
  const { page } = caller;
  const ranges = await watchRanges(caller);
  await runToOutput(caller, model!);
  const asked = ranges.asked.length;
  expect(await keepAsBefore(page)).toBe((await stored(page)).length);
  await page.reload();
  await runToOutput(caller, model!);
  expect(ranges.asked.length).toBe(asked);
  expect(await files(page, '')).toEqual([]);
  expect(caller.complaints).toEqual([]);
});

test('a file that a crash left unfinished goes at the next visit', async ({ caller }) => {
  const { page } = caller;
  await runToOutput(caller, model!);
  const before = await files(page, '');
  await page.evaluate(async (blobId) => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('floe-cache');
    const folder = await (await root.getDirectoryHandle('range')).getDirectoryHandle(blobId);
    const writing = await (await folder.getFileHandle('99.half', { create: true })).createWritable();
    await writing.write(new Uint8Array(1_000_000));
    await writing.close();
  }, partId);
  expect(await files(page, '')).toHaveLength(before.length + 1);
  await caller.goto('#/settings');
  await page.reload();
  await expect(entries(page)).toHaveText([/^Kept/]);
  await expect.poll(async () => (await files(page, '')).sort()).toEqual(before.sort());
});

test('two tabs that run one model at once fetch each range once', async ({ caller }) => {
  const ranges = await watchRanges(caller);
  const pages = [caller.page, await caller.context.newPage()];
  await caller.goto(`#/model/${model}`);
  await pages[1]!.goto(caller.page.url());
  await Promise.all(pages.map((page) => runScale({ page }, '1, 2, 3')));
  for (const page of pages) {
    const output = page.getByRole('region', { name: 'Output', exact: true });
    await expect(output.getByRole('button', { name: /^(Pay|Connect)/ }).first()).toBeVisible();
  }
  const all = await stored(caller.page);
  expect(ranges.asked).toHaveLength(all.length);
  expect(await files(caller.page)).toHaveLength(all.length);
});

for (const [why, refuse] of [
  [
    'there are no files of the site’s own',
    ({ context }: Visitor) =>
      context.addInitScript(() => Reflect.deleteProperty(StorageManager.prototype, 'getDirectory')),
  ],
  [
    'the thread that writes them cannot start',
    ({ context }: Visitor) => context.route('**/file.worker*', (route) => route.abort()),
  ],
] as const) {
  test(`where ${why}, the database keeps the model`, async ({ caller }) => {
    const { page } = caller;
    await refuse(caller);
    const ranges = await watchRanges(caller);
    await runToOutput(caller, model!);
    const all = await stored(page);
    expect(all.length).toBeGreaterThan(4);
    const asked = ranges.asked.length;
    await page.reload();
    await runToOutput(caller, model!);
    expect(ranges.asked.length).toBe(asked);
    await caller.goto('#/settings');
    await page.getByRole('button', { name: `Verify ${NAME} version 1 again` }).click();
    await expect(entry(page)).toContainText('Every byte is right: 45 MB checked.');
  });
}

for (const where of ['a private window', 'a profile on disk']) {
  test(`where the browser grants too little to ${where}, the model used before goes, unless it is pinned; all of them run`, async ({
    newVisitor,
    site,
  }, testInfo) => {
    const onDisk = where === 'a profile on disk';
    const { launchOptions } = testInfo.project.use;
    const profile = testInfo.outputPath('profile');
    const visitor = onDisk
      ? await openVisitor(await chromium.launchPersistentContext(profile, launchOptions), site)
      : await newVisitor();
    const { page, context } = visitor;
    const devtools = await context.newCDPSession(page);
    // Room for one model of 45 MB, not for two. Chromium sets 16 MiB aside for a file of 8 while it is written. Its
    // estimate names another quota: only a write that is refused tells.
    await devtools.send('Storage.overrideQuotaForOrigin', {
      origin: site.network.url,
      quotaSize: 70_000_000,
    });
    await runToOutput(visitor, model!);
    await visitor.goto('#/settings');
    await expect(entries(page)).toHaveText([/^Kept/]);
    await runToOutput(visitor, other!);
    await visitor.goto('#/settings');
    await expect(entries(page)).toHaveText([/^Other/]);
    await expect(entries(page)).toContainText('45 MB');
    expect(await stored(page)).toEqual([]);
    expect(await files(page)).toEqual([]);
    const others = (await files(page, '')).length;
    expect(others).toBeGreaterThan(4);

    await page.getByRole('button', { name: `Pin ${OTHER} version 1` }).click();
    await expect(entries(page)).toContainText('Pinned');
    await page.reload();
    await runToOutput(visitor, model!);
    await visitor.goto('#/settings');
    await expect(entries(page)).toHaveText([/^Other/]);
    await expect(entries(page)).toContainText('45 MB');
    await page.getByRole('button', { name: `Verify ${OTHER} version 1 again` }).click();
    await expect(entries(page)).toContainText('Every byte is right: 45 MB checked.');
    expect(await files(page, '')).toHaveLength(others);
    expect(visitor.complaints).toEqual([]);
    if (onDisk) await context.close();
  });
}
