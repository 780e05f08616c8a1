// Tokenizers written by hand: whole words, as BERT and as a sequence-to-sequence model have them.

export type Contents = Record<string, string | Uint8Array<ArrayBuffer>>;

export const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

export const json = (value: unknown) => JSON.stringify(value);

export function vocabularyOf(words: readonly string[], special: readonly string[] = SPECIAL): string[] {
  return [...special, ...words];
}

function added(tokens: readonly string[], idOf = (token: string) => tokens.indexOf(token)): object[] {
  return tokens.map((content) => {
    return {
      id: idOf(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    };
  });
}

const wordPiece = (vocabulary: readonly string[], unknown: string) => ({
  type: 'WordPiece',
  unk_token: unknown,
  continuing_subword_prefix: '##',
  max_input_chars_per_word: 100,
  vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
});

const token = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
const sequence = (id: 'A' | 'B', type_id: number) => ({ Sequence: { id, type_id } });

/** `[CLS] a [SEP] b [SEP]`, lower case. */
export function bertTokenizer(vocabulary: readonly string[], more: object = {}): Contents {
  return {
    'tokenizer.json': json({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added(SPECIAL),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [token('[CLS]', 0), sequence('A', 0), token('[SEP]', 0)],
        pair: [token('[CLS]', 0), sequence('A', 0), token('[SEP]', 0), sequence('B', 1), token('[SEP]', 1)],
        special_tokens: Object.fromEntries(
          ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [vocabulary.indexOf(id)], tokens: [id] }]),
        ),
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: wordPiece(vocabulary, '[UNK]'),
      ...more,
    }),
    'tokenizer_config.json': json({
      tokenizer_class: 'BertTokenizer',
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      cls_token: '[CLS]',
      sep_token: '[SEP]',
      mask_token: '[MASK]',
      model_max_length: 512,
    }),
  };
}

export const SEQUENCE_SPECIAL = ['<pad>', '</s>', '<unk>'] as const;

/** `a </s>`, as T5 has it. */
export function sequenceTokenizer(vocabulary: readonly string[]): Contents {
  return {
    'tokenizer.json': json({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added(SEQUENCE_SPECIAL),
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [sequence('A', 0), token('</s>', 0)],
        pair: [sequence('A', 0), token('</s>', 0), sequence('B', 0), token('</s>', 0)],
        special_tokens: { '</s>': { id: '</s>', ids: [vocabulary.indexOf('</s>')], tokens: ['</s>'] } },
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: wordPiece(vocabulary, '<unk>'),
    }),
    'tokenizer_config.json': json({
      tokenizer_class: 'T5Tokenizer',
      pad_token: '<pad>',
      eos_token: '</s>',
      unk_token: '<unk>',
      model_max_length: 512,
    }),
  };
}

/** Words as they are, nothing before and nothing behind them; `special` are left out of what is read. */
export function wholeWords(
  vocabulary: readonly string[],
  { special, type, unknown }: { special: readonly string[]; type: string; unknown: string },
): Contents {
  return {
    'tokenizer.json': json({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added(special, (token) => vocabulary.indexOf(token)),
      normalizer: null,
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: null,
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: wordPiece(vocabulary, unknown),
    }),
    'tokenizer_config.json': json({ tokenizer_class: type, unk_token: unknown, model_max_length: 512 }),
  };
}

/** One symbol a frame, repeats merged. */
export function ctcTokenizer(symbols: readonly string[]): Contents {
  return {
    'tokenizer.json': json({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: 0,
          content: '<pad>',
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        },
      ],
      normalizer: null,
      pre_tokenizer: { type: 'Split', pattern: { Regex: '' }, behavior: 'Isolated', invert: false },
      post_processor: null,
      decoder: { type: 'CTC', pad_token: '<pad>', word_delimiter_token: '|', cleanup: true },
      model: wordPiece(symbols, '<pad>'),
    }),
    'tokenizer_config.json': json({
      tokenizer_class: 'Wav2Vec2CTCTokenizer',
      pad_token: '<pad>',
      unk_token: '<pad>',
      word_delimiter_token: '|',
    }),
  };
}
