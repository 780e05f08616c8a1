// The text as tokens: what is learnt from, and what is kept back to see how well.
import { Tokenizer } from '@huggingface/tokenizers';
import { END_OF_TEXT } from './bpe.ts';

/** Of each so many chapters one is kept back. */
const KEPT_BACK = 90;

export function splitChapters(chapters: readonly string[]): { learnt: string[]; keptBack: string[] } {
  const isKept = (index: number) => index % KEPT_BACK === KEPT_BACK / 2;
  return {
    learnt: chapters.filter((_, index) => !isKept(index)),
    keptBack: chapters.filter((_, index) => isKept(index)),
  };
}

/** Each chapter behind an end of text, so that from one a chapter begins. */
export function tokenise(tokenizer: Tokenizer, chapters: readonly string[]): Uint16Array<ArrayBuffer> {
  const end = tokenizer.token_to_id(END_OF_TEXT)!;
  return Uint16Array.from(chapters.flatMap((chapter) => [end, ...tokenizer.encode(chapter).ids]));
}
