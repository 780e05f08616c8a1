// Which kind of field an input gets, from the manifest alone. Pure.
import type { ManifestInput } from '../../lib/index.ts';

export type FieldKind =
  | 'image'
  | 'audio'
  | 'text'
  /** One text a line. */
  | 'lines'
  | 'choice'
  | 'switch'
  | 'number'
  | 'tensor'
  | 'fixed';

export function fieldKind(input: ManifestInput): FieldKind {
  if (input.fixed) return 'fixed';
  switch (input.preprocess?.kind) {
    case 'image':
      return 'image';
    case 'audio':
      return 'audio';
    case 'ngrams':
      return 'text';
    case 'strings':
      return input.preprocess.split === 'lines' ? 'lines' : 'text';
    case 'choice':
      return 'choice';
  }
  const single = input.shape.every((size) => size === 1);
  if (input.dtype === 'string') return single ? 'text' : 'tensor';
  if (single && input.dtype === 'bool') return 'switch';
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

/** What the field holds before anybody touches it. */
export function initialText(input: ManifestInput): string {
  const { initial, preprocess } = input;
  if (preprocess?.kind === 'choice') {
    const { choices } = preprocess;
    return (choices.find(({ value }) => value === initial) ?? choices[0]!).label;
  }
  if (initial !== undefined) return String(initial);
  return fieldKind(input) === 'switch' ? 'false' : '';
}

/** One whole number that the author says answers are drawn by. */
export function isSeed({ seed, dtype, shape, fixed }: ManifestInput): boolean {
  const single = shape.every((size) => size === 1);
  return seed === true && single && fixed === undefined && /^u?int/.test(dtype);
}

/** A tensor's type and shape are said where the author left nothing better. */
export function isRawForm(input: ManifestInput): boolean {
  const kind = fieldKind(input);
  if (kind === 'tensor') return true;
  return kind === 'number' && input.label === undefined && input.range === undefined && !isSeed(input);
}

/** What an input's numbers are called. */
export function rawWords({ dtype }: Pick<ManifestInput, 'dtype'>): string {
  if (dtype === 'string') return 'texts, as they are';
  return dtype === 'bool' ? 'truth values, as they are' : 'numbers, as they are';
}

/** A slider helps where a number has two ends and not too many steps between them. */
export function sliderOf({
  dtype,
  range,
}: ManifestInput): { min: number; max: number; step: number } | undefined {
  if (!range || !(range.max > range.min)) return undefined;
  const whole = dtype.startsWith('int') || dtype.startsWith('uint');
  const step = range.step ?? (whole ? 1 : (range.max - range.min) / 100);
  const steps = (range.max - range.min) / step;
  return steps >= 1 && steps <= 10_000 ? { min: range.min, max: range.max, step } : undefined;
}
