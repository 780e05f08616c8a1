import { describe, expect, test } from 'vitest';
import { readFrontMatter } from '../../../src/lib/infer/front-matter.ts';

const read = (text: string) => {
  const { fields, ...rest } = readFrontMatter(text);
  return { ...rest, fields: Object.fromEntries(fields) };
};

describe('the block at the head of a card', () => {
  test('gives words, lists and folded texts; the rest is the card', () => {
    const card = read(
      [
        '---',
        'license: apache-2.0 # as upstream',
        'pipeline_tag: "image-classification"',
        "title: 'It''s a model'",
        'tags:',
        '- vision',
        '- "has: colon"',
        'language: [en, "de"]',
        'summary: >-',
        '  Names what is',
        '  in a picture.',
        '---',
        '',
        '# Title',
        '',
        'Text.',
      ].join('\n'),
    );
    expect(card).toEqual({
      broken: false,
      body: '# Title\n\nText.',
      fields: {
        license: 'apache-2.0',
        pipeline_tag: 'image-classification',
        title: "It's a model",
        tags: ['vision', 'has: colon'],
        language: ['en', 'de'],
        summary: 'Names what is in a picture.',
      },
    });
  });

  test('what is nested, anchored or a map is skipped, and what follows is still read', () => {
    const { fields } = read(
      [
        '---',
        'model-index:',
        '- name: x',
        '  results:',
        '  - task:',
        '      type: y',
        'widget: {a: b}',
        'anchor: &a [1]',
        'again: *a',
        'deep:',
        '  license: gpl-3.0',
        'license: mit',
        'license: second',
        '---',
      ].join('\r\n'),
    );
    expect(fields).toEqual({ license: 'mit' });
  });

  test('names every object has are plain keys', () => {
    const { fields } = readFrontMatter('---\nconstructor: a\n__proto__: b\n---\n');
    expect([...fields]).toEqual([['constructor', 'a']]);
  });

  test.each([
    ['no block at all', '# Title\n---\nx: y\n---\n', false, '# Title\n---\nx: y\n---'],
    ['a block that never ends', '---\nlicense: mit\n# Title', true, '---\nlicense: mit\n# Title'],
    ['an empty block', '---\n---\nText', false, 'Text'],
  ])('%s: nothing is taken from it', (_, text, broken, body) => {
    expect(read(text)).toEqual({ fields: {}, broken, body });
  });

  test('a hostile block of 60 kB is read in no time, to nothing', () => {
    const text = `---\n${'- '.repeat(30_000)}\n---\nText`;
    const before = performance.now();
    expect(read(text).body).toBe('Text');
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
