// A cohort table's numbers, to take away. Pure.
import type { Table } from './table.ts';

export interface CohortRow {
  weekStartMs: number;
  active: readonly number[];
}

/** One line per cohort and week after it: the shape that spreadsheets pivot. */
export function cohortTable(name: string, cohorts: readonly CohortRow[]): Table {
  return {
    name,
    columns: [
      { name: 'first week (UTC)', kind: 'day' },
      { name: 'weeks later', kind: 'count' },
      { name: 'payers', kind: 'count' },
      { name: 'share of the cohort', kind: 'share' },
    ],
    rows: cohorts.flatMap(({ weekStartMs, active }) =>
      active.map((count, week) => {
        const size = active[0] ?? 0;
        return [weekStartMs, week, count, size > 0 ? count / size : undefined];
      }),
    ),
  };
}
