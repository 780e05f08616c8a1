// Six listings that differ in everything one can search, filter or order by.
import { createListingSearch, type ListingSearch } from '../../../src/lib/market/search.ts';
import type { Listing } from '../../../src/lib/model/listing.ts';

export const address = (start: string) => `0x${start.padEnd(64, '0')}`;

export function listing(index: number, name: string, changes: Partial<Listing> = {}): Listing {
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
    license: '',
    tags: [],
    sealed: false,
    bytes: 1000,
    meters: [],
    listedMs: index,
    ...changes,
  };
}

export const MARKET = [
  listing(0, 'ResNet-50', {
    summary: 'Classic image classifier',
    price: 30n,
    bytes: 100,
    license: 'apache-2.0',
    tags: ['vision', 'imagenet'],
  }),
  listing(1, 'MobileNet v2', {
    summary: 'Small classifier, smaller than ResNet',
    price: 5n,
    bytes: 14,
    license: 'Apache-2.0',
    tags: ['Vision', 'phones'],
  }),
  listing(2, 'Whisper tiny', {
    summary: 'Speech to text',
    task: 'automatic-speech-recognition',
    price: 7n,
    license: 'mit',
    tags: ['audio'],
    sealed: true,
  }),
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

export async function searchOf(market: Listing[] = MARKET): Promise<ListingSearch> {
  const search = createListingSearch();
  await search.add(market);
  return search;
}
