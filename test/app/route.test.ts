import { describe, expect, test } from 'vitest';
import { hrefOf, parseRoute } from '../../src/app/state/route.ts';

const ID = `0x${'ab'.repeat(32)}`;

describe('addresses inside the page', () => {
  test.each([
    ['', { page: 'market' }],
    ['#', { page: 'market' }],
    ['#/', { page: 'market' }],
    [`#/model/${ID}`, { page: 'model', id: ID }],
    [`#/model/${ID}/`, { page: 'model', id: ID }],
    ['#/publish', { page: 'publish' }],
    [`#/publish/${ID}`, { page: 'publish', addTo: ID }],
    ['#/mine', { page: 'mine' }],
    ['#/settings', { page: 'settings' }],
    ['#/?q=a%20b&task=x', { page: 'market', query: { q: 'a b', task: 'x' } }],
    ['#/settings?hide=abc.def', { page: 'settings', query: { hide: 'abc.def' } }],
    ['#/health?days=7', { page: 'health', query: { days: '7' } }],
    [`#/model/${ID}/v/12`, { page: 'model', id: ID, version: 12 }],
    [
      `#/model/${ID}/v/2/file/onnx/a%20%231%3F.onnx`,
      { page: 'model', id: ID, version: 2, file: 'onnx/a #1?.onnx' },
    ],
    ['#/author/0xABcd', { page: 'author', author: '0xabcd' }],
    ['#/author/Ada.sui', { page: 'author', author: 'ada.sui' }],
  ])('%s is read', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  test('object IDs are compared in lower case', () => {
    expect(parseRoute('#/model/0xABCD')).toEqual({ page: 'model', id: '0xabcd' });
  });

  test.each([
    '#/nowhere',
    '#/model',
    '#/model/',
    '#/model/not-an-id',
    `#/model/${ID}00`,
    `#/model/${ID}/more`,
    '#/publish/javascript:alert(1)',
    '#/mine/more',
    '#/settings/x',
    `#/model/${ID}/v/0`,
    `#/model/${ID}/v/2/file`,
    `#/model/${ID}/v/2/file/%E0%A4%A`,
    `#/model/${ID}/v/1e3`,
    '#/author/',
    '#/author/ada.eth',
    '#/author/<b>.sui',
    '#/health/more',
    '#/__proto__',
  ])('%s is the missing page and not an error', (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'missing', hash });
  });

  test('a link leads to the route it was made from', () => {
    for (const route of [
      { page: 'market' },
      { page: 'model', id: ID },
      { page: 'publish' },
      { page: 'publish', addTo: ID },
      { page: 'mine' },
      { page: 'settings' },
      { page: 'market', query: { q: 'größe & mehr?#', sort: 'newest' } },
      { page: 'health', query: { model: ID } },
      { page: 'earnings', query: { days: '90' } },
      { page: 'model', id: ID, version: 3 },
      { page: 'model', id: ID, version: 3, file: 'a/b c/ü%2F?.bin' },
      { page: 'author', author: ID },
      { page: 'author', author: 'ada.example.sui' },
    ] as const) {
      expect(parseRoute(hrefOf(route))).toEqual(route);
    }
  });
});
