// A model too large for one part, its whole way: published from the page in parts, downloaded, reloaded midway and gone
// on with, opened, run, paid for, and right to the last byte. Small here; `npm run bench -- big` runs this file at
// 1.5 GB and takes the figures from its report.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { toHex } from '../../src/lib/index.ts';
import { hashTensors } from '../../src/lib/model/tensor.ts';
import { startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { watchProcesses, type Peaks } from '../bench/process-peaks.ts';
import { CHROMIUM_ARGS, ensureChromium } from '../browser.ts';
import { spreadRows, syntheticModel, writeSyntheticModel } from '../synthetic-model.ts';
import { fillIn, publication, publish, published } from './publish-form.ts';
import { sui } from './purse.ts';
import { chooseDevice, DIST, expect, openVisitor, sign, test, type Actor, type Visitor } from './site.ts';

const MIB = 1 << 20;
const megabytes = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise) * MIB;
const BYTES = megabytes('FLOE_BIG_MIB', 48);
const PART_BYTES = megabytes('FLOE_BIG_PART_MIB', 16);
/** What a range of 8 MiB in whole rows may have at most. */
const RANGE_BYTES = 9 * MIB;
/** Encoding, uploads and downloads take their time with the size. */
const PATIENCE = 120_000 + BYTES / 1_000;
const NAME = 'Rows of noise';
const PRICE = 2_000_000n;

/** Weights that begin and end inside parts. */
const MODEL = syntheticModel({ bytes: BYTES, initializerBytes: Math.min(BYTES / 4, 192 * MIB) });

/** What the benchmark wants to know. */
export interface BigReport {
  /** By phase. */
  seconds: Record<string, number>;
  peaks: Record<string, Peaks>;
  /** Bytes that aggregators sent for one copy, the reload included. */
  fetched: number;
  /** Bytes of all parts. */
  total: number;
}
const report: BigReport = { seconds: {}, peaks: {}, fetched: 0, total: 0 };

let network: LocalNetwork;
let folder: string;
const contexts: BrowserContext[] = [];

test.describe.configure({ mode: 'serial', timeout: 300_000 + 4 * PATIENCE });

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floe-big-model-'));
  network = await startLocalNetwork({ dist: DIST, partBytes: PART_BYTES });
});

