// From a thrown value to what a person reads. Switches on codes, never on message text.
import { FloeError, messageOf } from '../../lib/errors.ts';
import { SENTENCES } from './sentences.ts';

export interface Problem {
  /** `unknown` where the error has no code of ours. */
  code: string;
  what: string;
  safe: string | undefined;
  next: string;
  retryable: boolean;
  /** For a report: code and technical message. */
  detail: string;
}

export function describe(error: unknown): Problem {
  const code = codeOf(error);
  const sentence = (code && SENTENCES[code]) || {
    what: 'Something went wrong that this page has no words for.',
    safe: 'Nothing was charged without a checked payment.',
    next: 'Try again; if it repeats, report the details below.',
  };
  return {
    code: code ?? 'unknown',
    what: sentence.what,
    safe: sentence.safe,
    next: sentence.next,
    retryable: error instanceof FloeError && error.retryable,
    detail: code ? `${code}: ${messageOf(error)}` : messageOf(error),
  };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
