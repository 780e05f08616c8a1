// Draws the next token. Its name stands for every step below, in their order: the same logits, options and seed give
// the same tokens on every machine, and whoever changes a step changes the name.
import { InferError } from '../errors.ts';
import { exactExp, exactRandom } from './exact.ts';

/**
 * 1. A token that occurs in the prompt or the answer: its logit times the repetition penalty where it is negative,
 *    divided by it where it is not.
 * 2. Tokens in the order of their logits, highest first, and of their ids where those are equal. At temperature 0 the first
 *    of them is the answer.
 * 3. Only the first `topK` stay; 0 keeps all. Each weighs e^((logit - highest) / temperature).
 * 4. Of those, in that order, only as many as together weigh `topP` of them all; 1 keeps all. "Them all" is summed in the
 *    same order, or where every token stays in the order of ids.
 * 5. A number below the weight of what stayed, out of SplitMix64: the token whose weight it falls into.
 */
export const SAMPLER = 'floe-sampler/1';

export interface SamplerOptions {
  temperature: number;
  topK: number;
  topP: number;
  repetitionPenalty: number;
  seed: bigint;
}

/**
 * `seen` are the tokens of prompt and answer so far. Leaves `logits` as they are.
 *
 * @throws InferError 'infer/not-a-number' if a logit is NaN or endless, or none is finite
 */
export type Sampler = (logits: Float32Array, seen: ReadonlySet<number>) => number;

export function createSampler(options: SamplerOptions): Sampler {
  const { temperature, repetitionPenalty } = options;
  const random = exactRandom(options.seed);
  let scores = new Float64Array(0);
  let ids = new Int32Array(0);

  return (logits, seen) => {
    const highest = highestOf(logits);
    const penalised = repetitionPenalty !== 1 && seen.size > 0;
    if (temperature === 0 && !penalised) return highest;
    if (scores.length !== logits.length) {
      scores = new Float64Array(logits.length);
      ids = new Int32Array(logits.length);
    }
    scores.set(logits);
    if (penalised) {
      for (const id of seen) {
        const score = scores[id];
        if (score !== undefined)
          scores[id] = score < 0 ? score * repetitionPenalty : score / repetitionPenalty;
      }
    }
    if (temperature === 0) return highestOf(scores);
    if (options.topK === 0 || options.topK >= scores.length) return drawOfAll(scores, ids, options, random());
    return drawOfFirst(scores, ids, options, random());
  };
}

function drawOfFirst(scores: Float64Array, ids: Int32Array, options: SamplerOptions, random: number): number {
  const { temperature, topK, topP } = options;
  const order = topK <= FEW ? firstOf(scores, topK, ids) : new Heap(scores, ids).first(topK);
  const highest = scores[order[0]!]!;
  const weights = new Float64Array(topK);
  let total = 0;
  for (let rank = 0; rank < topK; rank++) {
    weights[rank] = exactExp((scores[order[rank]!]! - highest) / temperature);
    total += weights[rank]!;
  }
  let stay = topK;
  if (topP < 1) {
    const enough = total * topP;
    total = 0;
    for (stay = 0; stay < topK && total < enough; stay++) total += weights[stay]!;
  }
  const target = random * total;
  let sum = 0;
  for (let rank = 0; rank < stay; rank++) {
    sum += weights[rank]!;
    if (sum > target) return order[rank]!;
  }
  return order[stay - 1]!;
}

/** Sorts only as far as the token that is drawn, or the last that stays. */
function drawOfAll(
  scores: Float64Array,
  ids: Int32Array,
  { temperature, topP }: SamplerOptions,
  random: number,
): number {
  const order = new Heap(scores, ids);
  const highest = scores[order.at(0)]!;
  const weigh = (id: number) => exactExp((scores[id]! - highest) / temperature);
  let stay = scores.length;
  let total = 0;
  for (let id = 0; id < scores.length; id++) total += weigh(id);
  if (topP < 1) {
    const enough = total * topP;
    total = 0;
    for (stay = 0; stay < scores.length && total < enough; stay++) total += weigh(order.at(stay));
  }
  const target = random * total;
  let sum = 0;
  for (let rank = 0; rank < stay; rank++) {
    sum += weigh(order.at(rank));
    if (sum > target) return order.at(rank);
  }
  // The sum in the other order may have come out a bit higher.
  return order.at(stay - 1);
}

/** The first of the highest. */
function highestOf(values: Float32Array | Float64Array): number {
  let best = -1;
  let highest = -Infinity;
  let sound = true;
  for (let id = 0; id < values.length; id++) {
    const value = values[id]!;
    if (value > highest) {
      best = id;
      highest = value;
    } else if (value !== value) sound = false;
  }
  if (sound && best >= 0 && highest < Infinity) return best;
  throw new InferError('infer/not-a-number', 'The model gives no numbers that a token could be drawn by');
}

/** Up to so many, keeping a sorted list of them takes less than a heap of all. */
const FEW = 256;

/** Ids in the order of their scores; `list` has room for them. */
function firstOf(scores: Float64Array, count: number, list: Int32Array): Int32Array {
  let size = 0;
  /** Of the last in a full list: what is not above it has no place there. */
  let floor = -Infinity;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id]!;
    if (score <= floor && size === count) continue;
    let at = size < count ? size++ : count - 1;
    for (; at > 0 && scores[list[at - 1]!]! < score; at--) list[at] = list[at - 1]!;
    list[at] = id;
    floor = scores[list[size - 1]!]!;
  }
  return list;
}

/** Ids in the order of their scores, sorted only as far as anybody asks: a heap that is emptied into a list. */
class Heap {
  readonly #order: number[] = [];
  readonly #heap: Int32Array;
  #size: number;

  /** `heap` is room for as many ids. */
  constructor(
    readonly scores: Float64Array,
    heap: Int32Array,
  ) {
    this.#heap = heap;
    this.#size = scores.length;
    for (let id = 0; id < scores.length; id++) heap[id] = id;
    for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  at(rank: number): number {
    while (this.#order.length <= rank && this.#size > 0) {
      this.#order.push(this.#heap[0]!);
      this.#size--;
      this.#heap[0] = this.#heap[this.#size]!;
      this.#sink(0);
    }
    return this.#order[rank]!;
  }

  first(count: number): number[] {
    this.at(count - 1);
    return this.#order;
  }

  #before(a: number, b: number): boolean {
    const [left, right] = [this.scores[a]!, this.scores[b]!];
    return left > right || (left === right && a < b);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const id = heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#before(heap[child]!, id)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = id;
  }
}
