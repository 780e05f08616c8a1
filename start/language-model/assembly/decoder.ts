// AssemblyScript: a GPT-2 decoder with its gradient and AdamW, all in linear memory. Weights lie as layout.ts lists
// them. One copy a thread; how several share a step is up to train-thread.ts.
import { addTo, at, floats, get, lanesOf, product, set, transpose } from './matrix';
import {
  attend,
  attendBack,
  gelu,
  geluBack,
  linear,
  linearBack,
  normalise,
  normaliseBack,
  softmax,
} from './layers';

let vocabulary: i32 = 0;
let width: i32 = 0;
let layers: i32 = 0;
let heads: i32 = 0;
let context: i32 = 0;
let rows: i32 = 0;
let count: i32 = 0;
let layerFloats: i32 = 0;

let params: usize = 0;
let grads: usize = 0;
let means: usize = 0;
let squares: usize = 0;
let inputs: usize = 0;
let targets: usize = 0;
let shared: usize = 0;

// What is kept of each layer for the way back.
let x: usize = 0;
let norm1: usize = 0;
let stats1: usize = 0;
let qkv: usize = 0;
let weights: usize = 0;
let mixed: usize = 0;
let middle: usize = 0;
let norm2: usize = 0;
let stats2: usize = 0;
let wide: usize = 0;
let bent: usize = 0;
let normOut: usize = 0;
let statsOut: usize = 0;
let logits: usize = 0;

// Gradients on the way back, and scratch.
let dx: usize = 0;
let dnorm: usize = 0;
let dmixed: usize = 0;
let dqkv: usize = 0;
let dwide: usize = 0;
let dweights: usize = 0;
let scratch: usize = 0;

/** Room for `batch` sequences of `length`; returns the number of weights. Once for each instance. */
export function configure(v: i32, d: i32, l: i32, h: i32, length: i32, batch: i32): i32 {
  vocabulary = v;
  width = d;
  layers = l;
  heads = h;
  context = length;
  rows = batch * length;
  layerFloats = 12 * d * d + 13 * d;
  count = (v + length) * d + l * layerFloats + 2 * d;
  params = floats(count);
  grads = floats(count);
  means = floats(count);
  squares = floats(count);
  shared = floats(count);
  inputs = floats(rows);
  targets = floats(rows);
  const wideRow = rows * d;
  x = floats((l + 1) * wideRow);
  norm1 = floats(l * wideRow);
  stats1 = floats(l * rows * 2);
  qkv = floats(l * wideRow * 3);
  weights = floats(l * batch * h * length * length);
  mixed = floats(l * wideRow);
  middle = floats(l * wideRow);
  norm2 = floats(l * wideRow);
  stats2 = floats(l * rows * 2);
  wide = floats(l * wideRow * 4);
  bent = floats(l * wideRow * 4);
  normOut = floats(wideRow);
  statsOut = floats(rows * 2);
  logits = floats(rows * v);
  dx = floats(wideRow);
  dnorm = floats(wideRow);
  dmixed = floats(wideRow);
  dqkv = floats(wideRow * 3);
  dwide = floats(wideRow * 4);
  dweights = floats(length * length);
  scratch = floats(max(max(4 * d * d, v * d), length * d));
  return count;
}

export function paramsAt(): usize {
  return params;
}
export function gradsAt(): usize {
  return grads;
}
/** Where another thread's gradients are put for `addGradients`. */
export function sharedAt(): usize {
  return shared;
}
export function inputsAt(): usize {
  return inputs;
}
export function targetsAt(): usize {
  return targets;
}
/** After `forward`: the probabilities of each position's next token. */
export function probabilitiesAt(): usize {
  return logits;
}

