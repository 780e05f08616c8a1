import { beforeAll, describe, expect, it } from 'vitest';
import { TextPieces } from '../../../../src/lib/infer/generation/text-pieces.ts';
import { openTokenizer, type TextTokenizer } from '../../../../src/lib/infer/generation/tokenizer.ts';
import { austenFile } from './austen.ts';

let tokenizer: TextTokenizer;
beforeAll(async () => {
  tokenizer = await openTokenizer(await austenFile('tokenizer.json'));
});
const encode = (text: string) => tokenizer.encode(text, { special: false });

/** Asked after every `every` tokens, and at the end. */
function pieces(ids: readonly number[], every = 1): string[] {
  const text = new TextPieces(tokenizer);
  const told: string[] = [];
  ids.forEach((id, index) => {
    text.add(id);
    if (index % every === every - 1) told.push(text.next());
  });
  told.push(text.next(true));
  return told;
}

describe('the tokenizer', () => {
  it.each([
    '"Oh! Mr. Knightley," said she; "how _could_ you?"',
    'Naïve 中文 🙂👩‍👩‍👧 — £5\n\n\ttabs  and   spaces ',
    '<|endoftext|> is not text',
    '',
  ])('gives back what it was given: %s', (text) => {
    expect(tokenizer.decode(encode(text))).toBe(text.replace('<|endoftext|>', ''));
  });
});

describe('pieces', () => {
  it.each([1, 2, 3, 7])('one behind the other are the text, told every %i tokens', (every) => {
    const text = 'Emma 中文, naïve 🙂 & 👩‍👩‍👧; £5. The end';
    expect(pieces(encode(text), every).join('')).toBe(text);
  });

  it('never end inside a character: bytes wait for the rest of theirs', () => {
    const told = pieces(encode('🙂中'));
    expect(told.filter((piece) => piece !== '')).toEqual(['🙂', '中']);
  });

  it('end with what can no longer be completed', () => {
    const half = encode('🙂').slice(0, -1);
    expect(half.length).toBeGreaterThan(0);
    expect(pieces(half).join('')).toBe('\ufffd');
  });

  it('say nothing of tokens that are no text, and of those without any', () => {
    expect(pieces([0, ...encode('Emma'), 0, 999_999]).join('')).toBe('Emma');
  });
});
