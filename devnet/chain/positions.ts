// Which transactions a scan looks at, in which order: all of them, or those that may concern certain addresses.
// Knows positions only. Yields lazily, so that commits during an ascending scan are met too.
import type { LedgerStore } from './types.ts';

interface Scan {
  from: bigint;
  descending: boolean;
  touching?: readonly string[] | undefined;
}

export function* positions(
  store: LedgerStore,
  { from, descending, touching }: Scan,
): Generator<number, void> {
  const { transactions, bulk } = store;
  const step = descending ? -1 : 1;
  let at = Number(from);
  if (descending && at >= transactions.length) at = transactions.length - 1;
  const inside = bulk && touching ? union(touching.map((id) => bulk.history.touching(id))) : undefined;
  const start = bulk?.start ?? 0;
  const end = start + (bulk?.history.length ?? 0);
  while (at >= 0 && at < transactions.length) {
    if (!inside || at < start || at >= end) {
      yield at;
      at += step;
      continue;
    }
    // Through the bulk history by its index, and out at the far side.
    if (descending) {
      for (let i = firstAbove(inside, at - start) - 1; i >= 0; i--) yield start + inside[i]!;
      at = start - 1;
    } else {
      for (let i = firstAbove(inside, at - start - 1); i < inside.length; i++) yield start + inside[i]!;
      at = end;
    }
  }
}

function union(lists: ArrayLike<number>[]): ArrayLike<number> {
  if (lists.length === 1) return lists[0]!;
  const all = new Set<number>();
  for (const list of lists) for (let i = 0; i < list.length; i++) all.add(list[i]!);
  return Uint32Array.from(all).sort();
}

/** Index of the first number greater than `value`. */
function firstAbove(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
