// The door of this folder.
export { generateMarket } from './market.ts';
export type * from './types.ts';