/** Mean loss in nats a token over the batch. */
export function forward(): f32 {
  const d = width;
  const positions = at(params, vocabulary * d);
  for (let i = 0; i < rows; i++) {
    const token = at(params, load<i32>(at(inputs, i)) * d);
    const position = at(positions, (i % context) * d);
    const to = at(x, i * d);
    for (let j = 0; j < d; j += 4) {
      v128.store(at(to, j), f32x4.add(v128.load(at(token, j)), v128.load(at(position, j))));
    }
  }
  for (let l = 0; l < layers; l++) forwardLayer(l);
  const last = at(params, count - 2 * d);
  normalise(normOut, statsOut, at(x, layers * rows * d), last, at(last, d), rows, d);
  transpose(scratch, params, d, vocabulary, d);
  product(logits, vocabulary, normOut, d, 1, scratch, vocabulary, rows, d, vocabulary, false);
  let loss: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const row = at(logits, i * vocabulary);
    softmax(row, vocabulary, vocabulary);
    loss -= Math.log(max<f32>(get(row, load<i32>(at(targets, i))), 1e-20) as f64);
  }
  return (loss / (rows as f64)) as f32;
}

function forwardLayer(l: i32): void {
  const d = width;
  const w = at(params, (vocabulary + context) * d + l * layerFloats);
  const row = l * rows * d;
  const from = at(x, row);
  const next = at(from, rows * d);
  const half = at(middle, row);

  normalise(at(norm1, row), at(stats1, l * rows * 2), from, w, at(w, d), rows, d);
  linear(at(qkv, 3 * row), at(norm1, row), at(w, QKV * d), at(w, QKV * d + 3 * d * d), rows, d, 3 * d);
  const head = d / heads;
  for (let b = 0; b < rows / context; b++) {
    for (let h = 0; h < heads; h++) {
      const queries = at(qkv, 3 * row + b * context * 3 * d + h * head);
      attend(
        at(mixed, row + b * context * d + h * head),
        weightsOf(l, b, h),
        queries,
        scratch,
        context,
        d,
        head,
      );
    }
  }
  linear(half, at(mixed, row), outOf(w), at(outOf(w), d * d), rows, d, d);
  addTo(half, from, rows * d);

  const gain = norm2Of(w);
  normalise(at(norm2, row), at(stats2, l * rows * 2), half, gain, at(gain, d), rows, d);
  linear(at(wide, 4 * row), at(norm2, row), at(gain, 2 * d), at(gain, 2 * d + 4 * d * d), rows, d, 4 * d);
  gelu(at(bent, 4 * row), at(wide, 4 * row), rows * 4 * d);
  linear(next, at(bent, 4 * row), downOf(w), at(downOf(w), 4 * d * d), rows, 4 * d, d);
  addTo(next, half, rows * d);
}

/** Gradients of the mean loss over `total` tokens, of which this batch is a part. After `forward`. */
export function backward(total: i32): void {
  const d = width;
  memory.fill(grads, 0, (count as usize) << 2);
  const part = f32x4.splat(1 / (total as f32));
  for (let i = 0; i < rows; i++) {
    const row = at(logits, i * vocabulary);
    const target = load<i32>(at(targets, i));
    set(row, target, get(row, target) - 1);
    for (let j = 0; j < vocabulary; j += 4) v128.store(at(row, j), f32x4.mul(v128.load(at(row, j)), part));
  }
  product(dnorm, d, logits, vocabulary, 1, params, d, rows, vocabulary, d, false);
  product(grads, d, logits, 1, vocabulary, normOut, d, vocabulary, rows, d, true);
  memory.fill(dx, 0, ((rows * d) as usize) << 2);
  const last = count - 2 * d;
  const top = at(x, layers * rows * d);
  normaliseBack(dx, at(grads, last), at(grads, last + d), dnorm, top, statsOut, at(params, last), rows, d);
  for (let l = layers - 1; l >= 0; l--) backwardLayer(l);
  for (let i = 0; i < rows; i++) {
    addTo(at(grads, load<i32>(at(inputs, i)) * d), at(dx, i * d), d);
    addTo(at(grads, (vocabulary + (i % context)) * d), at(dx, i * d), d);
  }
}

