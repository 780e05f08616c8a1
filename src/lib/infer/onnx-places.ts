// Whether weights in files beside a model are where the model says they are. Reads none of them.
import { InferError } from './errors.ts';
import type { ExternalWeight } from './onnx-tensor.ts';

/** Tied weights are named twice or thrice. What is named more often is there to fill memory. */
const MOST_NAMINGS = 4;
/** Below this it does not matter. */
const HARMLESS_BYTES = 64 << 20;

/** As a header names external data. */
export function plainPath(path: string): string {
  return path.replace(/^(\.\/)+/, '');
}

/**
 * @throws InferError 'infer/truncated' | 'infer/load-failed' | 'infer/too-complex'
 */
export function checkPlaces(
  weights: readonly ExternalWeight[],
  files: ReadonlyMap<string, { readonly size: number }>,
): void {
  const sizes = new Map([...files].map(([path, { size }]) => [plainPath(path), size]));
  const used = new Set<string>();
  let declared = 0;
  for (const weight of weights) {
    checkPlace(weight, sizes.get(weight.path) ?? 0);
    used.add(weight.path);
    declared += weight.bytes;
  }
  const there = [...used].reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);
  if (declared <= HARMLESS_BYTES || declared <= there * MOST_NAMINGS) return;
  throw new InferError('infer/too-complex', 'The model makes many weights of the same bytes', {
    details: { declared, there },
  });
}

function checkPlace({ name, path, offset = '0', length, bytes }: ExternalWeight, size: number): void {
  const details = { name, path, offset, length, size };
  for (const number of [offset, length ?? '0']) {
    if (/^\d{1,15}$/.test(number)) continue;
    throw new InferError('infer/load-failed', `Weight "${name}" lies at no place in ${path}`, { details });
  }
  if (length !== undefined && bytes > 0 && Number(length) !== bytes) {
    throw new InferError('infer/load-failed', `Weight "${name}" has ${length} bytes and declares ${bytes}`, {
      details,
    });
  }
  if (Number(offset) + Math.max(bytes, Number(length ?? 0)) > size) {
    throw new InferError('infer/truncated', `${path} ends before weight "${name}" does`, { details });
  }
}
