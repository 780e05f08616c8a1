// A tensor as the text of a file, made in pieces: as JSON with its type and shape, or as a table of its last axis.
import type { Tensor } from '../model/tensor.ts';
import { writeCsv } from './csv.ts';
import { numberReader, pause } from './tensor-stats.ts';

/** Elements in a piece. */
const PIECE = 65_536;

/** `{"name", "dtype", "shape", "data"}`; 64-bit integers, NaN and infinities are strings, as JSON has none of them. */
export async function tensorJsonFile(name: string, tensor: Tensor, signal?: AbortSignal): Promise<Blob> {
  const { dtype, shape } = tensor;
  const head = JSON.stringify({ name, dtype, shape });
  const pieces: BlobPart[] = [`${head.slice(0, -1)},"data":[`];
  const text = elementText(tensor);
  await inPieces(tensor.data.length, signal, (from, to) => {
    const values = Array.from({ length: to - from }, (_, index) => text(from + index));
    pieces.push(`${from === 0 ? '' : ','}${values.join(',')}`);
  });
  pieces.push(']}');
  return new Blob(pieces, { type: 'application/json' });
}

function elementText(tensor: Tensor): (index: number) => string {
  const { data } = tensor;
  if (Array.isArray(data)) return (index) => JSON.stringify(data[index]);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return (index) => `"${data[index]}"`;
  const at = numberReader(tensor);
  return (index) => {
    const value = at(index);
    return Number.isFinite(value) ? String(value) : `"${value}"`;
  };
}

/** A row for each place of the axes before the last. */
export async function tensorCsvFile(tensor: Tensor, signal?: AbortSignal): Promise<Blob> {
  const { data, shape } = tensor;
  const columns = shape.length === 0 ? 1 : Math.max(1, shape.at(-1)!);
  const at = numberReader(tensor);
  const cell = (index: number): string | number => {
    if (Array.isArray(data)) return data[index]!;
    const value = data[index]!;
    return typeof value === 'bigint' ? String(value) : at(index);
  };
  const pieces: BlobPart[] = [];
  const step = Math.max(1, Math.floor(PIECE / columns));
  await inPieces(data.length / columns, signal, (from, to) => {
    const rows = Array.from({ length: to - from }, (_, row) =>
      Array.from({ length: columns }, (_, column) => cell((from + row) * columns + column)),
    );
    pieces.push(writeCsv(rows));
  }, step); // prettier-ignore
  return new Blob(pieces, { type: 'text/csv' });
}

async function inPieces(
  length: number,
  signal: AbortSignal | undefined,
  make: (from: number, to: number) => void,
  step = PIECE,
): Promise<void> {
  for (let from = 0; from < length; from += step) {
    make(from, Math.min(length, from + step));
    await pause();
    signal?.throwIfAborted();
  }
}
