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
    ] as const) {
      expect(parseRoute(hrefOf(route))).toEqual(route);
    }
  });
});
