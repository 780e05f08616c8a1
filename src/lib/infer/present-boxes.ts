// Boxes over a picture, out of the ways that detectors write them: in columns or in outputs, in pixels or of 1, relative to
// anchors, with one score or one for each class.
import type { DetectionsPostprocess } from '../model/manifest-meaning.ts';
import type { Tensor, Tensors } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import { toPicture, type Frame } from './picture-place.ts';
import { activate, sigmoid } from './present-labels.ts';
import { MOST_ITEMS, type Answer, type FoundBox, type Point } from './presentation.ts';

/** Rows of numbers out of one tensor or several, one after another. */
interface Rows {
  count: number;
  columns: number;
  at(row: number, column: number): number;
}

interface Candidate {
  row: number;
  group: number;
  score: number | undefined;
}

/** Best first, at most this many are compared with each other. */
const MOST_COMPARED = 2_000;

/** Undefined where the outputs are not what the manifest says. */
export function findBoxes(
  spec: DetectionsPostprocess,
  tensor: Tensor,
  outputs: Tensors,
  frame: Frame,
): Answer | undefined {
  const boxes = rowsOf([tensor, ...named(spec.more ?? [], outputs)], spec.transposed ?? false);
  if (!boxes || boxes.columns < spec.box + 4) return undefined;
  const candidates = candidatesOf(spec, boxes, outputs);
  if (!candidates) return undefined;
  const read = boxReader(spec, boxes, frame);
  if (!read) return undefined;
  candidates.sort((a, b) => (b.score ?? 1) - (a.score ?? 1) || a.row - b.row);
  const labelOf = labelReader(spec, outputs);
  const found: FoundBox[] = [];
  const { overlap } = spec;
  for (const { row, group, score } of overlap === undefined
    ? candidates
    : candidates.slice(0, MOST_COMPARED)) {
    const box = read(row);
    if (!box) continue;
    const item: FoundBox = { ...box, group, score, label: labelOf(row, group) };
    if (
      overlap !== undefined &&
      found.some((other) => other.group === group && sharedArea(other, item) > overlap)
    ) {
      continue;
    }
    found.push(item);
  }
  const most = Math.min(spec.top, MOST_ITEMS);
  return {
    kind: 'boxes',
    size: frame.size,
    items: found.slice(0, most),
    hidden: Math.max(0, found.length - most),
  };
}

function named(names: readonly string[], outputs: Tensors): (Tensor | undefined)[] {
  return names.map((name) => (Object.hasOwn(outputs, name) ? outputs[name] : undefined));
}

/** The last two axes are rows and columns; a tensor of one axis is rows of one column. */
function rowsOf(tensors: readonly (Tensor | undefined)[], transposed: boolean): Rows | undefined {
  const pieces: { first: number; count: number; columns: number; elements: ArrayLike<number> }[] = [];
  let count = 0;
  for (const tensor of tensors) {
    if (!tensor || tensor.dtype === 'string') return undefined;
    const [a = 1, b = 1] = tensor.shape.length < 2 ? [tensor.shape[0], 1] : tensor.shape.slice(-2);
    const [rows, columns] = transposed ? [b, a] : [a, b];
    const elements = decodeElements(tensor);
    if (elements.length < rows * columns) return undefined;
    pieces.push({ first: count, count: rows, columns, elements });
    count += rows;
  }
  const columns = pieces[0]?.columns ?? 0;
  if (pieces.some((piece) => piece.columns !== columns)) return undefined;
  let piece = pieces[0]!;
  return {
    count,
    columns,
    at(row, column) {
      if (row < piece.first || row >= piece.first + piece.count) {
        piece = pieces.find(({ first, count }) => row >= first && row < first + count)!;
      }
      const index = row - piece.first;
      return piece.elements[transposed ? column * piece.count + index : index * columns + column]!;
    },
  };
}

/** Boxes whose score is above the threshold, each with its class. */
function candidatesOf(spec: DetectionsPostprocess, boxes: Rows, outputs: Tensors): Candidate[] | undefined {
  if (!spec.scores) {
    const classes = classReader(spec, boxes, outputs);
    if (!classes) return undefined;
    return Array.from({ length: boxes.count }, (_, row) => ({ row, group: classes(row), score: undefined }));
  }
  const { outputs: from, column, activation, background } = spec.scores;
  const scores = from ? scoreRows(named(from, outputs), boxes.count, spec.transposed ?? false) : boxes;
  if (!scores || scores.count < boxes.count || scores.columns <= column) return undefined;
  const columns = Math.min(spec.scores.columns ?? Infinity, scores.columns - column);
  const single = columns === 1;
  const classes = single ? classReader(spec, boxes, outputs) : () => 0;
  if (!classes) return undefined;
  const first = background === 'first' && !single ? 1 : 0;
  const end = background === 'last' && !single ? columns - 1 : columns;
  const found: Candidate[] = [];
  const row64 = new Float64Array(columns);
  for (let row = 0; row < boxes.count; row++) {
    for (let index = 0; index < columns; index++) row64[index] = scores.at(row, column + index);
    // A sigmoid keeps the order: only the winner's need be computed.
    const values = activation === 'softmax' ? activate(row64, activation) : row64;
    let best = first;
    for (let index = first + 1; index < end; index++) if (values[index]! > values[best]!) best = index;
    let score = values[best]!;
    if (activation === 'sigmoid') score = sigmoid(score);
    if (spec.objectness !== undefined) {
      const chance = boxes.at(row, spec.objectness);
      score *= activation === 'sigmoid' ? sigmoid(chance) : chance;
    }
    if (score >= spec.threshold) found.push({ row, group: single ? classes(row) : best - first, score });
  }
  return found;
}

