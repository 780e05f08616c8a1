// Text to tokens and back, by the tokenizer.json that came with the model.
import { Tokenizer } from '@huggingface/tokenizers';
import { messageOf } from '../../errors.ts';
import { InferError } from '../errors.ts';
import { checkPatterns } from './patterns.ts';

/** Gemma's, the largest in use, has 34 MB. */
const MOST_BYTES = 64 << 20;

export interface TextTokenizer {
  /** `special`: with the tokens that this tokenizer puts around any text. */
  encode(text: string, options: { special: boolean }): number[];
  /** Without tokens that are no text. */
  decode(ids: readonly number[]): string;
}

/** @throws InferError 'infer/bad-tokenizer' if it is missing, no tokenizer, or might never come to an end */
export async function openTokenizer(file: Blob | undefined, config: object = {}): Promise<TextTokenizer> {
  const json = await readJson(file, 'tokenizer');
  checkPatterns(json);
  const tokenizer = guarded(() => new Tokenizer(json, config));
  return {
    encode: (text, { special }) => guarded(() => tokenizer.encode(text, { add_special_tokens: special }).ids),
    decode(ids) {
      // A graph may have room for more tokens than were ever given a text.
      const known = ids.filter((id) => tokenizer.id_to_token(id) !== undefined);
      if (known.length === 0) return '';
      const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
      return guarded(() => tokenizer.decode(known, options));
    },
  };
}

/** @throws InferError 'infer/bad-tokenizer' unless it is there and holds an object */
export async function readJson(file: Blob | undefined, what: string): Promise<Record<string, unknown>> {
  if (!file) throw new InferError('infer/bad-tokenizer', `The model has no ${what} file`);
  if (file.size > MOST_BYTES) {
    throw new InferError('infer/bad-tokenizer', `The ${what} file is larger than any in use`, {
      details: { bytes: file.size },
    });
  }
  const json: unknown = await file.text().then((text) => guarded(() => JSON.parse(text)));
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw new InferError('infer/bad-tokenizer', `The ${what} file holds no ${what}`);
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new InferError('infer/bad-tokenizer', `The tokenizer cannot be used: ${messageOf(cause)}`, {
      cause,
    });
  }
}
