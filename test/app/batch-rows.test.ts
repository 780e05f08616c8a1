import { expect, test } from 'vitest';
import { fileItems, rowItems, type RowField } from '../../src/app/state/batch-rows.ts';
import { initialText, sliderOf } from '../../src/app/state/field-kind.ts';
import type { ManifestInput } from '../../src/lib/index.ts';

const text: RowField = { name: 'text', label: 'Your text', kind: 'text' };
const top: RowField = { name: 'top', label: 'How many', kind: 'number' };

test('lines are texts for the main field, commas and all', () => {
  expect(rowItems([text, top], text, 'one, two\n\n  three  \n')).toEqual([
    { name: 'one, two', texts: { text: 'one, two' } },
    { name: 'three', texts: { text: 'three' } },
  ]);
});

test('a table whose columns are named after fields fills several of them', () => {
  const table = 'Your text,other,top\n"a, b",x,3\nc,y,4\n';
  expect(rowItems([text, top], text, table)).toEqual([
    { name: 'a, b, x, 3', texts: { text: 'a, b', top: '3' } },
    { name: 'c, y, 4', texts: { text: 'c', top: '4' } },
  ]);
});

test('a single line that happens to be a name is a text', () => {
  expect(rowItems([text], text, 'text')).toEqual([{ name: 'text', texts: { text: 'text' } }]);
});

test('files are one call each', () => {
  const file = new File(['x'], 'a.png');
  expect(fileItems([file])).toEqual([{ name: 'a.png', file, texts: {} }]);
});

const number = (more: Partial<ManifestInput>): ManifestInput => ({
  name: 'x',
  dtype: 'float32',
  shape: [],
  ...more,
});

test('a field begins with what the manifest says', () => {
  expect(initialText(number({}))).toBe('');
  expect(initialText(number({ initial: 0.5 }))).toBe('0.5');
  expect(initialText(number({ dtype: 'bool' }))).toBe('false');
  const choices = [
    { label: 'Low', value: 8_000 },
    { label: 'High', value: 16_000 },
  ];
  expect(initialText(number({ preprocess: { kind: 'choice', choices } }))).toBe('Low');
  expect(initialText(number({ initial: 16_000, preprocess: { kind: 'choice', choices } }))).toBe('High');
});

test('a number between two ends has a slider, unless it would have too many steps', () => {
  expect(sliderOf(number({}))).toBeUndefined();
  expect(sliderOf(number({ range: { min: 0, max: 2 } }))).toEqual({ min: 0, max: 2, step: 0.02 });
  expect(sliderOf(number({ dtype: 'int32', range: { min: 1, max: 5 } }))).toEqual({
    min: 1,
    max: 5,
    step: 1,
  });
  expect(sliderOf(number({ dtype: 'int64', range: { min: 0, max: 1e9 } }))).toBeUndefined();
  expect(sliderOf(number({ range: { min: 5, max: 5 } }))).toBeUndefined();
});
