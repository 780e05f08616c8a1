// Finding listings: words with typos, beginnings of addresses, filters and orders; kept between visits.
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import {
  compareListings,
  countBy,
  matchesFilter,
  type ListingStats,
} from '../../../src/lib/market/search-filter.ts';
import { createListingSearch, openListingSearch, type ListingQuery } from '../../../src/lib/market/search.ts';
import type { Listing } from '../../../src/lib/model/listing.ts';

const address = (start: string) => `0x${start.padEnd(64, '0')}`;

function listing(index: number, name: string, changes: Partial<Listing> = {}): Listing {
  return {
    id: address(`1d${index}`),
    index,
    author: address('aa'),
    payout: address('aa'),
    price: 10n,
    coin: 'sui',
    active: true,
    head: 1,
    name,
    summary: '',
    task: 'image-classification',
    runtime: 'onnx',
    bytes: 1000,
    meters: [],
    listedMs: index,
    ...changes,
  };
}

const MARKET = [
  listing(0, 'ResNet-50', { summary: 'Classic image classifier', price: 30n, bytes: 100 }),
  listing(1, 'MobileNet v2', { summary: 'Small classifier, smaller than ResNet', price: 5n, bytes: 14 }),
  listing(2, 'Whisper tiny', { summary: 'Speech to text', task: 'automatic-speech-recognition', price: 7n }),
  listing(3, 'Détecteur de café', {
    summary: 'Finds coffee cups',
    task: 'object-detection',
    runtime: 'tfjs',
  }),
  listing(4, 'YOLO nano', {
    summary: 'Fast object detector',
    task: 'object-detection',
    coin: 'usd',
    price: 1n,
  }),
  listing(5, 'PP-OCR text lines', { author: address('beef01'), payout: address('cafe'), active: false }),
];

async function find(query: ListingQuery, market = MARKET) {
  const search = createListingSearch();
  await search.add(market);
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
});

describe('filters', () => {
  it.each<[string, ListingQuery['filter'], number[]]>([
    ['none', {}, [0, 1, 2, 3, 4, 5]],
    ['empty lists', { tasks: [], runtimes: [] }, [0, 1, 2, 3, 4, 5]],
    ['tasks', { tasks: ['object-detection', 'automatic-speech-recognition'] }, [2, 3, 4]],
    ['runtimes', { runtimes: ['tfjs'] }, [3]],
    ['a coin', { coin: 'usd' }, [4]],
    ['prices, ends included', { coin: 'sui', minPrice: 7n, maxPrice: 10n }, [2, 3, 5]],
    ['sizes, ends included', { minBytes: 14, maxBytes: 100 }, [0, 1]],
    ['active ones', { active: true }, [0, 1, 2, 3, 4]],
    ['inactive ones', { active: false }, [5]],
    ['an author', { author: address('beef01') }, [5]],
    ['several at once', { active: true, runtimes: ['onnx'], maxPrice: 5n }, [1, 4]],
  ])('by %s', (_what, filter, expected) => {
    expect(MARKET.filter((one) => matchesFilter(one, filter!)).map(({ index }) => index)).toEqual(expected);
  });

  it('apply to what the words found, and are counted', async () => {
    const search = createListingSearch();
    await search.add(MARKET);
    expect(search.find({ text: 'object detection', filter: { runtimes: ['onnx'] } })).toMatchObject({
      items: [{ name: 'YOLO nano' }],
      total: 1,
    });
  });

  it('have their menu, most used first', () => {
    expect(countBy(MARKET, 'task')).toEqual([
      ['image-classification', 3],
      ['object-detection', 2],
      ['automatic-speech-recognition', 1],
    ]);
  });
});

describe('orders', () => {
  const stats: Record<string, ListingStats> = {
    [MARKET[1]!.id]: { calls: 9, payers: 1, revenue: 50n },
    [MARKET[4]!.id]: { calls: 3, payers: 3, revenue: 2n ** 70n },
  };
  it.each([
    ['newest', [5, 4, 3, 2, 1, 0]],
    ['oldest', [0, 1, 2, 3, 4, 5]],
    ['cheapest', [4, 1, 2, 5, 3, 0]],
    ['dearest', [0, 5, 3, 2, 1, 4]],
    ['smallest', [1, 0, 5, 4, 3, 2]],
    ['largest', [5, 4, 3, 2, 0, 1]],
    ['name', [3, 1, 5, 0, 2, 4]],
    ['most-calls', [1, 4, 5, 3, 2, 0]],
    ['most-payers', [4, 1, 5, 3, 2, 0]],
    ['most-revenue', [4, 1, 5, 3, 2, 0]],
  ] as const)('by %s, ties newest first', (sort, expected) => {
    const sorted = [...MARKET].sort(compareListings(sort, (model) => stats[model]));
    expect(sorted.map(({ index }) => index)).toEqual(expected);
  });

  it('give pages that together are the whole, in order', async () => {
    const market = Array.from({ length: 500 }, (_, i) =>
      listing(i, `M${i}`, { price: BigInt((i * 7919) % 100) }),
    );
    const search = createListingSearch();
    await search.add(market);
    const pages = [0, 1, 2, 3, 4].flatMap(
      (page) => search.find({ sort: 'cheapest', offset: page * 100, limit: 100 }).items,
    );
    expect(pages).toEqual([...market].sort(compareListings('cheapest')));
    expect(search.find({ sort: 'cheapest', limit: 3 }).items).toEqual(pages.slice(0, 3));
  });
});

describe('a market that changes', () => {
  it('is found by its new words and no longer by the old', async () => {
    const search = createListingSearch();
    await search.add(MARKET);
    await search.add([{ ...MARKET[2]!, name: 'Parakeet', price: 99n }]);
    expect(search.size).toBe(6);
    expect(search.find({ text: 'parakeet' }).items).toMatchObject([{ index: 2, price: 99n }]);
    expect(search.find({ text: 'whisper' }).items).toEqual([]);
  });

  it('is filtered by its new price without new words', async () => {
    const search = createListingSearch();
    await search.add(MARKET);
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
    await store.set('market/p/search/4', { format: 1, json: '{"broken":', hashes: new Uint32Array() });
    const again = await openListingSearch(store, 'p', [...market.slice(0, 3), ...market.slice(4996)]);
    expect(again.find({ text: 'kind1', sort: 'oldest' }).items.map(({ index }) => index)).toEqual([1]);
    expect(again.find({ text: 'model4999' }).items[0]).toMatchObject({ index: 4999 });
  });
});
