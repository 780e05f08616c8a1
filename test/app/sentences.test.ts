// Every code the library or the page can throw has its words, and the words keep to the house rules.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describe as describeError } from '../../src/app/state/errors.ts';
import { SENTENCES } from '../../src/app/state/sentences.ts';
import { FloeError } from '../../src/lib/index.ts';

const AREAS = [
  'amount',
  'blobs',
  'chain',
  'form',
  'hub',
  'infer',
  'input',
  'manifest',
  'market',
  'pack',
  'pay',
  'receipt',
  'tensor',
  'wallet',
];
const CODE = new RegExp(`'((?:${AREAS.join('|')})/[a-z0-9-]+)'`, 'g');

function sourcesIn(folder: string): string[] {
  const root = new URL(`../../${folder}/`, import.meta.url);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|svelte)$/.test(path) && !path.endsWith('sentences.ts'))
    .map((path) => readFileSync(new URL(path, root), 'utf8'));
}

function codesIn(sources: string[]): string[] {
  return sources.flatMap((text) => [...text.matchAll(CODE)].map(([, code]) => code!));
}

describe('the table of sentences', () => {
  const library = sourcesIn('src/lib');
  const codes = new Set(codesIn([...library, ...sourcesIn('src/app')]));

  test('the scan finds the codes it must', () => {
    for (const known of [
      'pay/declined',
      'chain/wrong-amount',
      'blobs/corrupt',
      'infer/not-a-model',
      'wallet/declined',
    ]) {
      expect(codes).toContain(known);
    }
  });

  test('every error class of the library belongs to a scanned area', () => {
    for (const text of library) {
      for (const [, area] of text.matchAll(/new \w+Error\(\s*'([a-z]+)\/[a-z-]+'/g))
        expect(AREAS).toContain(area);
    }
  });

  test('every code has a sentence', () => {
    expect([...codes].filter((code) => !(code in SENTENCES)).sort()).toEqual([]);
  });

  test('no sentence is left over from a code that is gone', () => {
    expect(Object.keys(SENTENCES).filter((code) => !codes.has(code))).toEqual([]);
  });

  test('each says what happened, what is safe and what to do, in whole sentences', () => {
    for (const [code, { what, safe, next }] of Object.entries(SENTENCES)) {
      for (const text of [what, safe, next]) {
        expect(text, code).toMatch(/^[A-Z].*\.$/);
        expect(text!.length, code).toBeLessThan(130);
      }
    }
  });
});

describe('describing an error', () => {
  test('takes the sentence of its code and keeps the technical message as detail', () => {
    const problem = describeError(new FloeError('pay/declined', 'User rejected', { retryable: true }));
    expect(problem).toMatchObject({
      code: 'pay/declined',
      retryable: true,
      detail: 'pay/declined: User rejected',
    });
    expect(problem.what).toBe(SENTENCES['pay/declined']!.what);
  });

  test('has words for what it does not know', () => {
    for (const thrown of [new Error('boom'), 'boom', undefined, { code: 7 }, { code: 'x/y' }]) {
      const problem = describeError(thrown);
      expect(problem.what).not.toBe('');
      expect(problem.next).not.toBe('');
    }
  });

  test('is not fooled by names every object has', () => {
    expect(describeError({ code: 'constructor' }).what).toMatch(/no words for/);
  });
});
