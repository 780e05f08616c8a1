// Answers that are lists: stretches of time, places in a text, likenesses, tables, texts.
import type {
  EmbeddingPostprocess,
  MatrixPostprocess,
  SegmentsPostprocess,
  SpansPostprocess,
  TablePostprocess,
} from '../model/manifest-meaning.ts';
import type { Tensor, Tensors } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import { activate } from './present-labels.ts';
import { MOST_ITEMS, MOST_TEXT, type Answer, type Given, type Segment, type Span } from './presentation.ts';

/** More rows than anybody compares at a glance. */
const MOST_COMPARED = 64;
const MOST_FRAMES = 2 ** 22;
const MOST_COLUMNS = 100;

function numbersOf(tensor: Tensor | undefined): ArrayLike<number> | undefined {
  return tensor && tensor.dtype !== 'string' ? decodeElements(tensor) : undefined;
}

function wordsOf(tensor: Tensor | undefined): readonly string[] | undefined {
  return tensor && Array.isArray(tensor.data) ? tensor.data : undefined;
}

function other(outputs: Tensors, name: string | undefined): Tensor | undefined {
  return name !== undefined && Object.hasOwn(outputs, name) ? outputs[name] : undefined;
}

export function segmentsOf(
  spec: SegmentsPostprocess,
  tensor: Tensor,
  outputs: Tensors,
  given: Given,
): Answer | undefined {
  return spec.of === 'rows' ? rowSegments(spec, tensor, outputs, given) : frameSegments(spec, tensor, given);
}

function rowSegments(
  spec: SegmentsPostprocess & { of: 'rows' },
  tensor: Tensor,
  outputs: Tensors,
  given: Given,
): Answer | undefined {
  const starts = numbersOf(tensor);
  const ends = numbersOf(other(outputs, spec.ends));
  if (!starts || !ends || ends.length < starts.length) return undefined;
  const names = wordsOf(other(outputs, spec.names));
  const scores = numbersOf(other(outputs, spec.scores));
  const groups = new Map<string, number>();
  const items: Segment[] = [];
  for (let index = 0; index < starts.length; index++) {
    const [from, to] = [starts[index]!, ends[index]!];
    if (!(from >= 0 && to >= from && to < Infinity)) continue;
    const label = names?.[index] ?? '';
    if (!groups.has(label)) groups.set(label, groups.size);
    items.push({ from, to, label, group: groups.get(label)!, score: scores?.[index] });
  }
  const last = items.reduce((most, { to }) => Math.max(most, to), 0);
  return cut({
    kind: 'segments',
    seconds: Math.max(given.seconds ?? 0, last),
    items,
    hidden: 0,
    curve: undefined,
  });
}

function frameSegments(
  spec: SegmentsPostprocess & { of: 'frames' },
  tensor: Tensor,
  given: Given,
): Answer | undefined {
  const elements = numbersOf(tensor);
  if (!elements || elements.length === 0) return undefined;
  const [a = 1, b = 1] = spec.single ? [elements.length, 1] : tensor.shape.slice(-2);
  const [frames, classes] = spec.transposed ? [b, a] : [a, b];
  if (frames > MOST_FRAMES || elements.length < frames * classes) return undefined;
  const at = spec.transposed
    ? (frame: number, index: number) => elements[index * frames + frame]!
    : (frame: number, index: number) => elements[frame * classes + index]!;
  const scores = Array.from({ length: classes }, () => new Float32Array(frames));
  const row = new Float64Array(classes);
  for (let frame = 0; frame < frames; frame++) {
    for (let index = 0; index < classes; index++) row[index] = at(frame, index);
    const values = activate(row, spec.activation);
    for (let index = 0; index < classes; index++) scores[index]![frame] = values[index]!;
  }
  const items = scores.flatMap((values, group) =>
    stretches(values, spec.threshold).map(({ from, to, score }): Segment => {
      const label = spec.labels[group] ?? (classes === 1 ? '' : `#${group}`);
      return { from: from * spec.hop, to: to * spec.hop, label, group, score };
    }),
  );
  items.sort((a, b) => a.from - b.from || a.group - b.group);
  const seconds = given.seconds ?? frames * spec.hop;
  const curve = { values: scores[0]!, hop: spec.hop, threshold: spec.threshold };
  return cut({ kind: 'segments', seconds, items, hidden: 0, curve });
}

function cut(answer: Answer & { kind: 'segments' }): Answer {
  const hidden = Math.max(0, answer.items.length - MOST_ITEMS);
  return { ...answer, items: answer.items.slice(0, MOST_ITEMS), hidden };
}

/** Runs of frames at or above the threshold, each with the mean of its scores. */
function stretches(values: Float32Array, threshold: number): { from: number; to: number; score: number }[] {
  const found: { from: number; to: number; score: number }[] = [];
  for (let frame = 0; frame < values.length; frame++) {
    if (!(values[frame]! >= threshold)) continue;
    const from = frame;
    let sum = 0;
    for (; frame < values.length && values[frame]! >= threshold; frame++) sum += values[frame]!;
    found.push({ from, to: frame, score: sum / (frame - from) });
  }
  return found;
}

