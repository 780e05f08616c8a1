// Literals for pasting are given to the real bash, and read back as JSON and JavaScript.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { jsonText, propertyName, shellWord, visibleText } from '../../src/app/state/quoting.ts';

const TEXTS = [
  'plain',
  '',
  'two words',
  "it's",
  '"double"',
  '$(touch /tmp/never) `id` ${HOME} !!',
  'a\\b\\n',
  'line\nbreak\ttab',
  '\u001b[31mred',
  'evil \u202e\u2066txt.exe',
  'x\u200by\ufeff',
  "'\u202e'\\'",
  'grün 日本語 🎉',
  '--flag',
  '; rm -rf / #',
];

describe('a shell word', () => {
  test.each(TEXTS)('%j is one argument, and that text', (text) => {
    const out = execFileSync('bash', ['-c', `printf '%s.' ${shellWord(text)!}`], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    expect(out.toString()).toBe(`${text}.`);
  });

  test('shows everything that it holds', () => {
    for (const text of TEXTS) expect(shellWord(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  test('cannot say a null byte', () => {
    expect(shellWord('a\0b')).toBeUndefined();
  });
});

describe('JSON text', () => {
  test.each([...TEXTS, 'a\0b', '\ud800', '\u2028\u2029'])('%j is that text again', (text) => {
    expect(JSON.parse(jsonText(text))).toBe(text);
    expect(jsonText({ [text]: text })).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  test.each(['a', 'a b', '__proto__', 'constructor', '1', '"]: evil(), ["'])(
    '%j names its own property',
    (name) => {
      const made = new Function(`return { ${propertyName(name)}: 1 }`)() as object;
      expect(Object.keys(made)).toEqual([name]);
    },
  );
});

test('text for the eye spells out what cannot be seen', () => {
  expect(visibleText('a\u202eb\0')).toBe('a⟨U+202E⟩b⟨U+0000⟩');
  expect(visibleText('grün 日本語\n\ttab')).toBe('grün 日本語\n\ttab');
});
