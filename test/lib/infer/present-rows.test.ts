import { describe, expect, it } from 'vitest';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import { presentationText } from '../../../src/lib/infer/presentation-words.ts';
import type { Given, Presentation } from '../../../src/lib/infer/presentation.ts';
import type { ManifestOutput } from '../../../src/lib/model/manifest.ts';
import type { Postprocess } from '../../../src/lib/model/manifest-meaning.ts';
import type { Tensor, Tensors } from '../../../src/lib/model/tensor.ts';

const floats = (shape: number[], values: ArrayLike<number>): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});
const texts = (...data: string[]): Tensor => ({ dtype: 'string', shape: [data.length], data });

function show(postprocess: Postprocess, y: Tensor, more: Tensors = {}, given: Given = {}): Presentation {
  const output: ManifestOutput = { name: 'y', dtype: y.dtype, shape: [...y.shape], postprocess };
  return presentOutputs([output], { y, ...more }, given)[0]!;
}

describe('stretches of time', () => {
  const frames: Extract<Postprocess, { of: 'frames' }> = {
    kind: 'segments',
    of: 'frames',
    hop: 0.5,
    labels: [],
    activation: 'none',
    threshold: 0.5,
  };
  it('are runs of frames above the threshold', () => {
    const y = floats([1, 6, 1], [0, 0.6, 0.8, 0.2, NaN, 0.9]);
    expect(show({ ...frames, labels: ['speech'] }, y, {}, { seconds: 3.2 })).toMatchObject({
      seconds: 3.2,
      items: [
        { from: 0.5, to: 1.5, label: 'speech', score: expect.closeTo(0.7, 6) },
        { from: 2.5, to: 3, label: 'speech' },
      ],
      curve: { hop: 0.5, threshold: 0.5 },
    });
  });
  it('of several classes, in either order of axes', () => {
    const rows = show(frames, floats([1, 2, 2], [0, 1, 1, 1]));
    const columns = show({ ...frames, transposed: true }, floats([1, 2, 2], [0, 1, 1, 1]));
    expect(rows).toMatchObject({ items: [{ group: 1, from: 0, to: 1 }, { group: 0, from: 0.5, to: 1 }] }); // prettier-ignore
    expect(columns).toMatchObject(rows);
    expect(show({ ...frames, single: true }, floats([1, 4], [1, 1, 0, 0]))).toMatchObject({
      items: [{ from: 0, to: 1 }],
    });
  });
  it('are rows of starts and ends', () => {
    const rows: Postprocess = {
      kind: 'segments',
      of: 'rows',
      ends: 'ends',
      names: 'names',
      scores: 'scores',
    };
    const more = {
      ends: floats([3], [1, 3, 1]),
      names: texts('a', 'b', 'a'),
      scores: floats([3], [0.5, 0.6, 0.7]),
    };
    // The last ends before it begins.
    expect(show(rows, floats([3], [0, 2, 5]), more)).toMatchObject({
      seconds: 3,
      items: [{ from: 0, to: 1, label: 'a', score: 0.5 }, { from: 2, to: 3, label: 'b', group: 1 }],
    }); // prettier-ignore
    expect(show(rows, floats([3], [0, 2, 5])).kind).toBe('tensor');
  });
});

describe('rows', () => {
  it('are as alike as the cosine of their angle', () => {
    const y = floats([3, 2], [1, 0, 2, 0, 0, 5]);
    const answer = show({ kind: 'embedding', of: 'text' }, y, {}, { texts: { text: ['a', 'b'] } });
    expect(answer).toMatchObject({
      kind: 'matrix',
      rows: ['a', 'b', '3'],
      values: Float32Array.of(1, 1, 0, 1, 1, 0, 0, 0, 1),
      symmetric: true,
    });
    expect(show({ kind: 'embedding' }, floats([1, 4], [1, 2, 3, 4])).kind).toBe('tensor');
    expect(show({ kind: 'embedding' }, floats([2, 2], [0, 0, 1, 1]))).toMatchObject({
      values: Float32Array.of(0, 0, 0, 1),
    });
  });
  it('of scores are named by what was given', () => {
    const spec: Postprocess = { kind: 'matrix', rows: 'left', columns: 'right', labels: [] };
    const named: Given = { texts: { left: ['q'], right: ['x', 'y'] } };
    expect(show(spec, floats([1, 2], [0.25, 0.5]), {}, named)).toMatchObject({
      rows: ['q'], columns: ['x', 'y'], symmetric: false,
    }); // prettier-ignore
  });
  it('are a table', () => {
    expect(show({ kind: 'table', labels: ['x'] }, floats([2, 2], [1, 0.1, NaN, Infinity]))).toMatchObject({
      columns: ['x', '1'],
      rows: [['1', '0.1'], ['NaN', 'Infinity']],
      hidden: 0,
    }); // prettier-ignore
    expect(show({ kind: 'table', labels: [] }, floats([5_000, 1], new Float32Array(5_000)))).toMatchObject({
      hidden: 4_000,
    });
  });
});

describe('texts', () => {
  const text = 'Ada met Bob. Bob left.';
  const spans = { kind: 'spans', of: 'text', names: 'names', scores: 'scores' } as const;
  const more = { names: texts('PER', 'PER', 'PER'), scores: floats([3], [0.9, 0.8, 0.7]) };
  it('are marked where they say', () => {
    const y: Tensor = { dtype: 'int32', shape: [3], data: Int32Array.of(8, 0, 99) };
    const ends: Tensor = { dtype: 'int32', shape: [3], data: Int32Array.of(11, 3, 102) };
    const answer = show({ ...spans, ends: 'ends' }, y, { ...more, ends }, { texts: { text: [text] } });
    expect(answer).toMatchObject({
      kind: 'spans',
      items: [{ from: 0, to: 3, label: 'PER' }, { from: 8, to: 11, score: expect.closeTo(0.9, 6) }],
    }); // prettier-ignore
    expect(presentationText(answer)).toBe('PER: Ada\nPER: Bob');
    expect(show({ ...spans, ends: 'ends' }, y, { ...more, ends }).kind).toBe('tensor');
  });
  it('are marked where words are found, one after another', () => {
    const answer = show(spans, texts('bob', 'Bob', 'Carl'), more, { texts: { text: [text] } });
    expect(answer).toMatchObject({ items: [{ from: 8, to: 11 }, { from: 13, to: 16 }] }); // prettier-ignore
  });
  it('need no meaning declared, and carry a score where one is named', () => {
    const output: ManifestOutput = { name: 'y', dtype: 'string', shape: [] };
    const y: Tensor = { dtype: 'string', shape: [], data: ['<i>hello</i>'] };
    expect(presentOutputs([output], { y })).toMatchObject([{ kind: 'text', text: '<i>hello</i>' }]);
    expect(show({ kind: 'text', score: 's' }, y, { s: floats([1], [0.5]) })).toMatchObject({
      confidence: 0.5,
    });
  });
  it('of ten million characters are cut', () => {
    const y: Tensor = { dtype: 'string', shape: [1], data: ['a'.repeat(10_000_000)] };
    const answer = show({ kind: 'text' }, y);
    expect(answer.kind === 'text' && answer.text.length).toBe(200_000);
  });
});
