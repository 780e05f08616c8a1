// An answer's text while it grows: pieces that, one behind the other, are the text. Decodes no more than it has to, and
// holds back what may still be part of a character.
import type { TextTokenizer } from './tokenizer.ts';

const HALF_A_CHARACTER = '\ufffd';

export class TextPieces {
  readonly #tokenizer: Pick<TextTokenizer, 'decode'>;
  readonly #ids: number[] = [];
  /** Tokens from here on are decoded; those before `#given` only so that the others are read as they are beside them. */
  #from = 0;
  #given = 0;

  constructor(tokenizer: Pick<TextTokenizer, 'decode'>) {
    this.#tokenizer = tokenizer;
  }

  add(id: number): void {
    this.#ids.push(id);
  }

  /** What has come since; empty while it might end inside a character, unless it is the `last`. */
  next(last = false): string {
    if (this.#given === this.#ids.length) return '';
    const before = this.#tokenizer.decode(this.#ids.slice(this.#from, this.#given));
    const now = this.#tokenizer.decode(this.#ids.slice(this.#from));
    if (!last && now.endsWith(HALF_A_CHARACTER)) return '';
    this.#from = this.#given;
    this.#given = this.#ids.length;
    return now.slice(before.length);
  }
}
