// AssemblyScript: the parts of a decoder layer, forward and backward. Knows nothing of where weights and activations lie.
import { exp4, tanh4 } from './curves';
import { addRow, addRows, at, get, lanesOf, product, set, transpose } from './matrix';

const EPSILON: f32 = 1e-5;
/** Positions that are attended to as one product; later keys than the last of them are not computed. */
const BLOCK: i32 = 32;

/** y = x W + b */
export function linear(y: usize, x: usize, w: usize, b: usize, rows: i32, from: i32, to: i32): void {
  product(y, to, x, from, 1, w, to, rows, from, to, false);
  addRow(y, b, rows, to);
}

/** dx = dy W^T; dW += x^T dy; db += dy. `scratch` holds a transposed W. */
export function linearBack(
  dx: usize,
  dw: usize,
  db: usize,
  dy: usize,
  x: usize,
  w: usize,
  scratch: usize,
  rows: i32,
  from: i32,
  to: i32,
): void {
  transpose(scratch, w, to, from, to);
  product(dx, from, dy, to, 1, scratch, from, rows, to, from, false);
  product(dw, to, x, 1, from, dy, to, from, rows, to, true);
  addRows(db, dy, rows, to);
}

/** `stats` takes mean and 1/deviation of each row. */
export function normalise(
  y: usize,
  stats: usize,
  x: usize,
  gain: usize,
  bias: usize,
  rows: i32,
  width: i32,
): void {
  for (let i = 0; i < rows; i++) {
    const from = at(x, i * width);
    const to = at(y, i * width);
    let sum = f32x4.splat(0);
    for (let j = 0; j < width; j += 4) sum = f32x4.add(sum, v128.load(at(from, j)));
    const mean = lanesOf(sum) / (width as f32);
    let squares = f32x4.splat(0);
    for (let j = 0; j < width; j += 4) {
      const d = f32x4.sub(v128.load(at(from, j)), f32x4.splat(mean));
      squares = f32x4.add(squares, f32x4.mul(d, d));
    }
    const scale: f32 = 1 / sqrt<f32>(lanesOf(squares) / (width as f32) + EPSILON);
    for (let j = 0; j < width; j += 4) {
      const n = f32x4.mul(f32x4.sub(v128.load(at(from, j)), f32x4.splat(mean)), f32x4.splat(scale));
      v128.store(at(to, j), f32x4.add(f32x4.mul(n, v128.load(at(gain, j))), v128.load(at(bias, j))));
    }
    set(stats, 2 * i, mean);
    set(stats, 2 * i + 1, scale);
  }
}

/** dx += ...; dgain, dbias += ... */
export function normaliseBack(
  dx: usize,
  dgain: usize,
  dbias: usize,
  dy: usize,
  x: usize,
  stats: usize,
  gain: usize,
  rows: i32,
  width: i32,
): void {
  for (let i = 0; i < rows; i++) {
    const mean = f32x4.splat(get(stats, 2 * i));
    const scale = f32x4.splat(get(stats, 2 * i + 1));
    const from = at(x, i * width);
    const back = at(dy, i * width);
    const to = at(dx, i * width);
    let sum = f32x4.splat(0);
    let along = f32x4.splat(0);
    for (let j = 0; j < width; j += 4) {
      const n = f32x4.mul(f32x4.sub(v128.load(at(from, j)), mean), scale);
      const raw = v128.load(at(back, j));
      const d = f32x4.mul(raw, v128.load(at(gain, j)));
      sum = f32x4.add(sum, d);
      along = f32x4.add(along, f32x4.mul(d, n));
      v128.store(at(dgain, j), f32x4.add(v128.load(at(dgain, j)), f32x4.mul(raw, n)));
      v128.store(at(dbias, j), f32x4.add(v128.load(at(dbias, j)), raw));
    }
    const a = f32x4.splat(lanesOf(sum) / (width as f32));
    const c = f32x4.splat(lanesOf(along) / (width as f32));
    for (let j = 0; j < width; j += 4) {
      const n = f32x4.mul(f32x4.sub(v128.load(at(from, j)), mean), scale);
      const d = f32x4.mul(v128.load(at(back, j)), v128.load(at(gain, j)));
      const g = f32x4.mul(f32x4.sub(f32x4.sub(d, a), f32x4.mul(n, c)), scale);
      v128.store(at(to, j), f32x4.add(v128.load(at(to, j)), g));
    }
  }
}

/** Turns the first `known` of `count` (a multiple of 4) into probabilities, the others into zeros. */
export function softmax(row: usize, known: i32, count: i32): void {
  let largest: f32 = -1e30;
  for (let u = 0; u < known; u++) largest = max<f32>(largest, get(row, u));
  for (let u = known; u < count; u++) set(row, u, -1e30);
  let sum = f32x4.splat(0);
  for (let u = 0; u < count; u += 4) {
    const e = exp4(f32x4.sub(v128.load(at(row, u)), f32x4.splat(largest)));
    v128.store(at(row, u), e);
    sum = f32x4.add(sum, e);
  }
  const scale = f32x4.splat(1 / lanesOf(sum));
  for (let u = 0; u < count; u += 4) v128.store(at(row, u), f32x4.mul(v128.load(at(row, u)), scale));
  for (let u = known; u < count; u++) set(row, u, 0);
}

