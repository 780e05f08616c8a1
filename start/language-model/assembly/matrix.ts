// AssemblyScript: memory, and the one matrix product that all layers are made of. Sums are taken in a fixed order and
// nothing is fused, so that every machine comes to the same bits.

let top: usize = (__heap_base + 63) & ~63;

/** `count` floats, zero, for good. */
export function floats(count: i32): usize {
  const at = top;
  top += (((count as usize) << 2) + 63) & ~63;
  const pages = (((top + 65535) >> 16) as i32) - memory.size();
  if (pages > 0) memory.grow(pages);
  return at;
}

export function at(base: usize, index: i32): usize {
  return base + ((index as usize) << 2);
}
export function get(base: usize, index: i32): f32 {
  return load<f32>(at(base, index));
}
export function set(base: usize, index: i32, value: f32): void {
  store<f32>(at(base, index), value);
}
export function lanesOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Eight columns of the right-hand matrix, one row behind the other. */
let panel: usize = 0;
let panelRows: i32 = 0;

function readyPanel(rows: i32): void {
  if (rows <= panelRows) return;
  panel = floats(rows * 8);
  panelRows = rows;
}

/**
 * C[m, n] = A[m, k] B[k, n], added to what C holds if `keep`. A's rows lie `ra` floats apart and its columns `ca`, so
 * that it may be given transposed; `rb`, `rc` are the row lengths of B and C. m is a multiple of 4, n of 8.
 */
export function product(
  c: usize,
  rc: i32,
  a: usize,
  ra: i32,
  ca: i32,
  b: usize,
  rb: i32,
  m: i32,
  k: i32,
  n: i32,
  keep: bool,
): void {
  readyPanel(k);
  const rowA = (ra as usize) << 2;
  const stepA = (ca as usize) << 2;
  const rowC = (rc as usize) << 2;
  for (let j = 0; j < n; j += 8) {
    let from = at(b, j);
    let to = panel;
    for (let q = 0; q < k; q++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += (rb as usize) << 2;
      to += 32;
    }
    for (let i = 0; i < m; i += 4) {
      let a0 = a + (i as usize) * rowA;
      let a1 = a0 + rowA;
      let a2 = a1 + rowA;
      let a3 = a2 + rowA;
      let row = panel;
      let s00 = f32x4.splat(0);
      let s01 = s00;
      let s10 = s00;
      let s11 = s00;
      let s20 = s00;
      let s21 = s00;
      let s30 = s00;
      let s31 = s00;
      for (let q = 0; q < k; q++) {
        const left = v128.load(row);
        const right = v128.load(row, 16);
        let factor = v128.load_splat<f32>(a0);
        s00 = f32x4.add(s00, f32x4.mul(factor, left));
        s01 = f32x4.add(s01, f32x4.mul(factor, right));
        factor = v128.load_splat<f32>(a1);
        s10 = f32x4.add(s10, f32x4.mul(factor, left));
        s11 = f32x4.add(s11, f32x4.mul(factor, right));
        factor = v128.load_splat<f32>(a2);
        s20 = f32x4.add(s20, f32x4.mul(factor, left));
        s21 = f32x4.add(s21, f32x4.mul(factor, right));
        factor = v128.load_splat<f32>(a3);
        s30 = f32x4.add(s30, f32x4.mul(factor, left));
        s31 = f32x4.add(s31, f32x4.mul(factor, right));
        a0 += stepA;
        a1 += stepA;
        a2 += stepA;
        a3 += stepA;
        row += 32;
      }
      let out = at(c, j) + (i as usize) * rowC;
      put(out, s00, s01, keep);
      out += rowC;
      put(out, s10, s11, keep);
      out += rowC;
      put(out, s20, s21, keep);
      out += rowC;
      put(out, s30, s31, keep);
    }
  }
}

function put(out: usize, left: v128, right: v128, keep: bool): void {
  v128.store(out, keep ? f32x4.add(v128.load(out), left) : left);
  v128.store(out, keep ? f32x4.add(v128.load(out, 16), right) : right, 16);
}

/** to[columns, rows] = from[rows, columns]; `row` is the length of a row of `from`. */
export function transpose(to: usize, from: usize, row: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    const line = at(from, i * row);
    for (let j = 0; j < columns; j++) set(to, j * rows + i, get(line, j));
  }
}

/** y += x, `count` a multiple of 4. */
export function addTo(y: usize, x: usize, count: i32): void {
  for (let i = 0; i < count; i += 4)
    v128.store(at(y, i), f32x4.add(v128.load(at(y, i)), v128.load(at(x, i))));
}

/** Each of `rows` rows += bias. */
export function addRow(y: usize, bias: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) addTo(at(y, i * columns), bias, columns);
}

/** sums += the sum of all rows of x. */
export function addRows(sums: usize, x: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) addTo(sums, at(x, i * columns), columns);
}
