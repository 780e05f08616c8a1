// A hostile author fills every field that an author has. Nothing of it may run, be fetched, or lie over what is ours.
import type { Page } from '@playwright/test';
import { createChain } from '../../src/lib/chain/chain.ts';
import { SUI_TYPE } from '../../src/lib/index.ts';
import { publishAll } from '../../start/local-network.ts';
import { tinyDraft } from '../draft.ts';
import { tinyModel } from '../tiny-onnx.ts';
import { CARD, CORPUS, HEAVY_CARDS } from './hostile-corpus.ts';
import { chooseDevice, expect, sign, test, type Actor, type Site, type Visitor } from './site.ts';

const size = (text: string) => new TextEncoder().encode(text).length;
const fitting = (bytes: number) => CORPUS.filter((text) => size(text) <= bytes && text.trim() !== '');
/** The contract's limits, in bytes. Every payload short enough is the name of a model. */
const NAMES = fitting(80);
const TASKS = fitting(48);
const TAGS = [...new Set(fitting(32))];

/** As many payloads as fit, each listing beginning where the one before ended. */
function joined(limit: number, from: number): string {
  let text = '';
  for (let at = from; size(`${text} ${CORPUS[at % CORPUS.length]!}`) <= limit; at += 1) {
    text += ` ${CORPUS[at % CORPUS.length]!}`;
  }
  return text.trim();
}

const listings = NAMES.map((name, index) => ({
  name,
  summary: joined(280, index),
  task: TASKS[index % TASKS.length]!,
  runtime: TASKS[(index + 1) % TASKS.length]!,
  license: TASKS[(index + 2) % TASKS.length]!,
  tags: Array.from({ length: 8 }, (_, tag) => TAGS[(index + tag) % TAGS.length]!),
  price: BigInt(index),
  coin: SUI_TYPE,
  shards: 1,
}));
/** Listings in one transaction. */
const BATCH = 40;

const isPath = (path: string) =>
  path.length <= 512 &&
  !/[\\\0]/.test(path) &&
  path.split('/').every((part) => !['', '.', '..'].includes(part));

/** One model whose manifest is hostile throughout: every payload is an input, an output, a file and an example. */
const whole = tinyDraft({
  name: 'Hostile manifest',
  license: CORPUS[0]!,
  source: CORPUS.find((text) => text.startsWith('javascript:'))!,
  card: CARD,
  files: [
    ...tinyDraft().files,
    ...[...new Set(CORPUS.filter(isPath))].map((path) => ({ path, data: new Blob([path]) })),
    { path: 'half a pair \ud800', data: new Blob(['x']) },
  ],
  inputs: [
    { name: 'x', dtype: 'float32', shape: ['n', 3] },
    ...CORPUS.map((text) => ({
      name: text,
      label: text.slice(0, 80),
      dtype: 'float32' as const,
      shape: [text.slice(0, 128)],
    })),
  ],
  outputs: CORPUS.map((text) => ({
    name: text,
    label: text.slice(0, 80),
    dtype: 'float32' as const,
    shape: [1],
  })),
  examples: CORPUS.slice(0, 50).map((text) => ({
    label: text.slice(0, 120),
    inputs: { [text]: { kind: 'text' as const, text } },
  })),
});

/** One that runs: its answer is the whole corpus as labels. */
const answering = tinyDraft({
  name: 'Hostile answer',
  source: CORPUS.find((text) => text.includes('@evil.example/'))!,
  card: CORPUS[2]!,
  files: [{ path: 'tiny.onnx', data: new Blob([tinyModel({ weights: CORPUS.map((_, index) => index) })]) }],
  inputs: [{ name: 'x', label: CORPUS[3]!, dtype: 'float32', shape: ['n', CORPUS.length] }],
  outputs: [
    {
      name: 'y',
      label: CORPUS[7]!.slice(0, 80),
      dtype: 'float32',
      shape: ['n', CORPUS.length],
      postprocess: {
        kind: 'labels',
        labels: CORPUS.map((text) => text.slice(0, 200)),
        activation: 'none',
        top: CORPUS.length,
      },
    },
  ],
  examples: [{ label: 'Ones', inputs: { x: { kind: 'text', text: JSON.stringify([CORPUS.map(() => 1)]) } } }],
});

