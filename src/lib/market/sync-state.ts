// How far a cache of calls reaches: what is known, what is not, and where reading goes on. Pure.

export interface Interval {
  fromMs: number;
  untilMs: number;
}

/** What is stored beside the chunks; written last, so it never promises a row that is not there. */
export interface HistoryHead {
  format: 1;
  /** Names the chunks: another lineage may hold the same calls in another order. */
  lineage: string;
  /** Calls in the chunks; a chunk may hold more if the tab closed before this was written. */
  rows: number;
  cursor?: string;
  /** This pass has read everything from here ... */
  fromMs: number;
  /** ... up to here. */
  reachedMs: number;
  /** The pass has been at the end of the ledger once. */
  complete: boolean;
  /** What passes before this one had read, where the ledger was pruned in between. */
  earlier: Interval[];
}

/** Nodes behind one address prune at slightly different places: less than this is no deeper history. */
const DEEPER_MS = 86_400_000;

export function newPass(lineage: string, fromMs: number): HistoryHead {
  return { format: 1, lineage, rows: 0, fromMs, reachedMs: fromMs, complete: false, earlier: [] };
}

/**
 * What to do with a source that knows everything since `sourceMs`: go on from the cursor, or begin again where
 * it begins. Rows that come twice are dropped by the table.
 */
export function continuePass(head: HistoryHead, sourceMs: number): HistoryHead {
  const pruned = sourceMs > head.reachedMs;
  const deeper = sourceMs < head.fromMs - DEEPER_MS;
  return head.cursor !== undefined && (pruned || deeper) ? restartPass(head, sourceMs) : head;
}

export function restartPass({ cursor: _, ...head }: HistoryHead, sourceMs: number): HistoryHead {
  return { ...head, fromMs: sourceMs, reachedMs: sourceMs, complete: false, earlier: knownIntervals(head) };
}

/** Everything that is known, oldest first, joined where it touches. */
export function knownIntervals({ earlier, fromMs, reachedMs }: HistoryHead): Interval[] {
  const joined: Interval[] = [];
  const all = [...earlier, { fromMs, untilMs: reachedMs }].sort((a, b) => a.fromMs - b.fromMs);
  for (const next of all) {
    const last = joined.at(-1);
    if (last && next.fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, next.untilMs);
    else joined.push({ ...next });
  }
  return joined.filter((interval) => interval.untilMs > interval.fromMs);
}
