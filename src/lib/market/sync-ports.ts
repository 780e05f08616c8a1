// What the market's caches need from outside.
export type { KeyValueStore as MarketStore, Locks as MarketLocks } from '../model/ports.ts';
