// What this network's interpreter charges for the market's transactions, without running them: instructions counted once,
// bytes by its natives' rules. Tests hold both against execution. Changes with the contract's code.
import { computationCost, REFERENCE_GAS_PRICE, UNIT_STEP } from '../chain/gas.ts';
import type { SeedListing } from './market.ts';

const encoder = new TextEncoder();
const lengthOf = (text: string) => encoder.encode(text).length;

/** Instructions of `new_version` and `list`: of all together, and of each tag, pair of tags, meter and sealed key. */
const LIST = { base: 754, tag: 48, pair: 16, meter: 76, key: 26 };
/** Bytes of the two events of a listing that are always the same; a listing is priced in SUI. */
const LISTED = 32 + 8 + 32 + 32 + 8 + 75 + 1 + 1 + 1 + 1 + 8;
const VERSION_ADDED = 32 + 8 + 32 + 33 + 1 + 8 + 8;

/** Of one transaction, MIST. All but a listing stay in the lowest bucket. */
export const COMPUTATION = {
  call: UNIT_STEP * REFERENCE_GAS_PRICE,
  transfer: UNIT_STEP * REFERENCE_GAS_PRICE,
  change: UNIT_STEP * REFERENCE_GAS_PRICE,
  list: (listing: SeedListing) => computationCost(BigInt(listWork(listing)), REFERENCE_GAS_PRICE),
};

function listWork({ name, license, tags, meters, versions }: SeedListing): number {
  const { parts, sealedKey } = versions[0]!;
  const texts = lengthOf(name) + lengthOf(license);
  const tagged = tags.map(lengthOf);
  const letters = tagged.reduce((sum, length) => sum + length, 0);
  const instructions =
    LIST.base +
    LIST.tag * tags.length +
    (LIST.pair * tags.length * (tags.length - 1)) / 2 +
    LIST.meter * meters.length +
    (sealedKey ? LIST.key : 0);
  // Copies and comparisons: a unit for eight leaves, a text having two more than it has bytes.
  const eighths = (leaves: number) => Math.floor(leaves / 8);
  const copies =
    eighths(lengthOf(name) + 2) +
    eighths(lengthOf(license) + 2) +
    eighths(1 + letters + 2 * tags.length) +
    eighths(1 + 2 * meters.length) +
    eighths(1 + parts.length);
  const comparisons = tagged.reduce((sum, length, i) => sum + i * eighths(length + 2), 0);
  const listed = LISTED + texts + letters + tags.length + 32 * meters.length;
  const events = Math.floor(listed / 4) + Math.floor((VERSION_ADDED + 32 * parts.length) / 4);
  return instructions + copies + comparisons + events;
}
