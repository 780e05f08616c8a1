import { describe, expect, it } from 'vitest';
import { checkPatterns } from '../../../../src/lib/infer/generation/patterns.ts';

const asked = (Regex: string) => () =>
  checkPatterns({
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Split', pattern: { Regex } }] },
  });

/** As they stand in tokenizers in use. */
const IN_USE = {
  'GPT-2': String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  'Llama 3': String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  o200k: String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  DeepSeek: String.raw`[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_${'`'}{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  BLOOM: String.raw` ?[^(\s|[.,!?…。，、।۔،])]+`,
  CLIP: String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`,
  'digits by three': String.raw`\d{1,3}(?=(?:\d{3})*\b)`,
};

describe('patterns of a tokenizer', () => {
  it.each(Object.entries(IN_USE))('lets %s’s be', (_, pattern) => {
    expect(asked(pattern)).not.toThrow();
  });

  it.each([
    String.raw`(a+)+$`,
    String.raw`(a*)*b`,
    String.raw`(?:[a-z]+\s?)+$`,
    String.raw`(a|aa)+$`,
    String.raw`(a|a){20,}x`,
    String.raw`((ab?)+c?)*d`,
    String.raw`(\w{1,100})+x`,
    String.raw`((x|y))+z`,
    'a'.repeat(5000),
    'a)(',
  ])('refuses %s', (pattern) => {
    expect(asked(pattern)).toThrow(expect.objectContaining({ code: 'infer/bad-tokenizer' }));
  });

  it('refuses to look through what is nested without end', () => {
    let json: object = {};
    for (let depth = 0; depth < 1000; depth++) json = { json };
    expect(() => checkPatterns(json)).toThrow(expect.objectContaining({ code: 'infer/bad-tokenizer' }));
  });
});