function backwardLayer(l: i32): void {
  const d = width;
  const w = at(params, (vocabulary + context) * d + l * layerFloats);
  const g: usize = w - params + grads;
  const row = l * rows * d;

  const down = downOf(g);
  linearBack(dwide, down, at(down, 4 * d * d), dx, at(bent, 4 * row), downOf(w), scratch, rows, 4 * d, d);
  geluBack(dwide, at(wide, 4 * row), rows * 4 * d);
  const up = at(norm2Of(g), 2 * d);
  linearBack(
    dnorm,
    up,
    at(up, 4 * d * d),
    dwide,
    at(norm2, row),
    at(norm2Of(w), 2 * d),
    scratch,
    rows,
    d,
    4 * d,
  );
  const stats = l * rows * 2;
  const gain = norm2Of(g);
  normaliseBack(dx, gain, at(gain, d), dnorm, at(middle, row), at(stats2, stats), norm2Of(w), rows, d);

  const out = outOf(g);
  linearBack(dmixed, out, at(out, d * d), dx, at(mixed, row), outOf(w), scratch, rows, d, d);
  const head = d / heads;
  for (let b = 0; b < rows / context; b++) {
    for (let h = 0; h < heads; h++) {
      const to = at(dqkv, b * context * 3 * d + h * head);
      const queries = at(qkv, 3 * row + b * context * 3 * d + h * head);
      const dy = at(dmixed, b * context * d + h * head);
      attendBack(to, dy, weightsOf(l, b, h), queries, dweights, scratch, context, d, head);
    }
  }
  const into = at(g, QKV * d);
  linearBack(dnorm, into, at(into, 3 * d * d), dqkv, at(norm1, row), at(w, QKV * d), scratch, rows, d, 3 * d);
  normaliseBack(dx, g, at(g, d), dnorm, at(x, row), at(stats1, stats), w, rows, d);
}

/** Adds what lies at `sharedAt` to the gradients. */
export function addGradients(): void {
  addTo(grads, shared, count);
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.99;

/** One step of AdamW, the first being 1; gradients longer than `clip` are shortened to it. Returns their length. */
export function update(rate: f32, step: i32, decay: f32, clip: f32): f32 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    const g = v128.load(at(grads, i));
    sum = f32x4.add(sum, f32x4.mul(g, g));
  }
  const length = sqrt<f32>(lanesOf(sum));
  const shorten = f32x4.splat(length > clip ? clip / length : 1);
  const rise1 = f32x4.splat((1 / (1 - power(BETA1, step))) as f32);
  const rise2 = f32x4.splat((1 / (1 - power(BETA2, step))) as f32);
  for (let i = 0; i < count; i += 4) {
    const g = f32x4.mul(v128.load(at(grads, i)), shorten);
    const m = f32x4.add(
      f32x4.mul(v128.load(at(means, i)), f32x4.splat(BETA1)),
      f32x4.mul(g, f32x4.splat(1 - BETA1)),
    );
    const s = f32x4.add(
      f32x4.mul(v128.load(at(squares, i)), f32x4.splat(BETA2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(1 - BETA2)),
    );
    v128.store(at(means, i), m);
    v128.store(at(squares, i), s);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(s, rise2)), f32x4.splat(1e-8));
    const p = v128.load(at(params, i));
    const move = f32x4.add(f32x4.div(f32x4.mul(m, rise1), root), f32x4.mul(p, f32x4.splat(decay)));
    v128.store(at(params, i), f32x4.sub(p, f32x4.mul(move, f32x4.splat(rate))));
  }
  return length;
}

function power(base: f64, exponent: i32): f64 {
  let value: f64 = 1;
  for (let i = 0; i < exponent && value > 1e-12; i++) value *= base;
  return value;
}

// A layer's weights, in widths from its start: gain and bias of its first norm, then these.
const QKV: i32 = 2;
function outOf(layer: usize): usize {
  return at(layer, 5 * width + 3 * width * width);
}
function norm2Of(layer: usize): usize {
  return at(layer, 6 * width + 4 * width * width);
}
function downOf(layer: usize): usize {
  return at(layer, 12 * width + 8 * width * width);
}
function weightsOf(l: i32, b: i32, h: i32): usize {
  return at(weights, ((l * (rows / context) + b) * heads + h) * context * context);
}