/** [1, boxes] and [boxes] are one score for each box; so is [1, boxes, 1]. */
function scoreRows(tensors: (Tensor | undefined)[], boxes: number, transposed: boolean): Rows | undefined {
  const flat = tensors.map((tensor) => {
    if (!tensor) return undefined;
    const last = tensor.shape.at(-1);
    const alone = tensor.shape.length >= 2 && tensor.shape.slice(0, -1).every((size) => size === 1);
    return alone && tensors.length === 1 && last !== undefined && last >= boxes && boxes !== 1
      ? { ...tensor, shape: [last] }
      : tensor;
  });
  return rowsOf(flat, transposed && flat.every((tensor) => (tensor?.shape.length ?? 0) > 1));
}

function classReader(
  spec: DetectionsPostprocess,
  boxes: Rows,
  outputs: Tensors,
): ((row: number) => number) | undefined {
  const { classes } = spec;
  if (!classes) return () => 0;
  const whole = (value: number) => Math.max(0, Math.round(value) - classes.base) || 0;
  if (classes.output === undefined) {
    if (boxes.columns <= classes.column) return undefined;
    return (row) => whole(boxes.at(row, classes.column));
  }
  const [tensor] = named([classes.output], outputs);
  if (!tensor || tensor.data.length < boxes.count) return undefined;
  if (Array.isArray(tensor.data)) {
    const kinds = new Map<string, number>();
    const numbers = tensor.data.map((name) => {
      if (!kinds.has(name)) kinds.set(name, kinds.size);
      return kinds.get(name)!;
    });
    return (row) => numbers[row]!;
  }
  const elements = decodeElements(tensor);
  return (row) => whole(elements[row]!);
}

function labelReader(spec: DetectionsPostprocess, outputs: Tensors): (row: number, group: number) => string {
  const [tensor] = named(spec.classes?.output === undefined ? [] : [spec.classes.output], outputs);
  const words = tensor && Array.isArray(tensor.data) ? tensor.data : undefined;
  return (row, group) => words?.[row] ?? spec.labels[group] ?? (spec.labels.length === 0 ? '' : `#${group}`);
}

type BoxReader = (row: number) => Pick<FoundBox, 'x' | 'y' | 'width' | 'height' | 'points'> | undefined;

/** In the picture's pixels; undefined for a box that is none. */
function boxReader(spec: DetectionsPostprocess, boxes: Rows, frame: Frame): BoxReader | undefined {
  const anchors = spec.anchors && anchorsOf(spec.anchors.grids, boxes.count);
  if (spec.anchors && !anchors) return undefined;
  if (spec.points && boxes.columns < spec.points.column + spec.points.count * 2) return undefined;
  const { model } = frame;
  const across = spec.scale === 'unit' ? model.width : 1;
  const down = spec.scale === 'unit' ? model.height : 1;
  /** Numbers relative to an anchor are of a square picture of `of` pixels. */
  const x = (row: number, value: number) =>
    anchors ? (value / spec.anchors!.of + anchors[row * 2]!) * model.width : value * across;
  const y = (row: number, value: number) =>
    anchors ? (value / spec.anchors!.of + anchors[row * 2 + 1]!) * model.height : value * down;
  const wide = (value: number) => (spec.anchors ? (value / spec.anchors.of) * model.width : value * across);
  const tall = (value: number) => (spec.anchors ? (value / spec.anchors.of) * model.height : value * down);

  function corners(row: number): [number, number, number, number] {
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => boxes.at(row, spec.box + index)) as [
      number,
      number,
      number,
      number,
    ];
    switch (spec.format) {
      case 'xyxy':
        return [x(row, a), y(row, b), x(row, c), y(row, d)];
      case 'yxyx':
        return [x(row, b), y(row, a), x(row, d), y(row, c)];
      case 'xywh':
        return [x(row, a), y(row, b), x(row, a) + wide(c), y(row, b) + tall(d)];
      case 'cxcywh':
        return [
          x(row, a) - wide(c) / 2,
          y(row, b) - tall(d) / 2,
          x(row, a) + wide(c) / 2,
          y(row, b) + tall(d) / 2,
        ];
    }
  }
  return (row) => {
    const [left, top, right, bottom] = corners(row);
    const [x1, y1] = toPicture(frame, left, top);
    const [x2, y2] = toPicture(frame, right, bottom);
    if (![x1, y1, x2, y2].every(Number.isFinite) || x2 <= x1 || y2 <= y1) return undefined;
    const points: Point[] = Array.from({ length: spec.points?.count ?? 0 }, (_, index) => {
      const column = spec.points!.column + index * 2;
      const [px, py] = toPicture(frame, x(row, boxes.at(row, column)), y(row, boxes.at(row, column + 1)));
      return { x: px, y: py };
    });
    return { x: x1, y: y1, width: x2 - x1, height: y2 - y1, points: points.filter(isFinitePoint) };
  };
}

function isFinitePoint({ x, y }: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** Middles of the cells, x and y of each box, 0..1. */
function anchorsOf(
  grids: readonly { size: number; perCell: number }[],
  count: number,
): Float64Array | undefined {
  if (grids.reduce((sum, { size, perCell }) => sum + size * size * perCell, 0) !== count) return undefined;
  const middles = new Float64Array(count * 2);
  let at = 0;
  for (const { size, perCell } of grids) {
    for (let cell = 0; cell < size * size; cell++) {
      for (let box = 0; box < perCell; box++) {
        middles[at++] = ((cell % size) + 0.5) / size;
        middles[at++] = (Math.floor(cell / size) + 0.5) / size;
      }
    }
  }
  return middles;
}

/** Intersection over union, 0..1. */
function sharedArea(a: FoundBox, b: FoundBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
