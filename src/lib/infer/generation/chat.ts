// Lays messages out the way a model was taught to read them: by the template its authors ship.
import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { messageOf } from '../../errors.ts';
import { InferError } from '../errors.ts';

/** Larger than any in use by far. */
const MOST_CHARACTERS = 256_000;
const LONGEST_RANGE = 100_000;

export interface ChatMessage {
  role: string;
  content: string;
}

/** The text that the model reads, its beginning-of-text mark included. */
export type LayOut = (prompt: string) => string;

/**
 * `config` is a tokenizer_config.json; `template` stands in where it has none. Undefined if there is no template at all:
 * such a model takes text as it is.
 *
 * @throws InferError 'infer/bad-tokenizer' if the template cannot be read; what is returned throws 'infer/bad-prompt'
 * where the template will not have a prompt
 */
export function openChat(config: Record<string, unknown>, template?: string): LayOut | undefined {
  const source = templateOf(config['chat_template']) ?? template;
  if (source === undefined) return undefined;
  const program = readTemplate(source);
  return (prompt) => {
    const scope = new Environment();
    for (const [name, value] of Object.entries({ ...GLOBALS, ...specialTokens(config) }))
      scope.set(name, value);
    scope.set('messages', messagesOf(prompt));
    scope.set('add_generation_prompt', true);
    try {
      return String(new Interpreter(scope).run(program).value);
    } catch (cause) {
      throw new InferError('infer/bad-prompt', `The model does not take this chat: ${messageOf(cause)}`, {
        cause,
      });
    }
  };
}

/**
 * A prompt is one message of the user's; or several messages, where it is a JSON list of objects with `role` and
 * `content`, both text.
 */
export function messagesOf(prompt: string): ChatMessage[] {
  const one = [{ role: 'user', content: prompt }];
  if (!prompt.trimStart().startsWith('[')) return one;
  let json: unknown;
  try {
    json = JSON.parse(prompt);
  } catch {
    return one;
  }
  if (!Array.isArray(json) || json.length === 0 || !json.every(isMessage)) return one;
  return json.map(({ role, content }) => ({ role, content }));
}

function isMessage(value: unknown): value is ChatMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { role, content } = value as Record<string, unknown>;
  return typeof role === 'string' && typeof content === 'string';
}

/** Text, or a list of several by name. */
function templateOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const named = value as { name?: unknown; template?: unknown }[];
  const template = (named.find((one) => one?.name === 'default') ?? named[0])?.template;
  return typeof template === 'string' ? template : undefined;
}

function readTemplate(source: string) {
  try {
    if (source.length > MOST_CHARACTERS) throw new Error('it is longer than any in use');
    return parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
  } catch (cause) {
    throw new InferError('infer/bad-tokenizer', `The chat template cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Jinja's own, but no clock: the same prompt is to be laid out in the same way tomorrow. */
const GLOBALS = {
  false: false,
  true: true,
  none: null,
  False: false,
  True: true,
  None: null,
  raise_exception(message: unknown) {
    throw new Error(String(message));
  },
  range(from: number, to?: number, step = 1): number[] {
    const [start, end] = to === undefined ? [0, from] : [from, to];
    const length = Math.max(0, Math.ceil((end - start) / step));
    if (!(length <= LONGEST_RANGE)) throw new Error('The template counts further than any chat needs');
    return Array.from({ length }, (_, index) => start + index * step);
  },
};

/** `bos_token`, `eos_token` and so on: text, or an object that has it as `content`. */
function specialTokens(config: Record<string, unknown>): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const name of [
    'bos_token',
    'eos_token',
    'pad_token',
    'unk_token',
    'sep_token',
    'cls_token',
    'mask_token',
  ]) {
    const value = config[name];
    const text =
      typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : value;
    if (typeof text === 'string') tokens[name] = text;
  }
  return tokens;
}
