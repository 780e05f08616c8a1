// Learns a byte-level BPE vocabulary, as GPT-2's, and writes it as a tokenizer.json.

/** How GPT-2 cuts text before merges are looked for; none reaches across. */
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export const END_OF_TEXT = '<|endoftext|>';

interface Word {
  symbols: string[];
  count: number;
}

/** Ids: the end of text, the 256 bytes, then merges by how often they occur (equally often: in the order of their names). */
export function learnTokenizer(text: string, size: number): unknown {
  const words = countWords(text);
  const pairs = new Map<string, number>();
  /** Where a pair has occurred; it may be gone from there since. */
  const places = new Map<string, Set<Word>>();
  for (const word of words) notePairs(word, 1, pairs, places);

  const vocabulary = [END_OF_TEXT, ...[...BYTE_NAMES].sort()];
  const merges: string[] = [];
  while (vocabulary.length < size) {
    const best = mostFrequent(pairs);
    if (best === undefined) break;
    merges.push(best);
    const [left, right] = best.split(' ') as [string, string];
    vocabulary.push(left + right);
    for (const word of places.get(best)!) {
      notePairs(word, -1, pairs, places);
      for (let at = 0; at + 1 < word.symbols.length; at++) {
        if (word.symbols[at] === left && word.symbols[at + 1] === right)
          word.symbols.splice(at, 2, left + right);
      }
      notePairs(word, 1, pairs, places);
    }
  }
  return tokenizerJson(vocabulary, merges);
}

function countWords(text: string): Word[] {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const utf8 = new TextEncoder();
  return [...counts].map(([word, count]) => ({
    symbols: Array.from(utf8.encode(word), (byte) => BYTE_NAMES[byte]!),
    count,
  }));
}

function notePairs(
  word: Word,
  sign: 1 | -1,
  pairs: Map<string, number>,
  places: Map<string, Set<Word>>,
): void {
  const { symbols, count } = word;
  for (let at = 0; at + 1 < symbols.length; at++) {
    const pair = `${symbols[at]} ${symbols[at + 1]}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + sign * count);
    if (sign > 0) places.set(pair, (places.get(pair) ?? new Set()).add(word));
  }
}

function mostFrequent(pairs: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  let most = 1;
  for (const [pair, count] of pairs) {
    if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
  }
  return best;
}

/** GPT-2's printable stand-ins for bytes. */
const BYTE_NAMES = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(printable ? byte : next++);
  });
})();

function tokenizerJson(vocabulary: readonly string[], merges: readonly string[]): unknown {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 0,
        content: END_OF_TEXT,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges,
    },
  };
}
