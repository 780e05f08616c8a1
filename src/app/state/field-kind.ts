// Which kind of field an input gets, from the manifest alone. Pure.
import type { ManifestInput } from '../../lib/index.ts';

export type FieldKind = 'image' | 'audio' | 'text' | 'number' | 'tensor' | 'fixed';

export function fieldKind(input: ManifestInput): FieldKind {
  if (input.fixed) return 'fixed';
  switch (input.preprocess?.kind) {
    case 'image':
      return 'image';
    case 'audio':
      return 'audio';
    case 'ngrams':
      return 'text';
  }
  const single = input.shape.every((size) => size === 1);
  if (input.dtype === 'string') return single ? 'text' : 'tensor';
  return single ? 'number' : 'tensor';
}

/** Exporters name unknown sizes `p2o.DynamicDimension.0`; that says no more than a question mark. */
const LONGEST_SYMBOL = 12;

/** `[1, 3, height, ?]` */
export function shapeText(shape: readonly (number | string | null)[]): string {
  const sizes = shape.map((size) =>
    typeof size === 'string' && size.length > LONGEST_SYMBOL ? '?' : (size ?? '?'),
  );
  return `[${sizes.join(', ')}]`;
}

/** What a person reads above the field. */
export function fieldLabel(input: ManifestInput): string {
  return input.label ?? input.name;
}