test.afterAll(async () => {
  for (const context of contexts) await context.close();
  await network?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** With a profile on disk: what a private window stores is in memory, and a large model does not fit there. */
async function person(name: string): Promise<Visitor> {
  const context = await chromium.launchPersistentContext(join(folder, name), {
    executablePath: await ensureChromium(),
    args: CHROMIUM_ARGS,
  });
  contexts.push(context);
  const actor = await network.author();
  return openVisitor(context, { network, author: actor, models: { scale: '', language: '' } });
}

async function phase<T>(name: string, { context }: Visitor, work: () => Promise<T>): Promise<T> {
  const peaks = await watchProcesses(context.browser()!);
  const started = performance.now();
  const result = await work();
  report.seconds[name] = (performance.now() - started) / 1000;
  report.peaks[name] = await peaks();
  return result;
}

let model: string;
let seller: Actor;

test('an author publishes it from files on the disk, in parts, with two signatures', async () => {
  const paths = await writeSyntheticModel(join(folder, 'model'), MODEL);
  const author = await person('author');
  seller = author.actor;
  const { page } = author;
  await author.goto('#/publish');
  await author.connect();
  await page.getByLabel('Choose model files').setInputFiles(paths);
  const summary = 'Sums rows of large tensors';
  await fillIn(page, { name: NAME, summary, task: 'other', price: '0.002', epochs: 2 });

  const asked = page.getByRole('dialog', { name: 'Development wallet' });
  await phase('hash and encode', author, async () => {
    await publish(page);
    await asked.waitFor({ timeout: PATIENCE });
  });
  await phase('upload', author, async () => {
    await sign(author);
    await asked.waitFor({ timeout: PATIENCE });
  });
  await sign(author);
  await publication(page).getByText(`${NAME} is published.`).waitFor({ timeout: PATIENCE });
  model = await published(page, NAME);

  expect(author.sent()).toBe(2);
  const { manifest } = await author.actor.hub.open(model);
  expect(manifest.parts.length).toBeGreaterThanOrEqual(BYTES / PART_BYTES);
  expect(Math.max(...manifest.parts.map(({ bytes }) => bytes))).toBe(PART_BYTES);
  report.total = manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(author.complaints).toEqual([]);
  await author.context.close();
});

/** Lets requests of parts through until `most` bytes have been asked for, then keeps them waiting. */
async function holdAfter(page: Page, most: number) {
  const asked: string[] = [];
  let bytes = 0;
  let held: (() => void)[] = [];
  let open = false;
  await page.route('**/v1/blobs/*', async (route) => {
    const header = (await route.request().headerValue('range')) ?? '';
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
    if (from !== undefined) {
      if (!open && bytes >= most) await new Promise<void>((resolve) => held.push(resolve));
      const range = `${new URL(route.request().url()).pathname.split('/').at(-1)} ${from}`;
      // Where a server is slow, another is asked for the same.
      if (!asked.includes(range)) bytes += Number(to) - Number(from) + 1;
      asked.push(range);
    }
    // A page that was reloaded has given the request up.
    await route.continue().catch(() => undefined);
  });
  return {
    /** Blob and first byte of each range, in the order they were let through. */
    asked,
    bytes: () => bytes,
    release() {
      open = true;
      for (const resolve of held) resolve();
      held = [];
    },
  };
}

test('a stranger downloads it, reloads midway, goes on without fetching again, and runs and pays for it', async () => {
  const rows = spreadRows(MODEL, 7);
  const stranger = await person('stranger');
  const { page, output } = stranger;
  const run = async () => {
    await chooseDevice(page, /CPU/);
    await page.getByRole('textbox', { name: /^rows\b/ }).fill(`[${rows.join(', ')}]`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
  };
  network.devnet.walrus.traffic.reset();
  const ranges = await holdAfter(page, BYTES / 2);
  await stranger.goto(`#/model/${model}`);
  await stranger.connect();

  const bar = page.getByRole('progressbar', { name: 'Downloading and checking the weights' });
  await phase('download half', stranger, async () => {
    await run();
    // All that was let through is proved and kept.
    const missing = async () => ranges.bytes() - Number(await bar.getAttribute('value'));
    await expect.poll(() => ranges.bytes(), { timeout: PATIENCE }).toBeGreaterThanOrEqual(BYTES / 2);
    await expect.poll(missing, { timeout: PATIENCE }).toBeLessThanOrEqual(0);
  });
  const before = [...ranges.asked];
  await page.reload();

  await phase('download the rest and open', stranger, async () => {
    ranges.release();
    await run();
    await output.getByRole('button', { name: /^Pay/ }).waitFor({ timeout: PATIENCE });
  });
  const after = ranges.asked.slice(before.length);
  expect(after.filter((range) => before.includes(range))).toEqual([]);
  const services = Object.entries(network.devnet.walrus.traffic.counts());
  report.fetched = services
    .filter(([name]) => name.startsWith('aggregator'))
    .reduce((sum, [, { bytes }]) => sum + bytes, 0);
  expect(report.fetched).toBeGreaterThanOrEqual(report.total);
  expect(report.fetched).toBeLessThanOrEqual(report.total * 1.02 + 2 * RANGE_BYTES);

  // Once more, all of it from the disk.
  await page.reload();
  const fetchedOnce = ranges.asked.length;
  await phase('open from the cache', stranger, async () => {
    await run();
    await output.getByRole('button', { name: /^Pay/ }).waitFor({ timeout: PATIENCE });
  });
  expect(ranges.asked.length).toBe(fetchedOnce);

  const earned = await sui(seller);
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(stranger);
  const download = page.waitForEvent('download');
  await output.getByRole('button', { name: 'Download the receipt' }).click();
  const receipt = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
    price: string;
    opening: { outputHash: string };
  };
  expect(receipt.price).toBe(String(PRICE));
  expect((await sui(seller)) - earned).toBe(PRICE);
  const sums = MODEL.expected(rows);
  const data = Float32Array.from(sums);
  const expected = hashTensors({ sums: { dtype: 'float32', shape: [sums.length], data } });
  expect(receipt.opening.outputHash).toBe(toHex(expected));
  expect(stranger.complaints).toEqual([]);

  const path = process.env['FLOE_BIG_REPORT'];
  if (path) await writeFile(path, JSON.stringify(report));
});
