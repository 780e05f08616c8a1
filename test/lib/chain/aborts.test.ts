// Every error constant of the contract has a code of its own in the client, and the client has no others.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ABORTS, errorNumber } from '../../../src/lib/chain/aborts.ts';

const SOURCES = new URL('../../../move/sources/', import.meta.url);

function moveErrors(): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const file of readdirSync(SOURCES)) {
    const text = readFileSync(new URL(file, SOURCES), 'utf8');
    const module = /^module floe::(\w+)/m.exec(text)![1]!;
    const numbers = [...text.matchAll(/#\[error\(code = (\d+)\)\]/g)].map((match) => Number(match[1]));
    if (numbers.length > 0) found[module] = numbers;
  }
  return found;
}

describe('aborts', () => {
  it('of the contract and codes of the client are the same list', () => {
    const client = Object.fromEntries(
      Object.entries(ABORTS).map(([module, codes]) => [module, Object.keys(codes).map(Number)]),
    );
    expect(client).toEqual(moveErrors());
  });

  it('have one code each', () => {
    const codes = Object.values(ABORTS).flatMap((byNumber) => Object.values(byNumber));
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('errorNumber', () => {
  it('reads bits 48 to 55 of a tagged abort code', () => {
    const code = (1n << 63n) | (1n << 62n) | (40n << 48n) | (77n << 32n) | (5n << 16n) | 6n;
    expect(errorNumber(code)).toBe(40);
  });

  it('finds none in a plain abort code', () => {
    expect(errorNumber(40n)).toBeUndefined();
  });
});
