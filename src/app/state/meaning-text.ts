// From the texts of a form's fields to a meaning as the manifest has it, and back. Pure.
import { ctcSymbols as completeSymbols, type DType } from '../../lib/index.ts';
import { FormFault } from './form-fault.ts';
import { textOfField, type MeaningField, type MeaningSpec, type MeaningTexts } from './meaning-field.ts';

type Json = Record<string, unknown>;

interface Tensor {
  name: string;
  dtype: DType;
  shape: readonly (number | string | null)[];
}

/**
 * The manifest's object, not yet checked by its schema.
 *
 * @param extra what the form has no field for
 * @throws FormFault naming the field that is off
 */
export function meaningOf(
  kind: string,
  { fields }: MeaningSpec,
  texts: MeaningTexts,
  extra: Json,
  tensor: Tensor,
): Json {
  const meaning: Json = { kind, ...extra };
  for (const field of fields) {
    if (field.path.startsWith('?') || (field.when && !field.when(texts))) continue;
    const value = valueOf(field, textOfField(field, texts), tensor);
    if (value !== undefined) put(meaning, field.path, value);
  }
  return meaning;
}

/** As far as it goes: a field that is off is left out. */
export function meaningSoFar(...[kind, spec, texts, extra, tensor]: Parameters<typeof meaningOf>): Json {
  const sound = spec.fields.filter((field) => {
    try {
      meaningOf(kind, { ...spec, fields: [field] }, texts, {}, tensor);
      return true;
    } catch {
      return false;
    }
  });
  return meaningOf(kind, { ...spec, fields: sound }, texts, extra, tensor);
}

/** The fields' texts that say what a meaning says, and what they cannot say of it. */
export function textsOf(
  { fields, asked }: MeaningSpec,
  meaning: object,
): { texts: MeaningTexts; extra: Json } {
  const texts: MeaningTexts = asked?.(meaning as Json) ?? {};
  for (const field of fields) {
    if (field.path.startsWith('?')) continue;
    const value = at(meaning, field.path);
    // Where nothing is said, the form must not say its own usual.
    const text = value === undefined ? absent(field) : textOf(field, value);
    if (text !== undefined) texts[field.path] = text;
  }
  const known = new Set(['kind', ...fields.map(({ path }) => path.split('.')[0]!)]);
  const extra = Object.fromEntries(Object.entries(meaning).filter(([key]) => !known.has(key)));
  return { texts, extra };
}

function absent(field: MeaningField): string | undefined {
  const free = field.type === 'choice' && field.options.some(([value]) => value === '');
  return free || field.type === 'number' || field.type === 'count' ? '' : undefined;
}

function textOf(field: MeaningField, value: unknown): string {
  switch (field.type) {
    case 'triple':
      return (value as number[]).join(', ');
    case 'lines':
    case 'outputs':
      return (value as string[]).join('\n');
    case 'pairs':
      return (value as number[][]).map((pair) => pair.join(' ')).join('\n');
    case 'choices':
      return (value as { label: string; value: unknown }[])
        .map((choice) => `${choice.label} = ${String(choice.value)}`)
        .join('\n');
    case 'switch':
      return value === true ? 'true' : '';
    case 'choice':
      return field.as === 'boolean' && value !== true ? '' : String(value);
    default:
      return String(value);
  }
}

function valueOf(field: MeaningField, text: string, tensor: Tensor): unknown {
  const name = `${tensor.name}: ${field.label}`;
  const needed = 'required' in field && field.required === true;
  switch (field.type) {
    case 'count': {
      if (text.trim() === '' && !needed) return undefined;
      return countOf(text, name, field.least);
    }
    case 'number': {
      if (text.trim() === '' && !needed) return undefined;
      return numberOf(text, name);
    }
    case 'triple':
      return tripleOf(text, name);
    case 'choice':
      if (field.as === 'boolean') return text === '' ? undefined : true;
      return text === '' ? undefined : text;
    case 'switch':
      return text === 'true' ? true : field.usual ? false : undefined;
    case 'text':
      return text.trim() === '' ? undefined : text;
    case 'lines': {
      const lines = entriesOf(field, text, tensor);
      const least = field.as === 'symbols' ? 2 : 1;
      if (needed && lines.length < least) throw new FormFault(name, 'there are none yet');
      return lines;
    }
    case 'pairs':
      return linesOf(text).map((line) => pairOf(line, name));
    case 'choices':
      return choicesOf(text, name, tensor.dtype);
    case 'output':
    case 'input':
      if (text === '' && needed) throw new FormFault(name, 'choose one');
      return text === '' ? undefined : text;
    case 'outputs': {
      const names = linesOf(text);
      if (names.length === 0 && needed) throw new FormFault(name, 'choose at least one');
      return names.length === 0 ? undefined : names;
    }
  }
}

