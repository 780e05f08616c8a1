// From a thrown value to what a person reads. Switches on codes, never on message text.
import { FloeError, messageOf } from '../../lib/index.ts';
import { SENTENCES } from './sentences.ts';

export interface Problem {
  /** `unknown` where the error has no code of ours. */
  code: string;
  what: string;
  safe: string | undefined;
  next: string;
  retryable: boolean;
  /** For a report: code and technical message. Empty where `what` says it all. */
  detail: string;
}

export function describe(error: unknown): Problem {
  const code = codeOf(error);
  const sentence = (code !== undefined && Object.hasOwn(SENTENCES, code) && SENTENCES[code]) || {
    what: 'Something went wrong that this page has no words for.',
    safe: 'Nothing was charged without a checked payment.',
    next: 'Try again; if it repeats, report the details below.',
  };
  const field = fieldMessage(code, error);
  return {
    code: code ?? 'unknown',
    what: field ?? sentence.what,
    safe: sentence.safe,
    next: sentence.next,
    retryable: error instanceof FloeError && error.retryable,
    detail: field ? '' : code ? `${code}: ${messageOf(error)}` : messageOf(error),
  };
}

/** Where a field is wrong, the thrower knows which and says so in a sentence for people. */
function fieldMessage(code: string | undefined, error: unknown): string | undefined {
  if (code !== 'form/invalid' && code !== 'hub/draft-invalid') return undefined;
  return `${messageOf(error).replace(/\.$/, '')}.`;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
