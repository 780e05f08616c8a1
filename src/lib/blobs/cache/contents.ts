// What the ledger's models hold, counted: how much of each is there, what is shared, what removing some would free.
// Pure; reads nothing.
import type { CachedModel } from '../types.ts';
import type { LedgerEntry, LedgerPart } from './ledger.ts';
import type { RangeIndex, RangeKey } from './range-cache.ts';

/** The ranges of a blob of so many bytes. */
export type RangePlan = (blobBytes: number) => readonly RangeKey[];

export interface Contents {
  entries: readonly LedgerEntry[];
  index: RangeIndex;
  plan: RangePlan;
}

/** Models with anything stored, in the order of the entries. */
export function describeModels(contents: Contents): CachedModel[] {
  return contents.entries.flatMap((entry) => {
    const parts = distinctParts([entry]);
    const bytes = sum(parts.map((part) => storedBytes(part, contents)));
    if (bytes === 0) return [];
    const { model, lastUsedMs, checkedMs, pinned } = entry;
    return {
      ...model,
      bytes,
      totalBytes: sum(parts.map((part) => part.bytes)),
      ownBytes: freedBytes([entry], contents),
      lastUsedMs,
      ...(checkedMs === undefined ? {} : { checkedMs }),
      pinned,
    };
  });
}

/** What removing `gone` would free: ranges that another entry needs stay. */
export function freedBytes(gone: readonly LedgerEntry[], contents: Contents): number {
  const stays = distinctParts(contents.entries.filter((entry) => !gone.includes(entry)));
  const needed = new Set(stays.map(({ blobId }) => blobId));
  const own = distinctParts(gone).filter(({ blobId }) => !needed.has(blobId));
  return sum(own.map((part) => storedBytes(part, contents)));
}

/** Over all entries, each range once. */
export function heldBytes(contents: Contents): number {
  return sum(distinctParts(contents.entries).map((part) => storedBytes(part, contents)));
}

/**
 * Models to remove for `bytes`: least lately used first, pinned and spared ones never. Undefined if all the others
 * would be too few.
 */
export function chooseEvictions(
  bytes: number,
  contents: Contents,
  spared: ReadonlySet<string>,
): LedgerEntry[] | undefined {
  const chosen: LedgerEntry[] = [];
  const loose = contents.entries
    .filter(({ pinned, model }) => !pinned && !spared.has(model.manifestHash))
    .sort((a, b) => a.lastUsedMs - b.lastUsedMs);
  for (const next of loose) {
    chosen.push(next);
    if (freedBytes(chosen, contents) < bytes) continue;
    // One that shares all it has with a model that stays would go for nothing.
    return chosen.filter((one) => freedBytes(without(chosen, one), contents) < freedBytes(chosen, contents));
  }
  return undefined;
}

function without<T>(list: readonly T[], one: T): T[] {
  return list.filter((other) => other !== one);
}

function storedBytes({ blobId, bytes }: LedgerPart, { index, plan }: Contents): number {
  const present = index.get(blobId);
  if (!present) return 0;
  return sum(plan(bytes).map((range) => (present.has(range.index) ? range.bytes : 0)));
}

/** Each blob once: a version may name one twice, and two versions the same. */
function distinctParts(entries: readonly LedgerEntry[]): LedgerPart[] {
  return [...new Map(entries.flatMap(({ parts }) => parts.map((part) => [part.blobId, part]))).values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
