// Finding listings: words with typos, beginnings of addresses, filters and orders; kept between visits.
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import type { StoredShard } from '../../../src/lib/market/search-shard.ts';
import { createListingSearch, openListingSearch, type ListingQuery } from '../../../src/lib/market/search.ts';
import { address, listing, MARKET, searchOf } from './six-listings.ts';

async function find(query: ListingQuery, market = MARKET) {
  const search = await searchOf(market);
  return search.find(query).items.map(({ name }) => name);
}

describe('words', () => {
  it('in the name count more than in the summary', async () => {
    expect(await find({ text: 'resnet' })).toEqual(['ResNet-50', 'MobileNet v2']);
  });

  it.each([
    ['a wrong letter', 'resmet', 'ResNet-50'],
    ['a missing letter', 'whispr', 'Whisper tiny'],
    ['a letter too many', 'mobillenet', 'MobileNet v2'],
    ['two wrong letters in a long word', 'recognitoon', 'Whisper tiny'],
    ['only its beginning', 'whis', 'Whisper tiny'],
    ['no accents', 'detecteur cafe', 'Détecteur de café'],
    ['other case', 'YOLO NANO', 'YOLO nano'],
    ['a task', 'object detection yolo', 'YOLO nano'],
    ['a tag', 'imagenet', 'ResNet-50'],
    ['a tag and a name', 'phones mobilenet', 'MobileNet v2'],
    ['a licence', 'apache-2.0 small', 'MobileNet v2'],
    ['two letters', 'v2', 'MobileNet v2'],
    ['one letter', 'w', 'Whisper tiny'],
    ['spaces around', '  yolo ', 'YOLO nano'],
  ])('are found with %s', async (_what, text, first) => {
    expect((await find({ text }))[0]).toBe(first);
  });

  it('must all be there, unless nothing has them all', async () => {
    expect(await find({ text: 'small classifier' })).toEqual(['MobileNet v2']);
    expect(await find({ text: 'whisper yolo' })).toEqual(['Whisper tiny', 'YOLO nano'].toReversed());
  });

  it('that nobody wrote find nothing', async () => {
    expect(await find({ text: 'zzzzqqqq' })).toEqual([]);
  });

  it('are not forgiven typos where a list by price has exact matches', async () => {
    const market = [...MARKET, listing(6, 'Resnest', { price: 1n })];
    expect(await find({ text: 'resnet', sort: 'cheapest' }, market)).toEqual(['MobileNet v2', 'ResNet-50']);
    expect(await find({ text: 'resnet' }, market)).toContain('Resnest');
  });
});

describe('addresses', () => {
  it.each([
    ['an author', '0xbeef', 'PP-OCR text lines'],
    ['a payout', '0xCAFE', 'PP-OCR text lines'],
    ['a model', address('1d4'), 'YOLO nano'],
  ])('of %s are found by their beginning', async (_what, text, name) => {
    expect(await find({ text })).toEqual([name]);
  });

  it('narrow down what words find', async () => {
    expect(await find({ text: 'text' })).toEqual(['PP-OCR text lines', 'Whisper tiny']);
    expect(await find({ text: 'text 0xbeef' })).toEqual(['PP-OCR text lines']);
    expect(await find({ text: '0xbeef whisper' })).toEqual([]);
  });
});