export function likeness(spec: EmbeddingPostprocess, tensor: Tensor, given: Given): Answer | undefined {
  const elements = numbersOf(tensor);
  const size = tensor.shape.at(-1) ?? 0;
  if (!elements || size === 0 || tensor.shape.length < 2) return undefined;
  const count = elements.length / size;
  if (count < 2 || count > MOST_COMPARED) return undefined;
  const lengths = Float64Array.from({ length: count }, (_, row) =>
    Math.sqrt(product(elements, size, row, row)),
  );
  const values = new Float32Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      values[a * count + b] = product(elements, size, a, b) / (lengths[a]! * lengths[b]! || 1);
    }
  }
  const names = rowNames(count, spec.of === undefined ? undefined : given.texts?.[spec.of]);
  return { kind: 'matrix', rows: names, columns: names, values, symmetric: true };
}

function product(elements: ArrayLike<number>, size: number, a: number, b: number): number {
  let sum = 0;
  for (let index = 0; index < size; index++) sum += elements[a * size + index]! * elements[b * size + index]!;
  return sum;
}

function rowNames(count: number, texts: readonly string[] | undefined): string[] {
  return Array.from({ length: count }, (_, row) => texts?.[row] ?? `${row + 1}`);
}

export function matrixOf(spec: MatrixPostprocess, tensor: Tensor, given: Given): Answer | undefined {
  const elements = numbersOf(tensor);
  const [rows = 0, columns = 0] = tensor.shape.length < 2 ? [1, tensor.shape[0]] : tensor.shape.slice(-2);
  if (!elements || rows === 0 || columns === 0 || rows > MOST_COMPARED || columns > MOST_COMPARED)
    return undefined;
  const texts = (name: string | undefined) => (name === undefined ? undefined : given.texts?.[name]);
  const named = spec.labels.length > 0 ? spec.labels : undefined;
  return {
    kind: 'matrix',
    rows: rowNames(rows, texts(spec.rows)),
    columns: rowNames(columns, texts(spec.columns) ?? named),
    values: Float32Array.from({ length: rows * columns }, (_, index) => elements[index]!),
    symmetric: rows === columns && spec.rows !== undefined && spec.rows === spec.columns,
  };
}

export function spansOf(
  spec: SpansPostprocess,
  tensor: Tensor,
  outputs: Tensors,
  given: Given,
): Answer | undefined {
  const text = given.texts?.[spec.of]?.[0];
  if (text === undefined || text.length > MOST_TEXT) return undefined;
  const words = wordsOf(tensor);
  const places = words
    ? foundWords(text, words)
    : markedPlaces(tensor, other(outputs, spec.ends), text.length);
  if (!places) return undefined;
  const names = wordsOf(other(outputs, spec.names));
  const scores = numbersOf(other(outputs, spec.scores));
  const items = places
    .map(({ from, to, index }): Span => ({ from, to, label: names?.[index] ?? '', score: scores?.[index] }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  return {
    kind: 'spans',
    text,
    items: items.slice(0, MOST_ITEMS),
    hidden: Math.max(0, items.length - MOST_ITEMS),
  };
}

interface TextPlace {
  from: number;
  to: number;
  /** Row of the outputs. */
  index: number;
}

function markedPlaces(starts: Tensor, ends: Tensor | undefined, length: number): TextPlace[] | undefined {
  const [from, to] = [numbersOf(starts), numbersOf(ends)];
  if (!from || !to || to.length < from.length) return undefined;
  const places = Array.from({ length: from.length }, (_, index) => ({
    from: from[index]!,
    to: to[index]!,
    index,
  }));
  return places.filter(({ from, to }) => Number.isInteger(from) && from >= 0 && to > from && to <= length);
}

/** One after another, as the text has them; those that are not in it are left out. */
function foundWords(text: string, words: readonly string[]): TextPlace[] {
  const lower = text.toLowerCase();
  // Where lower-casing changes lengths, places would be off: then as written.
  const hay = lower.length === text.length ? lower : text;
  const places: TextPlace[] = [];
  let at = 0;
  for (const [index, piece] of words.slice(0, MOST_ITEMS).entries()) {
    const word = piece.replace(/^##/, '').trim();
    const from = word === '' ? -1 : hay.indexOf(hay === lower ? word.toLowerCase() : word, at);
    if (from < 0) continue;
    at = from + word.length;
    places.push({ from, to: at, index });
  }
  return places;
}

export function tableOf(spec: TablePostprocess, tensor: Tensor): Answer | undefined {
  const [rows = 0, columns = 0] =
    tensor.shape.length === 0
      ? [1, 1]
      : tensor.shape.length === 1
        ? [1, tensor.shape[0]]
        : tensor.shape.slice(-2);
  if (rows === 0 || columns === 0 || columns > MOST_COLUMNS || tensor.data.length < rows * columns)
    return undefined;
  const cells = wordsOf(tensor) ?? decodeElements(tensor);
  const text = (value: string | number) => (typeof value === 'number' ? written(value) : value.slice(0, 500));
  const shown = Math.min(rows, MOST_ITEMS);
  return {
    kind: 'table',
    columns: Array.from(
      { length: columns },
      (_, column) => spec.labels[column] ?? (columns === 1 ? '' : `${column}`),
    ),
    rows: Array.from({ length: shown }, (_, row) =>
      Array.from({ length: columns }, (_, column) => text(cells[row * columns + column]!)),
    ),
    hidden: rows - shown,
  };
}

/** Seven figures are all that a float32 has. */
function written(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}

export function textOf(tensor: Tensor, confidence: number | undefined): Answer | undefined {
  const words = wordsOf(tensor);
  if (tensor.data.length === 0 || tensor.data.length > MOST_ITEMS) return undefined;
  const text = words ? words.join('\n') : Array.from(decodeElements(tensor), written).join(' ');
  return { kind: 'text', text: text.slice(0, MOST_TEXT), confidence };
}
