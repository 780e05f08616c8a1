import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { learnTokenizer } from '../../../start/language-model/bpe.ts';

interface Learnt {
  model: { vocab: Record<string, number>; merges: string[] };
}
const learn = (text: string, size: number) => learnTokenizer(text, size) as Learnt;

describe('merges', () => {
  it('are learnt from the commonest pair on, inside words alone', () => {
    // Words: "low" 5 times, " low" twice, "lower" once; Ġ stands for a space.
    const text = 'low,low,low,low,low, low, low,lower';
    // l-o 8, o-w 8: the first by name. Then lo-w 8. Then Ġ-low 2, before e-r 1, which is too rare to be learnt.
    expect(learn(text, 1000).model.merges).toEqual(['l o', 'lo w', 'Ġ low']);
  });

  it('count what earlier merges left', () => {
    // "aaaa" three times: a-a three times in each; then aa-aa once in each.
    expect(learn('aaaa.aaaa.aaaa', 1000).model.merges).toEqual(['a a', 'aa aa']);
  });

  it('end at the size that is asked for', () => {
    const { model } = learn('the cat sat on the mat with the hat', 260);
    expect(model.merges).toHaveLength(260 - 257);
    expect(Object.keys(model.vocab)).toHaveLength(260);
    expect(model.vocab['<|endoftext|>']).toBe(0);
  });
});

it('any text comes back, whatever it was learnt from', () => {
  const tokenizer = new Tokenizer(learn('the cat sat on the mat', 300), {});
  for (const text of ['the cat', 'Ünïcödé 中文 🙂', '\u0000\u007f\t\n', "it's  spaced"]) {
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
  }
});