let author: Actor;
let ids: { listed: string[]; whole: string; answering: string; heavy: Record<string, string> };

test.beforeAll(async ({ site }) => {
  author = await site.network.author();
  const { hub, wallet } = author;
  const heavy = Object.entries(HEAVY_CARDS).map(([name, card]) => tinyDraft({ name, card }));
  const [first, second, ...others] = await publishAll(author, [whole, answering, ...heavy]);
  // Listed straight at the contract, as an author would who does not use our page: its limits are the only ones.
  const { version } = await hub.look(second!);
  const chain = createChain(site.network.config);
  for (let start = 0; start < listings.length; start += BATCH) {
    const transaction = chain.newTransaction();
    for (const listing of listings.slice(start, start + BATCH)) {
      chain.addListing(transaction, version, listing, wallet.address);
    }
    await chain.executor.run(wallet, transaction);
  }
  const { items } = await hub.list({ limit: listings.length });
  ids = {
    listed: items.map(({ id }) => id),
    whole: first!,
    answering: second!,
    heavy: Object.fromEntries(Object.keys(HEAVY_CARDS).map((name, index) => [name, others[index]!])),
  };
});

interface Watch {
  visitor: Visitor;
  /** Everything that must not have happened, so far. */
  harm(): Promise<string[]>;
}

async function watch(visitor: Visitor, site: Site): Promise<Watch> {
  const { page, context, complaints } = visitor;
  const happened: string[] = [];
  page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', (other) => other !== page && happened.push(`another page: ${other.url()}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    const own = url.origin === site.network.url || url.protocol === 'blob:';
    if (!own) happened.push(`asked ${request.url().slice(0, 120)}`);
  });
  return {
    visitor,
    async harm() {
      return [...happened, ...complaints, ...(await page.evaluate(inspect))];
    },
  };
}

/** In the page: what must not be in any document of ours. */
function inspect(): string[] {
  const found: string[] = [];
  if ('xss' in window) found.push('a payload ran');
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName;
    const place = element.outerHTML.slice(0, 120);
    if (['iframe', 'object', 'embed', 'base', 'marquee', 'math', 'template'].includes(tag)) found.push(place);
    if (tag === 'script' && !element.closest('head')) found.push(place);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') found.push(place);
      if (name === 'style' && /url\(|fixed/.test(value)) found.push(place);
    }
    if (element instanceof HTMLAnchorElement) {
      const safe = ['http:', 'https:', 'mailto:', 'blob:'].includes(element.protocol);
      const outside = element.origin !== location.origin;
      if (!safe) found.push(`leads to ${element.href.slice(0, 80)}`);
      if (outside && !/noopener.*noreferrer|noreferrer.*noopener/.test(element.rel)) found.push(place);
    }
    if (element instanceof HTMLImageElement && element.src.startsWith('http')) found.push(place);
  }
  if (/[\u202a-\u202e\u2066-\u2069]/.test(document.title))
    found.push('the title turns the reading direction');
  if (document.querySelectorAll('h1').length !== 1) found.push('not one main heading');
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const wide = [...document.querySelectorAll('main *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    );
    found.push(`scrolls sideways: ${wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 160))}`);
  }
  // What is ours can be pressed: nothing lies over it.
  for (const own of document.querySelectorAll(
    'header nav a, header .side :is(a, button), aside button[type=submit]',
  )) {
    own.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = own.getBoundingClientRect();
    if (width === 0) continue;
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!hit || !own.contains(hit))
      found.push(`${own.outerHTML.slice(0, 80)} lies under ${hit?.outerHTML.slice(0, 80)}`);
  }
  return found;
}

