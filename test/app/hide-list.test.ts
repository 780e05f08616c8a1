import { describe, expect, test } from 'vitest';
import {
  EMPTY,
  hideListCode,
  hideListFile,
  mergeHideLists,
  readHideList,
  readHideListCode,
  storedHideLists,
} from '../../src/app/state/hide-list.ts';

const MODEL = `0x${'12'.repeat(32)}`;
const OTHER = `0x${'fe'.repeat(32)}`;
const AUTHOR = `0x${'ab'.repeat(32)}`;
const LISTS = {
  models: [
    { id: MODEL, name: 'Scale', atMs: 2 },
    { id: OTHER, name: '', atMs: 1 },
  ],
  authors: [{ id: AUTHOR, name: 'ada.sui', atMs: 3 }],
};

describe('a hide-list', () => {
  test('comes back whole from its file', async () => {
    expect(readHideList(await hideListFile(LISTS).text())).toEqual(LISTS);
  });

  test('travels in a link as IDs alone', () => {
    const code = hideListCode(LISTS)!;
    expect(code).toMatch(/^[\w-]+\.[\w-]+$/);
    const read = readHideListCode(code);
    expect(read.models.map(({ id }) => id)).toEqual([MODEL, OTHER]);
    expect(read.authors.map(({ id }) => id)).toEqual([AUTHOR]);
    expect(readHideListCode(hideListCode(EMPTY)!)).toEqual(EMPTY);
  });

  test('is too long for a link from 201 entries on', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        id: `0x${i.toString(16).padStart(64, '0')}`,
        name: '',
        atMs: 0,
      }));
    expect(hideListCode({ models: many(200), authors: [] })).toBeDefined();
    expect(hideListCode({ models: many(200), authors: many(1) })).toBeUndefined();
  });

  test('added to another keeps what that one knew, newest first, nothing twice', () => {
    const added = {
      models: [
        { id: MODEL, name: 'renamed', atMs: 9 },
        { id: AUTHOR, name: 'new', atMs: 5 },
      ],
      authors: [],
    };
    const merged = mergeHideLists(LISTS, added);
    expect(merged.models.map(({ id, name }) => [id, name])).toEqual([
      [AUTHOR, 'new'],
      [MODEL, 'Scale'],
      [OTHER, ''],
    ]);
    expect(merged.authors).toEqual(LISTS.authors);
  });

  test.each([
    ['no JSON', 'hello'],
    ['another format', '{"format":"x","version":1,"models":[],"authors":[]}'],
    ['another version', '{"format":"floe-hide-list","version":2,"models":[],"authors":[]}'],
    ['no list', '{"format":"floe-hide-list","version":1,"models":[]}'],
    ['a shortened ID', '{"format":"floe-hide-list","version":1,"models":[{"id":"0x12"}],"authors":[]}'],
    ['an ID that is none', '{"format":"floe-hide-list","version":1,"models":["javascript:1"],"authors":[]}'],
    ['null', 'null'],
  ])('with %s is refused', (_, text) => {
    expect(() => readHideList(text)).toThrow(expect.objectContaining({ code: 'form/not-a-hide-list' }));
  });

  test('of more than 20,000 entries is refused', () => {
    const models = Array.from({ length: 20_001 }, () => ({ id: MODEL }));
    const text = JSON.stringify({ format: 'floe-hide-list', version: 1, models, authors: [] });
    expect(() => readHideList(text)).toThrow(expect.objectContaining({ code: 'form/hide-list-too-long' }));
  });

  test.each(['', 'abc', 'abc.def.ghi', '!!.', `${'A'.repeat(43)}`, 'AAAA.'])(
    'link "%s" is refused',
    (code) => {
      expect(() => readHideListCode(code)).toThrow(expect.objectContaining({ code: 'form/not-a-hide-list' }));
    },
  );

  test('a stranger’s names are cut, and their dates checked', () => {
    const text = JSON.stringify({
      format: 'floe-hide-list',
      version: 1,
      models: [{ id: MODEL, name: 'x'.repeat(1_000), atMs: 'soon', extra: 1 }],
      authors: [{ id: AUTHOR, name: 7, atMs: -5 }],
    });
    expect(readHideList(text)).toEqual({
      models: [{ id: MODEL, name: 'x'.repeat(200), atMs: 0 }],
      authors: [{ id: AUTHOR, name: '', atMs: 0 }],
    });
  });

  test('that was stored and spoilt is an empty one', () => {
    for (const json of [undefined, 7, [], { models: 1 }, { models: [{ id: 'x' }], authors: [] }]) {
      expect(storedHideLists(json)).toEqual(EMPTY);
    }
  });
});
