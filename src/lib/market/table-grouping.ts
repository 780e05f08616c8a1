// Rows of a table grouped by a column, in one pass and two arrays.

export interface Grouping {
  /** Rows of group `g` are `rows[starts[g]]` up to `rows[starts[g + 1]]`. */
  starts: Uint32Array;
  rows: Uint32Array;
}

export function groupRows(keys: ArrayLike<number>, size: number, groups: number): Grouping {
  const starts = new Uint32Array(groups + 1);
  for (let row = 0; row < size; row++) starts[keys[row]! + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice();
  const rows = new Uint32Array(size);
  for (let row = 0; row < size; row++) rows[next[keys[row]!]!++] = row;
  return { starts, rows };
}
