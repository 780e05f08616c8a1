// Aggregators that lie, fail or hang, and a Sui node that cannot be reached: the call succeeds with verified bytes, or
// nothing is paid and nothing wrong is kept.
import type { Page } from '@playwright/test';
import { toHex } from '../../src/lib/index.ts';
import type { Fault } from '../../devnet/walrus/fault.ts';
import {
  breakAggregators,
  cutRpc,
  loseAnswer,
  mendAggregators,
  openLocked,
  pay,
  UNLOCKED,
  watchWorkers,
} from './faults.ts';
import { balances, sui } from './purse.ts';
import { expect, runScale, sign, test, type Visitor } from './site.ts';

const PRICE = 4_000_000n;

test.afterEach(({ site }) => mendAggregators(site));

const PARTIAL: [string, Fault][] = [
  ['sends other bytes', { kind: 'corrupt' }],
  ['breaks off in the middle', { kind: 'truncate' }],
  ['has lost the blob', { kind: 'status', status: 404 }],
  ['fails', { kind: 'status', status: 500 }],
  ['never answers', { kind: 'hang' }],
];
for (const [what, fault] of PARTIAL) {
  test(`the first aggregator ${what}, the others do not: the call succeeds on verified bytes`, async ({
    caller,
    site,
  }) => {
    await breakAggregators(site, fault, [0]);
    const asked = askedAggregators(caller);
    await caller.goto(`#/model/${site.models.scale}`);
    await caller.connect();
    await runScale(caller, '[[1, 2, 3]]');
    const { author } = await balances(site, caller);
    await pay(caller);
    await sign(caller);
    await expect(caller.output).toContainText(UNLOCKED);
    expect((await sui(site.author)) - author).toBe(PRICE);
    expect(asked()).toContain(0);
    expect(asked().length).toBeGreaterThan(1);
  });
}

const TOTAL: [string, Fault, string, string][] = [
  [
    'sends other bytes',
    { kind: 'corrupt' },
    'An aggregator sent bytes that are not what the chain names.',
    'Nothing unverified was run or stored.',
  ],
  [
    'has lost the blob',
    { kind: 'status', status: 404 },
    'Walrus does not hold this file any more; its storage term may have ended.',
    'Nothing was run and nothing was charged.',
  ],
  [
    'fails',
    { kind: 'status', status: 503 },
    'No aggregator gave the file.',
    'Nothing was run and nothing was charged.',
  ],
];
for (const [what, fault, sentence, safe] of TOTAL) {
  test(`every aggregator ${what}: said so, nothing run, paid or kept`, async ({ caller, site }) => {
    const { page } = caller;
    const workers = await watchWorkers(caller);
    const alert = page.getByRole('alert');
    const { version, manifest } = await site.author.hub.open(site.models.scale);
    const description = toHex(version.manifestHash);
    await breakAggregators(site, fault);
    await caller.goto(`#/model/${site.models.scale}`);
    await expect(alert).toContainText(sentence);
    expect(await keptKeys(page)).toEqual([]);

    // The description is read; the weights are not.
    await mendAggregators(site);
    await page.getByRole('button', { name: 'Try again' }).click();
    await caller.connect();
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    await breakAggregators(site, fault);
    const before = await balances(site, caller);
    await runScale(caller, '[[1, 2, 3]]');
    await expect(alert).toContainText(sentence);
    await expect(alert).toContainText(safe);
    expect(await workers.runs()).toBe(0);
    await expect(caller.output).toBeHidden();
    expect(await balances(site, caller)).toEqual(before);
    expect(caller.sent()).toBe(0);
    const kept = await keptKeys(page);
    expect(kept.filter((key) => !key.includes(description))).toEqual([]);

    await mendAggregators(site);
    await runScale(caller, '[[1, 2, 3]]');
    await expect(caller.output).toBeVisible();
    expect(await keptKeys(page)).toContain(`range/${manifest.parts[0]!.blobId}/0`);
  });
}

test('a Sui node that is gone before the payment: said so, nothing paid, and later paid without another run', async ({
  caller,
  site,
}) => {
  const { output } = caller;
  const workers = await openLocked(caller, site);
  const before = await balances(site, caller);
  const mend = await cutRpc(caller.context);
  await pay(caller);
  await expect(output).toContainText('The Sui endpoint did not answer.');
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
  await mend();
  await pay(caller);
  await sign(caller);
  await expect(output).toContainText(UNLOCKED);
  expect(await workers.runs()).toBe(1);
  expect((await sui(site.author)) - before.author).toBe(PRICE);
});

test('a payment whose answer was lost is finished, not made twice', async ({ caller, site }) => {
  const { page, output } = caller;
  const workers = await openLocked(caller, site);
  const before = await balances(site, caller);
  const mend = await loseAnswer(caller.context);
  await pay(caller);
  await sign(caller);
  await expect(output.getByRole('alert')).toContainText(/did not answer|has not answered yet/);
  await expect(output).not.toContainText(UNLOCKED);
  const charged = await balances(site, caller);
  expect(charged.author - before.author).toBe(PRICE);
  await mend();
  await output.getByRole('button', { name: /^(Pay|Ask)/ }).click();
  await expect(output).toContainText(UNLOCKED);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await balances(site, caller)).toEqual(charged);
  expect(await workers.runs()).toBe(1);
  expect(caller.sent()).toBe(1);
});

test('a Sui node that is gone from the start: the market says so and reads it when it is back', async ({
  caller,
  site,
}) => {
  const { page } = caller;
  const mend = await cutRpc(caller.context);
  await caller.goto('');
  await expect(page.getByRole('alert')).toContainText('The Sui endpoint did not answer.');
  await mend();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('list', { name: 'Models' })).toBeVisible();
  expect(site.models.scale).toBeTruthy();
});

/** Indices of the aggregators the page asked for blobs, each once. */
function askedAggregators({ page }: Visitor): () => number[] {
  const asked = new Set<number>();
  page.on('request', (request) => {
    const index = /\/aggregator\/(\d+)\/v1\/blobs\//.exec(request.url())?.[1];
    if (index !== undefined) asked.add(Number(index));
  });
  return () => [...asked];
}

/** Everything stored but what was read of the market, which holds no model's bytes. */
function keptKeys(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const open = indexedDB.open('floe-cache');
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(open.error as DOMException);
    });
    if (!db.objectStoreNames.contains('values')) return [];
    const request = db.transaction('values').objectStore('values').getAllKeys();
    const keys = await new Promise<IDBValidKey[]>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    db.close();
    return keys.map(String).filter((key) => !key.startsWith('market/'));
  });
}
