// What is said of calls that are paid before they run, where the table's sentences speak of a locked output.
import type { Problem } from './errors.ts';

const NEXT: Record<string, string> = {
  'pay/declined': 'Run it when you are ready.',
  'pay/insufficient-funds': 'Add funds, then run it.',
  'pay/inactive': 'Come back when it is on again.',
  'pay/wrong-network': 'Switch the network in the wallet, then run it.',
  'pay/refused': 'Try again; if it repeats, reload the page.',
};

/** Of a call that came to nothing before its payment took effect. */
export function beforeAnswer(problem: Problem): Problem {
  if (!problem.code.startsWith('pay/')) return problem;
  return { ...problem, safe: 'Nothing was charged.', next: NEXT[problem.code] ?? problem.next };
}

/** Of an answer that was cut off: what its cause's own sentence says of money is about calls that were not paid. */
export function cutOff(problem: Problem | undefined, paid: boolean): Problem {
  const safe = paid
    ? 'You have paid for this answer, and the receipt holds.'
    : 'The payment was signed; it takes effect once at most.';
  const next = 'Go on: it is made again from its beginning, at no cost.';
  const stopped = {
    code: 'unknown',
    what: 'The answer was not made to its end.',
    retryable: true,
    detail: '',
  };
  return { ...(problem ?? stopped), safe, next };
}

/** Of a binding that did not happen: the answer is there, and stays. */
export function notBound(problem: Problem): Problem {
  const safe = 'The answer stays, and so does what you paid.';
  const next = problem.code === 'pay/declined' ? 'Bind it when you are ready.' : problem.next;
  return problem.code === 'pay/already-bound' ? problem : { ...problem, safe, next };
}

/**
 * The part of a growing text that is ready to be read out: whole sentences and lines, so that nobody hears it in
 * syllables.
 *
 * @returns how far that is
 */
export function readableEnd(text: string, from: number): number {
  for (let at = text.length; at > from; at--) {
    if (text[at - 1] === '\n' || (/\s/.test(text[at] ?? '') && /[.!?…;:]/.test(text[at - 1]!))) return at;
  }
  return from;
}
