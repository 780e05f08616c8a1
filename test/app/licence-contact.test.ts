import { describe, expect, test } from 'vitest';
import { webContact } from '../../src/app/state/contact.ts';
import { licenceOf } from '../../src/app/state/licence.ts';

describe('a licence', () => {
  test.each([
    ['apache-2.0', 'Apache-2.0', 'https://spdx.org/licenses/Apache-2.0.html'],
    ['MIT', 'MIT', 'https://spdx.org/licenses/MIT.html'],
    ['gpl-3.0', 'gpl-3.0', 'https://spdx.org/licenses/GPL-3.0-only.html'],
    ['my own', 'my own', undefined],
    ['constructor', 'constructor', undefined],
    ['', '', undefined],
  ])('claimed as %j reads %j and leads to %j', (claimed, text, href) => {
    expect(licenceOf(claimed)).toEqual({ text, href });
  });
});

describe('a web contact', () => {
  test('names its host first', () => {
    expect(webContact('https://a.example/b?c#d')).toEqual({
      href: 'https://a.example/b?c#d',
      host: 'a.example',
      rest: '/b?c#d',
    });
    expect(webContact('http://a.example')).toMatchObject({ host: 'a.example', rest: '' });
  });

  test('shows look-alike hosts as what they are', () => {
    expect(webContact('https://аpple.com/')?.host).toBe('xn--pple-43d.com');
  });

  test.each([
    undefined,
    '',
    'not an address',
    'javascript:alert(1)',
    'data:text/html,x',
    '//a.example',
    'https://google.com@evil.example/',
    'mailto:a@b.example',
  ])('is none for %j', (source) => {
    expect(webContact(source)).toBeUndefined();
  });
});