/**
 * One head of one sequence. `qkv` points at its first query; keys lie `width` floats behind it and values as far behind
 * those. `weights` [length, length] is kept for the way back; `scratch` holds transposed keys.
 */
export function attend(
  y: usize,
  weights: usize,
  qkv: usize,
  scratch: usize,
  length: i32,
  width: i32,
  head: i32,
): void {
  const row = 3 * width;
  const scale: f32 = 1 / sqrt<f32>(head as f32);
  transpose(scratch, at(qkv, width), row, length, head);
  for (let from = 0; from < length; from += BLOCK) {
    const to = from + BLOCK;
    const block = at(weights, from * length);
    product(block, length, at(qkv, from * row), row, 1, scratch, length, BLOCK, head, to, false);
    for (let t = from; t < to; t++) {
      const scores = at(weights, t * length);
      for (let u = 0; u <= t; u++) set(scores, u, get(scores, u) * scale);
      softmax(scores, t + 1, to);
    }
    product(at(y, from * width), width, block, length, 1, at(qkv, 2 * width), row, BLOCK, to, head, false);
  }
}

/** The gradient of `attend`'s head into `dqkv`, which lies as `qkv` does. `back` [length, length] and `scratch` are scratch. */
export function attendBack(
  dqkv: usize,
  dy: usize,
  weights: usize,
  qkv: usize,
  back: usize,
  scratch: usize,
  length: i32,
  width: i32,
  head: i32,
): void {
  const row = 3 * width;
  const scale: f32 = 1 / sqrt<f32>(head as f32);
  transpose(scratch, at(qkv, 2 * width), row, length, head);
  for (let from = 0; from < length; from += BLOCK) {
    const to = from + BLOCK;
    const block = at(back, from * length);
    product(block, length, at(dy, from * width), width, 1, scratch, length, BLOCK, head, to, false);
    for (let t = from; t < to; t++) {
      const w = at(weights, t * length);
      const d = at(back, t * length);
      let sum = f32x4.splat(0);
      for (let u = 0; u < to; u += 4)
        sum = f32x4.add(sum, f32x4.mul(v128.load(at(w, u)), v128.load(at(d, u))));
      const mean = f32x4.splat(lanesOf(sum));
      // Weights of later positions are zero, and so is what is stored here.
      for (let u = 0; u < to; u += 4) {
        const s = f32x4.mul(v128.load(at(w, u)), f32x4.sub(v128.load(at(d, u)), mean));
        v128.store(at(d, u), f32x4.mul(s, f32x4.splat(scale)));
      }
    }
    product(at(dqkv, from * row), row, block, length, 1, at(qkv, width), row, BLOCK, to, head, false);
  }
  for (let from = 0; from < length; from += BLOCK) {
    const later = length - from;
    const corner = from * length + from;
    const queries = at(qkv, from * row);
    product(
      at(dqkv, width + from * row),
      row,
      at(back, corner),
      1,
      length,
      queries,
      row,
      BLOCK,
      later,
      head,
      false,
    );
    const dys = at(dy, from * width);
    product(
      at(dqkv, 2 * width + from * row),
      row,
      at(weights, corner),
      1,
      length,
      dys,
      width,
      BLOCK,
      later,
      head,
      false,
    );
  }
}

const CUBE: f32 = 0.044715;
const ROOT: f32 = 0.7978845608;

/** GELU by tanh: y = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) */
export function gelu(y: usize, x: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const v = v128.load(at(x, i));
    const cube = f32x4.mul(f32x4.mul(v, v), v);
    const t = tanh4(f32x4.mul(f32x4.splat(ROOT), f32x4.add(v, f32x4.mul(f32x4.splat(CUBE), cube))));
    const half = f32x4.mul(f32x4.splat(0.5), v);
    v128.store(at(y, i), f32x4.add(half, f32x4.mul(half, t)));
  }
}

/** d is multiplied by the curve's slope at x. */
export function geluBack(d: usize, x: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const v = v128.load(at(x, i));
    const square = f32x4.mul(v, v);
    const inner = f32x4.add(v, f32x4.mul(f32x4.splat(CUBE), f32x4.mul(square, v)));
    const t = tanh4(f32x4.mul(f32x4.splat(ROOT), inner));
    const rise = f32x4.mul(
      f32x4.splat(ROOT),
      f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(3 * CUBE), square)),
    );
    const steep = f32x4.mul(f32x4.sub(f32x4.splat(1), f32x4.mul(t, t)), f32x4.mul(v, rise));
    const slope = f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.add(f32x4.splat(1), t), steep));
    v128.store(at(d, i), f32x4.mul(v128.load(at(d, i)), slope));
  }
}
