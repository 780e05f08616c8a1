// What a stranger's card may become: a tree without HTML, without fetches, without an end to a reader's patience.
import { describe, expect, test } from 'vitest';
import { readMarkdown, type Block, type Inline } from '../../src/app/ui/markdown.ts';

const inlineOf = (text: string): Inline[] => {
  const [block] = readMarkdown(text).blocks;
  return block && 'inner' in block ? (block.inner as Inline[]) : [];
};

function links(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(links);
  if (typeof node !== 'object' || node === null) return [];
  const own = [...('href' in node ? [String(node.href)] : []), ...('src' in node ? [String(node.src)] : [])];
  return [...own, ...Object.values(node).flatMap(links)];
}

function depth(blocks: readonly Block[]): number {
  return Math.max(0, ...blocks.map((block) => (block.kind === 'quote' ? 1 + depth(block.inner) : 1)));
}

describe('a card', () => {
  test('keeps what people write: headings, lists, tables, code, emphasis', () => {
    expect(readMarkdown('# A\n\n*b* **c** `d`\n\n2. one\n3. two\n\n|h|\n|-|\n|x|').blocks).toEqual([
      { kind: 'heading', level: 3, inner: [{ kind: 'text', text: 'A' }] },
      {
        kind: 'paragraph',
        inner: [
          { kind: 'em', inner: [{ kind: 'text', text: 'b' }] },
          { kind: 'text', text: ' ' },
          { kind: 'strong', inner: [{ kind: 'text', text: 'c' }] },
          { kind: 'text', text: ' ' },
          { kind: 'code', text: 'd' },
        ],
      },
      {
        kind: 'list',
        ordered: true,
        start: 2,
        items: [
          [{ kind: 'plain', inner: [{ kind: 'text', text: 'one' }] }],
          [{ kind: 'plain', inner: [{ kind: 'text', text: 'two' }] }],
        ],
      },
      { kind: 'table', head: [[{ kind: 'text', text: 'h' }]], rows: [[[{ kind: 'text', text: 'x' }]]] },
    ]);
  });

  test('leaves out a first heading that repeats the title above it', () => {
    expect(readMarkdown('# Q & A\n\ntext', 'Q & A').blocks).toHaveLength(1);
    expect(readMarkdown('# Other\n\ntext', 'Q & A').blocks).toHaveLength(2);
  });

  test('shows HTML as the text it is', () => {
    expect(
      inlineOf('a <img src=x onerror=alert(1)> b')
        .map((part) => 'text' in part && part.text)
        .join(''),
    ).toBe('a <img src=x onerror=alert(1)> b');
    expect(readMarkdown('<script>alert(1)</script>').blocks).toEqual([
      { kind: 'paragraph', inner: [{ kind: 'text', text: '<script>alert(1)</script>' }] },
    ]);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:http://a/b',
    '//evil.example/x',
    '/relative',
    '#/settings',
    'ftp://a/b',
  ])('makes no link and no picture of %s', (address) => {
    const card = readMarkdown(
      `[text](<${address}>) ![alt](<${address}>) <${address}>\n\n[ref]\n\n[ref]: <${address}>`,
    );
    expect(links(card)).toEqual([]);
  });

  test('links to the web and to mail, without credentials', () => {
    expect(
      links(
        readMarkdown('[a](https://a.example/x) [b](mailto:a@b.example) https://www.google.com@evil.example/'),
      ),
    ).toEqual(['https://a.example/x', 'mailto:a@b.example', 'https://evil.example/']);
  });

  test('says where a link leads whose text names another place', () => {
    expect(inlineOf('[sui.io](https://evil.example/login)')[0]).toMatchObject({ aside: 'evil.example' });
    expect(inlineOf('[www.sui.io/docs](https://sui.io/docs)')[0]).toMatchObject({ aside: undefined });
    expect(inlineOf('[the docs](https://sui.io/docs)')[0]).toMatchObject({ aside: undefined });
  });

  test('names pictures with their host', () => {
    expect(inlineOf('![A cat](https://pics.example/cat.png)')).toEqual([
      { kind: 'image', src: 'https://pics.example/cat.png', host: 'pics.example', alt: 'A cat' },
    ]);
    expect(inlineOf('![A cat](data:image/png;base64,AAAA)')).toEqual([{ kind: 'text', text: 'A cat' }]);
  });

  test('is never deep', () => {
    expect(depth(readMarkdown('> '.repeat(200) + 'deep').blocks)).toBeLessThan(20);
    expect(readMarkdown('>'.repeat(50_000)).blocks).toHaveLength(1);
  });

  test('is never long', () => {
    const card = readMarkdown('# a\n'.repeat(25_000));
    expect(card.cut).toBe(true);
    expect(card.blocks.length).toBeLessThan(10_000);
  });
});
