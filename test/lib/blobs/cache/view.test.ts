// What is told of a download while it goes: over all its parts, what was there before, how it is checked, from whom.
import { beforeAll, expect, test } from 'vitest';
import type { DownloadView } from '../../../../src/lib/blobs/download-view.ts';
import { createRangeReader } from '../../../../src/lib/blobs/ranges/range-reader.ts';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import { noise } from '../noise.ts';
import { openTab, provedVersion, RANGE_BYTES, serveVersions, type ProvedVersion } from './proved-version.ts';

/** Two parts of 50,000 bytes: six ranges each, the last of 3,310. */
const FILES = { 'model.onnx': noise(50_000, 4), 'more.bin': noise(50_000, 5) };
const TOTAL = 100_000;

let published: ProvedVersion;
beforeAll(async () => {
  published = await provedVersion(FILES, { maxPartBytes: 50_000, embed: true });
});

/** Loads it in a tab of its own, until so many bytes were sent. */
async function watch(options: Parameters<typeof openTab>[2] = {}, stopAt = Infinity) {
  const aggregator = await serveVersions(published);
  const tab = openTab(aggregator, [published], options);
  const views: DownloadView[] = [];
  const checked: [number, number][] = [];
  const manifest = await tab.manifest(published.version);
  const stop = new AbortController();
  aggregator.before = () => {
    if (aggregator.sentBytes() >= stopAt) stop.abort();
  };
  const loading = tab.load(published.version, manifest, {
    name: 'M',
    signal: stop.signal,
    onView: (view) => views.push(view),
    onChecked: (...now) => checked.push(now),
  });
  return { aggregator, tab, views, checked, loading };
}

test('both parts add up to one download, from the server that sent them', async () => {
  const { loading, views, aggregator, checked } = await watch();
  await loading;
  const last = views.at(-1)!;
  expect(last).toMatchObject({
    loaded: TOTAL,
    total: TOTAL,
    present: 0,
    checkedBy: 'sidecar',
    offline: false,
  });
  expect(last.origins).toMatchObject([{ origin: aggregator.url, bytes: TOTAL, errors: 0, refused: 0 }]);
  expect(views.every(({ total }) => total === TOTAL)).toBe(true);
  expect(checked).toEqual([]);
});

test('one that goes on says what was there, after reading and checking it', async () => {
  const store = createMemoryStore();
  const first = await watch({ store }, 50_000 + 2 * RANGE_BYTES);
  await expect(first.loading).rejects.toMatchObject({ name: 'AbortError' });
  const [kept] = await first.tab.cached();
  expect(kept!.bytes).toBeGreaterThan(50_000);

  const second = await watch({ store });
  await second.loading;
  expect(second.views[0]).toMatchObject({ present: kept!.bytes, total: TOTAL - kept!.bytes });
  expect(second.views.at(-1)!.loaded).toBe(TOTAL - kept!.bytes);
  expect(second.checked.at(-1)).toEqual([kept!.bytes, kept!.bytes]);
  expect(second.aggregator.sentBytes()).toBe(TOTAL - kept!.bytes);
});

test('what is checked by metadata, or only whole, is told so', async () => {
  const bare = await provedVersion(FILES, { maxPartBytes: 50_000 });
  const aggregator = await serveVersions(bare);
  for (const [checkedBy, proofs] of [
    ['metadata', {}],
    ['files', { proofOf: async () => undefined }],
  ] as const) {
    const views: DownloadView[] = [];
    await openTab(aggregator, [bare], proofs).load(bare.version, bare.manifest, {
      name: 'M',
      onView: (view) => views.push(view),
    });
    expect(new Set(views.map((view) => view.checkedBy))).toEqual(new Set([checkedBy]));
    expect(views.at(-1)!.loaded).toBe(TOTAL);
    expect(views.at(-1)!.origins).toMatchObject([{ origin: aggregator.url, bytes: TOTAL, failures: [] }]);
  }
});

test('a server that lied in one part is still named in the next', async () => {
  const honest = await serveVersions(published);
  const liar = await serveVersions(published);
  const lying: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).startsWith(liar.url) || response.status !== 206) return response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    bytes[0]! ^= 1;
    return new Response(bytes, response);
  };
  const views: DownloadView[] = [];
  const tab = openTab(honest, [published], {
    readRanges: createRangeReader({ aggregators: [liar.url, honest.url], fetch: lying, perOrigin: 1 }),
  });
  await tab.load(published.version, await tab.manifest(published.version), {
    name: 'M',
    onView: (view) => views.push(view),
  });
  const [first, second] = views.at(-1)!.origins;
  expect(first).toMatchObject({ origin: liar.url, failures: [{ reason: 'wrong-content', times: 1 }] });
  expect(first!.refused).toBe(RANGE_BYTES);
  expect(second).toMatchObject({ origin: honest.url, bytes: TOTAL, failures: [] });
});
