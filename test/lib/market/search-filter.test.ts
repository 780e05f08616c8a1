// Which listings are shown, in which order, and what the menus count.
import { describe, expect, it } from 'vitest';
import { countFacets } from '../../../src/lib/market/search-facets.ts';
import { listingFilter } from '../../../src/lib/market/search-filter.ts';
import type { ListingStats } from '../../../src/lib/market/search-order.ts';
import type { ListingQuery } from '../../../src/lib/market/search.ts';
import { address, listing, MARKET, searchOf } from './six-listings.ts';

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
    ['sealed ones', { sealed: true }, [2]],
    ['open ones', { sealed: false }, [0, 1, 3, 4, 5]],
    ['any of the licences, in whatever case', { licenses: ['APACHE-2.0', 'mit'] }, [0, 1, 2]],
    ['no licence given', { licenses: [''] }, [3, 4, 5]],
    ['a tag, in whatever case', { tags: ['vision'] }, [0, 1]],
    ['all of the tags', { tags: ['vision', 'phones'] }, [1]],
    ['an author', { author: address('beef01') }, [5]],
    ['a hide-list of models', { hidden: new Set([address('1d0'), address('1d3')]) }, [1, 2, 4, 5]],
    ['a hide-list of authors', { hidden: new Set([address('aa')]) }, [5]],
    ['a hide-list of payouts', { hidden: new Set([address('cafe')]) }, [0, 1, 2, 3, 4]],
    ['several at once', { active: true, runtimes: ['onnx'], maxPrice: 5n }, [1, 4]],
  ])('by %s', (_what, filter, expected) => {
    expect(MARKET.filter(listingFilter(filter)).map(({ index }) => index)).toEqual(expected);
  });

  it('apply to what the words found, and are counted', async () => {
    const search = await searchOf();
    expect(search.find({ text: 'object detection', filter: { runtimes: ['onnx'] } })).toMatchObject({
      items: [{ name: 'YOLO nano' }],
      total: 1,
    });
  });

  it('cross to another thread and back', () => {
    const filter = structuredClone({ hidden: new Set([address('aa')]), maxPrice: 10n, tags: [] });
    expect(MARKET.filter(listingFilter(filter)).map(({ index }) => index)).toEqual([5]);
  });
});

describe('menus', () => {
  it('count all listings, most used first, ties by name', async () => {
    const search = await searchOf();
    expect(search.facets()).toEqual({
      tasks: [
        ['image-classification', 3],
        ['object-detection', 2],
        ['automatic-speech-recognition', 1],
      ],
      runtimes: [
        ['onnx', 5],
        ['tfjs', 1],
      ],
      coins: [
        ['sui', 5],
        ['usd', 1],
      ],
      licenses: [
        ['', 3],
        ['apache-2.0', 2],
        ['mit', 1],
      ],
      tags: [
        ['vision', 2],
        ['audio', 1],
        ['imagenet', 1],
        ['phones', 1],
      ],
    });
  });

  it('count what a query finds', async () => {
    const search = await searchOf();
    expect(search.facets({ text: 'classifier', filter: { maxPrice: 10n } }).tags).toEqual([
      ['phones', 1],
      ['vision', 1],
    ]);
  });

  it('count a model once, however often it writes a tag', () => {
    expect(countFacets([listing(0, 'A', { tags: ['x', 'X', ' x'] })]).tags).toEqual([['x', 1]]);
  });

  it('leave out the rarest where somebody floods them', () => {
    const flood = Array.from({ length: 900 }, (_, i) => listing(i, 'A', { tags: [`flood ${i}`, 'common'] }));
    const { tags } = countFacets(flood);
    expect(tags[0]).toEqual(['common', 900]);
    expect(tags).toHaveLength(200);
  });
});