function entriesOf(field: MeaningField & { type: 'lines' }, text: string, { shape }: Tensor): string[] {
  if (field.as === 'symbols') return ctcSymbols(text, shape.at(-1));
  if (field.as === 'exact') return text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return labelLines(text);
}

/** One a line, trimmed. An empty line between others keeps its place, because places are class numbers. */
export function labelLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line || '?');
}

/** Symbols for CTC as typed, one a line; the model's last axis says what a dictionary left out. */
export function ctcSymbols(text: string, axis: number | string | null | undefined): string[] {
  return completeSymbols(text.replace(/\r/g, '').replace(/\n$/, '').split('\n'), axis);
}

/** Non-empty lines, trimmed. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `Loud = 2`; without a value, what people read is what the model gets, or the line's number. */
function choicesOf(text: string, name: string, dtype: DType): { label: string; value: number | string }[] {
  const choices = linesOf(text).map((line, index) => {
    const equals = line.lastIndexOf('=');
    const label = (equals === -1 ? line : line.slice(0, equals)).trim();
    const value = equals === -1 ? undefined : line.slice(equals + 1).trim();
    if (label === '') throw new FormFault(name, `line ${index + 1} has no name in front of =`);
    if (dtype === 'string') return { label, value: value ?? label };
    if (value === undefined) return { label, value: dtype.endsWith('int64') ? String(index) : index };
    const truth = { true: '1', false: '0' }[value] ?? value;
    return { label, value: fillOf(dtype === 'bool' ? truth : value, dtype, `${name}, ${label}`) };
  });
  if (choices.length === 0) throw new FormFault(name, 'list at least one');
  const twice = choices.find(({ label }, at) => choices.some((other, i) => i < at && other.label === label));
  if (twice) throw new FormFault(name, `${twice.label} is there twice`);
  return choices;
}

/** 64-bit integers stay text, because a number would lose digits. */
export function fillOf(text: string, dtype: DType, name: string): number | string {
  const value = text.trim();
  if (dtype === 'string') return value;
  if (!dtype.endsWith('int64')) return numberOf(text, name);
  if (!/^-?\d+$/.test(value)) throw new FormFault(name, 'write a whole number');
  return value;
}

export function numberOf(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new FormFault(name, 'write a number');
  return value;
}

function countOf(text: string, name: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
    throw new FormFault(name, `write a whole number ${least === 0 ? 'from 0 on' : 'above zero'}`);
  }
  return value;
}

function pairOf(line: string, name: string): [number, number] {
  const numbers = line.split(/[\s,;-]+/).map(Number);
  const [a, b] = numbers;
  const sound = numbers.length === 2 && numbers.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!sound || a === undefined || b === undefined) {
    throw new FormFault(name, `"${line}" is not two whole numbers, like 5 7`);
  }
  return [a, b];
}

/** One number for all three channels, or three. */
function tripleOf(text: string, name: string): [number, number, number] {
  const numbers = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  const [a, b = a, c = a] = numbers;
  const sound = [1, 3].includes(numbers.length) && numbers.every(Number.isFinite);
  if (!sound || a === undefined || b === undefined || c === undefined) {
    throw new FormFault(name, 'write one number or three, like 0.485, 0.456, 0.406');
  }
  return [a, b, c];
}

function at(meaning: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Json)[key] : undefined),
      meaning,
    );
}

function put(meaning: Json, path: string, value: unknown): void {
  const [first, second] = path.split('.') as [string, string?];
  if (second === undefined) meaning[first] = value;
  else meaning[first] = { ...(meaning[first] as Json | undefined), [second]: value };
}
