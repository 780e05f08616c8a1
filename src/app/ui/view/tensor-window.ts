// Which part of a tensor is on screen: two axes as rows and columns, the others held at one place. Pure.
import { numberReader, type Tensor } from '../../../lib/index.ts';
import { figure } from '../format.ts';

export interface TensorWindow {
  /** Places of the axes before the last two. */
  held: readonly number[];
  row: number;
  column: number;
}

export const ROWS = 8;
export const COLUMNS = 6;
const LONGEST = 60;

/** Rows and columns there are: a tensor of one axis that counts is as many rows as it fills. */
export function planeOf(shape: readonly number[]): { rows: number; columns: number; flat: boolean } {
  if (shape.slice(0, -1).every((size) => size === 1)) {
    const length = shape.at(-1) ?? 1;
    return { rows: Math.ceil(length / COLUMNS), columns: Math.min(COLUMNS, length), flat: true };
  }
  const [rows, columns] = shape.slice(-2) as [number, number];
  return { rows, columns, flat: false };
}

export interface WindowRow {
  /** What the row begins with: its number, or that of its first element. */
  name: number;
  cells: string[];
}

/** Texts of the cells on screen. */
export function windowOf(tensor: Tensor, { held, row, column }: TensorWindow): WindowRow[] {
  const { shape, data } = tensor;
  const { rows, columns, flat } = planeOf(shape);
  const at = cellReader(tensor);
  let offset = 0;
  if (!flat) {
    for (let axis = 0; axis < shape.length - 2; axis += 1) offset = offset * shape[axis]! + (held[axis] ?? 0);
    offset *= rows * columns;
  }
  const width = flat ? COLUMNS : columns;
  const shown: WindowRow[] = [];
  for (let y = row; y < Math.min(rows, row + ROWS); y += 1) {
    const cells: string[] = [];
    for (let x = column; x < Math.min(columns, column + COLUMNS); x += 1) {
      const index = offset + y * width + x;
      if (index < data.length) cells.push(at(index));
    }
    shown.push({ name: flat ? y * width : y, cells });
  }
  return shown;
}

/** One of few values. Of floats all figures: seven are all that a float32 has. */
export function exactCell(tensor: Tensor, index: number): string {
  const value = tensor.dtype.startsWith('float') ? numberReader(tensor)(index) : Number.NaN;
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : cellReader(tensor)(index);
}

function cellReader(tensor: Tensor): (index: number) => string {
  const { data } = tensor;
  if (tensor.dtype === 'bool') return (index) => (data[index] ? 'true' : 'false');
  if (Array.isArray(data)) {
    return (index) => (data[index]!.length > LONGEST ? `${data[index]!.slice(0, LONGEST)}…` : data[index]!);
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return (index) => String(data[index]);
  const number = numberReader(tensor);
  return (index) => figure(number(index));
}
