// Where words that a tokenizer spelt out again lie in the text they came from: it joins and folds what it took apart, so
// letters are compared, spaces and case are not.

export interface Word {
  word: string;
  label: string;
  score: number;
}

export interface Span {
  /** In UTF-16 units, end exclusive. */
  start: number;
  end: number;
  label: string;
  score: number;
}

/** In the order they are given, each after the one before; what is not in the text is left out. */
export function placeSpans(text: string, words: readonly Word[]): Span[] {
  const { letters, places } = lettersOf(text);
  const spans: Span[] = [];
  let from = 0;
  for (const { word, label, score } of words) {
    const wanted = lettersOf(word).letters;
    const at = wanted === '' ? -1 : letters.indexOf(wanted, from);
    if (at === -1) continue;
    from = at + wanted.length;
    const last = places[from - 1]!;
    spans.push({ start: places[at]!.start, end: last.end, label, score });
  }
  return spans;
}

/** Without spaces, accents and case, each with its place in the text. */
function lettersOf(text: string): { letters: string; places: { start: number; end: number }[] } {
  let letters = '';
  const places: { start: number; end: number }[] = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    const folded = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (const unit of /\s/u.test(character) ? '' : folded.split('')) {
      letters += unit;
      places.push({ start, end });
    }
    start = end;
  }
  return { letters, places };
}