/** A page has shown what it will show. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.getByText(/^Reading/)).toHaveCount(0);
}

test('on the lists, nothing of a hostile listing runs, is fetched, or covers what is ours', async ({
  newVisitor,
  site,
}) => {
  const { visitor, harm } = await watch(await newVisitor(undefined, author), site);
  const { page } = visitor;
  await visitor.goto('');
  await visitor.connect();
  for (const route of ['', `#/author/${author.wallet.address}`, '#/health', '#/mine', '#/earnings']) {
    await visitor.goto(route);
    await settled(page);
    expect(await harm(), `on ${route || 'the market'}`).toEqual([]);
  }
});

test('on the model’s own page, neither', async ({ newVisitor, site }) => {
  const { visitor, harm } = await watch(await newVisitor(), site);
  // Every tenth: what they do not share is their texts, and each text is on the lists too.
  for (const id of ids.listed.filter((_, index) => index % 10 === 0)) {
    await visitor.goto(`#/model/${id}`);
    await settled(visitor.page);
    await expect(visitor.page.getByRole('heading', { name: 'Source and contact' })).toBeVisible();
    expect(await harm(), `model ${id}`).toEqual([]);
  }
});

test('a manifest that is hostile throughout is a page like any other, on a phone too', async ({
  newVisitor,
  site,
}) => {
  const { visitor, harm } = await watch(
    await newVisitor({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }),
    site,
  );
  const { page } = visitor;
  await visitor.goto(`#/model/${ids.whole}`);
  await settled(page);
  await expect(page.getByText('load from evil.example').first()).toBeVisible();
  for (const name of ['JavaScript', 'Agents (MCP)', 'Command line']) {
    await page.getByRole('button', { name, exact: true }).click();
  }
  await page.getByText('Inputs and outputs, as tensors').click();
  await page.getByRole('button', { name: /^Show more, \d+ left$/ }).click();
  await page.getByRole('group', { name: 'Examples' }).getByRole('button').first().click();
  await page
    .getByRole('button', { name: /^Download .*script/ })
    .first()
    .click();
  expect(await harm()).toEqual([]);
});

test('an answer that is hostile is read, not run', async ({ newVisitor, site }) => {
  const { visitor, harm } = await watch(await newVisitor(), site);
  const { page, output } = visitor;
  await visitor.goto(`#/model/${ids.answering}`);
  await visitor.connect();
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: 'Ones' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(visitor);
  await expect(output.getByText('<script>top.xss=1</script>', { exact: true })).toBeVisible();
  expect(await harm()).toEqual([]);
});

test('a picture of a card is fetched when the reader asks for it, and tells nobody the page', async ({
  newVisitor,
  site,
}) => {
  const visitor = await newVisitor();
  const { page, context } = visitor;
  const asked: Record<string, string>[] = [];
  await context.route('https://evil.example/**', (route) => {
    asked.push(route.request().headers());
    return route.abort();
  });
  await visitor.goto(`#/model/${ids.whole}`);
  const picture = page.getByRole('button', { name: /load from evil\.example/ }).first();
  await picture.scrollIntoViewIfNeeded();
  expect(asked).toEqual([]);
  await picture.click();
  await expect(page.getByText('evil.example did not send it').first()).toBeVisible();
  expect(asked).toHaveLength(1);
  expect(asked[0]).not.toHaveProperty('referer');
  expect(site.network.url).toBeTruthy();
});

for (const name of Object.keys(HEAVY_CARDS)) {
  test(`a card that is too much (${name}) leaves the page to its visitor`, async ({ newVisitor }) => {
    const visitor = await newVisitor();
    const { page } = visitor;
    await visitor.goto(`#/model/${ids.heavy[name]!}`);
    await settled(page);
    await page.getByRole('textbox', { name: /^x\b/ }).fill('[[1, 2, 3]]');
    await expect(page.getByRole('region', { name: 'About' })).not.toBeEmpty();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(visitor.output).toBeVisible();
    expect(visitor.complaints).toEqual([]);
  });
}

test('a card of a megabyte is refused before anything is signed', async () => {
  const { hub, wallet } = author;
  const before = await hub.balance(wallet.address);
  const { id } = await hub.draft(tinyDraft({ card: 'x'.repeat(1 << 20) }));
  await expect(hub.publish(id, wallet)).rejects.toMatchObject({ code: 'manifest/schema' });
  expect(await hub.balance(wallet.address)).toBe(before);
});