describe('a market that changes', () => {
  it('is found by its new words and no longer by the old', async () => {
    const search = await searchOf();
    await search.add([{ ...MARKET[2]!, name: 'Parakeet', price: 99n }]);
    expect(search.size).toBe(6);
    expect(search.find({ text: 'parakeet' }).items).toMatchObject([{ index: 2, price: 99n }]);
    expect(search.find({ text: 'whisper' }).items).toEqual([]);
  });

  it('is found by its new tags and licence', async () => {
    const search = await searchOf();
    await search.add([{ ...MARKET[2]!, tags: ['podcasts'], license: 'gpl-3.0' }]);
    expect(search.find({ text: 'podcasts' }).items).toMatchObject([{ index: 2 }]);
    expect(search.find({ filter: { licenses: ['gpl-3.0'] } }).total).toBe(1);
    expect(search.find({ filter: { tags: ['audio'] } }).total).toBe(0);
  });

  it('is filtered by its new price without new words', async () => {
    const search = await searchOf();
    await search.add([{ ...MARKET[0]!, price: 0n }]);
    expect(search.find({ filter: { maxPrice: 0n } }).items).toMatchObject([{ name: 'ResNet-50' }]);
  });

  it('gives the page its turn while it is taken in', async () => {
    const market = Array.from({ length: 3000 }, (_, i) =>
      listing(i, `Name${i} word${i % 50}`, { summary: 'some words' }),
    );
    const search = createListingSearch();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await search.add(market);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('stops being taken in when the reader gave up', async () => {
    const market = Array.from({ length: 5000 }, (_, i) => listing(i, `Name${i}`, { summary: `words ${i}` }));
    const add = createListingSearch().add(market, { signal: AbortSignal.abort() });
    await expect(add).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('between visits', () => {
  const market = Array.from({ length: 5000 }, (_, i) => listing(i, `Model${i} kind${i % 40}`));

  it('the index is kept, and brought up to date', async () => {
    const store = createMemoryStore();
    const first = await openListingSearch(store, 'p', market);
    await first.save(store, 'p');
    expect(await store.keys()).toHaveLength(5);
    const changed = market.map((one) => (one.index === 4711 ? { ...one, name: 'Heron' } : one));
    const again = await openListingSearch(store, 'p', [...changed, listing(5000, 'Egret')]);
    expect(again.find({ text: 'heron' }).items).toMatchObject([{ index: 4711 }]);
    expect(again.find({ text: 'egret' }).items).toMatchObject([{ index: 5000 }]);
    expect(again.find({ text: 'model4711' }).items.map(({ index }) => index)).not.toContain(4711);
    const query: ListingQuery = { text: 'kind7', sort: 'newest', limit: 1000 };
    expect(again.find(query).items.map(({ index }) => index)).toEqual(
      first.find(query).items.map(({ index }) => index),
    );
  });

  it('what was stored before tags could be found is built anew, and stored in its place', async () => {
    const store = createMemoryStore();
    const tagged = [listing(0, 'Heron', { tags: ['wading'] })];
    const first = await openListingSearch(store, 'p', tagged);
    await first.save(store, 'p');
    const key = 'market/p/search/0';
    const stored = (await store.get<StoredShard>(key))!;
    await store.set(key, { ...stored, format: 1 });
    const again = await openListingSearch(store, 'p', tagged);
    expect(again.find({ text: 'wading' }).total).toBe(1);
    await again.save(store, 'p');
    expect(await store.get(key)).toEqual(stored);
  });

  it('only what changed is stored again', async () => {
    const store = createMemoryStore();
    const search = await openListingSearch(store, 'p', market);
    await search.save(store, 'p');
    const written: string[] = [];
    const watched = {
      ...store,
      set: (key: string, value: unknown) => (written.push(key), store.set(key, value)),
    };
    await search.add([
      { ...market[4999]!, name: 'New name' },
      { ...market[1]!, price: 1n },
    ]);
    await search.save(watched, 'p');
    expect(written).toEqual(['market/p/search/4']);
  });

  it('an index that is damaged, or knows more than we read yet, does no harm', async () => {
    const store = createMemoryStore();
    const search = await openListingSearch(store, 'p', market);
    await search.save(store, 'p');
    await store.set('market/p/search/4', { format: 2, json: '{"broken":', hashes: new Uint32Array() });
    const again = await openListingSearch(store, 'p', [...market.slice(0, 3), ...market.slice(4996)]);
    expect(again.find({ text: 'kind1', sort: 'newest' }).items.map(({ index }) => index)).toEqual([1]);
    expect(again.find({ text: 'model4999' }).items[0]).toMatchObject({ index: 4999 });
  });
});