describe('orders', () => {
  const none = { calls: 0, payers: 0, repeatPayers: 0, income: 0n, trend: 0 };
  const stats: Record<string, ListingStats> = {
    [MARKET[0]!.id]: { ...none, calls: 5, payers: 2, income: 20n, trend: 0.5 },
    [MARKET[1]!.id]: { ...none, calls: 9, payers: 1, repeatPayers: 1, income: 50n, trend: 2.5 },
    [MARKET[4]!.id]: { ...none, calls: 3, payers: 3, income: 2n ** 70n, trend: 2 },
  };
  const statsOf = (model: string) => stats[model];
  const order = async (query: ListingQuery) => {
    const search = await searchOf();
    return search.find({ statsOf, ...query }).items.map(({ index }) => index);
  };

  it.each([
    ['newest', [5, 4, 3, 2, 1, 0]],
    ['genuine-payers', [4, 0, 1, 5, 3, 2]],
    ['repeat-payers', [1, 5, 4, 3, 2, 0]],
    ['trending', [1, 4, 0, 5, 3, 2]],
  ] as const)('by %s, ties newest first', async (sort, expected) => {
    expect(await order({ sort })).toEqual(expected);
  });

  const SUI = `0x${'2'.padStart(64, '0')}::sui::SUI`;
  const priced = [
    listing(0, 'a', { coin: SUI, price: 9n }),
    listing(1, 'b', { coin: 'usd', price: 1n }),
    listing(2, 'c', { coin: 'eur', price: 3n }),
    listing(3, 'd', { coin: SUI, price: 4n }),
    listing(4, 'e', { coin: 'usd', price: 0n }),
    listing(5, 'f', { coin: 'usd', price: 2n }),
    listing(6, 'g', { coin: SUI, price: 0n }),
  ];
  const earned: Record<string, bigint> = { 0: 1n, 1: 70n, 2: 900n, 3: 5n, 5: 80n };
  const earnings = (model: string) => {
    const index = priced.findIndex(({ id }) => id === model);
    return { ...none, income: earned[index] ?? 0n };
  };
  const byMoney = async (query: ListingQuery) => {
    const search = await searchOf(priced);
    return search.find({ statsOf: earnings, ...query }).items.map(({ index }) => index);
  };

  it('by income never compare coins: SUI first, each other coin for itself, those without income last', async () => {
    expect(await byMoney({ sort: 'genuine-income' })).toEqual([3, 0, 2, 5, 1, 6, 4]);
  });

  it('by price put what is free first, then SUI, then each other coin for itself', async () => {
    expect(await byMoney({ sort: 'cheapest' })).toEqual([6, 4, 3, 0, 2, 1, 5]);
  });

  it('by money compare within the coin that is asked for', async () => {
    expect(await byMoney({ sort: 'genuine-income', filter: { coin: 'usd' } })).toEqual([5, 1, 4]);
    expect(await byMoney({ sort: 'cheapest', filter: { coin: 'usd' } })).toEqual([4, 1, 5]);
  });

  it('are by income where there is no word, and newest first while nothing is known', async () => {
    expect(await byMoney({})).toEqual([3, 0, 2, 5, 1, 6, 4]);
    expect(await order({ statsOf: () => undefined })).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('put the model more people pay for first where the words match equally well', async () => {
    const twins = [0, 1, 2].map((index) => listing(index, 'Heron'));
    const search = await searchOf(twins);
    const payers = (model: string) => ({ ...none, payers: model === twins[1]!.id ? 2 : 0 });
    const found = search.find({ text: 'heron', statsOf: payers }).items.map(({ index }) => index);
    expect(found).toEqual([1, 2, 0]);
  });

  it('give pages that together are the whole, in order', async () => {
    const market = Array.from({ length: 500 }, (_, i) =>
      listing(i, `M${i}`, { price: BigInt((i * 7919) % 100) }),
    );
    const search = await searchOf(market);
    const pages = [0, 1, 2, 3, 4].flatMap(
      (page) => search.find({ sort: 'cheapest', offset: page * 100, limit: 100 }).items,
    );
    const wanted = [...market].sort((a, b) => Number(a.price - b.price) || b.index - a.index);
    expect(pages).toEqual(wanted);
    expect(search.find({ sort: 'cheapest', limit: 3 }).items).toEqual(pages.slice(0, 3));
  });
});
